"""The OpenAPI document that is committed, the page made of it, and a client generated from it."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api_support import client_in, server_in

COMMITTED = Path(__file__).parents[1] / "openapi.json"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_in(tmp_path_factory.mktemp("api")) as client:
        yield client


def test_the_committed_document_is_what_is_served(client: TestClient) -> None:
    """Write it anew with `UPDATE=1 pytest tests/test_api_document.py`, and look at the change."""
    text = json.dumps(client.get("/openapi.json").json(), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE"):
        COMMITTED.write_text(text)
    assert COMMITTED.read_text() == text, "UPDATE=1 pytest tests/test_api_document.py"


def test_the_page_shows_every_call_and_loads_nothing(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    for loading in ("<script", "<link", "<img", "@import", "src="):
        assert loading not in page.text


def test_a_generated_client_asks_and_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    made = subprocess.run(
        [*command, "--path", str(COMMITTED), "--output-path", str(tmp_path / "fulcrum_client")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    library = importlib.import_module("fulcrum_client")
    create = importlib.import_module("fulcrum_client.api.consultations.create_consultation")
    get = importlib.import_module("fulcrum_client.api.consultations.get_consultation")
    models = importlib.import_module("fulcrum_client.models")
    body = models.ConsultationRequest.from_dict({"situation": {"change": "major"}})
    with server_in(tmp_path) as address, library.Client(base_url=address) as client:
        made_now = create.sync(client=client, body=body)
        assert made_now.recommendation.lean == "leadership"
        again = get.sync(made_now.id, client=client)
    assert again.to_dict() == made_now.to_dict()
