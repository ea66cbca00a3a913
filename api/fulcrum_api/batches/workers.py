"""Processes that answer lines, so that whoever asks for one consultation does not wait."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.connection import wait

from fulcrum_api.batches.answering import Answers, Job, answer_lines
from fulcrum_api.batches.splitting import Record


def make_pool(count: int | None = None) -> ProcessPoolExecutor:
    """Return an executor of this machine's processes; any other that sends calls will do.

    They are started anew, not forked: a fork would copy the locks of our threads as they are.
    """
    return ProcessPoolExecutor(
        count or os.cpu_count() or 1, multiprocessing.get_context("spawn"), _end_with_parent
    )


def _end_with_parent() -> None:
    """Make this process end when the one that started it does, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for, args=(parent.sentinel,), daemon=True).start()


def _wait_for(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


class Pool:
    """Lends an executor that is made when it is first needed."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._executor: Executor | None = None

    def submit(self, job: Job, first: int, records: Sequence[Record]) -> Future[Answers]:
        """Return the lines to come that answer these records."""
        with self._lock:
            if self._executor is None:
                self._executor = make_pool(self.count)
            return self._executor.submit(answer_lines, job, first, records)

    def close(self) -> None:
        """End the processes; what nobody began is not begun any more."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(cancel_futures=True)
