"""A machine of a Dask cluster that makes editions: what `printissue worker` runs.

A task holds all that it needs, so machines share no disk: the job of an issue, which has its manuscript, pictures and
style sheets, and the workspace's own templates and fonts, which are sent to each machine once. Everything else must be
the same on all machines: printissue, its packages, the system libraries, the fonts. A machine announces a digest of
these as a resource of Dask, and each task asks for the digest of the machine that sends it: others never get it.
"""

import asyncio
import hashlib
import os
import pickle
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import wait
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import dask
from distributed import Reschedule, Security, Worker, WorkerPlugin, get_worker

from printissue import layout as stage
from printissue.assets.resources import Resources, builtin_root
from printissue.assets.theme_packages import theme_packages
from printissue.core.errors import MissingError
from printissue.core.files import temporary_folder
from printissue.core.inputs import Inputs, Snapshots, State
from printissue.core.limits import LIMITS, Limit
from printissue.pipeline.cache import Names
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.toolchain import read_toolchain, template_files, templates_digest
from printissue.pipeline.workers import LocalExecutor

T = TypeVar("T")

NAME = "printissue"
"""The name of the plugin by which a worker of Dask runs tasks."""

TEMPLATES = "built-in templates"
"""The name of the digest of built-in templates and labels among the versions of a machine."""

_CONNECT = 30
"""Seconds in which the scheduler must answer."""

_WATCH_INTERVAL = 0.5
"""Seconds between two checks of whether this process, or the one that started it, has to end."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task: `work` with a job, other values and a fontconfig file, which each machine has its own of.

    `files` is the digest of the workspace's templates and fonts.
    """

    work: Callable[..., Any]
    job: Job
    values: tuple[Any, ...]
    limit: Limit
    files: str


def machine_resources() -> Resources:
    """Return the files of this machine, without a workspace."""
    root = builtin_root()
    return Resources(root / "no-workspace", root, theme_packages())


def machine_versions(snapshots: Snapshots) -> dict[str, str]:
    """Return the versions and digests of all that makes files on this machine.

    Raise MissingError if a font package is not installed.
    """
    resources = machine_resources()
    found = read_toolchain(resources, snapshots)
    return {
        **found.versions,
        **found.layout,
        TEMPLATES: templates_digest(resources, snapshots),
    }


def resource_of(versions: Mapping[str, str]) -> str:
    """Return the name of the resource that machines with these versions have."""
    digest = hashlib.sha256(repr(sorted(versions.items())).encode()).hexdigest()
    return f"{NAME}-{digest[:32]}"


def names_of(resources: Resources) -> Names:
    """Return names of inputs that mean the same on every machine."""
    roots = {"!builtin": str(resources.builtin)}
    roots |= {f"!theme/{one.name}": str(one.folder) for one in resources.packages if one.folder}
    return Names(str(resources.workspace), roots)


def pass_on(content: bytes) -> bytes:
    """Return a content, so that it becomes the result of a task, which machines get from each other."""
    return content


def run(task: bytes, files: bytes) -> object:
    """Run a task on this machine. Files and tasks are pickled."""
    machine: Any = get_worker().plugins[NAME]
    return machine.run(pickle.loads(task), files)


def describe(dask_worker: Worker) -> dict[str, str] | None:
    """Return the versions of a worker; None if it was not started by `printissue worker`."""
    plugin = dask_worker.plugins.get(NAME)
    return plugin.versions if isinstance(plugin, Machine) else None


