"""How many consultations a second the service stores, beside a bare endpoint of the same bytes.

    python benchmarks/service.py [REQUESTS] [ROUNDS]

Three services take turns for some rounds, under the same load, each with two workers and an SQLite
file of its own, set up alike: the bare endpoint; the whole service; and the service with the advice
worked out once and remembered, which is what it takes besides inference. Medians of the rounds.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from fulcrum_api.consulting import advising
from fulcrum_api.models import timestamp
from fulcrum_api.server import app_of_worker
from fulcrum_api.storage.engines import WRITING, make_engine
from fulcrum_engine import Recommendation, consult, load_rulebook
from fulcrum_engine.reasoning.explanation import Explanation

SITUATION = {
    "change": "major",
    "direction": "blurred",
    "morale": ["low", "mixed"],
    "budget_pressure": "severe",
    "workload": "stretched",
    "execution": "uneven",
}
BODY = json.dumps({"situation": SITUATION}).encode()
HEADERS = {"Content-Type": "application/json"}
CLIENTS, WORKERS = 8, 2


def bare() -> FastAPI:
    """Return an application that stores the same bytes at each POST, and answers them."""
    app = FastAPI()
    engine = make_engine(os.environ["BARE_URL"])
    advice = Path(os.environ["BARE_BYTES"]).read_bytes()

    def store() -> None:
        with engine.connect() as connection:
            connection.execution_options(**WRITING)
            with connection.begin():
                values = (os.urandom(16).hex(), advice)
                connection.exec_driver_sql("INSERT INTO kept VALUES (?, ?)", values)

    @app.post("/v1/consultations")
    async def post(request: Request) -> Response:
        await request.body()
        await run_in_threadpool(store)
        return Response(advice, 201, media_type="application/json")

    return app


def whole() -> FastAPI:
    """Return the service as it is."""
    return app_of_worker()


def remembering() -> FastAPI:
    """Return the service that works out the advice on a situation once; only the time changes."""
    explained: dict[str, Explanation] = {}
    advised: dict[str, Recommendation] = {}
    explain, recommend = advising.explain, advising.recommend

    def remembered(rulebook: Any, situation: Any, **options: Any) -> Explanation:
        if situation.sha256 not in explained:
            explained[situation.sha256] = explain(rulebook, situation, **options)
        return explained[situation.sha256]

    def again(explanation: Explanation, time: datetime) -> Recommendation:
        sha256 = explanation.situation.sha256
        if sha256 not in advised:
            advised[sha256] = recommend(explanation, time)
        receipt = advised[sha256].receipt.model_copy(update={"time": timestamp(time)})
        return advised[sha256].model_copy(update={"receipt": receipt})

    vars(advising).update(explain=remembered, recommend=again)
    return app_of_worker()


@contextmanager
def running(factory: Callable[[], FastAPI], folder: str, **environment: str) -> Iterator[str]:
    """Lend the address of an application, served as `fulcrum serve` does on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "uvicorn", f"service:{factory.__name__}", "--factory"),
        *("--port", str(port), "--workers", str(WORKERS), "--log-level", "error"),
        *("--http", "fulcrum_api.operation.punctual:PunctualProtocol", "--no-access-log"),
    ]
    counted = Path(folder, f"metrics-{factory.__name__}")
    counted.mkdir()
    settings = {"PYTHONPATH": str(Path(__file__).parent), "PROMETHEUS_MULTIPROC_DIR": str(counted)}
    address = f"http://127.0.0.1:{port}/v1/consultations"
    with subprocess.Popen(command, env={**os.environ, **settings, **environment}) as process:
        try:
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            httpx2.post(address, content=BODY, headers=HEADERS, timeout=5)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("a service did not start")


def load(address: str, requests: int) -> tuple[float, float]:
    """Return the seconds that a request takes on average with all clients, and the p99."""

    def ask(count: int) -> list[float]:
        took = []
        with httpx2.Client(timeout=30) as client:
            for _ in range(count):
                began = time.perf_counter()
                assert client.post(address, content=BODY, headers=HEADERS).status_code == 201
                took.append(time.perf_counter() - began)
        return took

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        took = [t for each in pool.map(ask, [requests // CLIENTS] * CLIENTS) for t in each]
    return (time.perf_counter() - began) / len(took), statistics.quantiles(took, n=100)[98]


def make_table(url: str) -> None:
    """Make the table of the bare endpoint."""
    with make_engine(url).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id TEXT PRIMARY KEY, body BLOB)")
        connection.commit()


def main() -> None:
    """Print the figures of one run."""
    requests, rounds = (int(given) for given in (sys.argv[1:] + ["1600", "7"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        addresses = dict(_services(stack, folder))
        for address in addresses.values():
            load(address, 160)
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in addresses}
        for _ in range(rounds):
            for name, address in addresses.items():
                figures[name].append(load(address, requests // (4 if name == "whole" else 1)))
    _tell(figures)


def _services(stack: ExitStack, folder: str) -> Iterator[tuple[str, str]]:
    advice = Path(folder, "advice.json")
    advice.write_bytes(_answer())
    url = f"sqlite:///{folder}/bare.db"
    make_table(url)
    given = {"BARE_URL": url, "BARE_BYTES": str(advice)}
    yield "bare", stack.enter_context(running(bare, folder, **given))
    quiet = {"FULCRUM_LOG_LEVEL": "error", "FULCRUM_RATE_LIMIT": ""}
    for factory in (remembering, whole):
        url = f"sqlite:///{folder}/{factory.__name__}.db"
        context = running(factory, folder, FULCRUM_DATABASE_URL=url, **quiet)
        yield factory.__name__, stack.enter_context(context)


def _answer() -> bytes:
    """Return bytes as the service stores them."""
    advice = consult(SITUATION, load_rulebook()).plain
    return json.dumps({"situation": SITUATION, "recommendation": advice}).encode()


def _tell(figures: dict[str, list[tuple[float, float]]]) -> None:
    for name, rounds in figures.items():
        took, p99 = (statistics.median(each) for each in zip(*rounds, strict=True))
        print(f"{name:12}{1 / took:7.0f} /s   p99 {p99 * 1e3:7.1f} ms")
    ratios = [
        bare / rest
        for (bare, _), (rest, _) in zip(figures["bare"], figures["remembering"], strict=True)
    ]
    told = " ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
    print(f"without inference, beside bare: {statistics.median(ratios):.2f} (rounds: {told})")


if __name__ == "__main__":
    main()
