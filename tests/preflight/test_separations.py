"""The mean ink of a window: the densest one is found with its place, for each kind of presswork."""

import stat
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Object
from PIL import Image

from printissue.core.findings import Finding
from printissue.model.printers import MM, PRINTERS, Printer
from printissue.preflight.facts import PageFacts
from printissue.preflight.separations.draw import Separation
from printissue.preflight.separations.measure import (
    InkMeasurement,
    check_ink,
    densest_window,
    measure_ink,
    page_ink,
)
from printissue.preflight.subject import Subject

A4 = (210.0, 297.0)


def area(left: float, top: float, width: float, height: float) -> str:
    """Draw a rectangle, given in mm from the top left corner of an A4 page."""
    x, y = left * MM, (A4[1] - top - height) * MM
    return f"{x:.3f} {y:.3f} {width * MM:.3f} {height * MM:.3f} re f"


def subject(
    content: str, printer: Printer | None = None, *, folder: Path = Path(), **entries: Any
) -> Subject:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(A4[0] * MM, A4[1] * MM))
    one = pdf.pages[0].obj
    one.Contents = pdf.make_stream(content.encode())
    for key, value in entries.items():
        one[f"/{key}"] = value
    path = folder / "x.pdf"
    if folder != Path():
        pdf.save(path)
    return Subject(pdf, path, "x.pdf", printer)


def found(one: Subject) -> tuple[Finding, ...]:
    return tuple(check_ink(one, measure_ink(one)))


def percent(finding: Finding) -> int:
    return int(finding.message.split(" mm has ")[1].split(" %")[0])


def shop(**entries: Any) -> Printer:
    return Printer.model_validate({"title": "Test", **entries})


DARK = "0.9 0.9 0.9 0.9 k"


def test_too_much_ink_is_found_with_its_place() -> None:
    (finding,) = found(subject(f"{DARK} {area(100, 50, 20, 25)}"))
    assert finding.rule == "R0026"
    assert finding.severity == "warning"
    assert finding.place.page == 1
    assert finding.place.box is not None
    left, top, width, height = finding.place.box
    assert (width, height) == pytest.approx((15, 15), abs=0.3)
    assert 99.5 <= left <= 105.5
    assert 49.5 <= top <= 60.5
    assert percent(finding) == pytest.approx(360, abs=1.5)
    assert "Cyan 90, Magenta 90, Yellow 90, Black 90" in finding.message
    assert "the limit is 320 %" in finding.message


@pytest.mark.parametrize(
    ("ink", "width", "height", "faulty"),
    [
        (DARK, 15, 15, True),
        (DARK, 15, 12, False),  # 288 % as the mean of the window
        (DARK, 200, 1, False),
        ("0.8 0.8 0.8 0.8 k", 60, 60, False),
        ("0.81 0.81 0.81 0.81 k", 60, 60, True),
        ("1 1 1 1 k", 13, 15, True),
        ("1 1 1 1 k", 11, 15, False),
    ],
)
def test_the_mean_of_the_window_counts(ink: str, width: int, height: int, faulty: bool) -> None:
    assert bool(found(subject(f"{ink} {area(60, 60, width, height)}"))) is faulty


def test_a_printer_has_its_own_limit_and_window() -> None:
    content = f"0.75 0.75 0.75 0.75 k {area(60, 60, 8, 8)}"
    assert found(subject(content, shop(ink_limit="240"))) == ()
    (finding,) = found(subject(content, shop(ink_limit="240", ink_window="8mm")))
    assert percent(finding) == pytest.approx(300, abs=6)  # a window moves in tenths of its side
    assert "square of 8 mm" in finding.message
    assert "the limit is 240 %" in finding.message
    assert found(subject(content, shop(ink_limit="310", ink_window="8mm"))) == ()


@pytest.mark.parametrize("name", PRINTERS)
def test_the_limit_of_every_built_in_printer(name: str) -> None:
    printer = PRINTERS[name]
    for much, faulty in ((-2, False), (2, True)):
        each = (printer.ink_limit + much) / 400
        content = f"{each} {each} {each} {each} k {area(60, 60, 40, 40)}"
        assert bool(found(subject(content, printer))) is faulty


def test_a_page_has_one_finding_for_its_worst_window() -> None:
    content = f"{DARK} {area(20, 20, 40, 40)} 1 1 1 1 k {area(100, 200, 40, 40)}"
    (finding,) = found(subject(content))
    assert "400 %" in finding.message
    assert finding.place.box is not None
    assert finding.place.box[0] > 99


def test_marks_outside_the_bleed_do_not_count() -> None:
    bleed = Array([30 * MM, 30 * MM, 180 * MM, 267 * MM])
    content = f"{DARK} {area(0, 0, 29, 29)}"
    assert found(subject(content, BleedBox=bleed)) == ()
    assert found(subject(content)) != ()


