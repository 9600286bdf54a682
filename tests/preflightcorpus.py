"""A corpus of faults that print shops meet: each is drawn once and put onto a page in many ways.

A fault has a clean twin, which differs from it only by the fault. The carriers are a form, a form in a form, a tiling
pattern, a Type 3 glyph, an annotation and others, so that a rule that examines only the page's own operators fails.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from pdfmaker import BLEED, MM, press_file
from planted import form, thing
from printissue.core.findings import Finding
from printissue.model.printers import Printer
from printissue.pdf.boxes import Box
from printissue.preflight.families import FAMILIES
from printissue.preflight.subject import Subject

Resources = dict[str, Any]

STATES: Resources = {
    "G": {"OP": True, "op": True, "OPM": 1},
    "K": {"OP": False, "op": False, "OPM": 1},
    "O0": {"OP": True, "op": True, "OPM": 0},
    "Fill": {"op": True, "OPM": 1},
    "Line": {"OP": True, "op": False, "OPM": 1},
}
"""Graphics states that all drawings can use."""
GROUP = {"S": "/Transparency", "CS": "/DeviceCMYK"}
FACE = {
    "Type": "/Font",
    "Subtype": "/TrueType",
    "BaseFont": "/ABCDEF+Sample",
    "FirstChar": 32,
    "LastChar": 126,
    "Widths": [500] * 95,
    "FontDescriptor": {
        "Type": "/FontDescriptor",
        "FontName": "/ABCDEF+Sample",
        "Flags": 32,
        "FontFile2": (b"\0\1\0\0" + bytes(60), {}),
    },
}
GROUND = "q 0.1 0.2 0 0 k -9 -9 440 620 re f Q\n"
"""The content of every page: a tint that extends beyond the trim on all sides."""


@dataclass(frozen=True)
class Page:
    """A page to make: its operators, resources and entries; `root` are entries of the catalogue."""

    content: str
    resources: Resources = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    root: dict[str, Any] = field(default_factory=dict)
    above: Resources = field(default_factory=dict)
    saving: dict[str, Any] = field(default_factory=dict)
    parts: int = 1


Carrier = Callable[[str, Resources], Page]


def _within(resources: Resources) -> Resources:
    """Return resources with the font and the graphics states that all drawings can use."""
    made = {"Font": {"F1": FACE}, "ExtGState": STATES}
    return {key: {**made.get(key, {}), **resources.get(key, {})} for key in {**made, **resources}}


def on_page(content: str, resources: Resources) -> Page:
    return Page(content, _within(resources))


def in_parts(content: str, resources: Resources) -> Page:
    return Page(content, _within(resources), parts=3)


def inherited(content: str, resources: Resources) -> Page:
    return Page(content, above=_within(resources))


def in_object_streams(content: str, resources: Resources) -> Page:
    mode = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
    return Page(content, _within(resources), saving=mode)


def in_form(content: str, resources: Resources) -> Page:
    return Page("/X Do", {"XObject": {"X": form(content, _within(resources))}})


def in_group(content: str, resources: Resources) -> Page:
    made = form(content, _within(resources), Group=GROUP)
    return Page("q /X Do Q", {"XObject": {"X": made}})


def in_form_in_form(content: str, resources: Resources) -> Page:
    inner = form(content, _within(resources), Matrix=[1, 0, 0, 1, 10, 10])
    outer = form("1 0 0 1 -10 -10 cm /Y Do", {"XObject": {"Y": inner}})
    return Page("/X Do", {"XObject": {"X": outer}})


def in_scaled_form(content: str, resources: Resources) -> Page:
    made = form(content, _within(resources), Matrix=[0.25, 0, 0, 0.25, 0, 0])
    return Page("q 4 0 0 4 0 0 cm /X Do Q", {"XObject": {"X": made}})


def in_poor_form(content: str, resources: Resources) -> Page:
    """A form without resources uses those of the page."""
    poor = (content.encode(), {"Type": "/XObject", "Subtype": "/Form", "BBox": [0, 0, 400, 500]})
    own = _within(resources)
    return Page("/Poor Do", {**own, "XObject": {**own.get("XObject", {}), "Poor": poor}})


def _tile(content: str, resources: Resources) -> Any:
    keys = {
        **{"Type": "/Pattern", "PatternType": 1, "PaintType": 1, "TilingType": 1},
        **{"BBox": [0, 0, 400, 500], "XStep": 400, "YStep": 500},
    }
    return content.encode(), {**keys, "Resources": _within(resources)}


def in_tile(content: str, resources: Resources) -> Page:
    painted = "/Pattern cs /P scn 30 100 300 400 re f"
    return Page(painted, {"Pattern": {"P": _tile(content, resources)}})


def in_tile_in_form(content: str, resources: Resources) -> Page:
    painted = "/Pattern CS /P SCN 80 w 60 200 m 300 200 l S"
    made = form(painted, {"Pattern": {"P": _tile(content, resources)}})
    return Page("/X Do", {"XObject": {"X": made}})


def in_type3(content: str, resources: Resources) -> Page:
    face = {
        **{"Type": "/Font", "Subtype": "/Type3", "FontBBox": [0, 0, 400, 500]},
        **{"FontMatrix": [1, 0, 0, 1, 0, 0], "FirstChar": 65, "LastChar": 65, "Widths": [100]},
        "Encoding": {"Type": "/Encoding", "Differences": [65, "/a"]},
        "CharProcs": {"a": (f"100 0 d0 {content}".encode(), {})},
        "Resources": _within(resources),
    }
    return Page("BT /T 1 Tf (A) Tj ET", {"Font": {"T": face}})


def in_annotation(content: str, resources: Resources) -> Page:
    look = form(content, _within(resources))
    note = {
        **{"Type": "/Annot", "Subtype": "/Stamp", "F": 4, "Rect": [0, 0, 400, 400]},
        "AP": {"N": look},
    }
    return Page("", keys={"Annots": [note]})


def on_turned_page(content: str, resources: Resources) -> Page:
    return Page(content, _within(resources), {"Rotate": 90})


def in_user_units(content: str, resources: Resources) -> Page:
    boxes = {key: [one / 2 for one in (0, 0, 420, 595)] for key in ("MediaBox", "TrimBox")}
    keys = {**boxes, "BleedBox": None, "UserUnit": 2}
    return Page(f"0.5 0 0 0.5 0 0 cm {content}", _within(resources), keys)


def in_layer(content: str, resources: Resources) -> Page:
    layer = {"Type": "/OCG", "Name": "Words"}
    own = {**_within(resources), "Properties": {"L": "@layer"}}
    root = {"OCProperties": {"OCGs": ["@layer"], "D": {"Order": ["@layer"]}}, "@layer": layer}
    return Page(f"/OC /L BDC {content} EMC", own, root=root)


def in_nothing_known(content: str, resources: Resources) -> Page:
    """Between comments and unknown operators within BX and EX."""
    return Page(f"BX 1 2 later EX % a word\n q q {content} Q Q", _within(resources))


CARRIERS: dict[str, Carrier] = {
    one.__name__.removeprefix("on_").removeprefix("in_"): one
    for one in (
        *(on_page, in_parts, inherited, in_object_streams, in_form, in_group, in_form_in_form),
        *(in_scaled_form, in_poor_form, in_tile, in_tile_in_form, in_type3, in_annotation),
        *(on_turned_page, in_user_units, in_layer, in_nothing_known),
    )
}
"""By name."""
ON_PAGE = frozenset({"page", "parts", "inherited", "object_streams", "turned_page", "layer"})
"""Carriers that extend beyond the trim."""
BESIDES: dict[str, set[str]] = {
    "type3": {"font-type3"},
    "annotation": {"annotation", "R0001"},
    "turned_page": {"R0004"},
    "user_units": {"R0002", "bleed-short"},
}
"""Rules that a carrier itself violates."""


def made(page: Page) -> bytes:
    """Return a clean PDF/X-4 with a page's content on it."""
    pdf = pikepdf.open(io.BytesIO(press_file("")))
    known: dict[str, Any] = {}
    for name in [key for key in page.root if key.startswith("@")]:
        known[name] = pdf.make_indirect(thing(pdf, page.root[name]))
    sheet = pdf.pages[0].obj
    sheet.Resources = thing(pdf, page.resources)
    _link(sheet.Resources, known)
    if page.above:
        del sheet["/Resources"]
        sheet.Parent.Resources = thing(pdf, page.above)
    for key, one in page.keys.items():
        if one is None:
            del sheet[f"/{key}"]
        else:
            sheet[f"/{key}"] = thing(pdf, one)
    for key, one in page.root.items():
        if not key.startswith("@"):
            pdf.Root[f"/{key}"] = thing(pdf, one)
            _link(pdf.Root[f"/{key}"], known)
    words = f"{GROUND}{page.content}".split(" ")
    step = -(-len(words) // page.parts)
    pieces = [" ".join(words[at : at + step]) for at in range(0, len(words), step)]
    sheet.Contents = pikepdf.Array([pdf.make_stream(piece.encode()) for piece in pieces])
    target = io.BytesIO()
    pdf.save(target, force_version="1.6", **page.saving)
    return target.getvalue()


def _link(value: Any, known: dict[str, Any]) -> None:
    """Replace strings by the objects of the file that they name."""
    if isinstance(value, pikepdf.Dictionary):
        for key, one in value.items():
            if isinstance(one, pikepdf.String) and str(one) in known:
                value[key] = known[str(one)]
            else:
                _link(one, known)
    elif isinstance(value, pikepdf.Array):
        for at, one in enumerate(value):
            if isinstance(one, pikepdf.String) and str(one) in known:
                value[at] = known[str(one)]
            else:
                _link(one, known)


def asked(content: bytes, printer: Printer | None = None) -> list[Finding]:
    """Return the findings of all rules for print."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        subject = Subject(pdf, Path("corpus.pdf"), "corpus.pdf", printer)
        return [finding for check in FAMILIES["print"] for finding in check(subject)]


def seen(spot: tuple[float, float], carrier: str) -> tuple[float, float]:
    """Return a point of the content in mm from the top left corner of the page as seen."""
    x, y = spot
    if carrier == "user_units":
        return x / MM, (595 - y) / MM
    if carrier == "turned_page":
        return (y + BLEED) / MM, (x + BLEED) / MM
    return (x + BLEED) / MM, (595 + BLEED - y) / MM


def near(box: Box | None, spot: tuple[float, float], slack: float = 1.0) -> bool:
    """Return whether a box contains a point, with a tolerance in mm."""
    if box is None:
        return False
    left, top, width, height = box
    across = left - slack <= spot[0] <= left + width + slack
    return across and top - slack <= spot[1] <= top + height + slack
