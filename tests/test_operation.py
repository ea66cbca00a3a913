"""What operators rely on: metrics, logs without people's text, several workers, a graceful stop."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from api_support import CALL, client_in
from fulcrum_api.operation.logs import formatter


def number(metrics: str, start: str) -> float:
    """Return the sum of the samples that begin so."""
    found = (line for line in metrics.splitlines() if line.startswith(start))
    return sum(float(line.rpartition(" ")[2]) for line in found)


def test_metrics_count_consultations_rules_and_time(tmp_path: Path) -> None:
    with client_in(tmp_path) as client:
        before = client.get("/metrics").text
        advice = client.post(CALL, json={"situation": {"change": "major"}}).json()
        client.get(f"{CALL}/{advice['id']}")
        client.get("/v1/not/here")
        after = client.get("/metrics").text
    rule = advice["recommendation"]["reasons"][0]["rule"]
    for start in (
        'fulcrum_consultations_total{lean="leadership"',
        f'fulcrum_rules_fired_total{{rule="{rule}"}}',
        'fulcrum_request_seconds_count{method="GET",path="/v1/consultations/{id}",status="200"}',
    ):
        assert number(after, start) == number(before, start) + 1, start
    assert advice["id"] not in after


@pytest.mark.parametrize(("kind", "head"), [("csv", b"change,trust\n"), ("x-ndjson", b"")])
def test_metrics_count_each_line_of_a_batch_that_is_answered(
    tmp_path: Path, kind: str, head: bytes
) -> None:
    line = b"major,fair\n" if head else b'{"change":"major","trust":"fair"}\n'
    with client_in(tmp_path) as client:
        advice = client.post(CALL, json={"situation": {"change": "major", "trust": "fair"}}).json()
        before = client.get("/metrics").text
        headers = {"Content-Type": f"{'text' if head else 'application'}/{kind}"}
        batch = head + 70 * line + (b"nonsense,\n" if head else b"{\n")
        assert client.post("/v1/batches", content=batch, headers=headers).status_code == 200
        after = client.get("/metrics").text
    lean, settled = (advice["recommendation"][name] for name in ("lean", "settled"))
    rule = advice["recommendation"]["reasons"][0]["rule"]
    for start in (
        f'fulcrum_consultations_total{{lean="{lean}",settled="{settled}"}}',
        "fulcrum_consultations_total",
        f'fulcrum_rules_fired_total{{rule="{rule}"}}',
    ):
        assert number(after, start) == number(before, start) + 70, start


@pytest.mark.parametrize("kind", ["text", "json"])
def test_a_log_line_has_no_exceptions_message(kind: str) -> None:
    try:
        int("what somebody wrote")
    except ValueError:
        record = logging.LogRecord("fulcrum.x", 40, "", 1, "it failed", (), sys.exc_info())
    line = formatter(kind).format(record)
    assert "somebody" not in line
    assert "ValueError" in line
    if kind == "json":
        assert json.loads(line)["event"] == "it failed"


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or sys.platform == "win32", reason="POSIX")
def test_workers_share_the_work_and_their_counts_and_stop_when_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "fulcrum_api.cli", "serve", "--port", str(port)]
    environment = {
        **os.environ,
        "FULCRUM_DATABASE_URL": f"sqlite:///{tmp_path}/fulcrum.db",
        "FULCRUM_LOG_FORMAT": "json",
    }
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*command, "--workers", "2"], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _wait_for(f"{address}/readyz")
            for _ in range(20):
                answered = httpx2.post(address + CALL, json={"situation": {"change": "major"}})
                assert answered.status_code == 201
            httpx2.get(f"{address}{CALL}", params={"team": "warehouse"})
            counts = {
                number(httpx2.get(f"{address}/metrics").text, "fulcrum_consultations_total")
                for _ in range(10)
            }
        finally:
            process.terminate()
            _, written = process.communicate(timeout=30)
    assert counts == {20.0}
    assert process.returncode == 0
    assert all(json.loads(line)["event"] for line in written.splitlines())
    for text in ("major", "warehouse", CALL):
        assert text not in written


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
