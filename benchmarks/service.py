"""How many consultations a second the service stores, beside a bare endpoint of the same bytes.

    python benchmarks/service.py [REQUESTS]

Both run with two workers on SQLite files of their own, set up alike; the time that the advice
itself takes, given by two processes at once, is subtracted from the service's.
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
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from fulcrum_api.storage.engines import WRITING, make_engine
from fulcrum_engine import consult, load_rulebook

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


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[str]:
    """Lend the address of a service that a command starts on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with_port = [sys.executable, *command, "--port", str(port), "--workers", str(WORKERS)]
    address = f"http://127.0.0.1:{port}/v1/consultations"
    with subprocess.Popen(with_port, env={**os.environ, **environment}) as process:
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


def inference() -> float:
    """Return the seconds that advice takes on average, given by as many processes as workers."""
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(think, [20] * WORKERS))
        began = time.perf_counter()
        list(pool.map(think, [100] * WORKERS))
        return (time.perf_counter() - began) / (100 * WORKERS)


def think(count: int) -> None:
    """Give advice so many times."""
    rulebook = load_rulebook()
    for _ in range(count):
        consult(SITUATION, rulebook)


def main() -> None:
    """Print the figures of one run."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 1600
    with tempfile.TemporaryDirectory() as folder:
        advice = Path(folder, "advice.json")
        advice.write_text(json.dumps(consult(SITUATION, load_rulebook()).plain))
        thinking = inference()
        url = f"sqlite:///{folder}/bare.db"
        make_table(url)
        command = ["-m", "uvicorn", "service:bare", "--factory", "--log-level", "error"]
        here = str(Path(__file__).parent)
        with running(command, BARE_URL=url, BARE_BYTES=str(advice), PYTHONPATH=here) as address:
            load(address, requests // 4)
            plain, plain_p99 = load(address, requests)
        url = f"sqlite:///{folder}/fulcrum.db"
        quiet = {"FULCRUM_LOG_LEVEL": "error", "FULCRUM_RATE_LIMIT": ""}
        command = ["-m", "fulcrum_api.cli", "serve"]
        with running(command, FULCRUM_DATABASE_URL=url, **quiet) as address:
            load(address, requests // 4)
            whole, whole_p99 = load(address, requests)
    rest = whole - thinking
    print(f"advice alone        {1 / thinking:7.0f} /s")
    print(f"bare endpoint       {1 / plain:7.0f} /s   p99 {plain_p99 * 1e3:6.1f} ms")
    print(f"Fulcrum             {1 / whole:7.0f} /s   p99 {whole_p99 * 1e3:6.1f} ms")
    print(f"without the advice  {1 / rest:7.0f} /s   {plain / rest:.2f} of the bare endpoint")


if __name__ == "__main__":
    main()
