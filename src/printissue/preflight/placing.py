"""What is placed whole: images, forms, soft masks and annotations (ISO 32000-1, 8.9, 8.10, 11.6)."""

from contextlib import nullcontext
from typing import Any

import pikepdf

from printissue.preflight.colours import DEVICES, Space
from printissue.preflight.marks import Group, Paint, Picture
from printissue.preflight.matrices import Area, placed, placed_area, product, sides
from printissue.preflight.objects import Raw
from printissue.preflight.patterns import lay_painted, matrix_or_none, shade
from printissue.preflight.visibility import SHOWN
from printissue.preflight.walker import Handler, Walker

UNIT: Area = (0.0, 0.0, 1.0, 1.0)
_JPX_SPACES = {12: "/DeviceCMYK", 16: "/DeviceRGB", 17: "/DeviceGray", 18: "/DeviceRGB"}
"""Enumerated colour spaces of a JP2 file (ISO/IEC 15444-1, I.5.3.3)."""
_JPX_COUNTS = {1: "/DeviceGray", 2: "/DeviceGray", 4: "/DeviceCMYK"}
_CODESTREAM = b"\xff\x4f\xff\x51"
_SHORT_FILTERS = {
    **{"/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/LZW": "/LZWDecode"},
    **{"/Fl": "/FlateDecode", "/RL": "/RunLengthDecode", "/CCF": "/CCITTFaxDecode"},
    "/DCT": "/DCTDecode",
}


def _do(walker: Walker, operands: list[Any]) -> None:
    name = str(operands[-1])
    thing = walker.resource("/XObject", name)
    if not isinstance(thing, pikepdf.Stream):
        raise ValueError(f"{name} is no stream")
    layer = walker.shelf.layers.of(thing.get("/OC"))
    walker.layers.append(layer)
    try:
        kind = str(thing.get("/Subtype", ""))
        if kind == "/Image":
            _image(walker, thing, name=name[1:])
        elif kind == "/Form":
            form(walker, thing, name=name[1:])
        else:
            raise ValueError(f"{name} is neither an image nor a form")
    finally:
        walker.layers.pop()


def _image(walker: Walker, image: Raw, *, name: str, inline: bool = False) -> None:
    """Lay down an image, or the stencil that the fill colour goes through."""
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if width < 1 or height < 1:
        raise ValueError(f"the image {name} has no pixels")
    stencil = bool(image.get("/ImageMask", False))
    across, up = (side * walker.frame.unit / 72 for side in sides(walker.state.ctm))
    filters, masked = _filters(image.get("/Filter")), _masked(image)
    picture = Picture(
        width,
        height,
        1 if stencil else int(image.get("/BitsPerComponent", 8)),
        (width / across if across else 0.0, height / up if up else 0.0),
        mask=stencil,
        masked=masked,
        filters=filters,
        inline=inline,
        name=name,
        source=image,
    )
    area = placed_area(walker.state.ctm, UNIT)
    if stencil:
        lay_painted(walker, "image", area, paint=walker.state.fill, picture=picture)
        return
    space = _image_space(walker, image, filters)
    a, b, c, d, _, _ = walker.state.ctm
    upright = abs(a * b) + abs(c * d) < 1e-3 * (abs(a * d) + abs(b * c))
    walker.lay("image", area, Paint(space, (), None, False), picture=picture, flat=upright)
    mask = image.SMask.get("/ColorSpace", pikepdf.Name.DeviceGray) if masked == "SMask" else None
    if mask is not None and mask != pikepdf.Name.DeviceGray:
        with walker.aside(mask=True):
            walker.lay("image", area, Paint(_space(walker, mask), (), None, False), flat=upright)


def _filters(value: Raw) -> tuple[str, ...]:
    if value is None:
        return ()
    listed = value if isinstance(value, (list, pikepdf.Array)) else [value]
    return tuple(_SHORT_FILTERS.get(str(one), str(one))[1:] for one in listed)


def _masked(image: Raw) -> str:
    if isinstance(image.get("/SMask"), pikepdf.Stream):
        return "SMask"
    mask = image.get("/Mask")
    if isinstance(mask, pikepdf.Stream):
        return "Mask"
    return "colours" if isinstance(mask, pikepdf.Array) else ""


def _image_space(walker: Walker, image: Raw, filters: tuple[str, ...]) -> Space:
    space = image.get("/ColorSpace")
    if space is not None:
        return _space(walker, space)
    if filters[-1:] == ("JPXDecode",):
        return _jpx_space(image.read_raw_bytes())
    raise ValueError("an image has no colour space")


def _space(walker: Walker, value: Raw) -> Space:
    return walker.space(str(value) if isinstance(value, pikepdf.Name) else value)


