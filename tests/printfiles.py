"""Print files for the tests of the print edition, and a reader of them that is independent of the code that makes them.

`breaches` walks every object that a file holds, used or not, and interprets every content stream by
itself; what it returns must be nothing.
"""

import base64
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.core.findings import Finding
from printissue.editions import EditionSource
from printissue.editions.print import WRITER
from printissue.model.editions import EDITIONS
from printissue.model.issue import Publication
from printissue.model.printers import MM, Bleed, Printer
from printissue.model.records import BibliographicRecord

ROOT = Path(__file__).resolve().parents[1]
PROFILE = (ROOT / "styles" / "icc" / "FOGRA39L_coated.icc").read_bytes()
BLACK = (0.0, 0.0, 0.0, 1.0)

PRINTER = Printer(title="Test", bleed=Bleed(top=3.0, bottom=4.0, outer=5.0, inner=0.0))
SOURCE = EditionSource(
    edition=EDITIONS["print"],
    publication=Publication(title="Monthly Update", publisher="The Office"),
    printer=PRINTER,
    profile=PROFILE,
    record=BibliographicRecord(
        title="October 2015",
        publication="Monthly Update",
        publisher="The Office",
        language="en",
        cover_date="2015-10",
        created=dt.datetime(2015, 10, 1, tzinfo=dt.UTC),
        identifier="urn:printissue:monthly/2015-10",
    ),
    slug="Monthly Update · October 2015 · 2015-10-01",
    first_folio=7,
    right_to_left=False,
    name="monthly-2015-10-print.pdf",
)
MARKED = replace(SOURCE, printer=PRINTER.model_copy(update={"marks": True}))

SHEET = """
@page { size: 300pt 200pt; margin: 20pt; bleed-top: 3mm; bleed-bottom: 4mm }
@page :right { bleed-left: 0; bleed-right: 5mm }
@page :left { bleed-right: 0; bleed-left: 5mm }
html { font: 10pt "Source Serif Pro"; color: device-cmyk(0 0 0 1) }
body, p, h1 { margin: 0 }
"""


def address(image: Image.Image, kind: str = "PNG", **options: object) -> str:
    """Return a picture as a data URL."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    content = base64.b64encode(target.getvalue()).decode()
    return f"data:image/{kind.lower()};base64,{content}"


@cache
def raw(body: str, style: str = "") -> bytes:
    """Lay out a page, and return its raw PDF."""
    stage.load(Resources.of(ROOT).fontconfig())
    import weasyprint

    html = f'<!doctype html><html lang="en"><title>T</title><style>{SHEET}{style}</style>{body}'
    page = weasyprint.HTML(string=html, base_url="https://printissue.invalid/")
    return bytes(page.write_pdf(uncompressed_pdf=True))


def finish(content: bytes, source: EditionSource = SOURCE) -> tuple[bytes, tuple[Finding, ...]]:
    """Finish a raw file."""
    return WRITER.finish(replace(source, raw=content))


def finished(
    body: str, style: str = "", *, source: EditionSource = SOURCE
) -> tuple[pikepdf.Pdf, tuple[Finding, ...]]:
    """Lay out a page and finish it."""
    return remade(raw(body, style), source=source)


def remade(
    content: bytes, *, source: EditionSource = SOURCE
) -> tuple[pikepdf.Pdf, tuple[Finding, ...]]:
    """Finish a raw file; the result must break no rule."""
    made, findings = finish(content, source)
    pdf = pikepdf.open(io.BytesIO(made))
    assert breaches(pdf) == []
    return pdf, findings


def drawn(content: str, resources: dict[str, Any] | None = None, size: float = 100) -> bytes:
    """Return a raw file with a page of these operators; streams in `resources` are bytes."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(size, size))
    page.obj.TrimBox = pikepdf.Array([0, 0, size, size])
    page.obj.Contents = pdf.make_stream(content.encode())
    page.obj.Resources = _object(pdf, resources or {})
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _object(pdf: pikepdf.Pdf, value: Any) -> Any:
    """Return a PDF object made from Python's; a pair of bytes and a dictionary is a stream."""
    if isinstance(value, dict):
        return pikepdf.Dictionary({f"/{key}": _object(pdf, one) for key, one in value.items()})
    if isinstance(value, tuple):
        stream = pdf.make_stream(value[0])
        for key, one in value[1].items():
            stream[f"/{key}"] = _object(pdf, one)
        return stream
    if isinstance(value, list):
        return pikepdf.Array([_object(pdf, one) for one in value])
    return pikepdf.Name(value) if isinstance(value, str) else value


