"""What all tests share: a silent layout engine, and the samples and made-up issues, built once."""

import logging
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
import weasyprint  # noqa: F401 - so that the workers of each build, which are forked, need not load it
from click.testing import CliRunner
from filelock import FileLock, Timeout

from made_up import ISSUES, KEY, write
from printissue.cli import cli
from printissue.core.workspace import IssueRef, Workspace
from workbench import Program, output_file

os.environ["PRINTISSUE_CACHE_LIMIT"] = "0"  # else builds restore what another run has made
WITH_STORE = {"PRINTISSUE_CACHE_LIMIT": None}
"""The environment of a build that may restore what the same code has made of the same inputs."""
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = IssueRef("monthly-update", "2015-10")
OTHER_SAMPLE = IssueRef("imprint", "2025-08")
THIRD_SAMPLE = IssueRef("small-museums", "2025-11")
SAMPLES = (SAMPLE, OTHER_SAMPLE, THIRD_SAMPLE)
"""An issue in each theme."""
BUILT = (
    *SAMPLES,
    *(IssueRef(one.name, key) for one in ISSUES for key in one.built),
)
"""Every issue that `built` holds."""

QUICK = (OTHER_SAMPLE, THIRD_SAMPLE, IssueRef("arabic", KEY), IssueRef("markdown", KEY))
"""The issues that `make test` builds; the other tests of built issues are slow."""


def _each(refs: Sequence[IssueRef]) -> pytest.MarkDecorator:
    slow = [pytest.param(ref, marks=() if ref in QUICK else pytest.mark.slow) for ref in refs]
    return pytest.mark.parametrize("ref", slow, ids=str)


EVERY_ISSUE = _each(BUILT)
"""Run a test with each issue that `built` holds."""

EVERY_SAMPLE = _each(SAMPLES)
"""Run a test with an issue in each theme."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files with slow tests first, so that no worker of pytest-xdist is left with one of them at the end."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    whole = Path(__file__).parent  # here are the tests of the whole program
    items.sort(key=lambda item: (item.path.parent != whole, -slow[item.path]))


@pytest.fixture(scope="session", autouse=True)
def _silence() -> Iterator[None]:
    """Keep the layout engine's log off the terminal; a test that wants it listens itself."""
    logger = logging.getLogger("weasyprint")
    kept = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [logging.NullHandler()], False
    yield
    logger.handlers[:], logger.propagate = kept


class Built:
    """The samples and all made-up issues, built in one workspace for each publication when they are first asked for.

    The workers of pytest-xdist share the workspaces; each builds what no other has built yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def workspace(self, ref: IssueRef) -> Workspace:
        """Return the workspace of an issue's publication, built."""
        self._build(ref.publication)
        return self._workspace(ref.publication)

    def path(self, ref: IssueRef, edition: str) -> Path:
        """Return an edition's file; fail with what the program said where it is missing."""
        path = output_file(self.workspace(ref), ref, edition)
        assert path.is_file(), f"{ref} was not built:\n{self._said(ref.publication).read_text()}"
        return path

    def open(self, ref: IssueRef, edition: str) -> pikepdf.Pdf:
        """Open an edition's file."""
        return pikepdf.open(self.path(ref, edition))

    def runs(self) -> dict[str, tuple[int, str]]:
        """Build everything; return the exit code and the output of each publication's build."""
        names = list(dict.fromkeys(ref.publication for ref in BUILT))
        for wait in (False, True):  # what another worker is building comes last
            for name in names:
                with suppress(Timeout):
                    self._build(name, wait=wait)
        ended = {name: self._said(name).read_text(encoding="utf-8") for name in names}
        return {name: (int(text[:3]), text[4:]) for name, text in ended.items()}

    def _workspace(self, publication: str) -> Workspace:
        return Workspace(self._folder / publication)

    def _said(self, publication: str) -> Path:
        return self._folder / f"{publication}.txt"

    def _build(self, publication: str, *, wait: bool = True) -> None:
        said = self._said(publication)
        if said.is_file():
            return
        self._folder.mkdir(exist_ok=True)
        with FileLock(said.with_suffix(".lock"), timeout=-1 if wait else 0):
            if said.is_file():
                return
            root = self._workspace(publication).root
            for ref in SAMPLES:
                if ref.publication == publication:
                    copy_sample(root, ref)
            write(root, [one for one in ISSUES if one.name == publication])
            refs = [str(ref) for ref in BUILT if ref.publication == publication]
            # in this process, which has loaded everything already
            done = CliRunner().invoke(cli, ["-C", str(root), "build", *refs], env=WITH_STORE)
            said.write_text(f"{done.exit_code:3} {done.output}", encoding="utf-8")


def run(
    *arguments: str | Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own; `env` adds to the environment."""
    command = [sys.executable, "-m", "printissue", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **(env or {})},
    )


def copy_sample(root: Path, ref: IssueRef = SAMPLE) -> None:
    """Copy a sample publication of the repository into a workspace."""
    shutil.copytree(ROOT / "issues" / ref.publication, root / "issues" / ref.publication)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the samples and made-up issues, which are built as tests ask for them."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return Built(folder / "built")


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program, to be run in this process."""
    return Program(monkeypatch, capsys)
