"""Why a stored consultation came out as it did, over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from api_support import CALL, client_in, problem
from fulcrum_api.consulting.explaining import ExplanationView
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import StoredConsultation
from fulcrum_engine import Rulebook

pytestmark = pytest.mark.usefixtures("either_database")
SITUATION = {"change": "major", "workload": "overloaded", "morale": "unknown"}


@pytest.fixture(scope="module")
def client(either_database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def stored(client: TestClient, **body: Any) -> str:
    return str(client.post(CALL, json={"situation": SITUATION, **body}).headers["location"])


def keep(client: TestClient, id: str, situation: str) -> None:
    """Keep a consultation of another day's rule book."""
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    services.storage.add(
        StoredConsultation(id, now, None, situation, False, "f" * 64, "0.0.1", b"{}")
    )


def test_the_short_explanation_leads_from_the_answers_to_the_lean(client: TestClient) -> None:
    address = stored(client)
    advice = client.get(address).json()["recommendation"]
    answer = client.get(f"{address}/explanation")
    assert answer.status_code == 200
    told = ExplanationView.model_validate_json(answer.content)
    assert told.proof.detail == "short"
    assert told.proof.lean.lean == advice["lean"]
    assert told.id == address.rpartition("/")[2]
    for step in told.proof.steps:
        assert {rule.fate for rule in step.rules} <= {"fired"}


def test_the_whole_explanation_has_every_rule(client: TestClient, rulebook: Rulebook) -> None:
    answer = client.get(f"{stored(client)}/explanation?detail=whole").json()
    steps = [*answer["proof"]["steps"], *answer["proof"]["after"]]
    proved = {rule["rule"] for step in steps for rule in step["rules"]}
    active = {rule.id for rule in rulebook.rules.values() if rule.status != "experimental"}
    assert proved == active
    fates = {rule["fate"] for step in steps for rule in step["rules"]}
    assert fates == {"fired", "failed", "undetermined"}


def test_why_other_advice_was_not_given_is_told(client: TestClient, rulebook: Rulebook) -> None:
    address = stored(client)
    advice = client.get(address).json()["recommendation"]
    answer = client.get(f"{address}/explanation").json()
    asked = {each["target"] for each in answer["why_not"]}
    styles = set(rulebook.hypotheses.style_by_id) - {advice["style"]["primary"]}
    leans = {*advice["need"], "balanced"} - {advice["lean"]}
    assert asked == styles | leans
    assert all(len(each["failed"]) <= 3 for each in answer["why_not"])


def test_states_of_answers_are_kept_apart(client: TestClient) -> None:
    answers = client.get(f"{stored(client)}/explanation?detail=whole").json()["proof"]["answers"]
    states = {each["attribute"]: each["state"] for each in answers}
    assert (states["change"], states["morale"], states["trust"]) == (
        "answered",
        "unknown",
        "not_asked",
    )


def test_the_explanation_is_of_the_rule_book_that_answered(
    client: TestClient, rulebook: Rulebook
) -> None:
    answer = client.get(f"{stored(client)}/explanation").json()
    assert answer["rulebook_changed"] is False
    assert answer["rulebook"]["sha256"] == rulebook.sha256


def test_another_rule_book_since_then_is_told(client: TestClient) -> None:
    keep(client, "a" * 32, '{"change":"major"}')
    assert client.get(f"{CALL}/{'a' * 32}/explanation").json()["rulebook_changed"] is True


def test_answers_that_the_rule_book_no_longer_knows_are_a_conflict(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    keep(client, "b" * 32, '{"colour-of-the-walls":"green"}')
    with caplog.at_level(logging.DEBUG):
        found = problem(client.get(f"{CALL}/{'b' * 32}/explanation"))
    assert found["type"] == "/problems/rulebook-changed"
    assert found["status"] == 409
    assert "walls" not in caplog.text


def test_experimental_rules_are_explained_if_they_were_asked_for(client: TestClient) -> None:
    answer = client.get(f"{stored(client, experimental=True)}/explanation").json()
    assert answer["experimental"] is True


@pytest.mark.parametrize("id", ["0" * 32, "x", "%00", "A" * 32])
def test_an_unknown_id_is_not_found(client: TestClient, id: str) -> None:
    assert problem(client.get(f"{CALL}/{id}/explanation"))["status"] == 404


@pytest.mark.parametrize("query", ["detail=hwole", "detail=", "detail=short&detail=whole"])
def test_an_unknown_detail_is_refused(client: TestClient, query: str) -> None:
    found = problem(client.get(f"{stored(client)}/explanation?{query}"))
    assert found["status"] == 422
    assert found["errors"][0]["pointer"] == "/detail"
    assert found["errors"][0]["expected"] == "`short` or `whole`"


def test_what_was_answered_is_not_kept_by_caches(client: TestClient) -> None:
    answer = client.get(f"{stored(client)}/explanation")
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_is_read_from_the_database_into_logs(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    address = stored(client, team="Warehouse north", note="a private note")
    with caplog.at_level(logging.DEBUG, "fulcrum"):
        answer = client.get(f"{address}/explanation?detail=whole")
    assert answer.status_code == 200
    assert "Warehouse" not in caplog.text
    assert "private" not in caplog.text
