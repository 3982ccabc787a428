"""Read many spoilt files and report every crash and hang: python -m tests.hostile.fuzz_uploads
--count 10000.

Files are read in worker processes without the sandbox, so that a crash of a parser is seen and not
turned into a refusal; every twentieth goes through read_safely as an upload does. A finding names
its seed: --seed N --count 1 repeats it. Exit code 1 when anything was found.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import os
import sys
import time
from multiprocessing.connection import Connection, wait

from phongtrao.core.text.reading import FileRefused, read_document, read_safely
from phongtrao.core.text.secrecy import secrecy_of
from tests.hostile.mutations import mutated

HANG_SECONDS = 10
SANDBOX_EVERY = 20


def outcome(seed: int) -> str:
    """What became of the file of this seed: "read", the code of a refusal, or the name of a
    failure.
    """
    name, data = mutated(seed)
    try:
        if seed % SANDBOX_EVERY == 0:
            reading = read_safely(data, name)
        else:
            reading = read_document(data, name)
        secrecy_of(reading.text, reading.margins)
    except FileRefused as refused:
        return refused.code
    except Exception as failure:
        return f"CRASH {type(failure).__name__}: {failure}"
    return "read"


def _work(pipe: Connection) -> None:
    while (seed := pipe.recv()) is not None:
        pipe.send(outcome(seed))


class Worker:
    """A process that reads one file after the other; ended and begun anew when it dies or hangs."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=_work, args=(far,), daemon=True)
        self.process.start()
        far.close()
        self.seed = -1
        self.since = 0.0

    def give(self, seed: int) -> None:
        """Let the worker read the file of this seed."""
        self.seed, self.since = seed, time.monotonic()
        self.pipe.send(seed)

    def result(self) -> str | None:
        """The outcome, None while the worker still reads."""
        if self.pipe.poll():
            try:
                return str(self.pipe.recv())
            except EOFError:
                self.process.join()
                return f"CRASH of the process, exit code {self.process.exitcode}"
        if time.monotonic() - self.since > HANG_SECONDS + (
            15 if self.seed % SANDBOX_EVERY == 0 else 0
        ):
            self.process.kill()
            self.process.join()
            return f"HANG over {HANG_SECONDS} s"
        return None


def run(seeds: range, jobs: int) -> collections.Counter[str]:
    """Read the files of all seeds; print each finding; count the outcomes."""
    counts: collections.Counter[str] = collections.Counter()
    waiting = iter(seeds)
    workers: list[Worker] = []
    for seed in waiting:
        workers.append(Worker())
        workers[-1].give(seed)
        if len(workers) >= jobs:
            break
    while workers:
        wait([worker.pipe for worker in workers], timeout=1)
        for worker in list(workers):
            found = worker.result()
            if found is None:
                continue
            counts[found.partition(" ")[0]] += 1
            if found.startswith(("CRASH", "HANG")):
                sys.stdout.write(f"seed {worker.seed}: {found}\n")
            workers.remove(worker)
            seed = next(waiting, None)
            if seed is None:
                worker.process.kill()
                continue
            following = worker if worker.process.is_alive() else Worker()
            following.give(seed)
            workers.append(following)
    return counts


def main() -> int:
    """Read the arguments, run, print a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    start = time.monotonic()
    counts = run(range(given.seed, given.seed + given.count), given.jobs)
    for found, number in counts.most_common():
        sys.stdout.write(f"{number:7} {found}\n")
    seconds = time.monotonic() - start
    sys.stdout.write(
        f"files {given.count}, crashes {counts['CRASH']}, hangs {counts['HANG']}, {seconds:.0f} s\n"
    )
    return 1 if counts["CRASH"] or counts["HANG"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
