"""Situations, addresses and readers that the tests of the pages share."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from fulcrum_engine import Rulebook
from fulcrum_engine.why.telling import lowered

ANSWERS = (
    "change=major&direction=blurred&budget_pressure=severe&morale=low,mixed&workload=overloaded"
    "&execution=uneven&trust=fair&urgency=pressing"
)
PERSONAL = "&role=team_leader&skill_empathy=weak&quality_requirement=present"
FULL = ANSWERS + PERSONAL
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<!--<script>alert(1)//-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7 * 7 }}<b>",
    "{% raw %}<b>{% endraw %}",
    "${7*7}<b>",
    "<b>bold</b>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example>",
    "<math><mtext></math><b>",
    "&lt;script&gt;<i>",
    "<ScRiPt>alert(1)</sCrIpT>",
    '=HYPERLINK("x")<b>',
    "\u202e<b>\u2066",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
)


def random_query(rulebook: Rulebook, seed: int, share: float = 0.6) -> str:
    """Return a situation as a query string, about this share of its questions answered."""
    chance = random.Random(seed)
    asked = [each for each in rulebook.vocabulary.attributes if chance.random() < share]
    return "&".join(f"{each.id}={chance.choice(each.level_ids)}" for each in asked)


def save(client: TestClient, answers: str = ANSWERS, **texts: str) -> str:
    """Return the address of a saved result."""
    form = {"all-answers": answers, **texts}
    response = client.post("/save", data=form, follow_redirects=False)
    assert response.status_code == 303
    return str(response.headers["location"])


def answer_links(client: TestClient, people: int, team: str = "") -> tuple[str, list[str]]:
    """Return the address of a new gathering, and those by which people answer."""
    made = client.post("/voices", data={"team": team, "people": str(people)})
    assert made.status_code == 200
    links = re.findall(r"http://[^/]+(/answer/[\w-]+)", made.text)
    return re.findall(r"http://[^/]+(/voices/[0-9a-f]{32})", made.text)[0], links


class Reader(HTMLParser):
    """Collects the exact numbers, the ids, the text and the resources of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.numbers: list[float] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        self.text = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "data":
            self.numbers.append(float(found["value"] or "nan"))
        if found.get("id"):
            self.ids.append(str(found["id"]))

    def handle_data(self, data: str) -> None:
        self.words += data + " "


TOLD = ("title", "text", "question", "why", "because")
"""Fields that hold words for people."""
ELSEWHERE = ("conditions", "receipt", "ranking")
"""What is compared on its own, or is told as a sentence."""


def numbers_of(advice: dict[str, Any]) -> set[float]:
    """Return every number of a recommendation."""
    return {each for each in _leaves(advice) if type(each) in (int, float)} - {0}


def _leaves(value: Any) -> Iterator[Any]:
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for part in parts:
            yield from _leaves(part)
    else:
        yield value


def words_of(advice: dict[str, Any], rulebook: Rulebook) -> list[str]:
    """Return every text of a recommendation, and the names of what it has by id.

    Why a rule speaks for a style stands on the page of the rule; here its title does.
    """
    told = list(_texts({k: v for k, v in advice.items() if k not in ELSEWHERE}))
    for ranked in advice["style"]["ranking"]:
        told += [rulebook.hypotheses.style_by_id[ranked["style"]].title]
        told += [text for each in ranked["cautions"] for text in (each["title"], each["text"])]
        told += [each["title"] for each in ranked["reasons"]]
    receipt = advice["receipt"]
    told += [receipt["rulebook"]["sha256"], receipt["situation_sha256"], receipt["engine"]]
    return [*told, *_flips(advice, rulebook), *_effects(advice, rulebook), *_decision(advice)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        yield from (text for name in TOLD if isinstance(text := value.get(name), str))
        for name, part in value.items():
            if name not in ELSEWHERE:
                yield from _texts(part)


def _flips(advice: dict[str, Any], rulebook: Rulebook) -> Iterator[str]:
    for flip in advice["flips"]["sets"]:
        for name, change in flip["changes"].items():
            attribute = rulebook.vocabulary.by_id[name]
            labels = {level.id: level.label for level in attribute.levels}
            before = change["from"] if isinstance(change["from"], list) else [change["from"]]
            yield f"“{lowered(labels[change['to']])}” instead of “"
            yield f"{lowered(labels[before[-1]])}” for {lowered(attribute.title)}"
            yield f"this would {_leaning(flip['lean'])}"


def _effects(advice: dict[str, Any], rulebook: Rulebook) -> Iterator[str]:
    asked = advice["next_question"]
    for effect in asked["effects"] if asked else ():
        labels = {e.id: e.label for e in rulebook.vocabulary.by_id[asked["attribute"]].levels}
        yield labels[effect["level"]]
        yield f"Then this would {_leaning(effect['lean'])}"


def _leaning(lean: str) -> str:
    special = {"balanced": "call for both leadership and management", "undetermined": "leave"}
    return special.get(lean, f"lean to {lean}")


def _decision(advice: dict[str, Any]) -> Iterator[str]:
    for id in (advice["decision"] or {}).get("feasible", ()):
        yield f"({id})"
    for each in (advice["decision"] or {}).get("questions", ()):
        yield f"{each['question']} {({'yes': 'Yes', 'no': 'No'}).get(each['answer'], 'Open')}."
