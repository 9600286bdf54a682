"""Pictures of any kind in a raw file become CMYK or grey and look the same."""

import base64
import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from printfiles import PROFILE, address, drawn, everything, finished, remade
from printissue.assets.images import prepare_image
from printissue.editions.print.colour import (
    CmykConversion,
    LuminosityConversion,
    UnconvertibleError,
)
from printissue.editions.print.images import convert_image
from printissue.pdf.colour import CMYK, GRAY, LAB, RGB, ColourSpace

SIZE = (40, 30)


@pytest.fixture(scope="module")
def inks():
    return CmykConversion(PROFILE)


@pytest.fixture
def pdf():
    return pikepdf.new()


def colours(mode="RGB"):
    ramp = Image.linear_gradient("L").resize(SIZE)
    ball = Image.radial_gradient("L").resize(SIZE)
    return Image.merge("RGB", [ramp, ball, ramp.rotate(180)]).convert(mode)


def stream(pdf, data, *, size=SIZE, **entries):
    made = pdf.make_stream(data)
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = size
    made.BitsPerComponent = 8
    for key, value in entries.items():
        made[f"/{key}"] = value
    return made


def jpeg(image):
    target = io.BytesIO()
    image.save(target, "JPEG", quality=95, subsampling=0)
    return target.getvalue()


def shown(pdf, made):
    """Decode a converted image to Pillow's CMYK or L."""
    image = pdf.make_stream(made.data, made.entries)
    if image.get("/Filter") == "/DCTDecode":
        return Image.open(io.BytesIO(image.read_raw_bytes())).copy()
    mode = "L" if image.ColorSpace == "/DeviceGray" else "CMYK"
    return Image.frombytes(mode, (int(image.Width), int(image.Height)), image.read_bytes())


def distance(one, other):
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return max(abs(a - b) for a, b in pairs)


def test_lossless_stays_lossless(pdf, inks):
    made = convert_image(stream(pdf, colours().tobytes()), space=RGB, conversion=inks)
    assert made.entries.Filter == "/FlateDecode"
    assert shown(pdf, made).tobytes() == inks.image(colours(), RGB).tobytes()


def test_a_jpeg_stays_a_jpeg(pdf, inks):
    content = jpeg(colours())
    source = stream(pdf, content, Filter=Name.DCTDecode)
    made = convert_image(source, space=RGB, conversion=inks)
    assert made.entries.Filter == "/DCTDecode"
    assert [int(value) for value in made.entries.Decode] == [1, 0] * 4
    wanted = inks.image(Image.open(io.BytesIO(content)).convert("RGB"), RGB)
    assert distance(shown(pdf, made), wanted) < 24


def test_grey_rgb_becomes_grey(pdf, inks):
    grey = colours("L")
    flat = convert_image(stream(pdf, grey.convert("RGB").tobytes()), space=RGB, conversion=inks)
    assert flat.entries.ColorSpace == "/DeviceGray"
    assert shown(pdf, flat).tobytes() == grey.tobytes()
    packed = stream(pdf, jpeg(grey.convert("RGB")), Filter=Name.DCTDecode)
    assert convert_image(packed, space=RGB, conversion=inks).entries.ColorSpace == "/DeviceGray"


def test_grey_and_cmyk_pass_byte_for_byte(pdf, inks):
    for mode, space, name in (("L", GRAY, "/DeviceGray"), ("CMYK", CMYK, "/DeviceCMYK")):
        for data, extra in (
            (colours(mode).tobytes(), {}),
            (jpeg(colours(mode)), {"Filter": Name.DCTDecode}),
        ):
            source = stream(pdf, data, Interpolate=True, Intent=Name.Perceptual, **extra)
            made = convert_image(source, space=space, conversion=inks)
            assert made.data == data
            assert made.entries.ColorSpace == name
            assert not {"/Interpolate", "/Intent"} & set(made.entries.keys())


