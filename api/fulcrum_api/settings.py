"""What can be set from outside, by environment variables that begin with `FULCRUM_`."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

import limits
from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from fulcrum_engine import Fault, InputError

PREFIX = "FULCRUM_"


class Settings(BaseSettings):
    """How the service runs; `read_settings` reads it with faults in our own words."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    host: Annotated[str, Field(description="the address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 takes a free one")] = 8000
    database_url: Annotated[
        str, Field(description="sqlite:///file or postgresql://user@host/name", repr=False)
    ] = "sqlite:///fulcrum.db"
    rules: Annotated[Path | None, Field(description="the folder of another rule book")] = None
    workers: Annotated[int, Field(ge=1, le=64, description="processes that answer")] = 1
    retention_days: Annotated[
        int | None, Field(ge=1, le=36500, description="delete what is older; never, if not set")
    ] = None
    rate_limit: Annotated[
        str, Field(description="what one key may ask of one worker; empty: anything")
    ] = "6000/minute"
    allowed_hosts: Annotated[
        str, Field(description="names besides localhost that lead here, with commas between")
    ] = ""
    public_url: Annotated[
        str | None, Field(description="the address that people use, for sign-in links")
    ] = None
    public_form: Annotated[bool, Field(description="pages without a sign-in")] = False
    session_days: Annotated[int, Field(ge=1, le=365, description="how long a sign-in lasts")] = 30
    log_format: Annotated[Literal["text", "json"], Field(description="how logs are written")] = (
        "text"
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="what is logged")
    ] = "info"

    @field_validator("rate_limit")
    @classmethod
    def _a_rate(cls, rate: str) -> str:
        try:
            return str(limits.parse(rate) and rate) if rate else rate
        except ValueError:
            raise ValueError("a rate such as 600/minute, or nothing") from None

    @property
    def host_names(self) -> list[str]:
        """Return the names besides localhost under which the service may be called."""
        return [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]


def refuse_strangers(settings: Settings, *, keys: bool) -> None:
    """Raise InputError if others could reach the service and there is no key to keep them out."""
    if keys or is_loopback(settings.host):
        return
    expected = (
        "an address of this machine alone (127.0.0.1, ::1 or localhost): the service has no "
        "API keys, so anyone who reaches it could use it; `fulcrum keys new NAME` makes one"
    )
    problem = "this setting cannot be used"
    raise InputError([Fault((f"{PREFIX}HOST",), "wrong-type", problem, None, expected)])


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def read_settings(**given: Any) -> Settings:
    """Return the settings of the environment, with those given here in their place.

    A setting given as None counts as not given. Raises InputError with all faults at once;
    no fault shows a value, because the database's address may hold a password.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise InputError(_fault(detail) for detail in error.errors()) from None


def _fault(detail: ErrorDetails) -> Fault:
    name = PREFIX + str(detail["loc"][0]).upper().removeprefix(PREFIX)
    if detail["type"] == "extra_forbidden":
        return Fault((name,), "unknown-attribute", "no such setting")
    expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return Fault((name,), "wrong-type", "this setting cannot be used", None, expected)
