"""Marks and slug line are outside the bleed, in black ink only, and need no font."""

import shutil
import subprocess
from dataclasses import replace

import pypdfium2
import pytest

from printfiles import (
    BLACK,
    MARKED,
    PRINTER,
    SOURCE,
    finished,
    page_marks,
    pdf_bytes,
    points,
    remade,
)
from printfiles import raw as raw_page
from printissue.editions.print.boxes import MARK_LENGTH, SLUG_HEIGHT, edges, print_boxes
from printissue.editions.print.marks import SLUG_SIZE, _marks, draw_marks
from printissue.model.printers import MM, Bleed, Printer
from printissue.pdf.boxes import Rect

TRIM = (0.0, 0.0, 300.0, 200.0)


def boxes(**changes):
    printer = PRINTER.model_copy(update={"marks": True, **changes})
    return print_boxes(TRIM, printer, inner_left=True)


def test_boxes_are_exact():
    printer = Printer(title="T", bleed=Bleed(top=1.0, bottom=2.0, outer=3.0, inner=4.0))
    right, left = (print_boxes(TRIM, printer, inner_left=side) for side in (True, False))
    t, b, o, i = points(1, 2, 3, 4)
    assert right.bleed == Rect(-i, -b, 300 + o, 200 + t) == right.media
    assert left.bleed == Rect(-o, -b, 300 + i, 200 + t)
    assert right.trim == left.trim == Rect(*TRIM)
    assert edges(Rect(1 / 3, 0, 1, 2)) == [0.3333, 0, 1, 2]


@pytest.mark.parametrize("offset", [0.0, 4.0, 9.0])
def test_marks_keep_out_of_the_bleed_and_within_the_sheet(offset):
    made = boxes(marks_offset=offset)
    lines = _marks(made, offset)
    assert len(lines) == 12
    for x0, y0, x1, y1 in lines:
        assert abs(x1 - x0) + abs(y1 - y0) == pytest.approx(MARK_LENGTH * MM)
        for x, y in ((x0, y0), (x1, y1)):
            inside = made.bleed.left < x < made.bleed.right
            assert not (inside and made.bleed.bottom < y < made.bleed.top)
            assert made.media.left <= x <= made.media.right
            assert made.media.bottom <= y <= made.media.top


def test_crop_marks_lie_on_the_trim_s_lines():
    made = boxes(marks_offset=4.0)
    lines = _marks(made, 4.0)
    assert {x0 for x0, _, x1, _ in lines if x0 == x1} == {0, 150, 300}
    assert {y0 for _, y0, _, y1 in lines if y0 == y1} == {0, 100, 200}
    left = max(x for x, _, x1, _ in lines if x != x1 and x < 0)
    assert left == pytest.approx(-4 * MM)  # no bleed at the gutter: the offset counts
    right = min(x for x, _, x1, _ in lines if x != x1 and x > 300)
    assert right == pytest.approx(300 + 5 * MM)  # the bleed is wider than the offset


def test_marks_and_slug_are_only_black():
    pdf, _ = finished("<p style='color:red'>x", source=MARKED)
    plain, _ = finished("<p style='color:red'>x")
    added = page_marks(pdf)[len(page_marks(plain)) :]
    assert len(added) > 12 + 20
    for mark in added:
        assert mark.operator in ("S", "f")
        assert BLACK in (mark.fill, mark.stroke)
        assert mark.fill_overprints or mark.stroke_overprints


def test_no_marks_if_the_printer_wants_none():
    pdf, _ = finished("<p>x")
    assert [mark.operator for mark in page_marks(pdf)] == ["TJ"]


def test_marks_bring_no_font():
    pdf, _ = finished("<div></div>", source=MARKED)
    assert "/Font" not in pdf.pages[0].obj.Resources


