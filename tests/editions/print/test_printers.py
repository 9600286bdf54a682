"""Every built-in printer gets what it asks for: boxes, filled bleed, only inks, and its output condition."""

import io
from dataclasses import dataclass, replace
from functools import cache

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from printfiles import ROOT, SOURCE, address, breaches, finish, raw
from printissue.model.printers import MM, PRINTERS, Printer
from printissue.model.theme import paper_sheet
from printissue.preflight import examine

ICC = ROOT / "styles" / "icc"
SHIPPED = [name for name, one in PRINTERS.items() if (ICC / one.profile).is_file()]
WIDTH, HEIGHT = 148 * MM, 210 * MM
SCALE = 2
_STEPS = range(0, 256, 15)
_COLOURS = bytes(value for r in _STEPS for g in _STEPS for b in _STEPS for value in (r, g, b))
CHART = address(Image.frombytes("RGB", (18 * 18, 18), _COLOURS).resize((324, 180), 0))
BODY = f"""
<p class="ground">Words <small>small words</small> <b>bold</b></p><img src="{CHART}">
<p class="ground next">On the left-hand page</p>
<svg width="60" height="40" viewBox="0 0 60 40"><rect width="30" height="20" fill="#c33"/>
<text x="4" y="30" font-size="7" fill="#13c">words</text></svg>
"""
STYLE = """
@page { margin: 20mm; background: #e4b080 }
.next { break-before: page } small { font-size: 4.5pt; color: #13c } b { color: #13c }
html { font-size: 12pt } img { width: 24mm }
"""


@dataclass(frozen=True)
class Plates:
    """A finished file, and the printer that it is for."""

    printer: Printer
    content: bytes

    @property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.content))

    def edges(self, number: int) -> tuple[float, float, float, float]:
        """Return the bleed that is wanted of a page: left, bottom, right, top, in pt."""
        one = self.printer.bleed
        left, right = (one.inner, one.outer) if number % 2 else (one.outer, one.inner)
        return left * MM, one.bottom * MM, right * MM, one.top * MM


@cache
def plates(name: str, *, marks: bool | None = None, backwards: bool = False) -> Plates:
    printer = PRINTERS[name]
    if marks is not None:
        printer = printer.model_copy(update={"marks": marks})
    profile = (ICC / printer.profile).read_bytes()
    page = raw(BODY, paper_sheet("A5", printer.bleed) + STYLE)
    source = replace(SOURCE, printer=printer, profile=profile, right_to_left=backwards)
    made, findings = finish(page, source)
    assert findings == ()
    return Plates(printer, made)


def box(page: pikepdf.Page, name: str) -> list[float]:
    return [float(value) for value in page.obj[name]]


def test_all_built_in_printers_except_those_with_other_profiles_are_tested():
    assert set(PRINTERS) - set(SHIPPED) == {
        *("offset-eu-fogra51", "offset-eu-fogra52", "offset-us-crpc6"),
    }


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("name", SHIPPED)
def test_boxes_are_as_the_printer_wants_them(name, marks):
    made = plates(name, marks=marks)
    with made.pdf as pdf:
        assert len(pdf.pages) == 2
        for number, page in enumerate(pdf.pages, 1):
            left, bottom, right, top = made.edges(number)
            trim, bleed, media = (box(page, f"/{kind}Box") for kind in ("Trim", "Bleed", "Media"))
            x, y = trim[:2]
            assert trim == pytest.approx([x, y, x + WIDTH, y + HEIGHT], abs=0.01)
            wanted = [x - left, y - bottom, x + WIDTH + right, y + HEIGHT + top]
            assert bleed == pytest.approx(wanted, abs=0.01)
            assert (media == bleed) is not marks
            assert media[0] <= bleed[0] < bleed[2] <= media[2]
            assert media[1] <= bleed[1] < bleed[3] <= media[3]


@pytest.mark.parametrize("name", SHIPPED)
def test_all_pages_are_of_one_size_with_marks(name):
    with plates(name, marks=True).pdf as pdf:
        sizes = {(round(b[2] - b[0], 2), round(b[3] - b[1], 2)) for b in _medias(pdf)}
    assert len(sizes) == 1


def _medias(pdf):
    return [box(page, "/MediaBox") for page in pdf.pages]


@pytest.mark.parametrize("name", SHIPPED)
def test_only_inks_and_the_printer_s_condition(name):
    made = plates(name)
    with made.pdf as pdf:
        assert breaches(pdf) == []
        (intent,) = pdf.Root.OutputIntents
        assert intent.OutputConditionIdentifier == made.printer.condition
        assert intent.RegistryName == made.printer.registry
        profile = (ICC / made.printer.profile).read_bytes()
        assert intent.DestOutputProfile.read_bytes() == profile


