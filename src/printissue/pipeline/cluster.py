"""Layouts on many machines: the executor that sends tasks to a Dask cluster.

`cluster_worker.py` is what runs on the machines. Each result is checked before it is used, but the machines of a
cluster are trusted: the protocol of Dask lets each of them run code on the others.
"""

import hashlib
import ipaddress
import os
import pickle
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import SplitResult, urlsplit

from printissue.assets.resources import Resources
from printissue.core.errors import LayoutError, MissingError, PrintissueError, UsageError
from printissue.core.folders import is_plain
from printissue.core.inputs import Inputs, Snapshots, State
from printissue.core.limits import Limit
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.options import ClusterOptions

if TYPE_CHECKING:
    from distributed import Security

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that a run waits for the first machine of the cluster, or for another one if all have left."""

_INTERVAL = 2.0
"""Seconds between two looks at which machines there are."""

_CONNECT = 10
"""Seconds in which the scheduler must answer."""

_NAMED = 6
"""The differences of a machine that are named."""


def check_options(options: ClusterOptions) -> None:
    """Raise UsageError if the address of a scheduler is wrong or not safe, MissingError if Dask is not installed."""
    parts = _parts(options.scheduler)
    files = {
        "--tls-ca-file": options.ca_file,
        "--tls-cert": options.certificate,
        "--tls-key": options.key,
    }
    missing = [name for name, file in files.items() if file is None]
    if parts.scheme == "tls" and missing:
        raise UsageError(f"{options.scheduler} needs {', '.join(missing)}")
    if parts.scheme == "tcp" and len(missing) < len(files):
        hint = "name an address that begins with tls://"
        raise UsageError(f"{options.scheduler} uses no TLS", hint)
    if parts.scheme == "tcp" and not (options.insecure or is_loopback(parts.hostname or "")):
        raise UsageError(
            f"{options.scheduler} is not safe: whoever reaches it can run programs on all machines",
            "use TLS and a tls:// address, or --insecure in a network that you trust",
        )
    if find_spec("distributed") is None:
        raise MissingError("Dask is not installed", 'install it: pip install "printissue[cluster]"')


def security_of(options: ClusterOptions) -> "Security":
    """Return the settings of Dask for the files of TLS. Raise UsageError if they cannot be used."""
    from distributed import Security

    if options.ca_file is None:
        return Security(require_encryption=False)  # type: ignore[no-untyped-call]
    for file in (options.ca_file, options.certificate, options.key):
        if file is None or not file.is_file():
            raise UsageError(f"there is no file {file}", "it must be a PEM file")
    names = {
        f"tls_{role}_{kind}": str(file)
        for role in ("client", "worker")
        for kind, file in (("cert", options.certificate), ("key", options.key))
    }
    names["tls_ca_file"] = str(options.ca_file)
    security: Any = Security(require_encryption=True, **names)  # type: ignore[no-untyped-call]
    try:
        security.get_connection_args("client")
    except OSError as error:
        raise UsageError(f"the TLS files cannot be used: {error}") from None
    return cast("Security", security)


def own_host(options: ClusterOptions) -> str:
    """Return the address of this machine by which the scheduler can reach it."""
    from distributed.utils import get_ip

    parts = _parts(options.scheduler)
    host = parts.hostname or ""
    if is_loopback(host):
        return "127.0.0.1" if host == "localhost" else host
    return str(get_ip(host, parts.port))  # type: ignore[no-untyped-call]


def _parts(address: str) -> SplitResult:
    """Return the parts of an address. Raise UsageError if it is not one of a scheduler."""
    try:
        parts = urlsplit(address)
        if parts.scheme in ("tcp", "tls") and parts.hostname and parts.port:
            return parts
    except ValueError:
        pass
    raise UsageError(f"{address} is not the address of a scheduler", "for example tls://host:8786")


def is_loopback(host: str) -> bool:
    """Return whether an address is only reached by programs of this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class ClusterExecutor:
    """Runs tasks on the machines of a cluster. The first of a task's values is a job, the last a fontconfig file.

    `noted` is called with messages, such as one about each machine that cannot be used. If no machine is left for
    `patience` seconds, all tasks fail. The machines must have `versions`; without them, those of this machine.
    """

    def __init__(
        self,
        options: ClusterOptions,
        resources: Resources,
        noted: Callable[[str], object],
        *,
        versions: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Connect to the scheduler. Raise MissingError if it does not answer, or if no machine can be used."""
        check_options(options)
        from distributed import Client

        from printissue.pipeline import cluster_worker as machine

        machine.quiet()
        self.workers = 0
        self._options, self._resources, self._noted = options, resources, noted
        self._patience, self._seen = patience, time.monotonic()
        self._versions = versions or machine.machine_versions(Snapshots())
        self._resource = machine.resource_of(self._versions)
        self._unused: set[str] = set()
        self._sent: dict[Any, Future[Any]] = {}
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._error: PrintissueError | None = None
        security = security_of(options)
        try:
            self._client: Any = Client(  # type: ignore[no-untyped-call]
                options.scheduler,
                security=security,
                timeout=_CONNECT,
                set_as_default=False,
                name="printissue",
            )
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            raise machine.no_answer(options.scheduler, error) from None
        content = pickle.dumps(dict(_own_files(resources.workspace)))
        self._digest = hashlib.sha256(content).hexdigest()
        # the result of a task, unlike data that is only scattered, is made again if its machine is lost
        self._files = self._send(machine.pass_on, content, amount=0)
        self._look()
        if not self.workers and self._error is None:
            noted(f"it has no machine yet; waiting up to {patience:.0f} seconds for one")
        while not self.workers and self._error is None:
            time.sleep(_INTERVAL / 4)
            self._look()
        if self._error is not None:
            self.close(at_once=True)
            raise self._error
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def submit(
        self, work: Callable[..., T], values: tuple[object, ...], limit: Limit
    ) -> "Future[T]":
        """Send a task to the next machine that has a free process."""
        from printissue.pipeline import cluster_worker as machine

        job, *others, _ = values
        assert isinstance(job, Job)
        theme = Resources(Path(), Path(), (), job.resources.theme)
        job = replace(job, inputs={}, resources=theme)
        task = machine.Task(work, job, tuple(others), limit, self._digest)
        future: Future[T] = Future()
        if self._error is not None:
            future.set_exception(self._error)
            return future
        sent = self._send(machine.run, pickle.dumps(task), self._files, amount=1)
        with self._lock:
            self._sent[sent] = future
        sent.add_done_callback(self._finish)
        return future

    def close(self, *, at_once: bool) -> None:
        """Leave the cluster; `at_once` also gives up the tasks that are not finished."""
        self._ended.set()
        self._client.cancel(list(self._sent) if at_once else [])
        self._files = None
        self._client.close(timeout=_CONNECT)

    def _send(self, work: Callable[..., Any], *values: object, amount: int) -> Any:  # noqa: ANN401 - a future of Dask
        return self._client.submit(
            work,
            *values,
            key=f"{work.__name__}-{uuid.uuid4().hex}",
            pure=False,
            resources={self._resource: amount},
        )

    def _finish(self, sent: Any) -> None:  # noqa: ANN401 - a future of Dask
        """Pass on the result of a task, or its error."""
        with self._lock:
            future = self._sent.pop(sent, None)
        if future is None or future.done():
            return
        try:
            if sent.status == "finished":
                future.set_result(self._checked(sent.result()))
            elif sent.status == "error":
                future.set_exception(_error_of(sent.exception()))
            else:
                future.set_exception(self._lost(sent.status))
        except PrintissueError as error:
            future.set_exception(error)
        except Exception as error:
            future.set_exception(self._lost(error))

    def _checked(self, result: object) -> object:
        """Return a result with the paths of this machine. Raise LayoutError if it cannot be one."""
        if isinstance(result, int | tuple):
            return result
        if not isinstance(result, LayoutResult) or not _is_valid(result):
            raise LayoutError(
                "a machine of the cluster returned files that do not belong to an issue"
            )
        from printissue.pipeline.cluster_worker import names_of

        names = names_of(self._resources)
        inputs: dict[Any, Inputs] = {
            style: {names.path(name): State(one.digest) for name, one in named.items()}
            for style, named in result.inputs.items()
        }
        return replace(result, inputs=inputs)

    def _watch(self) -> None:
        """Look at the cluster again and again; if it is lost, all tasks fail."""
        while not self._ended.wait(_INTERVAL):
            self._look()
            if self._error is not None:
                with self._lock:
                    futures = list(self._sent.values())
                    self._sent.clear()
                for one in futures:
                    if not one.done():
                        one.set_exception(self._error)

    def _look(self) -> None:
        """Find the machines that can be used, and those that work. Set the error if there are none for long."""
        try:
            found = self._client.scheduler_info(n_workers=-1)["workers"]
            own = [one for one in found.values() if self._resource in one["resources"]]
            others = {address: str(one["name"]) for address, one in found.items() if one not in own}
            self._note(others)
            working = {key for keys in self._client.processing().values() for key in keys}
        except Exception as error:  # whatever Dask raises when a connection breaks
            if not self._ended.is_set():
                self._lost(error)
            return
        with self._lock:
            for sent, future in self._sent.items():
                if sent.key in working and not (future.running() or future.done()):
                    future.set_running_or_notify_cancel()
        self.workers = sum(one["nthreads"] for one in own)
        now = time.monotonic()
        if own:
            self._seen = now
        elif others or now - self._seen > self._patience:
            self._error = MissingError(
                f"no machine of the cluster at {self._options.scheduler} can be used",
                "start machines of the same versions: printissue worker",
            )

    def _note(self, others: Mapping[str, str]) -> None:
        """Note why machines are not used, by their addresses and names."""
        from printissue.pipeline import cluster_worker as machine

        new = [address for address in others if address not in self._unused]
        if not new:
            return
        self._unused |= set(new)
        found = self._client.run(machine.describe, workers=new, on_error="return")
        for address in new:
            versions = found.get(address)
            why = "it was not started by `printissue worker`"
            if isinstance(versions, dict):
                why = "; ".join(differences(self._versions, versions)[:_NAMED])
            self._noted(f"{others[address]} is not used: {why}")

    def _lost(self, why: object) -> MissingError:
        """Return the error for a cluster that cannot be reached any more."""
        message = f"the cluster at {self._options.scheduler} is lost: {' '.join(f'{why}'.split())}"
        error = MissingError(message, "build again: what is finished is up to date")
        self._error = self._error or error
        return error


def _error_of(error: BaseException) -> BaseException:
    """Return the error of a task as a local executor would raise it."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        hint = "look at the logs of the machines; they may be short of memory"
        return LayoutError("each machine of the cluster that worked on it broke down", hint)
    if "deserialization of the task graph" in str(error):
        hint = "install printissue there as well"
        return MissingError("the scheduler has no printissue, or another version", hint)
    return error


def _is_valid(result: LayoutResult) -> bool:
    """Return whether no file of a result would be written, or looked for, outside its folder."""
    from printissue.model.editions import EDITIONS

    names = [name for folder in result.folders.values() for name in folder]
    names += [name.removesuffix("/") for one in result.inputs.values() for name in one]
    return {*result.files, *result.folders} <= set(EDITIONS) and all(map(is_plain, names))


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Return how versions differ, in words."""
    found = []
    for name in sorted({*ours, *theirs}):
        own, other = ours.get(name, "none"), theirs.get(name, "none")
        if own != other:
            is_digest = len(own) == 64 or len(other) == 64
            found.append(f"other {name}" if is_digest else f"{name} {other} instead of {own}")
    return found


def _own_files(workspace: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the templates and fonts of a workspace with their paths in it, sorted."""
    for folder in (workspace / "templates", workspace / "styles" / "fonts"):
        base = folder.resolve()
        for at, folders, names in os.walk(folder, followlinks=True):
            above = [one.resolve() for one in Path(at).parents if one.is_relative_to(folder)]
            if Path(at).resolve() in above:
                folders.clear()  # links in a circle
                continue
            folders.sort()
            for path in (Path(at) / name for name in sorted(names)):
                if path.is_file() and path.resolve().is_relative_to(base):
                    yield path.relative_to(workspace).as_posix(), path.read_bytes()