def _jpx_space(data: bytes) -> Space:
    """Read the colour space out of a JP2 file's `colr` box."""
    at = data.find(b"colr", 0, 4096)
    if at >= 0 and data[at + 4] == 2:
        kind = data[at + 7 + 16 : at + 7 + 20].decode("latin-1")
        return Space("ICCBased", {"GRAY": 1, "CMYK": 4}.get(kind, 3), profile=kind.strip())
    if at < 0:
        return DEVICES[_JPX_COUNTS.get(_components(data), "/DeviceRGB")]
    number = int.from_bytes(data[at + 7 : at + 11], "big")
    return DEVICES[_JPX_SPACES.get(number, "/DeviceRGB")]


def _components(data: bytes) -> int:
    """Read how many components a bare codestream has (ISO/IEC 15444-1, A.5.1)."""
    start = max(data.find(_CODESTREAM, 0, 4096), 0)
    return int.from_bytes(data[start + 40 : start + 42], "big")


def _inline_image(walker: Walker, operands: list[Any]) -> None:
    keys, _ = operands
    if isinstance(keys, dict):
        _image(walker, keys, name="inline image", inline=True)


def form(walker: Walker, stream: Raw, *, name: str, mask: str = "") -> None:
    """Draw a form in the state as it is; a group starts afresh in alpha and blending."""
    group = stream.get("/Group")
    matrix = product(matrix_or_none(stream.get("/Matrix")), walker.state.ctm)
    with walker.aside(ctm=matrix):
        if "/BBox" in stream:
            left, bottom, right, top = (float(one) for one in stream.BBox)
            corners = ((left, bottom), (right, bottom), (right, top), (left, top))
            walker.clip([placed(matrix, x, y) for x, y in corners])
        grouped = isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency"
        if grouped:
            note_group(walker, group, name=name, mask=mask)
        state = walker.state
        alpha = state.group_alpha * state.alpha[0]
        fresh = {"alpha": (1.0, 1.0), "group_alpha": alpha, "blend": "Normal"}
        with walker.aside(**fresh) if grouped else nullcontext():
            walker.inside(stream, stream.get("/Resources"), name=name)


def note_group(walker: Walker, group: Raw, *, name: str, mask: str = "") -> None:
    """Note a transparency group and the space that it blends in."""
    value = group.get("/CS")
    space = None
    if value is not None:
        space = _space(walker, value)
    path = walker.context.path
    path = name if path == "page" else f"{path} > {name}"
    box = walker.frame.box(walker.state.clip)
    walker.groups.append(
        Group(walker.frame.page, box, path, space, mask or ("nested" if walker.mask else ""))
    )


def soft_mask(walker: Walker, mask: Raw) -> None:
    """Read a soft mask's group, once a page; its marks are no ink."""
    group = mask.get("/G")
    if not isinstance(group, pikepdf.Stream):
        raise ValueError("a soft mask has no group")
    if walker.once("mask", group.objgen, str(mask.get("/S"))):
        kind = str(mask.get("/S", "")).removeprefix("/")
        fresh = {"alpha": (1.0, 1.0), "group_alpha": 1.0, "blend": "Normal"}
        with walker.aside(mask=True, overprint=(False, False), **fresh):
            form(walker, group, name="soft mask", mask=kind)


def annotation(walker: Walker, note: Raw) -> None:
    """Draw what an annotation looks like in print; one that is hidden or for screens only is left out."""
    flags = int(note.get("/F", 0))
    stream = _appearance(note)
    if flags & 2 or not flags & 4 or stream is None:
        return
    x0, y0, x1, y1 = (float(one) for one in note.Rect)
    left, bottom = min(x0, x1), min(y0, y1)
    inner = matrix_or_none(stream.get("/Matrix"))
    box = tuple(float(one) for one in stream.get("/BBox", (0, 0, 1, 1)))
    drawn = placed_area(inner, (box[0], box[1], box[2], box[3]))
    across = abs(x1 - x0) / ((drawn[2] - drawn[0]) or 1.0)
    up = abs(y1 - y0) / ((drawn[3] - drawn[1]) or 1.0)
    fit = (across, 0.0, 0.0, up, left - drawn[0] * across, bottom - drawn[1] * up)
    layer = walker.shelf.layers.of(note.get("/OC")) if "/OC" in note else SHOWN
    with walker.aside(ctm=fit, annotation=True, layers=[layer]):
        form(walker, stream, name=f"annotation {str(note.get('/Subtype', ''))[1:]}")


def _appearance(note: Raw) -> Raw:
    """Give an annotation's normal appearance, of its present state where it has several."""
    looks = note.get("/AP")
    normal = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        return normal
    if isinstance(normal, pikepdf.Dictionary):
        chosen = normal.get(str(note.get("/AS", "/Off")))
        return chosen if isinstance(chosen, pikepdf.Stream) else None
    return None


PLACING: dict[str, Handler] = {"Do": _do, "BI": _inline_image, "sh": shade}
"""By operator."""
