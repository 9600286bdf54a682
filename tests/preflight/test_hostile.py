"""Small files made to take much time or memory: the effort is limited, and findings report what was not examined."""

import io
import time
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from planted import findings, page_of, rules, shop
from printissue.core.findings import Finding
from printissue.pdf.content import operations
from printissue.pdf.matrix import intersection
from printissue.preflight import examine, families, verapdf
from printissue.preflight.painted import Backdrop
from printissue.preflight.separations import measure
from printissue.preflight.tagged_content import tagged_content as walk

PATIENCE = 15.0
"""The seconds that one of these may take on a busy machine; without limits each takes minutes."""


def asked(folder: Path, pdf: pikepdf.Pdf, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    checks = tuple(one for one in families.FAMILIES["access"] if one is not verapdf.check_claims)
    monkeypatch.setitem(families.FAMILIES, "access", checks)
    monkeypatch.setattr(measure, "separate_with_ghostscript", lambda *_: None)
    pdf.save(folder / "x.pdf")
    began = time.process_time()
    report = examine(folder / "x.pdf", name="x.pdf", family="all")
    assert time.process_time() - began < PATIENCE
    return {one.rule for one in report.findings}


def bomb(pdf: pikepdf.Pdf, megabytes: int = 100, **entries: Any) -> pikepdf.Object:
    """Return a stream that decompresses to that many bytes."""
    press = zlib.compressobj(9)
    packed = b"".join(press.compress(b"0" * (1 << 20)) for _ in range(megabytes)) + press.flush()
    stream = pdf.make_stream(b"", **entries)
    stream.write(packed, filter=Name.FlateDecode)
    return stream


def nested(pdf: pikepdf.Pdf, deep: int, again: str, **entries: Any) -> pikepdf.Object:
    """Return a stream that draws another one many times, which draws another one many times."""
    made = pdf.make_stream(b"0 0 9 9 re f", BBox=Array([0, 0, 400, 400]), **entries)
    for _ in range(deep):
        within = Dictionary(XObject=Dictionary(X=made), Pattern=Dictionary(X=made))
        content = f"{again} " * 10
        made = pdf.make_stream(
            content.encode(), BBox=Array([0, 0, 400, 400]), Resources=within, **entries
        )
    return made


@pytest.mark.slow
def test_forms_that_draw_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = page_of("/X Do")
    made = nested(pdf, 20, "/X Do", Subtype=Name.Form)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=made)
    assert {"content-fault", "ink-unmeasured"} <= asked(tmp_path, pdf, monkeypatch)


def test_tiling_patterns_within_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = page_of("/Pattern cs /X scn 60 60 99 99 re f")
    keys = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 9, "YStep": 9}
    again = "/Pattern cs /X scn 0 0 9 9 re f"
    pdf.pages[0].obj.Resources.Pattern = Dictionary(X=nested(pdf, 12, again, **keys))
    assert "ink-unmeasured" in asked(tmp_path, pdf, monkeypatch)


def test_tiles_without_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = page_of("/Pattern cs /X scn 60 60 99 99 re f")
    keys = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 1e-4, "YStep": 1e-4}
    pdf.pages[0].obj.Resources.Pattern = Dictionary(X=nested(pdf, 0, "", **keys))
    assert "ink-unmeasured" in asked(tmp_path, pdf, monkeypatch)


@pytest.mark.slow
def test_decompression_bombs_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = page_of("/X Do q 99 0 0 99 60 60 cm /Im Do Q")
    made = bomb(pdf, Subtype=Name.Form, BBox=Array([0, 0, 400, 400]))
    sizes = {"Width": 17, "Height": 17, "BitsPerComponent": 8, "ColorSpace": Name.DeviceCMYK}
    picture = bomb(pdf, Subtype=Name.Image, **sizes)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=made, Im=picture)
    pdf.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFX, DestOutputProfile=bomb(pdf, N=4))])
    found = asked(tmp_path, pdf, monkeypatch)
    assert {"content-fault", "ink-unmeasured", "intent-profile"} <= found


@pytest.mark.slow
def test_large_images_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = page_of("q 99 0 0 99 60 60 cm /Im Do Q")
    sizes = {"Width": 9000, "Height": 9000, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray}
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im=bomb(pdf, 78, Subtype=Name.Image, **sizes))
    assert "ink-unmeasured" not in asked(tmp_path, pdf, monkeypatch)


@pytest.mark.slow
def test_much_at_the_edge_and_much_white_text() -> None:
    began = time.process_time()
    edge = rules("0 0 0 1 k " + "20 100 5 90 re f 8 0 14 14 re f " * 8000, printer=shop())
    assert "bleed-short" in edge
    small = "0 0 0 1 k " + "200 200 1 1 re f " * 6000
    small += "0 0 0 0 k " + "BT /F1 4 Tf 30 30 Td (a) Tj ET " * 6000
    assert "R0016" not in rules(small)
    assert time.process_time() - began < PATIENCE


def test_the_pairs_of_many_spot_colours_are_limited() -> None:
    tint = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1
    )
    spaces = {f"C{n}": ["/Separation", f"/Spot{n}x", "/DeviceCMYK", tint] for n in range(120)}
    painted = " ".join(f"/C{n} cs 1 scn 60 60 9 9 re f" for n in range(120))
    found: list[Finding] = findings(painted, {"ColorSpace": spaces})
    assert 0 < sum(one.rule == "R0023" for one in found) <= 100


def test_the_backdrop_finds_what_a_list_finds() -> None:
    areas = [(n * 7.0, n * 3.0, n * 7.0 + n % 50, n * 3.0 + 2) for n in range(300)]
    areas += [(-1e9, 10.0, 1e9, 11.0), (0.0, 0.0, 900.0, 4.0)]
    asked_for = [
        (x * 31.0, y * 37.0, x * 31.0 + 5, y * 37.0 + 5) for x in range(30) for y in range(30)
    ]
    asked_for += [(-1e7, -1e7, 1e7, 1e7), (float("inf"), 0.0, float("inf"), 1.0)]
    ground = Backdrop()
    for one in areas:
        ground.add(one)
    for one in asked_for:
        assert ground.meets(one) is any(intersection(one, area) is not None for area in areas)


def test_operators_are_read_piece_by_piece() -> None:
    read = operations(b"q " * 5_000_000)
    assert next(read).name == "q"


def test_marked_content_that_never_ends() -> None:
    pdf = pikepdf.open(io.BytesIO(_saved(page_of("/A BMC " * 3000 + "1 1 9 9 re f"))))
    (shown,) = walk(pdf).items
    assert len(shown.marked) == 256


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1e8, 800), (14400, 14400)])
def test_pages_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[float, float]
) -> None:
    media = [0, 0, *size]
    pdf = page_of("0 0 0 1 k 60 60 99 99 re f", MediaBox=media, TrimBox=media, BleedBox=media)
    assert "preflight-stopped" not in asked(tmp_path, pdf, monkeypatch)