def test_one_bit_grey_and_stencils_stay(pdf, inks):
    bits = colours("1").tobytes()
    source = stream(pdf, bits, BitsPerComponent=1)
    assert convert_image(source, space=GRAY, conversion=inks).entries.BitsPerComponent == 1
    source.ImageMask = True
    made = convert_image(source, space=None, conversion=inks)
    assert made.data == bits
    assert "/ColorSpace" not in made.entries


def test_indexed_pictures_change_only_their_table(pdf, inks):
    table = bytes((255, 0, 0, 255, 255, 255, 10, 10, 10))
    source = stream(pdf, bytes(n % 3 for n in range(1200)))
    made = convert_image(
        source, space=ColourSpace("Indexed", 1, base=RGB, entries=table), conversion=inks
    )
    assert made.data == source.read_raw_bytes()
    kind, base, high, lookup = made.entries.ColorSpace
    assert (str(kind), str(base), int(high)) == ("/Indexed", "/DeviceCMYK", 2)
    red = [round(value * 255) for value in inks.colour(RGB, (1.0, 0.0, 0.0))]
    assert bytes(lookup) == bytes((*red, 0, 0, 0, 0, 0, 0, 0, 245))


def test_an_indexed_picture_of_greys_is_grey(pdf, inks):
    space = ColourSpace("Indexed", 1, base=RGB, entries=bytes((0, 0, 0, 80, 80, 80)))
    made = convert_image(stream(pdf, bytes(1200)), space=space, conversion=inks)
    assert made.entries.ColorSpace[1] == "/DeviceGray"
    assert bytes(made.entries.ColorSpace[3]) == bytes((0, 80))


def test_a_decode_array_is_applied(pdf, inks):
    data = colours().tobytes()
    turned = bytes(255 - value for value in data)
    source = stream(pdf, turned, Decode=Array([1, 0] * 3))
    made = convert_image(source, space=RGB, conversion=inks)
    assert "/Decode" not in made.entries
    assert made.data == convert_image(stream(pdf, data), space=RGB, conversion=inks).data
    part = stream(pdf, b"\xff\xff\xff", size=(1, 1), Decode=Array([0, 0.2] * 3))
    assert shown(pdf, convert_image(part, space=RGB, conversion=inks)).getpixel((0, 0)) == 51


def test_sixteen_bits_become_eight(pdf, inks):
    data = colours().tobytes()
    deep = bytes(byte for value in data for byte in (value, 7))
    source = stream(pdf, deep, BitsPerComponent=16)
    made = convert_image(source, space=RGB, conversion=inks)
    assert made.data == convert_image(stream(pdf, data), space=RGB, conversion=inks).data


def test_in_a_luminosity_mask_everything_is_grey(pdf):
    rgb = convert_image(
        stream(pdf, colours().tobytes()), space=RGB, conversion=LuminosityConversion()
    )
    assert shown(pdf, rgb).tobytes() == colours("L").tobytes()
    inked = Image.new("CMYK", SIZE, (0, 0, 0, 200))
    adobe = stream(pdf, jpeg(inked), Filter=Name.DCTDecode, Decode=Array([1, 0] * 4))
    plain = stream(pdf, inked.tobytes())
    for source in (adobe, plain):
        assert (
            abs(
                shown(
                    pdf, convert_image(source, space=CMYK, conversion=LuminosityConversion())
                ).getpixel((3, 3))
                - 55
            )
            < 3
        )
    bare = stream(pdf, jpeg(inked), Filter=Name.DCTDecode)  # without Decode, 55 is ink
    assert (
        shown(pdf, convert_image(bare, space=CMYK, conversion=LuminosityConversion())).getpixel(
            (3, 3)
        )
        < 3
    )


@pytest.mark.parametrize(
    ("data", "space", "entries"),
    [
        (b"", RGB, {}),
        (b"short", RGB, {}),
        (b"no jpeg", RGB, {"Filter": Name.DCTDecode}),
        (b"no flate", RGB, {"Filter": Name.FlateDecode}),
        (bytes(3600), LAB, {}),
        (bytes(3600), RGB, {"BitsPerComponent": 3}),
    ],
)
def test_damaged_images(pdf, inks, data, space, entries):
    with pytest.raises(UnconvertibleError):
        convert_image(stream(pdf, data, **entries), space=space, conversion=inks)