def test_places_on_a_rotated_page_are_as_seen() -> None:
    one = subject(f"{DARK} {area(10, 20, 16, 16)}", Rotate=90)
    (finding,) = found(one)
    assert finding.place.box is not None
    left, top, _, _ = finding.place.box
    assert left == pytest.approx(297 - 20 - 16, abs=1.6)
    assert top == pytest.approx(10, abs=1.6)


GOLD = b"""<< /ColorSpace << /S [ /Separation /Gold /DeviceCMYK
 << /FunctionType 2 /Domain [0 1] /N 1 /C0 [0 0 0 0] /C1 [0 0 1 0] >> ] >>
 /ExtGState << /O << /OP true /op true >> >> >>"""


def test_allowed_spot_colours_count() -> None:
    content = f"0.8 0.8 0.6 0.8 k {area(60, 60, 40, 40)} /O gs /S cs 1 scn {area(60, 60, 40, 40)}"
    (finding,) = found(subject(content, shop(spots=["Gold"]), Resources=Object.parse(GOLD)))
    assert finding.rule == "R0025"
    assert "400 %" in finding.message
    assert "Gold 100" in finding.message
    plain = found(subject(content, Resources=Object.parse(GOLD)))
    assert [one.rule for one in plain] == []  # its alternate replaces the inks: 100 % of yellow


def test_unseparated_ink_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    one = subject(f"/Nowhere cs {DARK} {area(60, 60, 40, 40)}", folder=tmp_path)
    assert [finding.rule for finding in found(one)] == ["R0026", "ink-unmeasured"]


def test_ghostscript_separates_what_we_cannot(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plates = tmp_path / "plates.tif"
    Image.new("CMYK", (595, 842), (255, 255, 255, 51)).save(plates)
    script = (
        f'for one; do case "$one" in -sOutputFile=*) /bin/cp {plates} "${{one#*=}}";; esac; done'
    )
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    inks = measure_ink(subject("/Nowhere cs", folder=tmp_path))
    assert inks.pages[0].by == "Ghostscript"
    assert inks.facts()["separated by"] == ["Ghostscript"]
    assert inks.pages[0].process is not None
    assert inks.pages[0].process.total == pytest.approx(320, abs=0.5)


# the arithmetic


def plates(*cells: tuple[int, int], size: tuple[int, int] = (40, 30)) -> dict[str, Image.Image]:
    plate = Image.new("L", size)
    for cell in cells:
        plate.putpixel(cell, 255)
    return {"Cyan": plate, "Black": plate}


def test_the_densest_window_is_the_densest() -> None:
    """Compare with the simple algorithm, which sums every window separately."""
    picture = Image.effect_noise((40, 30), 90)
    facts = PageFacts(1, (40.0, 30.0))
    dense = densest_window({"Cyan": picture}, facts, window=10)
    pixels = list(picture.tobytes())
    sums = {
        (x, y): sum(pixels[(y + j) * 40 + x + i] for i in range(10) for j in range(10))
        for x in range(31)
        for y in range(21)
    }
    best = max(sums.values())
    assert dense.total == pytest.approx(best / 100 / 2.55, abs=0.01)
    assert sums[round(dense.box[0]), round(dense.box[1])] == best
    assert dense.box[2:] == pytest.approx((10, 10))


def test_windows_reach_every_edge() -> None:
    facts = PageFacts(1, (40.0, 30.0))
    for cell in ((0, 0), (39, 0), (0, 29), (39, 29)):
        dense = densest_window(plates(cell), facts, window=10)
        assert dense.total == pytest.approx(2.0, abs=0.01)


def test_a_page_smaller_than_the_window_is_one_window() -> None:
    facts = PageFacts(1, (8.0, 6.0))
    dense = densest_window(plates((0, 0), size=(8, 6)), facts, window=15)
    assert dense.box == pytest.approx((0, 0, 8, 6))
    assert dense.total == pytest.approx(200 / 48, abs=0.5)


def test_boxes_outside_the_page_are_ignored() -> None:
    facts = PageFacts(1, (40.0, 30.0), bleed=(100.0, 100.0, 20.0, 20.0))
    assert densest_window(plates((39, 29)), facts, window=10).total > 0


def test_no_plates_no_ink() -> None:
    made = page_ink(Separation({}, ("broken",)), PageFacts(1, (40.0, 30.0)))
    assert made.process is None
    one = subject("")
    assert [f.rule for f in check_ink(one, InkMeasurement((made,)))] == ["ink-unmeasured"]


def test_the_facts_name_the_inks_that_print() -> None:
    inks = measure_ink(subject(f"0.5 0 0 0.2 k {area(0, 0, 210, 297)}"))
    assert inks.facts()["inks"] == ["Cyan", "Black"]
    page = inks.onto(PageFacts(1, A4))
    assert dict(page.inks) == pytest.approx(
        {"Cyan": 50, "Magenta": 0, "Yellow": 0, "Black": 20}, abs=0.3
    )
    assert page.densest is not None
    assert page.densest[0] == pytest.approx(70, abs=0.5)
    assert inks.onto(PageFacts(2, A4)).densest is None
