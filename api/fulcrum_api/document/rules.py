"""A page for each theme: its rules with conditions, reasons, sources and cases."""

from __future__ import annotations

from collections.abc import Iterator

from fulcrum_api.document.markdown import Lines, heading, items, page, plain
from fulcrum_api.document.words import cited, conclusion_in_words, conditions_in_words
from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook
from fulcrum_engine.cases import Case
from fulcrum_engine.checks.covering import Covering
from fulcrum_engine.knowledge.rulebook import Rule


def theme_file(rulebook: Rulebook, rule: str) -> str:
    """Return the name of the page that a rule is on: `lean-change.md`."""
    file = rulebook.places[rule].rpartition(":")[0]
    return file.removesuffix(".yaml").removesuffix(".yml").replace("/", "-") + ".md"


def themes(rulebook: Rulebook) -> dict[str, tuple[str, list[Rule]]]:
    """Return the title and the rules of each theme's page, by file, rules in their order."""
    found: dict[str, tuple[str, list[Rule]]] = {}
    for id in sorted(rulebook.rules, key=lambda id: _place(rulebook, id)):
        file = theme_file(rulebook, id)
        found.setdefault(file, (rulebook.themes[id], []))[1].append(rulebook.rules[id])
    return found


def _place(rulebook: Rulebook, id: str) -> tuple[str, int]:
    file, _, line = rulebook.places[id].rpartition(":")
    return file, int(line)


def link(rulebook: Rulebook, id: str) -> str:
    """Return a link to a rule."""
    return f"[{rulebook.rules[id].title}]({theme_file(rulebook, id)}#{id})"


def theme_page(words: Wording, title: str, rules: list[Rule], found: Covering | None) -> str:
    """Return the page of one theme."""
    lines = [*heading(1, title)]
    lines += ["[The rule book](README.md)", ""]
    for rule in rules:
        lines += _rule(words, rule, found)
    return page(lines)


def _rule(words: Wording, rule: Rule, found: Covering | None) -> Lines:
    yield from heading(2, rule.title, rule.id)
    yield f"`{rule.id}`, {rule.status}"
    yield from ("", f"> {plain(rule.because)}", "", "If", "")
    yield from items(_conditions(words, rule))
    yield from ("then", "")
    yield from items((1, conclusion_in_words(words, each, ids=False)) for each in rule.then)
    yield from ("Sources", "")
    yield from items((1, cited(words.rulebook, each)) for each in rule.sources)
    if found and (told := list(_cases(found, rule.id))):
        yield from ("Cases", "")
        yield from items((1, text) for text in told)


def _conditions(words: Wording, rule: Rule) -> list[tuple[int, str]]:
    """Return the conditions as a list; a group of which all must hold is the list itself."""
    lines = list(conditions_in_words(words, rule.when, ids=False))
    if lines[0][1] == "all of:":
        return [(depth - 1, text) for depth, text in lines[1:]]
    return lines


def _cases(found: Covering, rule: str) -> Iterator[str]:
    """Yield a case that expects the rule to fire, and a near miss: those made for it, if any."""
    near = [found.cases[number] for number in found.near.get(rule, ())]
    for what, cases in (("fires", found.expecting(rule)), ("narrowly does not", near)):
        if cases:
            yield f"{what}: {_named(min(cases, key=lambda case: rule not in case.id))}"


def _named(case: Case) -> str:
    return f"{plain(case.title)} (`{case.id}`)" if case.title else f"`{case.id}`"
