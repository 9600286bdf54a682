"""Images taken apart: for each ink a picture of mode L that says how much of it is laid down."""

import base64
import io
import zlib
from collections.abc import Callable, Sequence

import pikepdf
from PIL import Image, ImageChops

from printissue.pdf.colour import PROCESS, ColourSpace, Inks
from printissue.pdf.content import FILTERS
from printissue.pdf.objects import ContentError, Raw, numbers, reason, text
from printissue.pdf.unpacking import MOST, unpacking
from printissue.preflight.separations.inks import InkModel

LONGEST = 768
"""Pixels of the longer side to which a picture is reduced: the mean of its ink stays."""
MAX_SAMPLES = 1 << 28
"""Samples of one picture that are read at most."""
Plates = dict[str, Image.Image]
"""By ink; 255 is all of it. Inks that are not named lay down nothing."""

_WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": zlib.decompress,
    "/ASCII85Decode": lambda data: base64.a85decode(data.strip().removesuffix(b"~>")),
    "/ASCIIHexDecode": lambda data: bytes.fromhex(data.rstrip(b"> \r\n").decode("ascii")),
}
"""What may be around a coded picture."""


def separated(image: Raw, space: ColourSpace, model: InkModel) -> Plates:
    """Return an image's plates. Raise ContentError where it cannot be read."""
    try:
        return _plates(components(image, space), space, model)
    except Exception as error:
        raise ContentError(reason(error, "a picture cannot be decoded")) from None


def keyed(image: Raw, space: ColourSpace) -> Image.Image | None:
    """Return the mask that an image's colour key means: 255 where it is opaque; None without a key."""
    key = image.get("/Mask")
    if not isinstance(key, pikepdf.Array) or len(key) != 2 * space.size:
        return None
    limits = [int(value) for value in key.as_list()]
    unit = 255 // (2 ** int(image.get("/BitsPerComponent", 8)) - 1)
    clear: Image.Image | None = None
    for place, band in enumerate(raw_components(image, space)):
        low, high = limits[2 * place] * unit, limits[2 * place + 1] * unit
        inside = band.point([255 * (low <= value <= high) for value in range(256)])
        clear = ImageChops.darker(clear, inside) if clear else inside
    return reduced(ImageChops.invert(clear)) if clear else None


# samples


def components(image: Raw, space: ColourSpace) -> list[Image.Image]:
    """Return an image's components, its Decode array applied: 0 to 255 within the limits of each.

    The one component of an indexed image holds its indices and is not reduced, for they have no mean.
    """
    decode = list(numbers(image.get("/Decode")))
    last = filters_of(image)[-1:]
    if last in (["/DCTDecode"], ["/JPXDecode"]):
        bands = _coded(image, jpeg=last == ["/DCTDecode"])
    elif last in (["/CCITTFaxDecode"], ["/JBIG2Decode"]):
        bands = [pikepdf.PdfImage(image).as_pil_image().convert("L")]
        decode = []  # pikepdf has applied it
    else:
        bands = raw_components(image, space)
    if len(bands) != space.size:
        raise ContentError(f"a picture has {len(bands)} components in place of {space.size}")
    if space.model == "indexed":
        return [_indices(bands[0], image, decode)]
    small = [reduced(band) for band in bands]
    if len(decode) != 2 * space.size:
        return small
    return [band.point(_curve(decode, space, n)) for n, band in enumerate(small)]


def coded_components(image: Raw) -> int:
    """Return how many colours a JPEG 2000 picture has, which need not be named outside of it."""
    bands = len(Image.open(io.BytesIO(_unwrapped(image))).getbands())
    return bands - 1 if bands in (2, 5) else bands


def filters_of(image: Raw) -> list[str]:
    """Return the names of an image's filters, the outermost first."""
    value = image.get("/Filter")
    listed = list(value) if isinstance(value, pikepdf.Array) else [value]
    names = (text(one) for one in listed if isinstance(one, pikepdf.Name))
    return [FILTERS.get(name, name) for name in names]


