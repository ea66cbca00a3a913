"""A batch over HTTP: answers go out while lines still come in, and neither waits for the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from dataclasses import dataclass

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from fulcrum_api.batches.answering import Answers, Job, answer_lines, heading
from fulcrum_api.batches.splitting import Record, Splitter
from fulcrum_api.batches.spool import PIECE, Spool
from fulcrum_api.batches.workers import Pool
from fulcrum_api.operation.metrics import count
from fulcrum_engine import Rulebook

AT_ONCE = 64
"""How many lines a worker answers in one go."""

Records = AsyncIterator[Record]
_FIRST = anyio.CapacityLimiter(1)


@dataclass(frozen=True)
class Batch:
    """A batch that is being answered; `job_of` reads its head, if it has one."""

    pool: Pool
    rulebook: Rulebook
    spool: Spool
    quoted: bool
    job_of: Callable[[Record | None], Job]

    async def answers(self) -> AsyncIterator[bytes]:
        """Yield the lines that answer, in order; a few are worked on ahead.

        The first are answered in this process: most batches are small. Raises InputError where
        the head has faults.
        """
        records = self._records()
        job = self.job_of(await anext(records, None) if self.quoted else None)
        yield heading(job, self.rulebook)
        under_way: deque[Future[Answers]] = deque()
        index = 0
        async for some in in_groups(records, AT_ONCE):
            if index == 0:
                yield _counted(await to_thread.run_sync(answer_lines, job, 0, some, limiter=_FIRST))
            else:
                under_way.append(self.pool.submit(job, index, some))
            index += len(some)
            if len(under_way) > self.pool.count:
                yield _counted(await asyncio.wrap_future(under_way.popleft()))
        while under_way:
            yield _counted(await asyncio.wrap_future(under_way.popleft()))

    async def _records(self) -> Records:
        """Yield the records as they arrive."""
        splitter = Splitter(quoted=self.quoted)
        async for piece in self.spool.read():
            for record in splitter.feed(piece):
                yield record
        for record in splitter.end():
            yield record


def _counted(answers: Answers) -> bytes:
    count(answers.tally)
    return answers.lines


async def in_groups(records: Records, size: int) -> AsyncIterator[list[Record]]:
    """Yield records in groups of a size; the last may be smaller."""
    group: list[Record] = []
    async for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


class BatchResponse(Response):
    """Answers the lines of a request's body; what is wrong at its head is a problem instead."""

    def __init__(self, media_type: str, begin: Callable[[Spool], Batch]) -> None:
        super().__init__(media_type=media_type, headers={"Cache-Control": "no-store"})
        del self.headers["content-length"]
        self.begin = begin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, while a task of its own takes in what is sent."""
        failure: Exception | None = None
        async with Spool() as spool, anyio.create_task_group() as tasks:
            tasks.start_soon(spool.fill, Request(scope, receive).stream())
            try:
                await self._answer(self.begin(spool), send)
            except Exception as error:  # noqa: BLE001 (raised again, outside of the group)
                failure = error
            tasks.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _answer(self, batch: Batch, send: Send) -> None:
        answers = batch.answers()
        head = await anext(answers)
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": self.raw_headers,
            }
        )
        await self._send(send, head)
        async for lines in answers:
            await self._send(send, lines)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @staticmethod
    async def _send(send: Send, lines: bytes) -> None:
        for start in range(0, len(lines), PIECE):
            piece = lines[start : start + PIECE]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
