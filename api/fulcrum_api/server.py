"""Running the application on uvicorn, in this process or in several."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from fulcrum_api.app import create_app
from fulcrum_api.operation.listening import refuse_taken
from fulcrum_api.operation.logs import set_up_logs
from fulcrum_api.operation.metrics import FOLDER
from fulcrum_api.operation.punctual import PunctualProtocol
from fulcrum_api.settings import PREFIX, Settings, is_loopback, read_settings, refuse_strangers
from fulcrum_api.storage import open_storage

STOPPING = 10
"""Seconds for requests under way to finish when the service is told to stop."""


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises InputError, RulebookError or StorageError if it cannot start. Nobody's text is logged.
    """
    alone = is_loopback(settings.host)
    if alone:
        refuse_taken(settings.host, settings.port)
    set_up_logs(settings)
    with closing(open_storage(settings.database_url)) as storage:
        refuse_strangers(settings, keys=bool(storage.keys.all()))
    if not alone:  # trying a place listens there, which may be only where keys keep others out
        refuse_taken(settings.host, settings.port)
    if settings.workers == 1:
        make_server(settings).run()
    else:
        _serve_by_several(settings)


def make_server(settings: Settings) -> uvicorn.Server:
    """Return the server, not yet running."""
    return uvicorn.Server(_config(settings, create_app(settings)))


def _serve_by_several(settings: Settings) -> None:
    """Serve by several processes on one socket; one that ends is replaced."""
    create_app(settings)  # faults of the rule book are told once, here
    with tempfile.TemporaryDirectory(prefix="fulcrum-metrics-") as folder:
        os.environ |= {**_environment(settings), FOLDER: folder}
        config = _config(settings, f"{__name__}:app_of_worker")
        socket = config.bind_socket()
        Multiprocess(config, [socket]).run()


def app_of_worker() -> FastAPI:
    """Return the application of a process that was started to serve beside others."""
    settings = read_settings()
    set_up_logs(settings)
    return create_app(settings)


def _environment(settings: Settings) -> dict[str, str]:
    """Return settings as environment variables, which a process hands on to those it starts."""
    given = settings.model_dump(exclude_none=True)
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()}


def _config(settings: Settings, app: FastAPI | str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=PunctualProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOPPING,
    )
