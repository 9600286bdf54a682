"""Test pages of plain operators for the preflight, clean except for what a test adds."""

import io
from pathlib import Path
from typing import Any

import pikepdf

from printissue.core.findings import Finding
from printissue.model.printers import MM, Presswork, Printer
from printissue.preflight.families import CONTENT_CHECKS
from printissue.preflight.painted import FileContent, PaintedObject
from printissue.preflight.reader import read_content
from printissue.preflight.subject import Subject

TRIM = (20.0, 20.0, 220.0, 320.0)
BLEED = (TRIM[0] - 3 * MM, TRIM[1] - 3 * MM, TRIM[2] + 3 * MM, TRIM[3] + 3 * MM)
MEDIA = (0.0, 0.0, 240.0, 340.0)
INK = "q 0 0 0 .5 k 100 150 30 30 re f Q\n"
"""A harmless shape, so that the page is not blank."""
FONT = {
    "F1": {
        "Type": "/Font",
        "Subtype": "/Type1",
        "BaseFont": "/Serifa",
        "FirstChar": 32,
        "Widths": [500] * 95,
    }
}
BLACK_GS = {"G": {"Type": "/ExtGState", "OP": True, "op": True, "OPM": 1}}
"""A graphics state in which black overprints."""


def thing(pdf: pikepdf.Pdf, value: Any) -> Any:
    """Return a PDF object: strings with a slash are names, a pair of bytes and dictionary is a stream."""
    if isinstance(value, dict):
        return pikepdf.Dictionary({f"/{key}": thing(pdf, one) for key, one in value.items()})
    if isinstance(value, tuple):
        stream = pdf.make_stream(value[0])
        for key, one in value[1].items():
            stream[f"/{key}"] = thing(pdf, one)
        return stream
    if isinstance(value, list):
        return pikepdf.Array([thing(pdf, one) for one in value])
    if isinstance(value, str):
        return pikepdf.Name(value) if value.startswith("/") else pikepdf.String(value)
    return value


def page_of(
    content: str | bytes, resources: dict[str, Any] | None = None, **keys: Any
) -> pikepdf.Pdf:
    """Return a file of one page; `keys` are entries of the page, None removes one."""
    pdf = pikepdf.new()
    add_page(pdf, content, resources, **keys)
    return reopened(pdf)


def add_page(
    pdf: pikepdf.Pdf,
    content: str | bytes,
    resources: dict[str, Any] | None = None,
    **keys: Any,
) -> None:
    """Add a page to a file."""
    page = pdf.add_blank_page(page_size=(MEDIA[2], MEDIA[3])).obj
    entries = {"MediaBox": [*MEDIA], "TrimBox": [*TRIM], "BleedBox": [*BLEED], **keys}
    for key, value in entries.items():
        if value is not None:
            page[f"/{key}"] = thing(pdf, value)
    page.Resources = thing(pdf, {"Font": FONT, "ExtGState": BLACK_GS} | (resources or {}))
    page.Contents = pdf.make_stream(content.encode() if isinstance(content, str) else content)


def reopened(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    """Write a file and open it again, so that its streams are indirect objects."""
    target = io.BytesIO()
    pdf.save(target)
    return pikepdf.open(io.BytesIO(target.getvalue()))


def shop(presswork: Presswork = "sheetfed", **keys: Any) -> Printer:
    """Return a printer with a kind of presswork."""
    ppi = {"image_ppi_error": 99.0, "image_ppi_warn": 149.0} if presswork == "newspaper" else {}
    return Printer(title="Test", presswork=presswork, **(ppi | keys))


def subject_of(pdf: pikepdf.Pdf, printer: Printer | None = None) -> Subject:
    """Return a file as the subject of checks."""
    return Subject(pdf, Path("planted.pdf"), "planted.pdf", printer)


def findings(
    content: str | bytes,
    resources: dict[str, Any] | None = None,
    printer: Printer | None = None,
    **keys: Any,
) -> list[Finding]:
    """Return the findings of all content rules for a page that also has some ink."""
    added = content if isinstance(content, bytes) else content.encode()
    subject = subject_of(page_of(INK.encode() + added, resources, **keys), printer)
    return [finding for check in CONTENT_CHECKS for finding in check(subject)]


def rules(*arguments: Any, **keys: Any) -> dict[str, str]:
    """Return the rules that a page violates, with the severity of each."""
    return {one.rule: one.severity for one in findings(*arguments, **keys)}


def reading_of(
    content: str | bytes, resources: dict[str, Any] | None = None, **keys: Any
) -> FileContent:
    """Return the content of a page, without any addition."""
    return read_content(page_of(content, resources, **keys))


def objects_of(
    content: str | bytes, resources: dict[str, Any] | None = None, **keys: Any
) -> list[PaintedObject]:
    """Return the objects of a page, which must have no faults."""
    found = reading_of(content, resources, **keys)
    assert found.faults == ()
    return list(found.objects)


def text(size: float, colour: str, *, state: str = "/G gs", at: str = "60 200") -> str:
    """Return the operators that show a word."""
    return f"q {state} {colour} BT /F1 {size} Tf {at} Td (Word) Tj ET Q\n"


def image(
    width: int, height: int, space: Any = "/DeviceCMYK", *, bits: int = 8, **keys: Any
) -> tuple[bytes, dict[str, Any]]:
    """Return an image of zeros as a resource."""
    sizes = {"/DeviceRGB": 3, "/DeviceCMYK": 4}
    parts = sizes.get(space, 1) if isinstance(space, str) else keys.pop("parts", 1)
    entries = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": width,
        "Height": height,
        "BitsPerComponent": bits,
        "ColorSpace": space,
    }
    return bytes(-(-width * parts * bits // 8) * height), entries | keys


def form(content: str, resources: dict[str, Any] | None = None, **keys: Any) -> Any:
    """Return a form as a resource."""
    entries = {"Type": "/XObject", "Subtype": "/Form", "BBox": [0, 0, 400, 400], "Resources": {}}
    return content.encode(), entries | {"Resources": resources or {}} | keys


def separation(name: str, alternate: str = "/DeviceCMYK", last: Any = (0, 1, 1, 0)) -> list[Any]:
    """Return a Separation colour space whose full tint is `last`."""
    function = {
        "FunctionType": 2,
        "Domain": [0, 1],
        "C0": [0.0] * len(last),
        "C1": [*last],
        "N": 1,
    }
    return ["/Separation", f"/{name}", alternate, function]
