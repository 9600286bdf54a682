"""Findings about pictures: their resolution in print and the parts that are cut off, at their lines."""

import io
import re

import pytest
from PIL import Image
from pydantic import ValidationError

from printissue import pipeline
from printissue.assets.resources import builtin_root
from printissue.model import parts
from printissue.model.editions import EDITIONS, PAPERS
from printissue.pipeline import BuildOptions
from workbench import PUBLICATION, REF, RecordingReporter, lay_out_in_bulletin, output_file

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)
PRINTERS = """\
strict:
  title: All pictures are too coarse for it
  image_ppi_error: 4000ppi
  image_ppi_warn: 4000ppi
"""
TEXT = "They printed the sheets by hand and hung them up to dry under the roof. "


def picture(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(target, "PNG")
    return target.getvalue()


SIZES = {
    "cover": (1201, 800),
    "wide": (902, 500),
    "column": (403, 300),
    "plain": (604, 400),
    "tall": (405, 900),
    "lead": (806, 500),
    "plate": (707, 1000),
    "bleed": (1008, 1000),
    "two-a": (309, 200),
    "two-b": (310, 310),
    "three-a": (211, 150),
    "three-b": (212, 150),
    "three-c": (213, 150),
    "reading": (214, 320),
}
"""Pictures by name: each has a width of its own, by which the preflight tells it."""


def image(name: str, **more: str) -> str:
    keys = {"file": f"p/{name}.png", "alt": "Grey", **more}
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


def every_style(cover: str) -> str:
    body = f"        body: {TEXT * 9}\n"
    return (
        "title: October\ndate: 2015-10\n"
        "spotlight:\n  heading: What this is about\n  lead: A sentence.\n"
        f"  image: {image('cover', crop=cover)}\n"
        "sections:\n  - title: News\n    articles:\n"
        f"      - heading: A lead\n        grade: lead\n{body}        image: {image('lead')}\n"
        f"      - heading: Plain\n{body}        image: {image('plain')}\n"
        f"      - heading: Column\n{body}        image: {image('column', size='column')}\n"
        f"      - heading: Wide\n{body}        image: {image('wide', size='wide')}\n"
        f"      - heading: Tall\n{body}        image: {image('tall')}\n"
        f"        figures:\n          - {image('two-a')}\n          - {image('two-b')}\n"
        f"      - heading: Plate\n{body}        image: {image('plate', size='full-bleed')}\n"
        "        figures:\n"
        f"          - {image('three-a')}\n          - {image('three-b')}\n"
        f"          - {image('three-c')}\n"
        f"      - heading: Bleed\n{body}"
        f"        image: {image('bleed', size='full-bleed', focus='50% 20%')}\n"
        "  - title: Books\n    readings:\n"
        f"      - title: A book\n        image: {image('reading')}\n        body: {TEXT}\n"
    )


def workspace_of(tmp_path, issue, *, theme="imprint", paper="A5", printer="strict"):
    publication = f"{PUBLICATION}theme: {theme}\npaper: {paper}\nprinter: {printer}\n"
    return lay_out_in_bulletin(
        tmp_path,
        {
            "printers.yaml": PRINTERS,
            "issues/update/publication.yaml": publication,
            "issues/update/2015-10.yaml": issue,
            **{f"issues/update/p/{name}.png": picture(*size) for name, size in SIZES.items()},
        },
    )


def checked(workspace):
    reporter = RecordingReporter()
    pipeline.check(workspace, [REF], reporter)
    return reporter.findings


def built(workspace):
    reporter = RecordingReporter()
    pipeline.build(workspace, BuildOptions((REF,), (EDITIONS["print"],)), reporter)
    return reporter.findings


def resolutions(findings):
    """Return the resolutions that `check` says, by the names of the pictures."""
    said = [re.match(r"p/(\S+)\.png prints at (\d+) ppi", one.message) for one in findings]
    return {match[1]: int(match[2]) for match in said if match}


def measured(findings):
    """Return the resolutions that the preflight of the print edition says, by the widths of the pictures."""
    said = [
        re.match(r"an image of (\d+) x \d+ px has (\d+) ppi in print", one.message)
        for one in findings
        if one.rule == "R0031"
    ]
    return {int(match[1]): int(match[2]) for match in said if match}


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "paper"), [("imprint", "A5"), ("bulletin", "A4")])
def test_check_reports_the_resolution_that_the_preflight_measures(tmp_path, theme, paper):
    cover = "yes" if paper == "A4" else "no"
    workspace = workspace_of(tmp_path, every_style(cover), theme=theme, paper=paper)
    # pictures keep their size here; else they are scaled where that fills a page
    source = (builtin_root() / "styles" / theme / "theme.yaml").read_text(encoding="utf-8")
    (tmp_path / "styles" / theme).mkdir(parents=True)
    own = source.replace("drawing: 0.85 1.15", "drawing: 1 1")
    assert own != source
    (tmp_path / "styles" / theme / "theme.yaml").write_text(own, encoding="utf-8")
    said = resolutions(checked(workspace))
    findings = built(workspace)
    found = measured(findings)
    assert said.keys() == SIZES.keys()
    for name, ppi in said.items():
        assert ppi == pytest.approx(found[SIZES[name][0]], rel=0.03), name
    assert resolutions(findings) == pytest.approx(said, rel=0.03)


ONE = "title: October\ndate: 2015-10\nsections:\n  - title: News\n    articles:\n"


