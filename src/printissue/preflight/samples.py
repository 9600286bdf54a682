"""The samples of a PDF image, decoded to one picture of mode L for each component, and reduced."""

import base64
import io
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageChops

from printissue.preflight.inkwell import InseparableError, Raw, Space
from printissue.preflight.unpacking import MOST, unpacking

LONGEST = 768
"""Pixels of the longer side to which a picture is reduced: the mean of its ink stays, and more is not asked."""
MOST_SAMPLES = 1 << 28
"""Samples of one picture that are read at most."""

_JPEG = ("/DCTDecode", "/DCT")
_FAX = ("/CCITTFaxDecode", "/CCF", "/JBIG2Decode")
_WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": zlib.decompress,
    "/Fl": zlib.decompress,
    "/ASCII85Decode": lambda data: base64.a85decode(data.strip().removesuffix(b"~>")),
    "/A85": lambda data: base64.a85decode(data.strip().removesuffix(b"~>")),
    "/ASCIIHexDecode": lambda data: bytes.fromhex(data.rstrip(b"> \r\n").decode("ascii")),
    "/AHx": lambda data: bytes.fromhex(data.rstrip(b"> \r\n").decode("ascii")),
}
"""What may lie around a coded picture."""


def components(image: Raw, space: Space) -> list[Image.Image]:
    """Decode an image, its Decode array applied: 0 to 255 within the limits of each component.

    The one component of an indexed image holds its indices and is not reduced, for they have no mean.
    """
    decode = [float(value) for value in image.get("/Decode", [])]
    last = filters_of(image)[-1:]
    if last and (last[0] in _JPEG or last[0] == "/JPXDecode"):
        bands = _coded(image, jpeg=last[0] in _JPEG)
    elif last and last[0] in _FAX:
        bands = [pikepdf.PdfImage(image).as_pil_image().convert("L")]
        decode = []  # pikepdf has applied it
    else:
        bands = raw_components(image, space)
    if len(bands) != space.size:
        raise InseparableError(f"a picture has {len(bands)} components in place of {space.size}")
    if space.kind == "indexed":
        return [_indices(bands[0], image, decode)]
    small = [reduced(band) for band in bands]
    if len(decode) != 2 * space.size:
        return small
    return [band.point(_curve(decode, space, n)) for n, band in enumerate(small)]


def coded_components(image: Raw) -> int:
    """Tell how many colours a JPEG 2000 picture has, which need not be named outside of it."""
    bands = len(Image.open(io.BytesIO(_unwrapped(image))).getbands())
    return bands - 1 if bands in (2, 5) else bands


def filters_of(image: Raw) -> list[str]:
    """Name an image's filters, the outermost first."""
    filters = image.get("/Filter", pikepdf.Array())
    return [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters]


def reduced(picture: Image.Image) -> Image.Image:
    """Make a picture smaller by whole pixels where it is larger than needed."""
    factor = -(-max(picture.size) // LONGEST)
    return picture.reduce(factor) if factor > 1 else picture


def raw_components(image: Raw, space: Space) -> list[Image.Image]:
    """Read an image that is no coded picture: its samples, brought to 0 to 255, not reduced."""
    width, height, size = int(image.Width), int(image.Height), space.size
    bits = int(image.get("/BitsPerComponent", 8))
    if not (width > 0 and height > 0 and width * height * size <= MOST_SAMPLES):
        raise InseparableError(f"a picture of {width} x {height} pixels is not read")
    if bits not in (1, 2, 4, 8, 16):
        raise InseparableError(f"a picture has {bits} bits a component")
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
    """Decode a JPEG or JPEG 2000 picture, the former at the smallest scale that is enough."""
    picture: Image.Image = Image.open(io.BytesIO(_unwrapped(image)))
    width, height = picture.size
    if width * height * len(picture.getbands()) > MOST_SAMPLES:
        raise InseparableError(f"a picture of {width} x {height} pixels is not read")
    if jpeg:
        picture.draft(picture.mode, (LONGEST, LONGEST))
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    bands = list(picture.split())
    if jpeg and len(bands) == 4:  # Pillow takes every one for inverted, as Adobe's are
        bands = [ImageChops.invert(band) for band in bands]
    return bands[:-1] if picture.mode in ("LA", "RGBA") else bands


def _unwrapped(image: Raw) -> bytes:
    """Give a coded picture without what is wrapped around it."""
    data: bytes = image.read_raw_bytes()
    for name in filters_of(image)[:-1]:
        if name not in _WRAPPINGS:
            raise InseparableError(f"a picture is wrapped in {name}")
        data = _WRAPPINGS[name](data)
    return data


def _indices(band: Image.Image, image: Raw, decode: list[float]) -> Image.Image:
    """Bring the samples of an indexed image to indices."""
    most = 2 ** min(8, int(image.get("/BitsPerComponent", 8))) - 1
    low, high = decode if len(decode) == 2 else (0.0, float(most))
    return band.point([max(0, min(255, round(low + v / 255 * (high - low)))) for v in range(256)])


def _curve(decode: list[float], space: Space, place: int) -> list[int]:
    """Give the table that a Decode array means for one component."""
    low, high = decode[2 * place : 2 * place + 2]
    least, most = space.limits[2 * place : 2 * place + 2] or (0.0, 1.0)
    steps = (low + value / 255 * (high - low) for value in range(256))
    return [max(0, min(255, round(255 * (step - least) / (most - least)))) for step in steps]
