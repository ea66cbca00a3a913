"""The result of the answers in an address; nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from fulcrum_api.consulting.advising import rendered
from fulcrum_api.models import Consultation, timestamp
from fulcrum_api.pages.answers import Answers, carried, read_answers
from fulcrum_api.pages.asking import first
from fulcrum_api.pages.downloads import case_download
from fulcrum_api.pages.failing import PageError, sentences
from fulcrum_api.pages.plane import Plane, tilt
from fulcrum_api.pages.saying import Saying
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.wording import Wording
from fulcrum_engine import Recommendation, Rulebook, Situation, consult
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.cases.drafts import as_yaml, draft_of
from fulcrum_engine.why.proof import prove
from fulcrum_engine.why.proof_values import Proof
from fulcrum_engine.why.why_not import why_not
from fulcrum_engine.why.why_not_values import WhyNot

router = APIRouter(route_class=GuardedRoute)
BEFORE = "answers-before"
OTHERS = 1
"""How many rules of each kind tell why other advice was not given; the trace has them all."""


@dataclass(frozen=True)
class Result:
    """Advice, the answers it rests on, and what they were before a change."""

    rulebook: Rulebook
    answers: Answers
    advice: Recommendation
    proof: Proof | None
    others: tuple[WhyNot, ...] = ()
    before: Answers | None = None
    saved: Consultation | None = None
    shared: str | None = None
    """Until when a link shows it; None to whoever asked for it."""

    @property
    def saying(self) -> Saying:
        return Saying(Wording(self.rulebook))

    @property
    def earlier(self) -> Recommendation | None:
        """Return the advice before the change."""
        if self.before is None:
            return None
        return consult(self.before.situation, self.rulebook, include=())

    @property
    def matter(self) -> set[str]:
        """Return the questions that can be answered anew in place: the first and the decisive."""
        read = (each.fact for reason in self.advice.reasons[:3] for each in reason.conditions)
        sets = self.advice.flips.sets if self.advice.flips else ()
        turning = (name for flip in sets for name in flip.changes)
        return {*(each.id for each in first(self.rulebook.vocabulary)), *read, *turning}

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
            matter=self.matter,
            shared=self.shared,
            **context,
        )


def explained(rulebook: Rulebook, situation: Situation) -> tuple[Proof, tuple[WhyNot, ...]]:
    """Return the short proof of what is advised, and why nothing else is."""
    explanation = explain(rulebook, situation)
    return prove(explanation, "short"), why_not(explanation, limit=OTHERS)


def read(services: Services, request: Request) -> Answers:
    """Return the answers in an address; raises PageError where one of them cannot be."""
    return sound(read_answers(services.rulebook.vocabulary, carried(request.query_params)))


def sound(found: Answers) -> Answers:
    """Return answers that all can be; raises PageError where one of them cannot."""
    if found.faults:
        told = sentences(found.faults.values())
        raise PageError(422, "This link holds an answer that does not exist", told)
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
        proof, others = explained(rulebook, found.situation)
        return Result(rulebook, found, advice, proof, others, earlier).show()

    return answered(await services.run(work))


def _before(rulebook: Rulebook, query: str) -> Answers:
    return read_answers(rulebook.vocabulary, parse_qsl(query))


@router.get("/result/trace")
async def show_trace(request: Request) -> Response:
    """Return everything that was concluded from the answers in the address, or was not."""
    services = services_of(request)
    found, rulebook = read(services, request), services.rulebook

    def work() -> str:
        proof = prove(explain(rulebook, found.situation), "whole")
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
        advice = consult(found.situation, services.rulebook, include=())
        return as_yaml([draft_of(found.situation.plain, advice.plain)])

    return case_download(await services.run(work))


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
