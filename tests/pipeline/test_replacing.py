"""The files of an issue are replaced as a set: a run that ends early leaves old or new files, and claims no others."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from printissue.assets.resources import Resources
from printissue.core import files
from printissue.core.errors import WriteError
from printissue.model.editions import EDITIONS
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.fingerprint import edition_key
from printissue.pipeline.issue_manifest import manifest_file
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.load import read
from printissue.pipeline.making import Issue, write_editions
from printissue.pipeline.options import NO_CHOICE
from workbench import REF, RecordingReporter, contents, lay_out

NAMES = ("print", "screen", "web")
REPLACED = 6
"""The number of files that a build replaces: two PDFs, two files of web pages, the list of these, the manifest."""


class IssueInTwoStates:
    """An issue that is built as `old`, and then as `new`. Its pages are not laid out."""

    def __init__(self, folder: Path) -> None:
        self.workspace = lay_out(folder)
        path = self.workspace.issue_file(REF)
        self.old = self._read()
        path.write_text(path.read_text().replace("Some", "More"))
        self.new = self._read()
        self.build(self.new)
        self.after = self.files()
        self.build(self.old)
        self.before = self.files()
        assert len(self.before) == REPLACED

    def _read(self) -> Job:
        resources = Resources.of(self.workspace.root)
        job, _ = read(self.workspace, REF, resources, choice=NO_CHOICE)
        assert job is not None
        return job

    def build(self, job: Job) -> None:
        web = {name: name.encode() + job.source for name in ("index.html", "style.css")}
        pdfs = {name: name.encode() + job.source for name in ("print", "screen")}
        result = LayoutResult(files=pdfs, folders={"web": web}, pages=2)
        with self.workspace.locked(), BuildCache.of(self.workspace).saved() as cache:
            issue, reporter = Issue(job, NO_CHOICE), RecordingReporter()
            write_editions(self.workspace, issue, [result], cache, strict=False, reporter=reporter)

    def files(self) -> dict[str, bytes]:
        """Return the files of the issue, and its manifest."""
        manifest = manifest_file(self.workspace, REF)
        return {**contents(manifest.parent), manifest.name: manifest.read_bytes()}

    def check(self) -> None:
        """Check that each file is the old or the new one, and that no edition is believed to be what it is not."""
        now = self.files()
        assert all(now[name] in (self.before[name], self.after[name]) for name in self.before)
        cache = BuildCache.of(self.workspace)
        for job, expected in ((self.old, self.before), (self.new, self.after)):
            for name in NAMES:
                edition = EDITIONS[name]
                if cache.holds(REF, edition, edition_key(job, edition, cache.toolchain)):
                    file = edition.file_name(REF)
                    assert now[file] == expected[file]
        assert cache.damaged == []

    def check_next_build(self) -> None:
        """Check that the next build makes the new state, and leaves no partial files."""
        self.build(self.new)
        assert self.files() == self.after
        assert not list(self.workspace.root.rglob("*.part"))


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> IssueInTwoStates:
    return IssueInTwoStates(tmp_path_factory.mktemp("issue"))


def failing_at(
    number: int, real: Callable[..., object], error: BaseException
) -> Callable[..., object]:
    """Return a function that raises an error at its call of a number, from 0, and at all later ones."""
    calls = iter(range(1000))

    def call(*values: object) -> object:
        if next(calls) >= number:
            raise error
        return real(*values)

    return call


@pytest.mark.parametrize("number", range(REPLACED))
def test_a_run_that_ends_while_files_are_replaced_leaves_old_and_new_ones(
    issue: IssueInTwoStates, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue.build(issue.old)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", failing_at(number, Path.replace, KeyboardInterrupt()))
        issue.build(issue.new)
    issue.check()
    assert issue.files() != issue.after
    issue.check_next_build()


@pytest.mark.parametrize("number", range(REPLACED))
def test_a_disk_that_is_full_at_any_write_leaves_a_whole_set(
    issue: IssueInTwoStates, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue.build(issue.old)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with monkeypatch.context() as patch, pytest.raises(WriteError, match="No space left"):
        patch.setattr(files, "_write", failing_at(number, files._write, full))
        issue.build(issue.new)
    issue.check()
    manifest = "manifest.json"
    changed = {name for name, content in issue.files().items() if content != issue.before[name]}
    assert changed == (set() if number < REPLACED - 1 else {*issue.before} - {manifest})
    issue.check_next_build()


def test_the_clock_can_be_set_back(issue: IssueInTwoStates) -> None:
    """An hour less on the clock of the file system: neither old files nor new ones are taken for others."""
    issue.build(issue.old)
    hour = 3600 * 10**9
    for path in issue.workspace.output_folder(REF).rglob("*"):
        later = path.stat().st_mtime_ns + hour
        os.utime(path, ns=(later, later))
    issue.build(issue.new)
    issue.check()
    assert issue.files() == issue.after
