"""What an issue costs in a cluster: processor time and memory of each part, and bytes, by which a library is planned.

A scheduler and a worker run on this machine, so that only processor time counts, not the network. The result is a table
in Markdown; docs/scale.md has it.
"""

import argparse
import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from libraries import YEAR, clone_year, pages, write_library
from measuring import measure

from printissue.assets.resources import Resources
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline import NO_CHOICE, load
from printissue.pipeline.cache import INDEX

MANY = 240
"""The issues of the library by which the index is measured."""


@contextmanager
def program(*words: str, ready: str) -> Iterator[tuple[psutil.Process, str]]:
    """Run a program in the background; yield it with the line that says it is ready."""
    command = [sys.executable, *words]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        lines = iter(run.stderr.readline, "")
        try:
            yield psutil.Process(run.pid), next(line for line in lines if ready in line)
        finally:
            run.terminate()


def cpu_of(processes: Sequence[psutil.Process]) -> float:
    """Return the processor time of processes and of those that they have waited for, in seconds."""
    times = [one.cpu_times() for one in processes]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


def peak(process: psutil.Process) -> float:
    """Return the highest memory of a process in MiB (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def rows(folder: Path, size: int, *, short: bool) -> Iterator[tuple[str, str]]:
    """Yield what was measured, in words, with the figure."""
    root = folder / "library"
    names = write_library(root, size, short=short)
    build = [sys.executable, "-m", "printissue", "-C", str(root), "build"]
    local = measure([*build, "--jobs", "1"])
    yield "one process, from nothing: CPU s an issue (3 files)", f"{local.cpu / size:.2f}"
    yield "pages an issue, of all files", f"{pages(root) / size:.1f}"
    yield "memory of the largest process, MiB", f"{local.memory:.0f}"
    yield "files, kB an issue", _kilobytes((root / "output").rglob("*.pdf"), size)
    yield "manifest, kB an issue", _kilobytes((root / "output").glob("*/*/manifest.json"), size)
    yield from _job_rows(root, names)
    yield from _cluster_rows(size, build)
    many = len(clone_year(root, MANY))
    for _ in range(2):  # the first one reads all files
        measure(build)
    again = measure(build)
    yield f"nothing changed, {many} issues: CPU ms an issue", f"{1000 * again.cpu / many:.2f}"
    yield "memory then, MiB", f"{again.memory:.0f}"
    yield "index, kB an issue", _kilobytes([root / "output" / INDEX], many)


def _job_rows(root: Path, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what reading an issue takes, and the size of its job."""
    resources = Resources.of(root)
    workspace, sizes = Workspace(root), []
    start = time.process_time()
    for name in names:
        job, _ = load.read(workspace, IssueRef(*name.split("/")), resources, choice=NO_CHOICE)
        sizes.append(len(pickle.dumps(job)))
    yield "reading, CPU s an issue", f"{(time.process_time() - start) / len(names):.2f}"
    yield "job, kB", f"{sum(sizes) / len(sizes) / 1000:.0f}"


def _cluster_rows(size: int, build: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what each part of a cluster takes for the same issues."""
    scheduler_words = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    with program(*scheduler_words, "--dashboard-address", "127.0.0.1:0", ready="Scheduler at:") as (
        scheduler,
        line,
    ):
        address = line.split()[-1]
        worker_words = ("-m", "printissue", "worker", address, "--jobs", str(os.cpu_count()))
        with program(*worker_words, ready="ready") as (worker, _):
            processes = [worker, *worker.children(recursive=True)]
            before = cpu_of([scheduler]), cpu_of(processes)
            client = measure([*build, "--force", "--scheduler", address])
            spent = cpu_of([scheduler]) - before[0], cpu_of(processes) - before[1]
            yield "cluster, the machine that builds: CPU s an issue", f"{client.cpu / size:.2f}"
            yield "cluster, scheduler: CPU ms an issue", f"{1000 * spent[0] / size:.0f}"
            yield "cluster, machines: CPU s an issue", f"{spent[1] / size:.2f}"
            yield "memory of the machine that builds, MiB", f"{client.memory:.0f}"
            yield "memory of the scheduler, MiB", f"{peak(scheduler):.0f}"
            yield "memory of a worker, MiB", f"{peak(worker):.0f}"
            largest = max(map(peak, processes[1:]))
            yield "memory of each of its processes, MiB", f"{largest:.0f}"


def _kilobytes(files: Iterable[Path], size: int) -> str:
    return f"{sum(path.stat().st_size for path in files) / size / 1000:.1f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--issues", type=int, default=YEAR, help="The issues that are made.")
    parser.add_argument("--short", action="store_true", help="Make issues of one story.")
    given = parser.parse_args()
    print("| figure | value |\n|---|---|")
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        for what, value in rows(Path(name), given.issues, short=given.short):
            print(f"| {what} | {value} |", flush=True)


if __name__ == "__main__":
    main()
