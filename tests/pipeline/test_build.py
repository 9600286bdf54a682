"""Building: issues in, files out; what is reported, and that nothing outside the workspace is read or fetched."""

import io
import os
import socket

import pikepdf
import pytest
from PIL import Image

from printissue import pipeline
from printissue.core.errors import MissingError, UsageError
from printissue.core.workspace import IssueRef
from printissue.model.editions import EDITIONS, default_editions
from printissue.pipeline import BuildOptions, Choice, making
from workbench import (
    ISSUE,
    OLD,
    REF,
    RecordingReporter,
    contents,
    lay_out,
    lay_out_in_bulletin,
    output_file,
    with_old_output,
)

ALL = default_editions()
SCREEN = (EDITIONS["screen"],)
ISSUE_FILE = "issues/update/2015-10.yaml"
NEXT = IssueRef("update", "2015-11")
TWO = {"issues/update/2015-11.yaml": ISSUE.replace("2015-10", "2015-11")}


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Fail, in this process and in those that it forks, whatever wants to go online."""

    def refuse(*_values, **_named):
        raise AssertionError("something wants to go online")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def build(workspace, *refs, editions=SCREEN, **order):
    reporter = RecordingReporter()
    made = pipeline.build(workspace, BuildOptions(refs or (REF,), editions, **order), reporter)
    return made, reporter


def png(width: int = 600, height: int = 600) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


def with_picture(name: str) -> str:
    return f"{ISSUE}        image: {{file: '{name}', alt: A}}\n"


# a run


@pytest.mark.slow
def test_a_run_reports_each_issue_and_file(tmp_path):
    workspace = lay_out(tmp_path, TWO)
    made, reporter = build(workspace, REF, NEXT, editions=ALL)
    assert reporter.findings == []
    for ref in (REF, NEXT):
        assert [event for event in reporter.events if event.startswith(f"{ref}: ")] == [
            f"{ref}: {what}" for what in ("reading", "setting pages", "print", "archive", "screen")
        ]
    assert [(one.ref, one.edition) for one in made] == [
        (ref, edition.name) for ref in (REF, NEXT) for edition in ALL
    ]
    for one in made:
        assert one.path == output_file(workspace, one.ref, one.edition)
        assert one.path.stat().st_size == one.size
        with pikepdf.open(one.path) as pdf:
            assert len(pdf.pages) == one.pages


@pytest.mark.slow
def test_files_are_written_while_later_issues_are_read(tmp_path, monkeypatch):
    """Each issue is put out as soon as it and those before it are set; their order stays."""
    refs = [IssueRef("update", f"2015-{month:02}") for month in range(1, 6)]
    files = {f"issues/update/{ref.key}.yaml": ISSUE.replace("2015-10", ref.key) for ref in refs}
    workspace = lay_out(tmp_path, files)
    sent, original = [], pipeline.WorkerPool.send

    def send(room, *values, **named):
        sent.append(original(room, *values, **named))
        return sent[-1]

    def read_late(*values, **named):
        for one in sent:
            one.future.exception()  # reading takes longer than setting
        return read(*values, **named)

    read = making.read_valid
    monkeypatch.setattr(pipeline.WorkerPool, "send", send)
    monkeypatch.setattr(making, "read_valid", read_late)
    made, reporter = build(workspace, *refs)
    assert [one.ref for one in made] == refs
    events = [event.partition(": ") for event in reporter.events]
    assert [name for name, _, what in events if what == "screen"] == [str(ref) for ref in refs]
    for before, after in zip(refs, refs[2:], strict=False):
        assert reporter.events.index(f"{before}: screen") < reporter.events.index(
            f"{after}: reading"
        )


@pytest.mark.slow
def test_archive_and_screen_share_a_layout(tmp_path, monkeypatch):
    sent = []
    original = pipeline.WorkerPool.send

    def watched(room, work, *values, **more):
        sent.append([edition.name for edition in values[1]])
        return original(room, work, *values, **more)

    monkeypatch.setattr(pipeline.WorkerPool, "send", watched)
    build(lay_out(tmp_path), editions=ALL)
    assert sent == [["print"], ["archive", "screen"]]


@pytest.mark.slow
@pytest.mark.parametrize(("printer", "multiple"), [("offset-eu", 4), ("print-on-demand", 2)])
def test_print_has_a_page_count_that_the_printer_binds(tmp_path, printer, multiple):
    issue = ISSUE.replace("Some words.", "'" + "Some words. " * 500 + "'")
    workspace = lay_out(tmp_path, {ISSUE_FILE: issue})
    made, _ = build(
        workspace, editions=(EDITIONS["print"], *SCREEN), choice=Choice(printer=printer)
    )
    pages = {one.edition: one.pages for one in made}
    assert pages["print"] % multiple == 0
    assert pages["screen"] <= pages["print"] < pages["screen"] + multiple


def test_files_replace_those_of_an_earlier_run(tmp_path):
    workspace = with_old_output(lay_out(tmp_path))
    build(workspace)
    assert output_file(workspace, REF, "screen").read_bytes().startswith(b"%PDF-")
    assert output_file(workspace, REF, "print").read_bytes() == OLD


def test_an_issue_with_errors_keeps_its_old_files_and_does_not_affect_others(tmp_path):
    workspace = with_old_output(lay_out(tmp_path, TWO | {ISSUE_FILE: f"{ISSUE}zzz: 1\n"}))
    made, reporter = build(workspace, REF, NEXT)
    assert [one.ref for one in made] == [NEXT]
    assert reporter.rules == ["unknown-key"]
    assert output_file(workspace, REF, "screen").read_bytes() == OLD


def test_a_finding_of_all_layouts_is_reported_once(tmp_path):
    files = {"styles/bulletin/cover.css": "p { colour: red }\n"}
    made, reporter = build(lay_out(tmp_path, files), editions=ALL)
    assert made == []
    assert reporter.rules == ["css-fault"]


def test_warnings_only_stop_a_strict_run(tmp_path):
    target = io.BytesIO()
    frames = [Image.new("L", (9, 9), grey) for grey in (0, 99)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    moving = {ISSUE_FILE: with_picture("a.gif"), "issues/update/a.gif": target.getvalue()}
    workspace = lay_out(tmp_path, moving)
    assert build(workspace, strict=True)[0] == []
    made, reporter = build(workspace)
    assert len(made) == 1
    assert reporter.rules == ["image-frames"]


@pytest.mark.slow
def test_check_finds_what_build_finds(tmp_path):
    for number, files in enumerate(
        (
            {ISSUE_FILE: f"{ISSUE}zzz: 1\n"},
            {"styles/bulletin/cover.css": "p { colour: red }\n"},
            {"templates/parts/articles.html.j2": "{{ nope }}\n"},
            {},
        )
    ):
        workspace = lay_out(tmp_path / str(number), files)
        reporter = RecordingReporter()
        pipeline.check(workspace, [REF], reporter)
        assert reporter.findings == build(workspace)[1].findings
        assert bool(reporter.findings) == bool(files)


# choices


def test_a_run_can_choose_another_paper(tmp_path):
    made, _ = build(lay_out(tmp_path), choice=Choice(paper="A5"))
    with pikepdf.open(made[0].path) as pdf:
        width, height = (float(number) for number in list(pdf.pages[0].mediabox)[2:])
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (148, 210)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(printer="nope"), "there is no printer 'nope'"),
        (Choice(theme="nope"), "there is no theme 'nope'"),
    ],
)
def test_an_unknown_choice_is_refused(tmp_path, choice, said):
    workspace = with_old_output(lay_out(tmp_path))
    before = contents(tmp_path)
    with pytest.raises(UsageError, match=said):
        build(workspace, choice=choice)
    assert contents(tmp_path) == before


def test_a_missing_profile_ends_the_run(tmp_path):
    files = {"printers.yaml": "odd: {title: Odd, profile: nope.icc}\n"}
    with pytest.raises(MissingError, match=r"nope\.icc"):
        build(lay_out(tmp_path, files), choice=Choice(printer="odd"))


# nothing is read or fetched elsewhere


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="600" height="600">{}</svg>'
)
ELSEWHERE = [
    "file:///etc/passwd",
    "http://www.example.org/a.png",
    "//www.example.org/a.png",
    "../../../secret.png",
]


@pytest.mark.slow
@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.parametrize(
    "drawing",
    [
        '<image href="{}" width="9" height="9"/>',
        '<image xlink:href="{}" width="9" height="9"/>',
        '<use href="{}#a"/>',
        '<style>@import url("{}");</style>',
        '<style>rect {{ fill: url("{}") }}</style><rect width="9" height="9"/>',
        '<rect width="9" height="9" style="fill: url({}#a)"/>',
        '<rect width="9" height="9" filter="url({}#a)"/>',
        '<a href="{}"><rect width="9" height="9"/></a>',
    ],
    ids=["image", "xlink", "use", "import", "fill", "style", "filter", "link"],
)
def test_a_drawing_cannot_name_other_files(tmp_path, drawing, url):
    (tmp_path / "secret.png").write_bytes(png())
    svg = SVG.format(drawing.format(url))
    files = {ISSUE_FILE: with_picture("a.svg"), "issues/update/a.svg": svg}
    workspace = lay_out(tmp_path / "workspace", files)
    reporter = RecordingReporter()
    pipeline.check(workspace, [REF], reporter)
    assert reporter.rules == ["image-damaged"]
    assert str(reporter.findings[0].place) == f"{ISSUE_FILE}:8:23"


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg SYSTEM "http://www.example.org/a.dtd">',
        '<?xml-stylesheet href="http://www.example.org/a.css"?>',
    ],
)
def test_the_prologue_of_a_drawing_cannot_name_other_files(tmp_path, prologue):
    drawing = prologue + SVG.format("<text>&a;</text>" if "ENTITY" in prologue else "")
    files = {ISSUE_FILE: with_picture("a.svg"), "issues/update/a.svg": drawing}
    reporter = RecordingReporter()
    pipeline.check(lay_out(tmp_path, files), [REF], reporter)
    assert reporter.rules == ["image-damaged"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["../../../secret.png", "link.png", "folder/secret.png", "nope.png", "pipe.png", "."]
)
def test_a_picture_outside_the_workspace_is_missing(tmp_path, name):
    (tmp_path / "secret.png").write_bytes(png())
    workspace = lay_out(tmp_path / "workspace", {ISSUE_FILE: with_picture(name)})
    folder = workspace.issues / "update"
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.png")
    made, reporter = build(workspace)
    assert made == []
    assert reporter.rules == ["image-missing"]
    assert str(reporter.findings[0].place) == f"{ISSUE_FILE}:8:23"


def test_a_picture_with_an_absolute_path_is_missing(tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    issue = with_picture((tmp_path / "secret.png").as_posix())
    assert build(lay_out(tmp_path / "workspace", {ISSUE_FILE: issue}))[1].rules == ["image-missing"]


def test_a_link_within_the_workspace_is_followed(tmp_path):
    workspace = lay_out(tmp_path, {ISSUE_FILE: with_picture("link.png"), "art/a.png": png()})
    (workspace.issues / "update" / "link.png").symlink_to(tmp_path / "art" / "a.png")
    assert len(build(workspace)[0]) == 1


@pytest.mark.parametrize("name", ["publication.yaml", "2015-10.yaml"])
def test_a_manuscript_that_links_out_of_the_workspace_is_refused(tmp_path, name):
    lay_out(tmp_path / "other")
    workspace = lay_out(tmp_path / "workspace")
    (workspace.issues / "update" / name).unlink()
    (workspace.issues / "update" / name).symlink_to(tmp_path / "other" / "issues" / "update" / name)
    made, reporter = build(workspace)
    assert made == []
    assert reporter.rules == ["yaml-file"]


@pytest.mark.parametrize(
    ("folder", "file", "text", "rule"),
    [
        ("styles", "bulletin/cover.css", "p { colour: red }", "css-fault"),
        ("templates", "issue.html.j2", "<p>A page of its own", "press-log"),
    ],
)
def test_styles_and_templates_may_be_links_to_other_folders(tmp_path, folder, file, text, rule):
    lay_out(tmp_path / "other", {f"{folder}/{file}": text})
    workspace = lay_out_in_bulletin(tmp_path / "workspace")
    (workspace.root / folder).symlink_to(tmp_path / "other" / folder)
    assert build(workspace)[1].rules == [rule]


@pytest.mark.parametrize("page", ["", "<main></main>", "<main><hr></main>", "<p>Words"])
def test_pages_without_text_are_built(tmp_path, page):
    html = f'<html lang="en"><title>A</title><body>{page}</body></html>'
    made, reporter = build(lay_out(tmp_path, {"templates/issue.html.j2": html}))
    assert (len(made), reporter.findings) == (1, [])


PAGE = '{{% extends "!builtin/parts/articles.html.j2" %}}{{% block body %}}{}{{% endblock %}}\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "url"),
    [
        ('<img src="{}" alt="A">', "http://www.example.org/a.png"),
        ('<p style="background: url({})">x</p>', "file:///etc/passwd"),
        ('<svg><image href="{}" width="9" height="9"/></svg>', "file:///etc/passwd"),
        ('<link rel="stylesheet" href="{}">', "http://www.example.org/a.css"),
        ('<link rel="attachment" href="{}">', "file:///etc/passwd"),
        ('<a rel="attachment" href="{}">x</a>', "/etc/passwd"),
    ],
    ids=["img", "background", "drawing", "sheet", "attachment", "attached link"],
)
def test_a_template_cannot_name_other_files(tmp_path, page, url):
    files = {"templates/parts/articles.html.j2": PAGE.format(page.format(url))}
    workspace = with_old_output(lay_out(tmp_path, files))
    made, reporter = build(workspace, editions=(EDITIONS["archive"],))
    assert made == []
    assert set(reporter.rules) == {"press-refused"}
    assert output_file(workspace, REF, "archive").read_bytes() == OLD
    assert all(url.removeprefix("/") in one.message for one in reporter.findings)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_style_sheet_cannot_name_other_files(tmp_path, url):
    (tmp_path / "secret.png").write_bytes(png())
    files = {"styles/bulletin/cover.css": f"p {{ background: url({url}) }}\n"}
    made, reporter = build(lay_out(tmp_path / "workspace", files))
    assert made == []
    assert reporter.rules == ["css-url"]
    assert str(reporter.findings[0].place) == "styles/bulletin/cover.css:1:17"
