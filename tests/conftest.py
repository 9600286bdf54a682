"""What all tests share: a silent layout engine, and one build of the sample and all made-up issues."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from filelock import FileLock

from made_up import ISSUES, KEY, write
from printissue.workspace import IssueRef, Workspace

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = IssueRef("monthly-update", "2015-10")
OTHER_SAMPLE = IssueRef("imprint", "2025-08")
BUILT = (
    SAMPLE,
    OTHER_SAMPLE,
    *(IssueRef(one.name, key) for one in ISSUES for key in (KEY, *one.others)),
)
"""Every issue that `built` holds."""


@pytest.fixture(scope="session", autouse=True)
def _silence() -> Iterator[None]:
    """Keep the layout engine's log off the terminal; a test that wants it listens itself."""
    logger = logging.getLogger("weasyprint")
    kept = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [logging.NullHandler()], False
    yield
    logger.handlers[:], logger.propagate = kept


@dataclass(frozen=True)
class Built:
    """A workspace whose issues have been built, and what the program said."""

    workspace: Workspace
    code: int
    said: str

    def path(self, ref: IssueRef, edition: str) -> Path:
        """Give an edition's file; fails with what the program said where it was not made."""
        path = self.workspace.target(ref, edition)
        assert path.is_file(), f"{ref} was not built:\n{self.said}"
        return path

    def open(self, ref: IssueRef, edition: str) -> pikepdf.Pdf:
        """Open an edition's file."""
        return pikepdf.open(self.path(ref, edition))


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
    """Build everything once; the workers of pytest-xdist share it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    root, said = folder / "built", folder / "built.txt"
    with FileLock(folder / "built.lock"):
        if not said.is_file():
            copy_sample(root)
            copy_sample(root, OTHER_SAMPLE)
            write(root, ISSUES)
            done = run("-C", root, "build", *map(str, BUILT))
            said.write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    code, _, text = said.read_text(encoding="utf-8").partition("\n")
    return Built(Workspace(root), int(code), text)