@dataclass
class Mark:
    """What one painting operator prints."""

    operator: str
    fill: tuple[float, ...] | str
    stroke: tuple[float, ...] | str
    fill_overprints: bool
    stroke_overprints: bool
    alpha: tuple[float, float]


_FORBIDDEN_NAMES = {
    *("/DeviceRGB", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/Separation", "/DeviceN"),
    *("/JavaScript", "/GTS_PDFA1"),
}
_FORBIDDEN_KEYS = {
    *("/Annots", "/AcroForm", "/OpenAction", "/AA", "/JS", "/EmbeddedFiles", "/StructTreeRoot"),
    *("/MarkInfo", "/StructParents", "/Matte", "/CropBox", "/ArtBox", "/Rotate", "/UserUnit"),
    *("/Interpolate", "/TR", "/TR2", "/HT", "/OPI", "/Alternates", "/OCProperties"),
}
PAINTS = {
    **dict.fromkeys(("f", "F", "f*"), "fill"),
    **dict.fromkeys(("S", "s"), "stroke"),
    **dict.fromkeys(("B", "B*", "b", "b*"), "both"),
    **dict.fromkeys(("Tj", "TJ", "'", '"'), "text"),
}
IN_PATHS = {"m", "l", "c", "v", "y", "h", "re", "W", "W*", "n", *PAINTS}


def breaches(pdf: pikepdf.Pdf) -> list[str]:
    """Return what a CMYK print file must not contain, in every object of the file."""
    found: list[str] = []
    for thing in pdf.objects:
        found += _names(thing, f"object {thing.objgen[0]}")
    masks = {
        one.SMask.G.objgen
        for one in everything(pdf)
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/SMask"), pikepdf.Dictionary)
        if one.SMask.S == "/Luminosity"
    }
    for number, page in enumerate(pdf.pages, 1):
        content = page.obj.Contents, page.obj.Resources
        found += [f"page {number}: {one}" for one in _faults(*content, False, masks, set())]
    return found


def everything(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every object of a file, including direct objects."""
    waiting = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        yield thing
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            waiting += [one for _, one in thing.items() if _direct(one)]
        elif isinstance(thing, pikepdf.Array):
            waiting += [one for one in thing if _direct(one)]


def _direct(thing: Any) -> bool:
    return not getattr(thing, "is_indirect", False)


def _names(thing: Any, where: str) -> Iterator[str]:
    if isinstance(thing, pikepdf.Name):
        if str(thing) in _FORBIDDEN_NAMES:
            yield f"{where} names {thing}"
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, one in thing.items():
            if key in _FORBIDDEN_KEYS:
                yield f"{where} has {key}"
            if _direct(one):
                yield from _names(one, where)
        if thing.get("/S") == "/Transparency" and thing.get("/CS") not in _GROUP_SPACES:
            yield f"{where}: a group blends in {thing.get('/CS')}"
    elif isinstance(thing, pikepdf.Array):
        for one in thing:
            if _direct(one):
                yield from _names(one, where)


_GROUP_SPACES = ("/DeviceCMYK", "/DeviceGray")


def _faults(
    content: Any, resources: Any, grey: bool, masks: set[Any], seen: set[Any]
) -> Iterator[str]:
    """Read one stream and the streams that it uses."""
    for operands, operator in _instructions(content):
        name = str(operator)
        if name in ("rg", "RG", "sc", "SC") or (name in ("g", "G") and not grey):
            yield f"operator {name}"
        if name in ("k", "K") and grey:
            yield f"operator {name} in a mask of luminosity"
        if name in ("cs", "CS") and operands[0] not in ("/Pattern", "/InkPattern"):
            yield f"{operands[0]} {name}"
        if name in ("BDC", "BMC", "EMC"):
            yield "marked content"
    for mark in marks(content, resources, grey=grey):
        for colour, overprints, alpha in (
            (mark.fill, mark.fill_overprints, mark.alpha[0]),
            (mark.stroke, mark.stroke_overprints, mark.alpha[1]),
        ):
            if overprints and (colour != BLACK or alpha != 1):
                yield f"{mark.operator} overprints in {colour}, alpha {alpha}"
    for kind in ("/XObject", "/Pattern", "/ExtGState", "/Font", "/Shading"):
        for _, thing in (resources or {}).get(kind, {}).items():
            yield from _used(thing, grey, masks, seen)


def _used(thing: Any, grey: bool, masks: set[Any], seen: set[Any]) -> Iterator[str]:
    if thing.is_indirect:
        if (thing.objgen, grey) in seen:
            return
        seen.add((thing.objgen, grey))
    if thing.get("/Subtype") == "/Image" and not thing.get("/ImageMask", False):
        space = thing.ColorSpace
        base = space[1] if isinstance(space, pikepdf.Array) else space
        if base not in (("/DeviceGray",) if grey else _GROUP_SPACES):
            yield f"an image in {space}"
    if "/ShadingType" in thing and thing.ColorSpace != ("/DeviceGray" if grey else "/DeviceCMYK"):
        yield f"a shading in {thing.ColorSpace}"
    if "/CharProcs" in thing:
        for _, glyph in thing.CharProcs.items():
            yield from _faults(glyph, thing.get("/Resources"), grey, masks, seen)
    elif isinstance(thing, pikepdf.Stream) and "/Resources" in thing:
        yield from _faults(thing, thing.Resources, grey, masks, seen)
    mask = thing.get("/SMask")
    if isinstance(mask, pikepdf.Dictionary):
        form, luminous = mask.G, mask.S == "/Luminosity"
        yield from _faults(form, form.Resources, luminous, masks, seen)


def _instructions(content: Any) -> list[tuple[Any, Any]]:
    return [(one.operands, one.operator) for one in pikepdf.parse_content_stream(content)]


def marks(content: Any, resources: Any, *, grey: bool = False) -> list[Mark]:
    """Yield what a stream itself paints, with the graphics state."""
    first: tuple[float, ...] | str = (0.0,) if grey else "initial"
    state: dict[str, Any] = {"fill": first, "stroke": first, "op": False, "OP": False}
    state |= {"ca": 1.0, "CA": 1.0, "mode": 0}
    stack: list[dict[str, Any]] = []
    found: list[Mark] = []
    in_path = False
    for operands, operator in _instructions(content):
        name = str(operator)
        assert not in_path or name in IN_PATHS, f"{name} within a path"
        in_path = name in ("m", "re") or (in_path and name != "n" and name not in PAINTS)
        if name == "q":
            stack.append(dict(state))
        elif name == "Q":
            state = stack.pop()
        elif name in PAINTS:
            found.append(_mark(name, state))
        elif name in ("Do", "sh"):
            assert not (state["op"] or state["OP"]), f"{name} is drawn while overprint is on"
        else:
            state |= _setting(name, operands, resources)
    assert stack == [], "q without Q"
    return found


def _setting(name: str, operands: Any, resources: Any) -> dict[str, Any]:
    """Return what an operator changes in the graphics state."""
    if name in ("k", "g", "K", "G"):
        return {"fill" if name.islower() else "stroke": tuple(map(float, operands))}
    if name in ("scn", "SCN"):
        return {"fill" if name.islower() else "stroke": str(operands[-1])}
    if name == "Tr":
        return {"mode": int(operands[0])}
    if name != "gs":
        return {}
    wanted = resources.ExtGState[operands[0]]
    changed = {key: float(wanted[f"/{key}"]) for key in ("ca", "CA") if f"/{key}" in wanted}
    if "/OP" in wanted:
        assert wanted.OPM == 1
        changed |= {"OP": bool(wanted.OP), "op": bool(wanted.get("/op", wanted.OP))}
    return changed


def _mark(name: str, state: dict[str, Any]) -> Mark:
    how = PAINTS[name]
    if how == "text":
        how = ("fill", "stroke", "both", "nothing")[state["mode"] % 4]
    fills, strokes = how in ("fill", "both"), how in ("stroke", "both")
    return Mark(
        name,
        state["fill"] if fills else "none",
        state["stroke"] if strokes else "none",
        state["op"] and fills,
        state["OP"] and strokes,
        (state["ca"], state["CA"]),
    )


def page_marks(pdf: pikepdf.Pdf, number: int = 1) -> list[Mark]:
    """Return what a page's own stream paints."""
    page = pdf.pages[number - 1].obj
    return marks(page.Contents, page.Resources)


def points(*lengths: float) -> list[float]:
    """Return millimetres in points."""
    return [length * MM for length in lengths]


def pdf_bytes(pdf: pikepdf.Pdf) -> bytes:
    """Return the file as it would be saved."""
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()