def test_the_slug_line_has_the_page_number():
    body = '<div>a</div><div style="break-before:page">b</div>'
    pdf, _ = finished(body, source=MARKED)
    slugs = [page.obj.Contents.read_bytes().split(b"/Overprint gs")[-1] for page in pdf.pages]
    assert slugs[0] != slugs[1]


def strip(pdf):
    """Render the foot of the sheet, below the marks."""
    page = pypdfium2.PdfDocument(pdf_bytes(pdf))[0]
    image = page.render(scale=4).to_pil().convert("L")
    height = round(4.9 * MM * 4)
    return image.crop((0, image.height - height, image.width, image.height))


def test_the_slug_is_drawn_at_the_foot():
    pdf, _ = finished("<p>x", source=MARKED)
    left, _, right, _ = strip(pdf).point(lambda value: 255 - value).getbbox()
    media = [float(value) for value in pdf.pages[0].obj.MediaBox]
    assert left / 4 + media[0] == pytest.approx(0, abs=2)
    assert 100 < right / 4 + media[0] < 300


def test_a_long_slug_is_set_smaller_and_stays_within_the_trim():
    pdf, _ = finished("<p>x", source=replace(MARKED, slug="Monthly Update · " * 20))
    _, top, right, foot = strip(pdf).point(lambda value: 255 - value).getbbox()
    media = [float(value) for value in pdf.pages[0].obj.MediaBox]
    assert right / 4 + media[0] <= 301
    assert foot - top < 4 * SLUG_SIZE


def test_a_file_without_changes_has_no_findings():
    assert b"S" in draw_marks(boxes(), "", printer=MARKED.printer)


WAYS = [(True, True), (True, False), (False, True), (False, False)]


@pytest.mark.parametrize(("marks", "slug"), WAYS)
def test_marks_and_slug_are_independent(marks, slug):
    printer = PRINTER.model_copy(update={"marks": marks, "slug": slug})
    source = replace(SOURCE, printer=printer)
    pdf, _ = finished("<p>x", source=source)
    operators = [mark.operator for mark in page_marks(pdf)]
    assert operators.count("S") == 12 * marks
    assert (operators.count("f") > 20) is slug
    assert (strip(pdf).getextrema()[0] < 99) is slug


@pytest.mark.parametrize(("marks", "slug"), WAYS)
def test_the_media_box_contains_marks_and_slug(marks, slug):
    made = boxes(marks=marks, slug=slug, marks_offset=9.0)
    room = (9 + MARK_LENGTH + SLUG_HEIGHT if marks else 5 + SLUG_HEIGHT) * MM
    if not (marks or slug):
        assert made.media == made.bleed
        return
    assert made.media == Rect(-room, -room, 300 + room, 200 + room)
    assert made.bleed == boxes(marks=False, slug=False).bleed


def test_a_slug_without_marks_stays_outside_the_bleed():
    printer = PRINTER.model_copy(update={"slug": True})
    pdf, _ = finished("<p>x", source=replace(SOURCE, printer=printer))
    page = pdf.pages[0].obj
    image = pypdfium2.PdfDocument(pdf_bytes(pdf))[0].render(scale=4).to_pil().convert("L")
    foot = (float(page.BleedBox[1]) - float(page.MediaBox[1])) * 4
    box = (0, image.height - round(foot), image.width, image.height)
    _, top, _, bottom = image.crop(box).point(lambda value: 255 - value).getbbox()
    assert 0 < top < bottom < round(foot)


def test_the_slug_comes_with_the_marks_by_default():
    plain, marked = Printer(title="T"), Printer(title="T", marks=True)
    assert (plain.has_slug, marked.has_slug) == (False, True)
    assert not Printer(title="T", marks=True, slug=False).has_slug


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not on this machine")
def test_the_slug_is_no_text(tmp_path):
    pdf, _ = remade(raw_page("<p>Only this"), source=MARKED)
    pdf.save(tmp_path / "a.pdf")
    command = ["pdftotext", str(tmp_path / "a.pdf"), "-"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.split() == ["Only", "this"]
