"""Run a program, and measure its processor time, wall time and memory, with all processes that it starts."""

import argparse
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: processes whose parent has ended become children of this one."""


@dataclass(frozen=True)
class Measured:
    """Seconds of processor time and of wall time, and the memory of the largest process in MiB."""

    cpu: float
    wall: float
    memory: float

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            self.cpu + other.cpu, self.wall + other.wall, max(self.memory, other.memory)
        )


class CommandError(Exception):
    """A program failed."""


def measure(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, folder: Path | None = None
) -> Measured:
    """Run a command once. Raise CommandError with what it said if it fails."""
    run = subprocess.run(
        [sys.executable, __file__, "--", *command],
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        cwd=folder,
        check=False,
    )
    if run.returncode:
        said = (run.stderr or run.stdout).strip().splitlines()
        raise CommandError(f"{command[0]}: exit {run.returncode}: {' / '.join(said[-3:])}")
    return Measured(**json.loads(run.stdout))


def median(runs: Sequence[Measured]) -> Measured:
    """Return the medians of several runs, and their highest memory."""
    return Measured(
        statistics.median(one.cpu for one in runs),
        statistics.median(one.wall for one in runs),
        max(one.memory for one in runs),
    )


def _run(command: Sequence[str]) -> int:
    """Run a command in this process, which has no other children, and print what it took."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    run = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - start
    while True:  # processes that outlived it
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode:
        sys.stderr.buffer.write(run.stdout)
        return 1
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": used.ru_maxrss / 1024}))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("command", nargs="+")
    sys.exit(_run(parser.parse_args().command))
