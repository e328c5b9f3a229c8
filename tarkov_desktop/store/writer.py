"""The one thread that touches the file: jobs in order, several in one transaction, acknowledged when on disk."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, TypeVar

from tarkov_desktop.store.database import our_errors
from tarkov_desktop.store.errors import (
    StoreClosed,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreUnwritable,
)

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

MAX_BATCH: Final = 64
"""Jobs that share one transaction when they are waiting anyway, so a slow disk does not queue them up."""
RETRY_S: Final = (1.0, 2.0, 5.0, 10.0)
"""Waits between attempts while the disk is full or refuses; the last repeats."""

TRIED_AGAIN: Final = (StoreFull, StoreUnwritable, StoreInUse)
"""What passes by itself: room is made, a disk comes back, a virus scanner lets go of the file."""


@dataclass(frozen=True, slots=True)
class _Job:
    """``run`` does the work and returns what to call once it is on disk; ``fail`` is called instead of that."""

    run: Callable[[sqlite3.Connection], Callable[[], None]]
    fail: Callable[[BaseException], None]
    is_read: bool = False


class Writer:
    """Runs jobs on *connection* in its own thread, in the order of :meth:`submit`.

    A job that raises is rolled back alone and fails alone. While the disk is full or refuses, jobs wait and are
    tried again; ``on_trouble`` is told the error, and None when it has passed. It is called in this thread.
    """

    def __init__(
        self, connection: sqlite3.Connection, *, on_trouble: Callable[[StoreError | None], None]
    ) -> None:
        self._connection = connection
        self._on_trouble = on_trouble
        self._trouble: StoreError | None = None
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._gave_up = False
        self._attempt = 0
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def read(self, job: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        """Queue *job*, which only reads: it sees every edit queued before, unless the disk refuses.

        Then it does not wait for those edits to be written, so that a window with a full disk goes on working.
        """
        return self._queue(job, is_read=True)

    def submit(self, job: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        """Queue *job*; the future has its result once the transaction it ran in is durable."""
        return self._queue(job, is_read=False)

    def _queue(self, job: Callable[[sqlite3.Connection], Result], *, is_read: bool) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()  # from here on nobody can take it back, whoever waits

        def run(connection: sqlite3.Connection) -> Callable[[], None]:
            result = job(connection)
            return lambda: future.set_result(result)

        with self._changed:
            if self._closing:
                future.set_exception(StoreClosed("The program is closing."))
                return future
            self._jobs.append(_Job(run, future.set_exception, is_read))
            self._changed.notify()
        return future

    def close(self) -> None:
        """Do what is queued (one attempt if the disk refuses), put the WAL into the file, and let go of it."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while batch := self._next_batch():
            if self._run(batch):
                with self._changed:
                    for _ in batch:
                        self._jobs.popleft()
            else:
                self._serve_reads()
        self._fail_rest()
        try:
            self._connection.execute("pragma wal_checkpoint(truncate)")
        except sqlite3.Error as error:
            # Harmless: the WAL stays beside the file and is read at the next start.
            logger.warning("store checkpoint at close failed: %s", error)
        self._connection.close()

    def _next_batch(self) -> list[_Job]:
        """Return the jobs at the head of the queue, which stay in it until done; empty at the end."""
        with self._changed:
            if self._trouble is not None and not self._closing:
                self._changed.wait(RETRY_S[min(self._attempt, len(RETRY_S)) - 1])  # or until the next job
            while not self._jobs and not self._closing:
                self._changed.wait()
            if self._gave_up:
                return []
            return [self._jobs[n] for n in range(min(len(self._jobs), MAX_BATCH))]

    def _run(self, batch: list[_Job]) -> bool:
        """Run *batch* in one transaction; False when the disk refused and it has to be tried again."""
        acknowledge: list[Callable[[], None]] = []
        try:
            with our_errors():
                self._connection.execute("begin immediate")
                acknowledge.extend(self._run_alone(job) for job in batch)
                self._connection.execute("commit")
        except TRIED_AGAIN as error:
            self._roll_back()
            self._note_trouble(error)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            self._roll_back()
            acknowledge = [_failing(job, error) for job in batch]
        self._note_trouble(None)
        for call in acknowledge:
            call()
        return True

    def _serve_reads(self) -> None:
        """Answer what only reads while edits wait for room."""
        with self._changed:
            reads = [job for job in self._jobs if job.is_read]
            self._jobs = deque(job for job in self._jobs if not job.is_read)
        for job in reads:
            try:
                with our_errors():
                    acknowledge = job.run(self._connection)
            except Exception as error:  # noqa: BLE001 - handed to whoever asked, through the future
                job.fail(error)
            else:
                acknowledge()

    def _run_alone(self, job: _Job) -> Callable[[], None]:
        """Run *job* so that its failure undoes nothing but its own writes."""
        self._connection.execute("savepoint job")
        try:
            with our_errors():
                acknowledge = job.run(self._connection)
        except TRIED_AGAIN:
            raise
        except Exception as error:  # noqa: BLE001 - handed to whoever asked, through the future
            if self._connection.in_transaction:
                self._connection.execute("rollback to job")
                self._connection.execute("release job")
            return _failing(job, error)
        self._connection.execute("release job")
        return acknowledge

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("rollback")

    def _note_trouble(self, error: StoreError | None) -> None:
        self._attempt = 0 if error is None else self._attempt + 1
        # While closing there is nobody left to free space: one attempt, then give up.
        self._gave_up = error is not None and self._closing
        if type(error) is not type(self._trouble):
            logger.warning("store trouble=%s", error.code if error else "passed")
            self._trouble = error
            self._on_trouble(error)
        self._trouble = error

    def _fail_rest(self) -> None:
        with self._changed:
            rest = list(self._jobs)
            self._jobs.clear()
        for job in rest:
            job.fail(self._trouble or StoreClosed("The program is closing."))


def _failing(job: _Job, error: BaseException) -> Callable[[], None]:
    return lambda: job.fail(error)