def reduced(picture: Image.Image) -> Image.Image:
    """Return a picture made smaller by whole pixels where it is larger than needed."""
    factor = -(-max(picture.size) // LONGEST)
    return picture.reduce(factor) if factor > 1 else picture


def raw_components(image: Raw, space: ColourSpace) -> list[Image.Image]:
    """Return the components of an image that is no coded picture, brought to 0 to 255, not reduced."""
    width, height, size = int(image.Width), int(image.Height), space.size
    bits = int(image.get("/BitsPerComponent", 8))
    if not (width > 0 and height > 0 and width * height * size <= MAX_SAMPLES):
        raise ContentError(f"a picture of {width} x {height} pixels is not read")
    if bits not in (1, 2, 4, 8, 16):
        raise ContentError(f"a picture has {bits} bits a component")
    stride = -(-width * size * bits // 8)
    with unpacking(stride * height + height + MOST):  # a predictor adds to each line
        content: bytes = image.read_bytes()
    if bits == 16:
        content, bits = content[::2], 8
        stride //= 2
    content = content[: stride * height].ljust(stride * height, b"\0")
    if bits < 8:
        mode, form = ("1", "1") if bits == 1 else ("L", f"L;{bits}")
        wide = Image.frombytes(mode, (width * size, height), content, "raw", form, stride)
        content = wide.convert("L").tobytes()
    return [Image.frombytes("L", (width, height), content[n::size]) for n in range(size)]


def _coded(image: Raw, *, jpeg: bool) -> list[Image.Image]:
    """Return the bands of a JPEG or JPEG 2000 picture, the former at the smallest scale that is enough."""
    picture: Image.Image = Image.open(io.BytesIO(_unwrapped(image)))
    width, height = picture.size
    if width * height * len(picture.getbands()) > MAX_SAMPLES:
        raise ContentError(f"a picture of {width} x {height} pixels is not read")
    if jpeg:
        picture.draft(picture.mode, (LONGEST, LONGEST))
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    bands = list(picture.split())
    if jpeg and len(bands) == 4:  # Pillow takes every one for inverted, as Adobe's are
        bands = [ImageChops.invert(band) for band in bands]
    return bands[:-1] if picture.mode in ("LA", "RGBA") else bands


def _unwrapped(image: Raw) -> bytes:
    """Return a coded picture without what is wrapped around it."""
    data: bytes = image.read_raw_bytes()
    for name in filters_of(image)[:-1]:
        if name not in _WRAPPINGS:
            raise ContentError(f"a picture is wrapped in {name}")
        data = _WRAPPINGS[name](data)
    return data


def _indices(band: Image.Image, image: Raw, decode: list[float]) -> Image.Image:
    """Return the samples of an indexed image as indices."""
    most = 2 ** min(8, int(image.get("/BitsPerComponent", 8))) - 1
    low, high = decode if len(decode) == 2 else (0.0, float(most))
    return band.point([max(0, min(255, round(low + v / 255 * (high - low)))) for v in range(256)])


def _curve(decode: list[float], space: ColourSpace, place: int) -> list[int]:
    """Return the table that a Decode array means for one component."""
    low, high = decode[2 * place : 2 * place + 2]
    least, most = space.limits[2 * place : 2 * place + 2]
    steps = (low + value / 255 * (high - low) for value in range(256))
    return [max(0, min(255, round(255 * (step - least) / (most - least)))) for step in steps]


# inks


def _plates(bands: Sequence[Image.Image], space: ColourSpace, model: InkModel) -> Plates:
    model.spots |= set(space.spots)
    if space.size == 1:
        return _looked_up(bands[0], [model.inks(space, one) for one in _steps(space)])
    if space.model == "cmyk" or (space.model == "colorants" and model.has_plates(space)):
        return dict(zip(space.names or PROCESS, bands, strict=True))
    if space.model in ("rgb", "lab"):
        picture = Image.merge("RGB", bands)
        if space.model == "lab":
            picture = Image.merge("LAB", _lab(bands, space.limits))
        return dict(zip(PROCESS, model.picture(picture, space.icc), strict=True))
    return _one_by_one(bands, space, model)


def _steps(space: ColourSpace) -> list[tuple[float, ...]]:
    """Return the colours that the 256 values of a component mean."""
    if space.model == "indexed":
        return [(float(at),) for at in range(256)]
    return [space.scaled(bytes((at,))) for at in range(256)]


def _looked_up(band: Image.Image, rows: Sequence[Inks]) -> Plates:
    """Return the inks of a picture of one component by a table of its 256 values."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: reduced(band.point(_table(rows, name))) for name in names}


def _one_by_one(bands: Sequence[Image.Image], space: ColourSpace, model: InkModel) -> Plates:
    """Add what each component lays down by itself: near enough for spot colours in pictures."""
    made: Plates = {}
    for place, band in enumerate(bands):
        rows = []
        for at in range(256):
            values = [0.0] * space.size
            values[place] = at / 255
            rows.append(model.inks(space, tuple(values)))
        for name, plate in _looked_up(band, rows).items():
            made[name] = ImageChops.add(made[name], plate) if name in made else plate
    return made


def _table(rows: Sequence[Inks], name: str) -> list[int]:
    return [round(255 * max(0.0, min(1.0, row.get(name, 0.0)))) for row in rows]


def _lab(bands: Sequence[Image.Image], limits: Sequence[float]) -> list[Image.Image]:
    """Bring a and b to the signed bytes that Pillow keeps them as."""
    made = [bands[0]]
    for place in (1, 2):
        low, high = limits[2 * place : 2 * place + 2]
        steps = (low + value / 255 * (high - low) for value in range(256))
        made.append(bands[place].point([round(max(-128.0, min(127.0, s))) % 256 for s in steps]))
    return made
