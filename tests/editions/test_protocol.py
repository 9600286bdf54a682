"""A new edition is a row and a writer: plain HTML, added here without a change to any other file."""

from collections.abc import Iterator

import pytest

import workbench
from printissue import editions, pipeline
from printissue.core.findings import Finding, Place
from printissue.core.workspace import Workspace
from printissue.editions import EditionSource, EditionWriter, writer_of
from printissue.model.editions import EDITIONS, SCREEN, Edition
from printissue.pipeline.issue_manifest import read_manifest
from workbench import REF, RecordingReporter, lay_out

HTML = Edition(
    name="html",
    title="the composed HTML",
    layout=SCREEN,
    package="tests.editions.test_protocol",
    suffix=".html",
    paged=False,
)


class HtmlWriter:
    """Makes a plain HTML edition: the composed HTML as it is."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return the composed HTML; an issue without sections has none."""
        assert source.raw == b""
        assert source.issue is not None
        if source.issue.title == "Refused":
            return b"", (Finding("press-log", Place(source.name), "refused"),)
        return source.html.encode(), ()


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    editions.register(HTML, HtmlWriter())
    yield
    del EDITIONS["html"], editions.WRITERS["html"]


def build(workspace, *names):
    reporter = RecordingReporter()
    order = pipeline.BuildOptions((REF,), tuple(EDITIONS[name] for name in names))
    return pipeline.build(workspace, order, reporter), reporter


def test_each_edition_has_a_writer() -> None:
    for edition in EDITIONS.values():
        writer: EditionWriter = writer_of(edition)
        assert callable(writer.finish)


def test_an_html_edition_is_built_without_laying_out_pages(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("printissue.layout.lay_out", None)
    made, reporter = build(lay_out(tmp_path), "html")
    (one,) = made
    assert reporter.findings == []
    assert one.path == tmp_path / "output/update/2015-10/update-2015-10.html"
    assert one.pages is None
    page = one.path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Some words." in page
    assert 'id="2015-10--one"' in page


def test_an_html_edition_shares_the_run_with_others(tmp_path) -> None:
    made, reporter = build(lay_out(tmp_path), "html", "screen")
    assert {one.edition: one.path.suffix for one in made} == {"html": ".html", "screen": ".pdf"}
    assert {one.edition: bool(one.pages) for one in made} == {"html": False, "screen": True}
    manifest = read_manifest(Workspace(tmp_path), REF)
    assert set(manifest.editions) == {"html", "screen"}
    assert reporter.findings == []


def test_an_error_of_a_writer_stops_all_files_of_the_issue(tmp_path) -> None:
    issue = workbench.ISSUE.replace("title: October", "title: Refused")
    made, reporter = build(
        lay_out(tmp_path, {"issues/update/2015-10.yaml": issue}), "screen", "html"
    )
    assert made == []
    assert reporter.rules == ["press-log"]
    assert not (tmp_path / "output/update").exists()
