"""The store of finished editions: what was made once is restored, whole and equal, or made again."""

import shutil
from pathlib import Path

import pytest

from printissue.assets.resources import Resources
from printissue.core.errors import UsageError
from printissue.core.findings import Finding, Place
from printissue.core.inputs import State
from printissue.core.workspace import Workspace
from printissue.model.editions import EDITIONS
from printissue.model.volumes import PageRange
from printissue.pipeline import BuildOptions, build, check, edition_store, making
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE
from workbench import REF, RecordingReporter, contents, lay_out

NAMES = ("screen", "web")
OPTIONS = BuildOptions((REF,), tuple(EDITIONS[name] for name in NAMES))
WARNING = Finding("R0026", Place("a.pdf", page=1, box=(1, 2, 3, 4)), "coarse", "take a finer one")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """Return a workspace of one issue that is built, and the cache folder with its editions."""
    folder = tmp_path_factory.mktemp("made")
    workspace = lay_out(folder / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        use(folder / "cache", patch)
        build(workspace, OPTIONS, RecordingReporter())
    return workspace, folder / "cache"


@pytest.fixture
def workspace(
    made: tuple[Workspace, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """Return a copy of the workspace without output, and use a copy of the cache."""
    for name in ("issues", "styles"):
        shutil.copytree(made[0].root / name, tmp_path / "copy" / name)
    shutil.copytree(made[1], tmp_path / "cache")
    use(tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(making, "make_editions", canned)
    return Workspace(tmp_path / "copy")


def use(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("printissue.core.disk_cache.cache_folder", lambda: folder)
    patch.setenv(edition_store.VARIABLE, "10 MB")


def canned(job: Job, editions: tuple[object, ...], *_values: object) -> LayoutResult:
    """Return the result of a layout, without making it."""
    if editions == (EDITIONS["web"],):
        return LayoutResult(folders={"web": {"index.html": b"<!doctype html>"}})
    return LayoutResult(files={"screen": b"%PDF-1.7 " + job.source}, pages=2)


def built(workspace: Workspace, **options: bool) -> RecordingReporter:
    reporter = RecordingReporter()
    build(workspace, BuildOptions(OPTIONS.refs, OPTIONS.editions, **options), reporter)
    return reporter


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("editions/*"))


def test_deleted_files_are_restored(workspace: Workspace, made: tuple[Workspace, Path]) -> None:
    (finished,) = built(workspace).issues
    assert finished.status == "restored"
    assert finished.editions == dict.fromkeys(NAMES, "restored")
    assert finished.reasons == (
        "there is no screen edition in the build cache",
        "there is no web edition in the build cache",
    )
    first = made[0].output_folder(REF)
    assert contents(workspace.output_folder(REF)) == contents(first)
    manifest = (workspace.output_folder(REF) / "manifest.json").read_bytes()
    assert manifest == (first / "manifest.json").read_bytes()
    assert [one.status for one in built(workspace).issues] == ["up to date"]


def test_only_the_edition_that_is_gone_is_restored(workspace: Workspace) -> None:
    built(workspace)
    (workspace.output_folder(REF) / "web" / "index.html").unlink()
    (finished,) = built(workspace).issues
    assert finished.editions == {"screen": "up to date", "web": "restored"}


def test_an_earlier_state_of_an_issue_is_restored(workspace: Workspace) -> None:
    built(workspace)
    before = contents(workspace.output_folder(REF))
    path = workspace.issue_file(REF)
    text = path.read_text()
    path.write_text(text.replace("Some", "More"))
    assert [one.status for one in built(workspace).issues] == ["made"]
    assert contents(workspace.output_folder(REF)) != before
    path.write_text(text)
    assert [one.status for one in built(workspace).issues] == ["restored"]
    assert contents(workspace.output_folder(REF)) == before


def test_force_makes_what_is_stored(workspace: Workspace) -> None:
    assert [one.status for one in built(workspace, force=True).issues] == ["made"]


def test_a_template_that_changed_restores_nothing(workspace: Workspace) -> None:
    template = Resources.of(workspace.root).builtin / "templates" / "parts" / "readings.html.j2"
    (workspace.root / "templates" / "parts").mkdir(parents=True)
    shutil.copy(template, workspace.root / "templates" / "parts")
    assert [one.status for one in built(workspace).issues] == ["made"]


def test_a_damaged_entry_is_noted_and_made_again(workspace: Workspace, tmp_path: Path) -> None:
    for path in entries(tmp_path / "cache"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    reporter = built(workspace)
    assert [one.status for one in reporter.issues] == ["made"]
    damaged = [one for one in reporter.notes if "it is damaged and will be replaced" in one]
    assert len(damaged) == 2
    shutil.rmtree(workspace.root / "output")
    reporter = built(workspace)
    assert [one.status for one in reporter.issues] == ["restored"]
    assert reporter.notes == []


# what is kept


def loaded(workspace: Workspace, result: LayoutResult) -> LayoutResult | None:
    """Store a result for the screen edition, and load it."""
    job, _ = read(workspace, REF, Resources.of(workspace.root), choice=NO_CHOICE)
    assert job is not None
    cache, edition = BuildCache.of(workspace), EDITIONS["screen"]
    edition_store.store_edition(job, edition, result, cache)
    return edition_store.load_edition(job, edition, cache, pytest.fail)


def test_a_result_is_kept_with_its_findings_pages_and_notes(workspace: Workspace) -> None:
    result = LayoutResult(
        (WARNING,),
        {"screen": b"%PDF"},
        8,
        (WARNING, WARNING),
        ("fitted",),
        inputs={},
        places={"a": PageRange(2, 3, "4", "5")},
    )
    found = loaded(workspace, result)
    assert found is not None
    assert found.inputs.pop(EDITIONS["screen"].layout) == {}  # type: ignore[attr-defined]
    assert found == result


def test_a_result_with_errors_is_not_kept(workspace: Workspace, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "cache")
    error = Finding("R0001", Place("a.pdf"), "not a PDF")
    assert loaded(workspace, LayoutResult((error,), {"screen": b"%PDF"})) is None


def test_a_result_of_a_template_that_changed_in_the_meantime_is_not_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "cache")
    path = str(Resources.of(workspace.root).builtin / "templates" / "issue.html.j2")
    inputs = {EDITIONS["screen"].layout: {path: State("another")}}
    assert loaded(workspace, LayoutResult(files={"screen": b"%PDF"}, inputs=inputs)) is None


def test_a_full_store_keeps_what_was_used_last(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = sum(path.stat().st_size for path in entries(tmp_path / "cache"))
    large = tmp_path / "cache" / "editions" / "old"
    large.write_bytes(bytes(10**6))
    monkeypatch.setenv(edition_store.VARIABLE, "1 MB")
    assert size < 10**6
    built(workspace)  # restored, so used last
    edition_store.limit_size()
    assert large not in entries(tmp_path / "cache")
    assert entries(tmp_path / "cache")


def test_nothing_is_stored_with_a_limit_of_0(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entries(tmp_path / "cache")
    monkeypatch.setenv(edition_store.VARIABLE, "0")
    assert [one.status for one in built(workspace).issues] == ["made"]
    assert entries(tmp_path / "cache") == before


def test_a_limit_that_is_not_an_amount_is_a_usage_error(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(edition_store.VARIABLE, "much")
    with pytest.raises(UsageError, match="PRINTISSUE_CACHE_LIMIT is 'much'"):
        built(workspace)


def test_findings_of_check_are_kept_until_something_changes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(workspace)
    checked: list[Job] = []
    monkeypatch.setattr(making, "checked", lambda _, job, __: checked.append(job) or (WARNING,))
    reporter = RecordingReporter()
    for _ in range(2):
        check(workspace, (REF,), reporter)
        assert reporter.findings.pop() == WARNING
    assert len(checked) == 1
    path = workspace.issue_file(REF)
    path.write_text(path.read_text().replace("Some", "More"))
    check(workspace, (REF,), reporter)
    assert len(checked) == 2


@pytest.mark.usefixtures("workspace")
def test_page_counts_are_kept() -> None:
    assert edition_store.load_page_count("key") == 0
    edition_store.store_page_count("key", 12)
    assert edition_store.load_page_count("key") == 12
