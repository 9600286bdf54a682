"""Examining: every check runs even if others fail; the report has plain values in page order."""

import io
import pickle
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pdfmaker import font, press_file
from printissue.core.findings import Finding
from printissue.model.printers import PRINTERS
from printissue.pipeline.workers import WorkerPool
from printissue.preflight import Report, examine, examining, families
from printissue.preflight.facts import ghostscript_version
from printissue.preflight.subject import Subject


def written(folder: Path, pages: int = 2, **entries: object) -> Path:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 300))
        pdf.pages[-1].obj.Contents = pdf.make_stream(b"0 0 0 1 k 20 20 50 50 re f")
    for key, value in entries.items():
        pdf.Root[f"/{key}"] = value
    pdf.docinfo["/Producer"] = "a maker"
    pdf.save(folder / "x.pdf")
    return folder / "x.pdf"


def fine(subject: Subject) -> Iterator[Finding]:
    yield Finding("pdf-empty", subject.place(2), "two", severity_override="warning")
    yield Finding("pdf-empty", subject.place(2), "an error of two")
    yield Finding("pdf-empty", subject.place(1), "one")
    yield Finding("pdf-empty", subject.place(), "all", severity_override="warning")


def check_things(subject: Subject) -> Iterator[Finding]:
    yield Finding("pdf-empty", subject.place(1), "before the fall", severity_override="warning")
    raise ValueError("no\nsuch thing")


def endless(subject: Subject) -> Iterator[Finding]:
    yield from endless(subject)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"print": (check_things, endless, fine), "access": (fine,)}
    monkeypatch.setattr(families, "FAMILIES", table)
    monkeypatch.setattr(examining, "FAMILIES", table)


@pytest.mark.usefixtures("checks")
def test_findings_come_page_by_page_errors_first(tmp_path: Path) -> None:
    report = examine(written(tmp_path), name="x.pdf", family="access")
    assert [one.message for one in report.findings] == ["all", "one", "an error of two", "two"]
    assert (report.count("error"), report.count("warning")) == (2, 2)


@pytest.mark.usefixtures("checks")
def test_a_failed_check_is_a_finding_and_the_others_run(tmp_path: Path) -> None:
    report = examine(written(tmp_path), name="x.pdf", family="print")
    stopped = [one for one in report.findings if one.rule == "preflight-stopped"]
    assert [one.severity for one in stopped] == ["warning", "warning"]
    assert "the check of things failed" in stopped[0].message
    assert not any("Error" in one.message for one in stopped), "no words of Python's"
    assert {"before the fall", "one"} <= {one.message for one in report.findings}


def test_ink_that_cannot_be_measured_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Subject) -> None:
        raise OSError("no memory")

    monkeypatch.setattr(examining, "measure_ink", broken)
    report = examine(written(tmp_path), name="x.pdf", family="print")
    (stopped,) = [one for one in report.findings if one.rule == "preflight-stopped"]
    assert stopped.message.startswith("the check of ink failed")
    assert "no memory" not in stopped.message
    assert report.pages[0].inks == ()


@pytest.mark.usefixtures("checks")
def test_progress_is_reported(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, of: int) -> None:
        steps.append((what, done, of))

    examine(written(tmp_path), name="x.pdf", family="print", progress=progress)
    assert [step[0] for step in steps] == ["things", "endless", "fine", "ink"]
    assert [step[1:] for step in steps] == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("asked", "names"),
    [("print", ("print",)), ("access", ("access",)), ("all", ("print", "access"))],
)
def test_a_family_can_be_chosen(tmp_path: Path, asked: str, names: tuple[str, ...]) -> None:
    report = examine(written(tmp_path, 1), name="x.pdf", family=asked)  # type: ignore[arg-type]
    assert report.families == names
    assert bool(report.facts.get("inks")) is ("print" in names)
    asked_once = {check for name in names for check in families.FAMILIES[name]}
    assert report.checks == len(asked_once) + ("print" in names)


def test_checks_of_both_families_run_once(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.open(io.BytesIO(press_file())) as pdf:
        pdf.pages[0].obj.Resources.Font.F1 = font(pdf, embedded=False)
        pdf.save(path)
    reported = [one.rule for one in examine(path, name="x.pdf", family="all").findings]
    assert reported.count("font-not-embedded") == 1


def test_without_a_family_the_file_decides(tmp_path: Path) -> None:
    assert examine(written(tmp_path, 1), name="x.pdf").families == ("print",)
    tagged = Dictionary(Type=Name.StructTreeRoot)
    path = written(tmp_path, 1, StructTreeRoot=tagged)
    assert examine(path, name="x.pdf").families == ("access",)
    named = examine(path, name="x.pdf", printer=PRINTERS["offset-eu"])
    assert named.families[0] == "print"
    assert named.printer == PRINTERS["offset-eu"].title


def test_a_file_that_does_not_open_has_only_that_finding(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"no PDF")
    report = examine(path, name="x.pdf", printer=PRINTERS["web-us"])
    assert [one.rule for one in report.findings] == ["pdf-none"]
    assert (report.pages, report.families, report.checks) == ((), (), 0)
    assert len(report.sha256) == 64


def test_the_facts_about_a_file(tmp_path: Path) -> None:
    pdf_intent = Dictionary(
        S=Name.GTS_PDFX, OutputConditionIdentifier="FOGRA39", RegistryName="here"
    )
    path = written(tmp_path, 3, OutputIntents=Array([pdf_intent, 7]))
    report = examine(path, name="x.pdf", family="print")
    facts = report.facts
    assert facts["producer"] == "a maker"
    assert facts["intents"][0] == {
        "kind": "GTS_PDFX",
        "condition": "FOGRA39",
        "registry": "here",
        "info": "",
        "profile": "",
    }
    assert facts["intents"][1] == {"kind": "unreadable"}
    assert facts["inks"] == ["Black"]
    assert facts["encrypted"] is False
    assert len(report.pages) == 3
    assert report.pages[2].number == 3


def test_fonts_are_found_wherever_they_are_named(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()

    def font(name: str) -> Dictionary:
        return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(name))

    inner = pdf.make_stream(b"", Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    inner.Resources = Dictionary(Font=Dictionary(B=font("/Inner")), XObject=Dictionary(Self=inner))
    made = font("/ABCDEF+Outer")
    made.FontDescriptor = Dictionary(FontFile3=pdf.make_stream(b""))
    pdf.pages[0].obj.Resources = Dictionary(
        Font=Dictionary(A=made, Again=font("/Inner")), XObject=Dictionary(X=inner)
    )
    pdf.save(tmp_path / "x.pdf")
    facts = examine(tmp_path / "x.pdf", name="x.pdf", family="print").facts
    assert facts["fonts"] == [
        {"name": "ABCDEF+Outer", "kind": "Type1", "embedded": True},
        {"name": "Inner", "kind": "Type1", "embedded": False},
    ]


def test_a_report_passes_between_processes(tmp_path: Path) -> None:
    path = written(tmp_path)
    report = examine(path, name="x.pdf")
    assert pickle.loads(pickle.dumps(report)) == report
    with WorkerPool(1) as room:
        sent = room.receive(room.send(_examined, path), "x.pdf")
    assert sent == report


def _examined(path: Path) -> Report:
    return examine(path, name="x.pdf")


def test_a_broken_ghostscript_counts_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ghostscript_version() == ""
    program = tmp_path / "gs"
    for script, version in (("echo 10.99", "10.99"), ("exit 3", "")):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        assert ghostscript_version() == version
