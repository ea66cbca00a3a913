"""Situations, addresses and readers that the tests of the pages share."""

from __future__ import annotations

import random
from html.parser import HTMLParser
from typing import Any

from fulcrum_engine import Rulebook

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


def numbers_of(advice: dict[str, Any]) -> list[float]:
    """Return every number of a recommendation that its page has to show."""
    needs = [need[end] for need in advice["need"].values() for end in ("value", "low", "high")]
    reasons = [each["certainty"] for each in (*advice["reasons"], *advice["against"])]
    styles = [each["certainty"] for each in advice["style"]["ranking"]]
    dimensions = [v for each in advice["dimensions"] for k, v in each.items() if k != "id"]
    return [*needs, *reasons, *styles, *dimensions]


def words_of(advice: dict[str, Any]) -> list[str]:
    """Return every text of a recommendation that its page has to show."""
    told = [each["title"] for each in (*advice["reasons"], *advice["against"])]
    told += [each["because"] for each in advice["reasons"][:3]]
    for part in ("warnings", "tensions", "mix"):
        told += [text for each in advice[part] for text in (each["title"], each["text"])]
    told += [each["text"] for each in advice["actions"]]
    for each in advice["style"]["ranking"]:
        told += [caution["text"] for caution in each["cautions"]]
    if advice["next_question"]:
        told += [advice["next_question"]["question"], advice["next_question"]["why"]]
    for part in ("gaps", "role", "steps"):
        told += [each["text"] for each in (advice["development"] or {}).get(part, [])]
    receipt = advice["receipt"]
    return [*told, receipt["rulebook"]["sha256"], receipt["situation_sha256"], receipt["engine"]]
