"""Reading what a form posted: small, in UTF-8, each field once."""

from __future__ import annotations

from unicodedata import category
from urllib.parse import parse_qsl

from fastapi import Request

from fulcrum_api.pages.failing import PageError

LIMIT = 64 * 1024
FIELDS = 1000
UNWRITTEN = ("Cc", "Cs")
TOO_LARGE = PageError(413, "This is too long", "Shorten what you wrote, and send it again.")
UNREADABLE = PageError(400, "This could not be read", "Go back, and send the form again.")


async def read_form(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a posted form; raises PageError where there is none that can be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind != "application/x-www-form-urlencoded":
        raise UNREADABLE
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise TOO_LARGE
    try:
        return parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise UNREADABLE from None


def field(fields: list[tuple[str, str]], name: str) -> str:
    """Return what was written into a field, trimmed; nothing if it is absent."""
    text = next((value for each, value in fields if each == name), "")
    return cleaned(text)


def cleaned(text: str) -> str:
    """Return a text without what no file and no database can hold, trimmed."""
    return "".join(each for each in text.replace("\r\n", "\n") if _written(each)).strip()


def _written(character: str) -> bool:
    """Return whether a character is text: no control and no half of a pair, which no file can hold.

    >>> [_written(each) for each in "a\\n\\x07\\ud800"]
    [True, True, False, False]
    """
    return character in "\n\t" or not (
        category(character) in UNWRITTEN or character in "\ufffe\uffff"
    )
