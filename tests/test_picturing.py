"""What is said of pictures: the resolution that they have in print, and what of them is cut off, at their lines."""

import io
import re

import pytest
from PIL import Image
from pydantic import ValidationError

from printissue import parts, pressrun
from printissue.editions import EDITIONS, PAPERS
from printissue.pressrun import Order
from workbench import PUBLICATION, REF, Told, lay_out

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
        f"      - heading: A lead\n        form: lead\n{body}        image: {image('lead')}\n"
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
    return lay_out(
        tmp_path,
        {
            "printers.yaml": PRINTERS,
            "issues/update/publication.yaml": publication,
            "issues/update/2015-10.yaml": issue,
            **{f"issues/update/p/{name}.png": picture(*size) for name, size in SIZES.items()},
        },
    )


def checked(workspace):
    told = Told()
    pressrun.check(workspace, [REF], told)
    return told.findings


def built(workspace):
    told = Told()
    pressrun.build(workspace, Order((REF,), (EDITIONS["print"],)), told)
    return told.findings


def resolutions(findings):
    """Return the resolutions that `check` says, by the names of the pictures."""
    said = [re.match(r"p/(\S+)\.png prints at (\d+) ppi", one.message) for one in findings]
    return {match[1]: int(match[2]) for match in said if match}


def measured(findings):
    """Return the resolutions that the preflight of the print edition says, by the widths of the pictures."""
    said = [
        re.match(r"a picture of (\d+) x \d+ px stands at (\d+) ppi", one.message)
        for one in findings
        if one.rule == "R0031"
    ]
    return {int(match[1]): int(match[2]) for match in said if match}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("theme", ["imprint", "bulletin"])
def test_check_says_the_resolution_that_the_preflight_measures(tmp_path, theme, paper):
    cover = "yes" if paper == "A4" else "no"
    workspace = workspace_of(tmp_path, every_style(cover), theme=theme, paper=paper)
    said = resolutions(checked(workspace))
    findings = built(workspace)
    found = measured(findings)
    assert said.keys() == SIZES.keys()
    for name, ppi in said.items():
        assert ppi == pytest.approx(found[SIZES[name][0]], rel=0.03), name
    assert resolutions(findings) == pytest.approx(said, rel=0.03)