def bands(made: Plates, number: int) -> dict[str, Image.Image]:
    """Render a page, and return the area between trim and bleed at each edge."""
    page = pypdfium2.PdfDocument(made.content)[number - 1]
    image = page.render(scale=SCALE).to_pil().convert("L")
    with made.pdf as pdf:
        one = pdf.pages[number - 1]
        media, trim, bleed = (box(one, f"/{kind}Box") for kind in ("Media", "Trim", "Bleed"))
    (x0, y0, x1, y1), (l0, b0, r1, t1) = (_pixels(one, media) for one in (trim, bleed))
    areas = {
        "left": (l0, t1, x0, b0),
        "right": (x1, t1, r1, b0),
        "top": (l0, t1, r1, y1),
        "bottom": (l0, y0, r1, b0),
    }
    return {side: image.crop(_inset(area)) for side, area in areas.items() if _wide(area)}


def _pixels(one: list[float], media: list[float]) -> tuple[float, float, float, float]:
    """Return a box in pixels from the top left corner: left, bottom, right, top."""
    left, bottom, right, top = one
    return (
        (left - media[0]) * SCALE,
        (media[3] - bottom) * SCALE,
        (right - media[0]) * SCALE,
        (media[3] - top) * SCALE,
    )


def _wide(area: tuple[float, ...]) -> bool:
    return min(area[2] - area[0], area[3] - area[1]) > 1


def _inset(area: tuple[float, ...]) -> tuple[int, ...]:
    """Return the whole pixels in a box: those on its edge are partly outside of it."""
    left, top, right, bottom = area
    return (int(left) + 1, int(top) + 1, int(right) - 1, int(bottom) - 1)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_bleed_is_filled_on_every_side_that_has_one(name, number):
    made = plates(name)
    found = bands(made, number)
    wanted = dict(zip(("left", "bottom", "right", "top"), made.edges(number), strict=True))
    assert set(found) == {side for side, width in wanted.items() if width}
    for band in found.values():
        assert band.getextrema()[1] < 240


def test_white_becomes_bare_paper_in_all_bands():
    printer = PRINTERS["offset-eu"]
    page = raw("<p>x", paper_sheet("A5", printer.bleed))
    made, _ = finish(page, replace(SOURCE, printer=printer))
    assert all(band.getextrema() == (255, 255) for band in bands(Plates(printer, made), 1).values())


@pytest.mark.parametrize("name", ["print-on-demand", "print-on-demand-magazine"])
def test_print_on_demand_has_no_bleed_at_the_gutter(name):
    made = plates(name)
    assert made.edges(1)[0] == made.edges(2)[2] == 0
    with made.pdf as pdf:
        right, left = ([round(v, 2) for v in box(page, "/BleedBox")] for page in pdf.pages)
        trims = [[round(v, 2) for v in box(page, "/TrimBox")] for page in pdf.pages]
    assert (right[0], left[2]) == (trims[0][0], trims[1][2])
    assert (right[2] > trims[0][2], left[0] < trims[1][0]) == (True, True)


@pytest.mark.parametrize("name", SHIPPED)
def test_only_marks_and_slug_are_outside_the_bleed(name):
    plain, marked = plates(name, marks=False), plates(name, marks=True)
    with plain.pdf as one, marked.pdf as other:
        first, second = (pdf.pages[0].obj.Contents.read_bytes() for pdf in (one, other))
    assert b"/Overprint gs" in second
    assert second.startswith(first)
    assert len(second) > len(first)


@pytest.mark.parametrize("name", SHIPPED)
def test_converted_colours_are_within_the_ink_limit(name):
    made = plates(name)
    with made.pdf as pdf:
        (image,) = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/ColorSpace") == "/DeviceCMYK"
        ]
        content = image.read_bytes()
    sums = [sum(content[at : at + 4]) for at in range(0, len(content), 4)]
    assert 200 < max(sums) / 2.55 <= made.printer.ink_limit


DEMANDS = {"page-count", "page-multiple", "R0006"}
"""Requirements that two pages cannot meet."""


@pytest.mark.parametrize("name", SHIPPED)
def test_preflight_finds_nothing(tmp_path, name):
    made = plates(name)
    path = tmp_path / "print.pdf"
    path.write_bytes(made.content)
    report = examine(path, name="print.pdf", printer=made.printer, family="print")
    assert {one.rule for one in report.findings} <= DEMANDS


def test_preflight_finds_files_made_for_another_printer(tmp_path):
    path = tmp_path / "print.pdf"
    path.write_bytes(plates("offset-us").content)
    printer = PRINTERS["newsprint"]
    report = examine(path, name="print.pdf", printer=printer, family="print")
    assert {one.rule for one in report.findings} - DEMANDS == {"intent-condition"}
