"""The samples of images (ISO 32000-1, 8.9), decoded to one Pillow image of mode L for each component."""

import base64
import io
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageChops

from printissue.pdf.colour import ColourSpace
from printissue.pdf.content import FILTERS, LOSSLESS, MAX_STREAM, decoding_limit
from printissue.pdf.objects import ContentError, Raw, numbers, text

LONGEST = 768
"""The pixels of the longer side to which an image is reduced if only its mean is needed."""
MAX_SAMPLES = 1 << 28
"""The largest number of samples of an image that is read."""

_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": zlib.decompress,
    "/ASCII85Decode": lambda data: base64.a85decode(data.strip().removesuffix(b"~>")),
    "/ASCIIHexDecode": lambda data: bytes.fromhex(data.rstrip(b"> \r\n").decode("ascii")),
}
"""The decoders of the filters that may be applied to a JPEG or JPEG 2000 image."""


def components(image: Raw, space: ColourSpace, *, whole: bool = False) -> list[Image.Image]:
    """Return an image's components with its Decode array applied: 0 to 255 between the limits of each.

    They are reduced to `LONGEST` pixels unless the `whole` image is wanted. The component of an indexed image are its
    indices; they have no mean and are never reduced. Raise one of `BROKEN` for a damaged image.
    """
    decode = list(numbers(image.get("/Decode")))
    last = filters_of(image)[-1:]
    if last in (["/DCTDecode"], ["/JPXDecode"]):
        bands = _coded(image, jpeg=last == ["/DCTDecode"], whole=whole)
    elif last in (["/CCITTFaxDecode"], ["/JBIG2Decode"]):
        bands = [pikepdf.PdfImage(image).as_pil_image().convert("L")]
        decode = []  # pikepdf has applied it
    else:
        bands = raw_components(image, space, whole=whole)
    if len(bands) != space.size:
        raise ContentError(f"a picture has {len(bands)} components in place of {space.size}")
    if space.model == "indexed":
        return [_indices(bands[0], image, decode)]
    bands = bands if whole else [reduced(band) for band in bands]
    if len(decode) != 2 * space.size or tuple(decode) == space.limits:
        return bands
    return [band.point(_curve(decode, space, n)) for n, band in enumerate(bands)]


def coded_components(image: Raw) -> int:
    """Return the number of colour components in a JPEG 2000 image, which its dictionary need not state."""
    bands = len(Image.open(io.BytesIO(_image_data(image))).getbands())
    return bands - 1 if bands in (2, 5) else bands


def filters_of(image: Raw) -> list[str]:
    """Return the names of an image's filters, the outermost first."""
    value = image.get("/Filter")
    listed = list(value) if isinstance(value, pikepdf.Array) else [value]
    names = (text(one) for one in listed if isinstance(one, pikepdf.Name))
    return [FILTERS.get(name, name) for name in names]


def reduced(picture: Image.Image) -> Image.Image:
    """Return an image reduced by a whole factor to at most `LONGEST` pixels."""
    factor = -(-max(picture.size) // LONGEST)
    return picture.reduce(factor) if factor > 1 else picture


def raw_components(image: Raw, space: ColourSpace, *, whole: bool = False) -> list[Image.Image]:
    """Return the components of an image without an image filter, from 0 to 255, not reduced.

    Missing samples are 0; if the `whole` image is wanted, raise ContentError for them.
    """
    width, height, size = int(image.Width), int(image.Height), space.size
    bits = int(image.get("/BitsPerComponent", 8))
    if not (width > 0 and height > 0 and width * height * size <= MAX_SAMPLES):
        raise ContentError(f"a picture of {width} x {height} pixels is not read")
    if bits not in (1, 2, 4, 8, 16):
        raise ContentError(f"a picture has {bits} bits a component")
    stride = -(-width * size * bits // 8)
    with decoding_limit(
        stride * height + height + MAX_STREAM
    ):  # a predictor adds a byte to each row
        content: bytes = image.read_bytes(LOSSLESS)
    if whole and len(content) < stride * height:
        raise ContentError("a picture has fewer samples than its size asks for")
    if bits == 16:
        content, bits = content[::2], 8
        stride //= 2
    content = content[: stride * height].ljust(stride * height, b"\0")
    if bits < 8:
        mode, form = ("1", "1") if bits == 1 else ("L", f"L;{bits}")
        wide = Image.frombytes(mode, (width * size, height), content, "raw", form, stride)
        content = wide.convert("L").tobytes()
    return [Image.frombytes("L", (width, height), content[n::size]) for n in range(size)]


def _coded(image: Raw, *, jpeg: bool, whole: bool) -> list[Image.Image]:
    """Return the bands of a JPEG or JPEG 2000 image, a JPEG at the smallest scale that is enough."""
    picture: Image.Image = Image.open(io.BytesIO(_image_data(image)))
    width, height = picture.size
    if width * height * len(picture.getbands()) > MAX_SAMPLES:
        raise ContentError(f"a picture of {width} x {height} pixels is not read")
    if jpeg and not whole:
        picture.draft(picture.mode, (LONGEST, LONGEST))
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    bands = list(picture.split())
    if jpeg and len(bands) == 4:  # Pillow assumes that every CMYK JPEG is inverted, as Adobe's are
        bands = [ImageChops.invert(band) for band in bands]
    return bands[:-1] if picture.mode in ("LA", "RGBA") else bands


def _image_data(image: Raw) -> bytes:
    """Return the data of a JPEG or JPEG 2000 image, with its other filters decoded."""
    data: bytes = image.read_raw_bytes()
    for name in filters_of(image)[:-1]:
        if name not in _DECODERS:
            raise ContentError(f"a picture has the filter {name} as well")
        data = _DECODERS[name](data)
    return data


def _indices(band: Image.Image, image: Raw, decode: list[float]) -> Image.Image:
    """Return the samples of an indexed image as indices."""
    most = 2 ** min(8, int(image.get("/BitsPerComponent", 8))) - 1
    low, high = decode if len(decode) == 2 else (0.0, float(most))
    return band.point([max(0, min(255, round(low + v / 255 * (high - low)))) for v in range(256)])


def _curve(decode: list[float], space: ColourSpace, place: int) -> list[int]:
    """Return the lookup table of a Decode array for one component."""
    low, high = decode[2 * place : 2 * place + 2]
    least, most = space.limits[2 * place : 2 * place + 2]
    steps = (low + value / 255 * (high - low) for value in range(256))
    return [max(0, min(255, round(255 * (step - least) / (most - least)))) for step in steps]


def colour_key_mask(image: Raw, space: ColourSpace) -> Image.Image | None:
    """Return the mask of an image's colour key (8.9.6.4): 255 where it is opaque; None if it has none."""
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
