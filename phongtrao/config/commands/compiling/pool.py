"""Worker processes that survive what a document does to one of them."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from phongtrao.config.commands.compiling.jobs import Job, Outcome, compile_one, part_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import SpawnProcess

# Reading has its own, tighter bounds; a plan of 45 pages compiles in a second or two.
COMPILE_SECONDS_MAX = 300
DIED = "Tiến trình biên dịch dừng đột ngột ở tệp này. Các tệp khác vẫn được xử lý."
TOO_SLOW = "Biên dịch quá {seconds} giây nên đã dừng. Hãy tách văn bản thành nhiều tệp."


def work(pipe: Connection) -> None:
    """What a worker does: compile job after job until the pipe closes."""
    while True:
        try:
            pipe.send(compile_one(pipe.recv()))
        except (EOFError, BrokenPipeError):
            return


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    number: int = -1
    since: float = field(default=0.0)

    def give(self, number: int, job: Job) -> None:
        self.number, self.since = number, time.monotonic()
        self.pipe.send(job)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _begin() -> _Worker:
    # A fresh interpreter: a fork would copy threads and open terminals.
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=work, args=(far,), daemon=True)
    process.start()
    far.close()
    return _Worker(process, near)


def outcomes(jobs: Sequence[Job], processes: int) -> Iterator[tuple[int, Outcome]]:
    """The outcome of each job with its number, as they come. processes: how many documents at
    once.
    """
    if len(jobs) == 1:
        yield 0, compile_one(jobs[0])
        return
    waiting = list(enumerate(jobs))[::-1]
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < processes:
                workers.append(_begin())
                workers[-1].give(*waiting.pop())
            wait([worker.pipe for worker in workers], timeout=1)
            for worker in list(workers):
                outcome = _outcome(worker)
                if outcome is None:
                    continue
                yield worker.number, outcome
                if not worker.process.is_alive():
                    _clean_up(jobs[worker.number])
                if waiting and worker.process.is_alive():
                    worker.give(*waiting.pop())
                else:
                    workers.remove(worker)
                    worker.end()
    finally:
        for worker in workers:
            worker.end()
            _clean_up(jobs[worker.number])


def _outcome(worker: _Worker) -> Outcome | None:
    """What the worker answers, None while it works; a dead or endless one gives a refusal."""
    if worker.pipe.poll():
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            return Outcome("refused", DIED, "worker-died")
        return answer if isinstance(answer, Outcome) else None
    if time.monotonic() - worker.since > COMPILE_SECONDS_MAX:
        worker.process.kill()
        worker.process.join()
        return Outcome("refused", TOO_SLOW.format(seconds=COMPILE_SECONDS_MAX), "too-slow")
    return None


def _clean_up(job: Job) -> None:
    if job.target is not None:
        part_name(Path(job.target)).unlink(missing_ok=True)
