"""How the concepts hang together, drawn from the rules: answers, concepts, needs and styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from fulcrum_api.document.layout import ROW, Edge, Place, arrange
from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook
from fulcrum_engine.knowledge.conditions import AttributeCondition, ConceptCondition, Leaf, leaves
from fulcrum_engine.reasoning.strata import strata

COLUMN, NODE, HEIGHT, TOP = 330.0, 230.0, 20.0, 56.0
NARROWEST = 760.0
COLOURS = ("#a14a00", "#0b5394")
"""Of the two sides; what leads to both or to neither is grey."""
GREY = "#555555"
HEADINGS = ("Answers", "What the situation is like", "What it asks for", "Needs")


@dataclass(frozen=True)
class Drawing:
    """What is drawn: columns of nodes, edges, and words for those who do not see them."""

    title: str
    desc: str
    headings: Sequence[str]
    columns: Sequence[Sequence[str]]
    edges: Sequence[Edge]


def needs_drawing(rulebook: Rulebook) -> Drawing:
    """Return how answers lead to the needs, layer by layer."""
    needs = [side.need for side in rulebook.hypotheses.sides]
    concepts = _leading_to(rulebook, needs)
    edges = _edges(rulebook, concepts)
    depth = strata(rulebook.hypotheses, rulebook.rules.values())
    last = max(depth[need] for need in needs)
    columns: list[list[str]] = [[] for _ in range(last + 2)]
    columns[0] = [each for each in rulebook.vocabulary.by_id if each in {e.source for e in edges}]
    for concept in sorted(concepts):
        columns[last + 1 if concept in needs else depth[concept] + 1].append(concept)
    title = "How answers lead to the needs"
    return Drawing(title, _told(rulebook, columns, edges), HEADINGS, columns, edges)


def styles_drawing(rulebook: Rulebook) -> Drawing:
    """Return what speaks for and against each style."""
    styles = list(rulebook.hypotheses.style_by_id)
    edges = _edges(rulebook, set(styles))
    sources = dict.fromkeys(edge.source for edge in edges)
    columns = [list(sources), styles]
    title, desc = "What speaks for and against each style", _told(rulebook, columns, edges)
    return Drawing(title, desc, ("What is read", "Styles"), columns, edges)


def _leading_to(rulebook: Rulebook, wanted: Sequence[str]) -> set[str]:
    """Return some concepts and all concepts that lead to them."""
    found = set(wanted)
    while True:
        edges = _edges(rulebook, found)
        more = {edge.source for edge in edges if edge.source in rulebook.concepts}
        if more <= found:
            return found
        found |= more


def _edges(rulebook: Rulebook, targets: set[str]) -> list[Edge]:
    """Return what each of some conclusions is read from, each pair once for and once against."""
    found: dict[Edge, None] = {}
    for rule in rulebook.rules.values():
        for each in rule.then:
            if each.conclude in targets:
                for leaf in leaves(rule.when):
                    if source := _read_by(leaf):
                        found[Edge(source, each.conclude, each.certainty < 0)] = None
    return sorted(found, key=lambda edge: (edge.source, edge.target, edge.against))


def _read_by(leaf: Leaf) -> str | None:
    if isinstance(leaf, AttributeCondition):
        return leaf.attribute
    return leaf.concept if isinstance(leaf, ConceptCondition) else None


def _told(rulebook: Rulebook, columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> str:
    """Return in words what the picture shows: for each conclusion what it is read from."""
    words = Wording(rulebook)
    parts = []
    for target in (node for column in columns[1:] for node in column):
        sources = dict.fromkeys(words.thing(e.source) for e in edges if e.target == target)
        parts.append(f"{words.thing(target)} is read from {', '.join(sources) or 'nothing'}.")
    return " ".join(parts)


def svg(rulebook: Rulebook, drawing: Drawing, name: str) -> str:
    """Return a drawing as SVG, with its content in words for those who do not see it."""
    places = arrange(drawing.columns, drawing.edges)
    colours = _colours(rulebook, drawing)
    rows = max(len(column) for column in drawing.columns)
    width = max((len(drawing.columns) - 1) * COLUMN + NODE + 20, NARROWEST)
    height = rows * ROW + TOP + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#1b1b1b">',
        f'<title id="{name}-title">{escape(drawing.title)}</title>',
        f'<desc id="{name}-desc">{escape(drawing.desc)}</desc>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        *_headings(drawing),
        *(_curve(places, colours, edge) for edge in drawing.edges),
        *(_node(rulebook, id, places[id], colours[id]) for id in places),
        *_key(rulebook, height - 14),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _x(column: int) -> float:
    return 10 + column * COLUMN


def _headings(drawing: Drawing) -> Iterator[str]:
    for number, heading in enumerate(drawing.headings[: len(drawing.columns)]):
        x = _x(number) + NODE / 2
        yield (
            f'<text x="{x:.0f}" y="30" text-anchor="middle" font-weight="600" '
            f'font-size="15">{escape(heading)}</text>'
        )


def _curve(places: Mapping[str, Place], colours: Mapping[str, str], edge: Edge) -> str:
    source, target = places[edge.source], places[edge.target]
    x1, x2 = _x(source.column) + NODE, _x(target.column)
    y1, y2, bend = TOP + source.y, TOP + target.y, (x2 - x1) / 2
    dashes = ' stroke-dasharray="5 4"' if edge.against else ""
    return (
        f'<path d="M{x1:.0f},{y1:.1f} C{x1 + bend:.0f},{y1:.1f} {x2 - bend:.0f},{y2:.1f} '
        f'{x2:.0f},{y2:.1f}" fill="none" stroke="{colours[edge.target]}" '
        f'stroke-opacity="0.45"{dashes}/>'
    )


def _node(rulebook: Rulebook, id: str, place: Place, colour: str) -> str:
    x, y = _x(place.column), TOP + place.y
    title = Wording(rulebook).thing(id)
    squeeze = f' textLength="{NODE - 16:.0f}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<g><rect x="{x:.0f}" y="{y - HEIGHT / 2:.1f}" width="{NODE:.0f}" height="{HEIGHT:.0f}" '
        f'rx="4" fill="#fff" stroke="{colour}"/>'
        f'<text x="{x + 8:.0f}" y="{y + 4:.1f}"{squeeze if len(title) > 32 else ""}>'
        f"{escape(title)}</text></g>"
    )


def _colours(rulebook: Rulebook, drawing: Drawing) -> dict[str, str]:
    """Return the colour of each node: of the one side that it leads to, else grey."""
    h = rulebook.hypotheses
    sides: dict[str, set[int]] = {node: set() for column in drawing.columns for node in column}
    for number, side in enumerate(h.sides):
        ends = [side.need, *(style.id for style in h.styles if style.side == side.id)]
        for end in ends:
            sides.get(end, set()).add(number)
    for column in reversed(drawing.columns):
        for edge in drawing.edges:
            if edge.source in column and not edge.against:
                sides[edge.source] |= sides[edge.target]
    return {node: COLOURS[next(iter(s))] if len(s) == 1 else GREY for node, s in sides.items()}


def _key(rulebook: Rulebook, y: float) -> Iterator[str]:
    """Yield what the colours and dashes mean."""
    x = 10.0
    titles = [side.title for side in rulebook.hypotheses.sides]
    meant = [*zip(COLOURS, titles, strict=True), (GREY, "both or neither")]
    for colour, text in meant:
        yield f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="{x + 18:.0f}" y="{y:.0f}">leads to {escape(text.lower())}</text>'
        x += 40 + 7 * len(f"leads to {text}")
    yield f'<text x="{x:.0f}" y="{y:.0f}">dashed: speaks against</text>'