# on pages


def picture(**entries):
    base = {"Subtype": "/Image", "Width": 2, "Height": 1, "BitsPerComponent": 8}
    return {**base, "ColorSpace": "/DeviceRGB", **entries}


RED_BLUE = b"\xff\0\0\0\0\xff"
SOFT = (b"\x80\xff", picture(ColorSpace="/DeviceGray", Interpolate=True, Matte=[0, 0, 0]))


def placed(*entries, name="I"):
    return drawn(f"9 0 0 9 0 0 cm /{name} Do", {"XObject": {name: entries}})


def test_a_soft_mask_stays_grey_and_loses_its_interpolation():
    pdf, findings = remade(placed(RED_BLUE, picture(SMask=SOFT)))
    assert findings == ()
    (image,) = pdf.pages[0].obj.Resources.XObject.values()
    assert image.SMask.read_bytes() == b"\x80\xff"
    assert not {"/Matte", "/Interpolate"} & set(image.SMask.keys())
    assert "/Group" in pdf.pages[0].obj


def test_a_stencil_mask_of_a_picture_stays():
    hard = (b"\x40", picture(ImageMask=True, BitsPerComponent=1))
    pdf, findings = remade(placed(RED_BLUE, picture(Mask=hard)))
    assert findings == ()
    (image,) = pdf.pages[0].obj.Resources.XObject.values()
    assert image.Mask.read_bytes() == b"\x40"
    assert "/Group" not in pdf.pages[0].obj


def test_a_colour_key_mask_is_a_finding():
    _, (finding,) = remade(placed(RED_BLUE, picture(Mask=[0, 0, 0, 0, 0, 0])))
    assert "transparent" in finding.message


def test_a_picture_that_cannot_be_read_is_left_out_and_reported():
    pdf, (finding,) = remade(placed(b"", picture(Filter="/JPXDecode")))
    assert (finding.rule, finding.place.page) == ("press-colour", 1)
    assert b"Do" not in pdf.pages[0].obj.Contents.read_bytes()


@pytest.mark.parametrize(
    ("head", "data", "space"),
    [
        ("/CS /RGB", b"ff00000000ff>", "/DeviceCMYK"),
        ("/CS /RGB", b"404040808080>", "/DeviceGray"),
        ("/CS /G", b"4080>", "/DeviceGray"),
        ("/CS /CMYK", b"ff00000000ff0000>", "/DeviceCMYK"),
    ],
)
def test_inline_pictures_become_objects(head, data, space):
    content = f"q 9 0 0 9 0 0 cm BI /W 2 /H 1 /BPC 8 {head} /F /AHx ID {data.decode()} EI Q"
    pdf, findings = remade(drawn(content))
    assert findings == ()
    (image,) = pdf.pages[0].obj.Resources.XObject.values()
    assert image.ColorSpace == space
    assert b"EI" not in pdf.pages[0].obj.Contents.read_bytes()


def test_an_inline_stencil_takes_the_colour():
    pdf, findings = remade(drawn("1 0 0 rg BI /W 8 /H 1 /IM true ID \x7f EI"))
    assert findings == ()
    content = pdf.pages[0].obj.Contents.read_bytes()
    assert content.index(b" k") < content.index(b"/Inline Do")


def test_a_stencil_object_takes_the_colour():
    stencil = (b"\x7f", {"Subtype": "/Image", "Width": 8, "Height": 1, "ImageMask": True})
    pdf, _ = remade(drawn("1 0 0 rg /M Do", {"XObject": {"M": stencil}}))
    content = pdf.pages[0].obj.Contents.read_bytes()
    assert 0 < content.index(b" k") < content.index(b"/M Do")