def one_story(pictures: str) -> str:
    return f"{ONE}      - heading: One\n        body: Some words.\n{pictures}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("printer", "rule"),
    [
        ("offset-eu", "image-coarse"),
        ("newsprint", "image-soft"),
        ("print-on-demand", "image-coarse"),
    ],
)
def test_the_printer_limits_the_resolution(tmp_path, printer, rule):
    # 604 px on 124 mm are 124 ppi
    issue = one_story(f"        image: {image('plain', size='full-bleed')}\n")
    workspace = workspace_of(tmp_path, issue, printer=printer)
    (found,) = checked(workspace)
    assert found.rule == rule
    assert str(found.place) == "issues/update/2015-10.yaml:8:23"
    assert "p/plain.png prints at 124 ppi, 124 mm wide" in found.message
    wanted = int(re.search(r"(\d+) pixels wide", found.hint)[1])
    (tmp_path / "issues/update/p/plain.png").write_bytes(picture(wanted, wanted * 2 // 3))
    assert checked(workspace) == []


def test_a_picture_that_is_named_twice_is_reported_at_each_line(tmp_path):
    issue = one_story(
        f"        image: {image('column', size='column')}\n"
        f"      - heading: Two\n        body: Some words.\n        image: {image('column')}\n"
    )
    found = checked(workspace_of(tmp_path, issue))
    assert [(one.place.line, one.message.split(";")[0]) for one in found] == [
        (8, "p/column.png prints at 160 ppi, 64 mm wide"),
        (11, "p/column.png prints at 102 ppi, 100 mm wide"),
    ]


def test_line_art_has_its_own_limits(tmp_path):
    workspace = workspace_of(
        tmp_path, one_story(f"        image: {image('plain')}\n"), printer="offset-eu"
    )
    target = io.BytesIO()
    Image.new("1", (1600, 900), 1).save(target, "PNG")
    (tmp_path / "issues/update/p/plain.png").write_bytes(target.getvalue())
    (found,) = checked(workspace)
    assert found.rule == "image-coarse"
    assert "the printer takes more than 549" in found.message


CROPS = [
    ("size='full-bleed'", {"size": "full-bleed"}, False),
    ("crop", {"size": "full-bleed", "crop": "yes"}, True),
    ("focus", {"size": "full-bleed", "focus": "10% 10%"}, True),
    ("no crop", {"size": "full-bleed", "crop": "no"}, False),
    ("in the text", {"crop": "yes"}, False),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "cropped"), [case[1:] for case in CROPS], ids=[case[0] for case in CROPS]
)
@pytest.mark.parametrize("theme", ["imprint", "bulletin"])
def test_a_cropped_picture_is_reported(tmp_path, theme, keys, cropped):
    issue = one_story(f"        image: {image('bleed', **keys)}\n")
    workspace = workspace_of(tmp_path, issue, theme=theme, printer="newsprint")
    found = [one for one in checked(workspace) if one.rule == "image-cropped"]
    assert len(found) == cropped
    if not cropped:
        return
    (one,) = found
    assert one.severity == "note"
    assert one.place.line == 8
    # 148 x 210 mm of a square of 222 mm
    assert "loses 37% of its area" in one.message
    left, right = (int(re.search(rf"(\d+)% {side}", one.message)[1]) for side in ("left", "right"))
    assert (left < right) is ("focus" in keys)


@pytest.mark.slow
@pytest.mark.parametrize(("crop", "cropped"), [("yes", True), ("no", False)])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("theme", ["imprint", "bulletin"])
def test_a_cover_picture_is_cropped_only_if_it_may_be(tmp_path, theme, paper, crop, cropped):
    # a long list of contents is over the picture's foot on A5
    stories = "".join(
        f"      - heading: A story of the number {n}\n        body: Words.\n" for n in range(12)
    )
    issue = ONE.replace(
        "sections:",
        f"spotlight:\n  heading: What it is about\n  lead: {TEXT * 3}\n"
        f"  image: {image('bleed', crop=crop)}\nsections:",
    )
    workspace = workspace_of(
        tmp_path, issue + stories, theme=theme, paper=paper, printer="newsprint"
    )
    found = [one for one in checked(workspace) if one.rule == "image-cropped"]
    assert len(found) == cropped


def test_focus_contradicts_no_crop():
    given = {"file": "a.png", "alt": "A"}
    assert parts.Image(**given, focus="50% 50%").crop is None
    assert parts.Image(**given, focus="50% 50%", crop="yes").crop is True
    with pytest.raises(ValidationError, match="no effect"):
        parts.Image(**given, focus="50% 50%", crop="no")


@pytest.mark.slow
def test_a_drawing_that_refers_to_itself_has_its_line_in_both_files(tmp_path):
    workspace = workspace_of(tmp_path, one_story("        image: {file: p/a.svg, alt: A}\n"))
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n'
    for inside, said in (
        ('<g id="a"><use href="#a"/></g>', "p/a.svg, line 2: <use> refers to #a"),
        ('<rect width="9" height="x%"/>', "p/a.svg, line 2: <rect> cannot be drawn"),
    ):
        (tmp_path / "issues/update/p/a.svg").write_text(f"{head}{inside}</svg>")
        for findings in (checked(workspace), built(workspace)):
            (found,) = findings
            assert found.rule == "image-drawing"
            assert found.place.line == 8
            assert found.message.startswith(said)
    assert not output_file(workspace, REF, "print").exists()
