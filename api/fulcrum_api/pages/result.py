"""The result of the answers in an address; nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from fulcrum_api.consulting import rendered
from fulcrum_api.models import Consultation, timestamp
from fulcrum_api.pages.answers import Answers, read_answers
from fulcrum_api.pages.asking import first
from fulcrum_api.pages.downloads import case_file
from fulcrum_api.pages.failing import PageError
from fulcrum_api.pages.plane import Plane, tilt
from fulcrum_api.pages.saying import Saying
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services import Services, services_of
from fulcrum_api.wording import Wording
from fulcrum_engine import Recommendation, Rulebook, consult
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.why.proof import prove
from fulcrum_engine.why.proof_values import Detail, Proof

router = APIRouter(route_class=GuardedRoute)
BEFORE = "answers-before"


@dataclass(frozen=True)
class Result:
    """Advice, the answers it rests on, and what they were before a change."""

    rulebook: Rulebook
    answers: Answers
    advice: Recommendation
    proof: Proof | None
    before: Answers | None = None
    saved: Consultation | None = None

    @property
    def saying(self) -> Saying:
        return Saying(Wording(self.rulebook))

    @property
    def earlier(self) -> Recommendation | None:
        """Return the advice before the change."""
        if self.before is None:
            return None
        return consult(self.before.situation, self.rulebook, include=())

    def show(self, **context: object) -> str:
        """Return the result as a page."""
        earlier = self.earlier
        return page(
            "result.html",
            self.rulebook,
            result=self,
            advice=self.advice,
            found=self.answers,
            saying=self.saying,
            earlier=earlier,
            plane=Plane(self.rulebook.hypotheses.lean, self.advice, earlier),
            tilt=tilt(self.advice),
            core=first(self.rulebook.vocabulary),
            **context,
        )


def proof_of(rulebook: Rulebook, answers: Answers, detail: Detail) -> Proof:
    """Return the proof of what follows from answers."""
    return prove(explain(rulebook, answers.situation), detail)


def read(services: Services, request: Request) -> Answers:
    """Return the answers in an address; raises PageError where one of them cannot be."""
    found = read_answers(services.rulebook.vocabulary, request.query_params.multi_items())
    if found.faults:
        told = ". ".join(found.faults.values())
        raise PageError(422, "This link holds an answer that does not exist", f"{told}.")
    return found


@router.get("/result")
async def show_result(request: Request) -> Response:
    """Return the advice on the answers in the address."""
    services = services_of(request)
    found, before = read(services, request), request.query_params.get(BEFORE)
    rulebook = services.rulebook

    def work() -> str:
        earlier = _before(rulebook, before) if before is not None else None
        advice = consult(found.situation, rulebook)
        proof = proof_of(rulebook, found, "short")
        return Result(rulebook, found, advice, proof, earlier).show()

    return answered(await services.run(work))


def _before(rulebook: Rulebook, query: str) -> Answers:
    return read_answers(rulebook.vocabulary, parse_qsl(query))


@router.get("/result/trace")
async def show_trace(request: Request) -> Response:
    """Return everything that was concluded from the answers in the address, or was not."""
    services = services_of(request)
    found, rulebook = read(services, request), services.rulebook

    def work() -> str:
        proof = proof_of(rulebook, found, "whole")
        return page("trace.html", rulebook, found=found, proof=proof)

    return answered(await services.run(work))


@router.get("/result/advice.json")
async def download_json(request: Request) -> Response:
    """Return the advice as data: what `POST /v1/consultations` answers when nothing is kept."""
    services = services_of(request)
    found = read(services, request)
    body = await services.run(lambda: rendered(consultation(services.rulebook, found)))
    return Response(body, 200, {"Cache-Control": "no-store"}, "application/json")


@router.get("/result/situation.case.yaml")
async def download_case(request: Request) -> Response:
    """Return the answers and the advice as a case file."""
    services = services_of(request)
    found = read(services, request)

    def work() -> str:
        return case_file(found.situation, consult(found.situation, services.rulebook, include=()))

    headers = {
        "Content-Disposition": 'attachment; filename="situation.case.yaml"',
        "Cache-Control": "no-store",
    }
    return Response(await services.run(work), 200, headers, "application/yaml")


def consultation(rulebook: Rulebook, found: Answers) -> Consultation:
    """Return a consultation that nobody keeps."""
    now = datetime.now(UTC)
    return Consultation(
        id=None,
        created_at=timestamp(now),
        situation=found.situation.plain,
        team=None,
        note=None,
        experimental=False,
        recommendation=consult(found.situation, rulebook, time=now),
    )
