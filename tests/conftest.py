"""What many tests share: empty workspaces, and one build of all made-up issues for the whole run."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import made_up
import pytest
from filelock import FileLock

from printissue.workspace import IssueRef, Workspace


@dataclass(frozen=True)
class PressedIssues:
    """The workspace of the made-up issues and the sample, built by the program, and what it said meanwhile."""

    workspace: Workspace
    said: str

    refs = (*made_up.REFS, made_up.SAMPLE)

    def file(self, ref: IssueRef | str, edition: str) -> Path:
        """Give the finished file of an edition."""
        one = IssueRef(*ref.split("/")) if isinstance(ref, str) else ref
        return self.workspace.target(one, edition)

    def files(self, *editions: str) -> list[Path]:
        """Give the finished files of some editions, of all issues."""
        return [self.file(ref, edition) for ref in self.refs for edition in editions]


@pytest.fixture(autouse=True)
def quiet_weasyprint() -> Iterator[None]:
    """Keep WeasyPrint's log off the terminal where a test sets pages without the press."""
    logger = logging.getLogger("weasyprint")
    handlers, logger.handlers = logger.handlers, [logging.NullHandler()]
    yield
    logger.handlers = handlers


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with a small publication and issue, `update/2015-10`."""
    return made_up.small(tmp_path)


@pytest.fixture(scope="session")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> PressedIssues:
    """Build all made-up issues and the sample, once for all workers of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    log = shared / "made-up.log"
    with FileLock(shared / "made-up.lock"):
        if not log.exists():
            workspace = made_up.lay_out(shared / "made-up")
            command = [sys.executable, "-m", "printissue", "-v", "-C", workspace.root, "build"]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            log.write_text(f"{run.stderr}exit {run.returncode}\n", encoding="utf-8")
    said = log.read_text(encoding="utf-8")
    assert said.endswith("exit 0\n"), said
    return PressedIssues(Workspace((shared / "made-up").resolve()), said)