class Machine(WorkerPlugin):
    """The tasks of a worker of Dask: `jobs` at a time, each in a process with limits.

    `folder` is a temporary folder for templates and fonts of workspaces. `left` says why the machine left the cluster.
    """

    name = NAME

    def __init__(self, folder: Path, jobs: int) -> None:
        """Start the processes, before the program has other threads."""
        self.folder, self.jobs, self.left = folder.resolve(), jobs, ""
        self._snapshots = Snapshots()
        self.versions = machine_versions(self._snapshots)
        for path in template_files(machine_resources()):
            self._snapshots.of(str(path))
        fontconfig = machine_resources().fontconfig()
        stage.load(fontconfig)  # the processes have it then
        self._executor, self._fontconfig = LocalExecutor(jobs), fontconfig
        self._executor.submit(os.getpid, (), LIMITS.layout).result()  # starts them
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._worker: Worker | None = None

    def setup(self, worker: Worker) -> None:
        """Note the worker that this is a plugin of."""
        self._worker = worker

    def teardown(self, worker: Worker | None) -> None:
        """End all processes, also those that work: other machines get their tasks."""
        self._ended.set()
        self._executor.close(at_once=True)

    def run(self, task: Task, files: bytes) -> object:
        """Run a task in a process, and return its result. Raise what `Executor.submit` says."""
        if self._has_changed():
            self._leave()
        resources = self._resources(task.files, files).for_theme(task.job.resources.theme)
        fontconfig = resources.fontconfig()
        job = replace(task.job, resources=resources)
        values = (task.work, job, *task.values, fontconfig)
        with self._lock:
            future = self._executor_for(fontconfig).submit(_bound, values, task.limit)
        while not future.done():
            wait([future], timeout=_WATCH_INTERVAL)
            if self._ended.is_set():
                raise Reschedule
        result = future.result()
        if isinstance(result, LayoutResult):
            names = names_of(resources)
            named = {style: _named(one, names) for style, one in result.inputs.items()}
            return replace(result, inputs=named)
        return result

    def _has_changed(self) -> bool:
        """Return whether something that makes files has changed since this program started."""
        known = self._snapshots.taken
        now = Snapshots(known)
        if all(now.of(path).digest == one.digest for path, one in known.items()):
            return False
        return machine_versions(Snapshots(known)) != self.versions

    def _leave(self) -> None:
        """Leave the cluster. Raise Reschedule, by which another machine gets the task."""
        self.left = "the libraries, fonts or templates of this machine changed"
        if self._worker is not None:
            self._worker.loop.add_callback(self._worker.close_gracefully, reason=self.left)
        raise Reschedule

    def _resources(self, digest: str, files: bytes) -> Resources:
        """Return the resources of a workspace whose own templates and fonts are unpacked on this machine."""
        target = self.folder / digest
        with self._lock:
            if not target.is_dir():
                part = self.folder / f"{digest}.part"
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                for name, content in pickle.loads(files).items():
                    (part / name).parent.mkdir(parents=True, exist_ok=True)
                    (part / name).write_bytes(content)
                part.rename(target)
        return replace(machine_resources(), workspace=target)

    def _executor_for(self, fontconfig: Path) -> LocalExecutor:
        """Return processes that have used no other fonts than those of a fontconfig file.

        Processes with other fonts end after their tasks.
        """
        if fontconfig != self._fontconfig:
            end = partial(self._executor.close, at_once=False)
            threading.Thread(target=end, daemon=True).start()
            self._executor, self._fontconfig = LocalExecutor(self.jobs), fontconfig
        return self._executor


def _named(inputs: Inputs, names: Names) -> Inputs:
    """Return inputs by their names instead of paths, without stamps, which have no meaning on other machines."""
    return {names.of(path): State(one.digest) for path, one in inputs.items()}


def _bound(work: Callable[..., T], *values: object) -> T:
    """Do work in a process that ends with the program that started it."""
    _end_with_parent()
    return work(*values)


@cache
def _end_with_parent() -> None:
    """End this process soon after the program that started it; a killed program cannot end its processes."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_INTERVAL)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def serve(
    address: str, host: str, security: Security, jobs: int, started: Callable[[str], object]
) -> None:
    """Work for a scheduler until it closes, or until a signal ends this program.

    `host` is the address of this machine to listen on. `started` is called with the name of the worker. Raise
    MissingError if the scheduler does not answer, or if something that makes files changes on this machine.
    """
    with temporary_folder() as folder:
        machine = Machine(folder, jobs)
        try:
            asyncio.run(_serve(address, host, security, machine, started))
        finally:
            machine.teardown(None)
    if machine.left:
        raise MissingError(machine.left, "start the worker again")


async def _serve(
    address: str,
    host: str,
    security: Security,
    machine: Machine,
    started: Callable[[str], object],
) -> None:
    worker = Worker(
        address,
        name=f"{socket.gethostname()}-{os.getpid()}",
        nthreads=machine.jobs,
        resources={resource_of(machine.versions): machine.jobs},
        plugins=(machine,),
        security=security,
        host=host,
        dashboard_address="127.0.0.1:0",  # it is always there
        local_directory=str(machine.folder / "dask"),
        death_timeout=_CONNECT,
    )
    try:
        await worker
    except (OSError, TimeoutError, RuntimeError) as error:
        raise no_answer(address, error) from None
    started(f"{worker.name}")
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, other threads
            loop.add_signal_handler(number, lambda: loop.create_task(worker.close_gracefully()))
    await worker.finished()  # type: ignore[no-untyped-call]


def no_answer(address: str, error: BaseException) -> MissingError:
    """Return the error for a scheduler that does not answer."""
    said = " ".join(str(error).split())
    hint = "start it with `dask scheduler`, with the same TLS files as here"
    return MissingError(f"no scheduler answers at {address}" + (f": {said}" if said else ""), hint)


def quiet() -> None:
    """Keep the log of Dask off the terminal; what matters becomes a message of printissue."""
    import logging

    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"})
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
