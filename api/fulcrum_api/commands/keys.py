"""`fulcrum keys`: make, list and revoke the keys of the API, and link people in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import typer

from fulcrum_api.commands.database import opened
from fulcrum_api.commands.terminal import say
from fulcrum_engine import Fault, InputError

app = typer.Typer(
    help="Make, list and revoke API keys.", no_args_is_help=True, rich_markup_mode=None
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is, or what it is for.")]
Minutes = Annotated[int, typer.Option(min=1, max=10080, help="How long the link can be used.")]

Url = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="Where people reach the service.")
]


@app.command("new")
def new(name: Name) -> None:
    """Make a key and print it, once: only its hash is kept."""
    from fulcrum_api.services.keys import new_key

    if not 0 < len(name) <= 100 or not name.isprintable():
        raise _refused("this cannot be a name", "1 to 100 characters that can be printed")
    with opened() as storage:
        key = new_key(storage, name)
    if key is None:
        raise _refused("there is a key of this name already", "another name")
    typer.echo(key)
    say("Keep it now: it cannot be shown again. Send it as `Authorization: Bearer ...`.")


@app.command("list")
def list_() -> None:
    """List the names of all keys, when they were made and whether they were revoked."""
    with opened() as storage:
        keys = storage.keys.all()
    for key in keys:
        state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}Z" if key.revoked_at else "valid"
        typer.echo(f"{key.name}\t{key.created_at:%Y-%m-%d %H:%M}Z\t{state}")
    if not keys:
        say("There are no keys; the service listens on this machine alone.")


@app.command("revoke")
def revoke(name: Name) -> None:
    """Revoke a key; the service refuses it within a second. What was asked with it stays."""
    with opened() as storage:
        if not storage.keys.revoke(name, datetime.now(UTC)):
            raise _refused("there is no key of this name", "a name that `fulcrum keys list` tells")


@app.command("link")
def link(name: Name, minutes: Minutes = 60, url: Url = None) -> None:
    """Print a link that signs somebody in to the pages once, as a key's owner.

    It begins with --url, else FULCRUM_PUBLIC_URL, else FULCRUM_HOST and _PORT.
    """
    from fulcrum_api.services.keys import LINK, Signer, sign_in_path
    from fulcrum_api.settings import read_settings

    settings = read_settings()
    address = _address(url or settings.public_url)
    with opened() as storage:
        valid = {key.name: key.id for key in storage.keys.all() if key.revoked_at is None}
        if name not in valid:
            raise _refused("there is no valid key of this name", "one that is not revoked")
        until = datetime.now(UTC) + timedelta(minutes=minutes)
        token = Signer(storage.keys.secret()).sign(LINK, valid[name], until)
    if address is None:
        address = f"http://{settings.host}:{settings.port}"
        say(f"If the service is not at {address}, say where it is with --url.")
    typer.echo(f"{address}{sign_in_path(token)}")


def _address(url: str | None) -> str | None:
    """Return the address that people use as a link begins with it. Raises InputError."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        expected = "an address such as https://advice.example.org"
        raise InputError([Fault(("--url",), "wrong-type", "this is no address", None, expected)])
    return url.rstrip("/")


def _refused(problem: str, expected: str) -> InputError:
    return InputError([Fault(("NAME",), "wrong-type", problem, None, expected)])
