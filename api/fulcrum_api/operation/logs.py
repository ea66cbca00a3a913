"""Logs for operators: what happened, where and how long it took; never what people wrote."""

from __future__ import annotations

import logging
import sys

import structlog

from fulcrum_api.settings import Settings

OURS = ("fulcrum", "uvicorn", "uvicorn.error", "alembic")
SILENT = "uvicorn.access"
"""Addresses hold what people wrote: answers on pages, teams in queries, tokens of links."""


def set_up_logs(settings: Settings) -> None:
    """Make all loggers of this process write lines of text, or of JSON, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(settings.log_level.upper())
    # A server configures this before its workers come here, so that it is done for them again.
    logging.getLogger(SILENT).handlers.clear()
    logging.getLogger(SILENT).propagate = False


def formatter(kind: str) -> logging.Formatter:
    """Return what makes a line of a record."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if kind == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_texts,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def drop_texts(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Return an event without an exception's message, which may quote what somebody wrote."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and record.exc_info and record.exc_info[0]:
        event["exception"] = record.exc_info[0].__name__
        record.exc_info, record.exc_text = None, None
    event.pop("exc_info", None)
    return event