def test_the_layout_engine_s_cmyk_jpeg_does_not_change():
    image = Image.new("CMYK", (20, 20), (255, 0, 128, 0))
    pdf, _ = finished(f'<img src="{address(image, "JPEG", quality=90)}" alt="">')
    (made,) = (one for one in everything(pdf) if _is_image(one))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90)
    assert made.read_raw_bytes() == target.getvalue()
    assert [int(value) for value in made.Decode] == [1, 0] * 4


def _is_image(one):
    return isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"


def test_flate_data_is_read_through_its_predictor(pdf, inks):
    rows = b"".join(b"\x01" + bytes((200, 10, 10)) + bytes(117) for _ in range(30))
    source = stream(
        pdf,
        zlib.compress(rows),
        Filter=Name.FlateDecode,
        DecodeParms=Dictionary(Predictor=15, Colors=3, Columns=40),
    )
    made = shown(pdf, convert_image(source, space=RGB, conversion=inks))
    assert made.getpixel((39, 29)) == inks.image(
        Image.new("RGB", (1, 1), (200, 10, 10)), RGB
    ).getpixel((0, 0))


# line art


def line_art(mode="1"):
    art = Image.new("1", SIZE, 1)
    for x in range(0, 39, 3):
        art.putpixel((x, x % 30), 0)
    return art.convert(mode)


def pictures(pdf):
    return [one for one in everything(pdf) if isinstance(one, pikepdf.Stream) and "/Width" in one]


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("PNG", {"bits": 1}), ("TIFF", {"compression": "group4"})],
)
def test_line_art_stays_line_art(tmp_path, kind, options):
    art = line_art("L").quantize(2) if "bits" in options else line_art()
    art.save(tmp_path / "art", kind, **options)
    prepared = prepare_image(tmp_path / "art")
    source = base64.b64encode(prepared.for_print).decode()
    pdf, findings = finished(f'<img src="data:image/png;base64,{source}">')
    (made,) = pictures(pdf)
    assert findings == ()
    assert (made.ColorSpace, made.BitsPerComponent) == ("/DeviceGray", 1)
    assert made.read_bytes() == line_art().tobytes()
    assert len(made.read_raw_bytes()) < SIZE[0] * SIZE[1] / 4


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_black_and_white_of_eight_bits_stays_grey(tmp_path, mode):
    line_art(mode).save(tmp_path / "art.png")
    source = base64.b64encode(prepare_image(tmp_path / "art.png").for_print).decode()
    pdf, _ = finished(f'<img src="data:image/png;base64,{source}">')
    (made,) = pictures(pdf)
    assert (made.ColorSpace, made.BitsPerComponent) == ("/DeviceGray", 8)
    assert made.read_bytes() == line_art("L").tobytes()


def test_greys_between_are_no_line_art(pdf, inks):
    art = line_art("L")
    art.putpixel((1, 1), 254)
    made = convert_image(stream(pdf, art.convert("RGB").tobytes()), space=RGB, conversion=inks)
    assert made.entries.BitsPerComponent == 8


def test_jpegs_and_masked_pictures_are_no_line_art(pdf, inks):
    white = Image.new("RGB", SIZE, "white")
    made = convert_image(
        stream(pdf, jpeg(white), Filter=Name.DCTDecode), space=RGB, conversion=inks
    )
    assert made.entries.BitsPerComponent == 8
    mask = pdf.make_indirect(stream(pdf, bytes(1200), ColorSpace=Name.DeviceGray))
    made = convert_image(stream(pdf, white.tobytes(), SMask=mask), space=RGB, conversion=inks)
    assert made.entries.BitsPerComponent == 8


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_grey_picture_keeps_one_channel(kind):
    grey = colours("L")
    pdf, _ = finished(f'<img src="{address(grey, kind)}">')
    (made,) = pictures(pdf)
    assert made.ColorSpace == "/DeviceGray"
    if kind == "PNG":
        assert made.read_bytes() == grey.tobytes()
    else:
        assert Image.open(io.BytesIO(made.read_raw_bytes())).mode == "L"
