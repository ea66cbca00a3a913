"""Turning templates into pages; everything that is put into one is escaped."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from fulcrum_api.pages import answers
from fulcrum_api.wording import Wording, numbered
from fulcrum_engine import Rulebook
from fulcrum_engine.why.telling import lowered

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ASSETS = {
    "fulcrum.css": "text/css; charset=utf-8",
    "fulcrum.js": "text/javascript; charset=utf-8",
    "fulcrum.svg": "image/svg+xml",
}


@lru_cache
def asset(name: str) -> tuple[bytes, str]:
    """Return an asset's bytes and the address that changes when they do."""
    body = files("fulcrum_api.pages").joinpath("static", name).read_bytes()
    return body, f"/assets/{hashlib.sha256(body).hexdigest()[:12]}/{name}"


def two_decimals(number: float) -> str:
    """Return a certainty as people read it; rounding never makes one certain.

    >>> two_decimals(0.4861), two_decimals(0.9999)
    ('0.49', '0.99')
    """
    return f"{min(number, 0.99) if number < 1 else number:.2f}"


def spelled(number: int) -> str:
    """Return a small count as a word.

    >>> spelled(6), spelled(40)
    ('six', '40')
    """
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def day(moment: datetime) -> str:
    """Return a day as people write it.

    >>> day(datetime(2026, 3, 4))
    '4 March 2026'
    """
    return f"{moment.day} {moment:%B %Y}"


@lru_cache
def environment() -> Environment:
    """Return the templates; `autoescape` holds whatever a file is called."""
    found = Environment(
        loader=PackageLoader("fulcrum_api.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "asset": lambda name: asset(name)[1],
        "answers": answers,
        "numbered": numbered,
        "new_word": lambda: secrets.token_urlsafe(32),
    }
    found.filters |= {
        "two_decimals": two_decimals,
        "lowered": lowered,
        "spelled": spelled,
        "day": day,
    }
    return found


def page(template: str, rulebook: Rulebook, **context: Any) -> str:
    """Return a page as text."""
    found = environment().get_template(template)
    text = found.render(rulebook=rulebook, words=Wording(rulebook), **context)
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


def answered(text: str, status: int = 200) -> Response:
    """Return a page as a response that browsers show and no more."""
    return Response(text, status, HEADERS, "text/html; charset=utf-8")
