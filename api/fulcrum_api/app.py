"""The application: routes, problems and storage put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI

from fulcrum_api.access.gate import add_gate
from fulcrum_api.access.security import SecurityHeaders
from fulcrum_api.document_page import router as document
from fulcrum_api.knowledge import Knowledge
from fulcrum_api.openapi import describe_api
from fulcrum_api.operation.metrics import add_metrics
from fulcrum_api.pages.routes import router as pages
from fulcrum_api.pages.translating import ProblemPages
from fulcrum_api.requests.failing import add_problem_handlers
from fulcrum_api.routes import (
    batches,
    consultations,
    consultations_export,
    consultations_replay,
    explanations,
    feedback,
    health,
    hypothetical,
    invitations,
    knowledge,
    portfolio,
    problem_types,
    voices,
)
from fulcrum_api.services.shared import Services
from fulcrum_api.settings import Settings, read_settings
from fulcrum_engine.advice.consultation import ENGINE_VERSION

DESCRIPTION = """
Submit a situation; receive advice, with the rules that gave it and what they rest on.
Errors are problems (RFC 9457); every fault of an input is reported at once.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; its database is opened and migrated when it starts.

    Raises InputError if the environment's settings cannot be used, RulebookError if the rules
    cannot.
    """
    services = Services(settings or read_settings())
    app = FastAPI(
        title="Fulcrum",
        summary="Advice by rules, with the reasons",
        description=DESCRIPTION.strip(),
        version=ENGINE_VERSION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=_lifespan,
        docs_url=None,  # FastAPI's page would load its scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"logs": False},  # it would record what people wrote
    )
    app.state.services = services
    app.state.knowledge = Knowledge(services.rulebook)
    for part in (
        batches,
        consultations,
        consultations_export,
        consultations_replay,
        explanations,
        feedback,
        hypothetical,
        knowledge,
        health,
        portfolio,
        voices,
        invitations,
        problem_types,
    ):
        app.include_router(part.router)
    app.include_router(pages)
    app.include_router(document)
    add_metrics(app)
    describe_api(app, services.rulebook)
    add_gate(app, services)
    add_problem_handlers(app)
    app.add_middleware(ProblemPages, services=services)
    app.add_middleware(SecurityHeaders)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    await to_thread.run_sync(lambda: services.storage)
    try:
        yield
    finally:
        await to_thread.run_sync(services.close)
