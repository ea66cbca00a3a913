"""What is counted while the service runs; nothing in it tells one person from another."""

from __future__ import annotations

import os
import time
from functools import lru_cache

from fastapi import APIRouter, FastAPI, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fulcrum_api.documented.calls import problems
from fulcrum_api.operation.tallying import Tally

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Set where several workers count together; read by the client when it is imported."""

registry = CollectorRegistry()
consultations = Counter(
    "fulcrum_consultations",
    "Consultations answered; the undetermined share is that of lean=undetermined.",
    ["lean", "settled"],
    registry=registry,
)
rules = Counter(
    "fulcrum_rules_fired",
    "Rules that fired, once for each consultation.",
    ["rule"],
    registry=registry,
)
latency = Histogram(
    "fulcrum_request_seconds",
    "Time to the end of an answer, by the call's address and how it ended.",
    ["method", "path", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=registry,
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
router = APIRouter(tags=["operation"])


def count(tally: Tally) -> None:
    """Count consultations, and the rules that fired in them."""
    for (lean, settled), number in tally.advice.items():
        consultations.labels(lean, settled).inc(number)
    for rule, number in tally.firings.items():
        _rule(rule).inc(number)


@lru_cache(maxsize=2000)
def _rule(rule: str) -> Counter:
    return rules.labels(rule)


def add_metrics(app: FastAPI) -> None:
    """Make an app measure its answers, and show what was counted at /metrics."""
    app.include_router(router)
    app.add_middleware(Timing)


@router.get(
    "/metrics",
    operation_id="getMetrics",
    response_class=Response,
    responses={
        200: {
            "description": "In the text format of Prometheus",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **problems(),
    },
)
def get_metrics() -> Response:
    """Return what all workers have counted since they were started."""
    shown = registry
    if os.environ.get(FOLDER):
        shown = CollectorRegistry()
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
    return Response(generate_latest(shown), headers={"Content-Type": CONTENT_TYPE_LATEST})


class Timing:
    """Measures each answer under the address's pattern, so that no id gets into a label."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how long its answer took."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            return await self.app(scope, receive, watch)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            took = time.perf_counter() - began
            latency.labels(method, _pattern(scope), str(status)).observe(took)


def _pattern(scope: Scope) -> str:
    """Return the pattern of the address that was called, or `other` where there is none."""
    return str(getattr(scope.get("route"), "path", "other"))
