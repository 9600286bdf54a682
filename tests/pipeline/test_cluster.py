"""Builds on the machines of a Dask cluster: equal files, lost machines, machines that must not be used."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from made_up import KEY, copy_of, single, write
from printissue import pipeline
from printissue.assets.resources import Resources
from printissue.core.errors import LayoutError, MissingError, UsageError
from printissue.core.inputs import State
from printissue.core.limits import LIMITS
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS, SCREEN
from printissue.pipeline.cluster import ClusterExecutor, check_options, is_loopback
from printissue.pipeline.issue import make_editions
from printissue.pipeline.job import LayoutResult
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE, ClusterOptions
from workbench import RecordingReporter

distributed = pytest.importorskip("distributed")
from printissue.pipeline.cluster_worker import Machine, resource_of  # noqa: E402 - needs Dask

NAMES = ("north", "south")
VERSIONS = {"Pango": "1.50", "fonts": "0" * 64}
OWN_TEMPLATE = '{% extends "!builtin/issue.html.j2" %}'


@contextmanager
def scheduler(**options: object) -> Iterator["distributed.LocalCluster"]:
    """A scheduler in this process, with a worker if `options` say so."""
    defaults = {"n_workers": 0, "processes": False, "threads_per_worker": 1, "protocol": "tcp"}
    with distributed.LocalCluster(
        host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50, **(defaults | options)
    ) as cluster:
        yield cluster


@contextmanager
def machine(address: str) -> Iterator[subprocess.Popen]:
    """A machine of the cluster; a process that tests can kill."""
    command = [sys.executable, "-m", "printissue", "worker", address, "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def workspace(root: Path) -> Workspace:
    """A workspace of two issues with a template and a font of its own."""
    write(root, [copy_of(single(), name) for name in NAMES])
    (root / "templates").mkdir()
    (root / "templates" / "issue.html.j2").write_text(OWN_TEMPLATE, encoding="utf-8")
    (root / "styles" / "fonts").mkdir(parents=True)
    font = next(one for one in Resources.of(root).font_files() if "Bold" in one.name)
    (root / "styles" / "fonts" / "Own.ttf").write_bytes(font.read_bytes())
    return Workspace(root)


def build(root: Path, cluster: ClusterOptions | None = None) -> RecordingReporter:
    reporter = RecordingReporter()
    refs = tuple(IssueRef(name, KEY) for name in NAMES)
    options = pipeline.BuildOptions(refs, (EDITIONS["screen"],), cluster=cluster)
    pipeline.build(workspace(root), options, reporter)
    return reporter


def files(root: Path) -> dict[str, bytes]:
    """Return the finished files of all issues with their manifests."""
    paths = (path for path in (root / "output").glob("*/*/*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def kill_when_busy(cluster: "distributed.LocalCluster", killed: list[int]) -> None:
    """Kill the first worker that works, and note it with its processes."""
    while True:
        for one in list(cluster.scheduler.workers.values()):
            if any(task.key.startswith("run-") for task in list(one.processing)):
                time.sleep(0.3)
                tasks = Path(f"/proc/{one.pid}/task").glob("*/children")
                killed += [
                    one.pid,
                    *(int(pid) for path in tasks for pid in path.read_text().split()),
                ]
                os.kill(one.pid, signal.SIGKILL)
                return
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_cluster_makes_equal_files_although_a_machine_is_lost(tmp_path):
    build(tmp_path / "local")
    killed: list[int] = []
    with (
        scheduler() as cluster,
        machine(cluster.scheduler_address) as one,
        machine(cluster.scheduler_address) as other,
    ):
        for process in (one, other):
            assert process.stderr.readline().endswith(": ready, 1 layout at a time\n")
        threading.Thread(target=kill_when_busy, args=(cluster, killed), daemon=True).start()
        reporter = build(tmp_path / "far", ClusterOptions(cluster.scheduler_address))
    assert killed
    assert [one.status for one in reporter.issues] == ["made"] * 2
    assert files(tmp_path / "far") == files(tmp_path / "local")
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in killed[1:]):
        assert time.monotonic() < deadline, "the process of the killed worker goes on"
        time.sleep(0.1)


class FakeMachine(Machine):
    """A machine with made-up versions that returns a made-up result."""

    def __init__(self, result: object = None) -> None:
        self.versions, self.result = VERSIONS, result

    def run(self, task, files):
        return self.result

    def teardown(self, worker):
        pass


def fake(result: object = None) -> dict[str, object]:
    return {
        "n_workers": 1,
        "resources": {resource_of(VERSIONS): 1},
        "plugins": (FakeMachine(result),),
    }


def test_a_machine_with_other_fonts_is_not_used(tmp_path):
    notes: list[str] = []
    with scheduler(**fake()) as cluster:
        options = ClusterOptions(cluster.scheduler_address)
        with pytest.raises(MissingError, match="no machine of the cluster"):
            ClusterExecutor(
                options,
                Resources.of(tmp_path),
                notes.append,
                versions=VERSIONS | {"fonts": "1" * 64, "Pango": "1.52"},
            )
    assert len(notes) == 1
    assert notes[0].endswith("is not used: Pango 1.50 instead of 1.52; other fonts")


@pytest.mark.parametrize(
    "result",
    [
        LayoutResult(folders={"web": {"../../elsewhere": b"x"}}),
        LayoutResult(folders={"web": {"/etc/elsewhere": b"x"}}),
        LayoutResult(files={"../screen": b"x"}),
        LayoutResult(inputs={SCREEN: {"../../templates/x": State()}}),
        {"files": {}},
    ],
    ids=["parent", "absolute", "edition", "input", "dictionary"],
)
def test_a_result_that_leads_out_of_the_folder_is_refused(tmp_path, result):
    space = workspace(tmp_path)
    resources = Resources.of(tmp_path)
    job, _ = read(space, IssueRef("north", KEY), resources, choice=NO_CHOICE)
    with scheduler(**fake(result)) as cluster:
        options = ClusterOptions(cluster.scheduler_address)
        executor = ClusterExecutor(options, resources, print, versions=VERSIONS)
        values = (job, (EDITIONS["screen"],), tmp_path / "fonts.conf")
        with pytest.raises(LayoutError, match="do not belong to an issue"):
            executor.submit(make_editions, values, LIMITS.layout).result(30)
        executor.close(at_once=False)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("127.0.0.1:8786", "not the address"),
        ("ucx://127.0.0.1:8786", "not the address"),
        ("tcp://127.0.0.1", "not the address"),
        ("tcp://127.0.0.1:port", "not the address"),
        ("tcp://192.0.2.1:8786", "not safe"),
        ("tcp://localhost.example.org:8786", "not safe"),
        ("tls://192.0.2.1:8786", "needs --tls-ca-file, --tls-cert, --tls-key"),
    ],
)
def test_an_address_that_is_wrong_or_not_safe_is_refused(address, message):
    with pytest.raises(UsageError, match=message):
        check_options(ClusterOptions(address))


def test_an_unsafe_address_can_be_allowed_and_loopback_always_is(tmp_path):
    check_options(ClusterOptions("tcp://192.0.2.1:8786", insecure=True))
    check_options(ClusterOptions("tcp://[::1]:8786"))
    assert is_loopback("localhost")
    with pytest.raises(UsageError, match="uses no TLS"):
        check_options(ClusterOptions("tcp://127.0.0.1:8786", ca_file=tmp_path / "ca.pem"))


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("printissue.pipeline.cluster._CONNECT", 0.2)
    with pytest.raises(MissingError, match=r"no scheduler answers at tcp://127.0.0.1:9"):
        ClusterExecutor(
            ClusterOptions("tcp://127.0.0.1:9"), Resources.of(tmp_path), print, versions=VERSIONS
        )


def certificates(folder: Path, name: str) -> dict[str, str]:
    """Make a certificate authority with a certificate, and return their files by the names that Dask has for them."""
    folder.mkdir()
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    made = {}
    for file, subject, public in (("ca", name, authority_key), ("cert", "machine", key)):
        about, issuer = (
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (subject, name)
        )
        builder = x509.CertificateBuilder(issuer, about, public.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(dt.datetime.now(dt.UTC) - dt.timedelta(1))
        builder = builder.not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(1))
        constraints = x509.BasicConstraints(ca=file == "ca", path_length=None)
        builder = builder.add_extension(constraints, critical=True)
        signed = builder.sign(authority_key, hashes.SHA256())
        made[file] = signed.public_bytes(serialization.Encoding.PEM)
    made["key"] = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for file, content in made.items():
        (folder / f"{file}.pem").write_bytes(content)
    return {file: str(folder / f"{file}.pem") for file in made}


def test_only_certificates_of_the_same_authority_may_use_a_cluster(tmp_path, monkeypatch):
    monkeypatch.setattr("printissue.pipeline.cluster._CONNECT", 1)
    known, strange = (certificates(tmp_path / name, name) for name in ("known", "strange"))
    roles = {
        f"tls_{role}_{file}"
        for role in ("scheduler", "worker", "client")
        for file in ("cert", "key")
    }
    security = distributed.Security(
        tls_ca_file=known["ca"],
        require_encryption=True,
        **{role: known[role.rpartition("_")[2]] for role in roles},
    )
    with scheduler(**fake(7), security=security, protocol="tls") as cluster:
        address, resources = cluster.scheduler_address, Resources.of(tmp_path)
        options, stranger = (
            ClusterOptions(address, *(Path(one[name]) for name in ("ca", "cert", "key")))
            for one in (known, strange)
        )
        ClusterExecutor(options, resources, print, versions=VERSIONS).close(at_once=False)
        with pytest.raises(MissingError, match="no scheduler answers"):
            ClusterExecutor(stranger, resources, print, versions=VERSIONS)
