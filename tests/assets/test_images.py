"""Pictures are opened whole, checked, and made ready for ink and for the screen."""

import io
import struct
import warnings
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageCms, ImageFile

from printissue.assets import images
from printissue.assets.images import ImageFault, PreparedImage, prepare_image
from printissue.assets.svg import svg_text
from printissue.core.rules import RULES

RED, GREEN = (255, 0, 0), (0, 255, 0)


def shades(mode="RGB", size=(48, 32)):
    """Return a picture with enough detail that no byte of it can be missed."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    count = size[0] * size[1] * bands
    return Image.frombytes(mode, size, bytes((7 * n * n + 3 * n) % 251 for n in range(count)))


def encoded(image, kind, **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def swapped_profile():
    """Return an RGB profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    table = profile[128:600].replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ")
    return profile[:128] + table.replace(b"????", b"gXYZ") + profile[600:]


def grey_profile():
    """Return a profile of linear grey: a bare header and a curve of no points."""
    tags = {
        b"kTRC": b"curv" + bytes(8),
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D),
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">2I", at + len(body), len(content))
        body += content
    head = struct.pack(">2I", at + len(body), 0) + b"\x02\x10\0\0mntrGRAYXYZ " + bytes(12)
    head += b"acsp" + bytes(28) + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)
    return head.ljust(128, b"\0") + table + body


def cmyk_profile(pytestconfig):
    return (pytestconfig.rootpath / "styles" / "icc" / "FOGRA39L_coated.icc").read_bytes()


@pytest.fixture
def prepare(tmp_path):
    """Return a function that writes a picture to a file and prepares it."""

    def put(content, name="picture"):
        path = tmp_path / name
        path.write_bytes(content)
        return prepare_image(path)

    return put


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_near(pixel, wanted, tolerance=6):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True))


FINE = [
    ("RGB", "PNG", {}, "image/png"),
    ("RGBA", "PNG", {}, "image/png"),
    ("L", "PNG", {}, "image/png"),
    ("LA", "PNG", {}, "image/png"),
    ("P", "PNG", {}, "image/png"),
    ("RGB", "JPEG", {}, "image/jpeg"),
    ("L", "JPEG", {}, "image/jpeg"),
    ("RGB", "JPEG", {"progressive": True}, "image/jpeg"),
    ("RGB", "WEBP", {"lossless": True}, "image/webp"),
    ("P", "GIF", {}, "image/gif"),
]


@pytest.mark.parametrize(("mode", "kind", "options", "media_type"), FINE)
def test_what_is_fine_stays_byte_for_byte(prepare, mode, kind, options, media_type):
    content = encoded(shades(mode), kind, **options)
    picture = prepare(content)
    expected = PreparedImage(content, content, media_type, media_type, 48, 32)
    assert replace(picture, kind=expected.kind) == expected


def test_one_bit_stays_one_bit(prepare):
    content = encoded(shades("L").convert("1"), "PNG")
    assert prepare(content).for_print == content


def test_srgb_by_any_name_is_not_encoded_again(prepare):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("PNG", "JPEG"):
        content = encoded(shades(), kind, icc_profile=profile)
        assert prepare(content).for_print == content


def test_a_foreign_profile_is_applied_and_dropped(prepare):
    for kind in ("PNG", "JPEG"):
        content = encoded(Image.new("RGB", (20, 10), RED), kind, icc_profile=swapped_profile())
        picture = prepare(content)
        assert picture.for_print == picture.for_screen
        image = opened(picture.for_screen)
        assert (image.format, image.info.get("icc_profile")) == (kind, None)
        assert is_near(image.getpixel((5, 5)), GREEN)


def test_a_foreign_profile_keeps_transparency(prepare):
    content = encoded(Image.new("RGBA", (4, 4), (*RED, 77)), "PNG", icc_profile=swapped_profile())
    assert is_near(opened(prepare(content).for_print).getpixel((1, 1)), (*GREEN, 77))


def test_a_palette_with_a_foreign_profile(prepare):
    image = Image.new("RGB", (4, 4), RED).convert("P", palette=Image.Palette.ADAPTIVE)
    picture = prepare(encoded(image, "PNG", icc_profile=swapped_profile()))
    assert is_near(opened(picture.for_print).convert("RGB").getpixel((1, 1)), GREEN)


def test_a_grey_profile_moves_the_greys_and_keeps_them_grey(prepare):
    content = encoded(Image.new("L", (4, 4), 128), "PNG", icc_profile=grey_profile())
    image = opened(prepare(content).for_print)
    assert image.mode == "L"
    assert abs(image.getpixel((1, 1)) - 188) <= 2  # 128/255 linear is 188 in sRGB


@pytest.mark.parametrize("profile", [b"no profile", grey_profile()])
def test_a_profile_that_does_not_fit_is_ignored(prepare, profile):
    content = encoded(shades(), "PNG", icc_profile=profile)
    assert prepare(content).for_print == content


def test_orientation_is_applied(prepare):
    image = Image.new("RGB", (40, 20), RED)
    image.paste(GREEN, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees: the left half is above
    for kind in ("JPEG", "PNG"):
        picture = prepare(encoded(image, kind, exif=exif))
        assert (picture.width, picture.height) == (20, 40)
        turned = opened(picture.for_print)
        assert is_near(turned.getpixel((10, 5)), GREEN)
        assert is_near(turned.getpixel((10, 35)), RED)
        assert turned.getexif().get(0x0112, 1) == 1


def test_a_cmyk_jpeg_stays_for_ink_and_turns_srgb_for_the_screen(prepare, pytestconfig):
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    plain = encoded(cyan, "JPEG", quality=95)
    managed = encoded(cyan, "JPEG", quality=95, icc_profile=cmyk_profile(pytestconfig))
    for content, seen in ((plain, (0, 255, 255)), (managed, (0, 160, 226))):
        picture = prepare(content)
        assert picture.for_print == content
        screen = opened(picture.for_screen)
        assert (screen.mode, screen.info.get("icc_profile")) == ("RGB", None)
        assert is_near(screen.getpixel((8, 8)), seen, 12)


def test_a_cmyk_jpeg_without_adobe_s_mark_is_not_inverted(prepare):
    content = encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=95)
    start = content.index(b"\xff\xee")
    length = int.from_bytes(content[start + 2 : start + 4], "big")
    bare = content[:start] + content[start + 2 + length :]
    assert is_near(
        opened(prepare(bare).for_screen).getpixel((8, 8)), (0, 0, 0), 12
    )  # 0 255 255 255


def test_a_cmyk_jpeg_on_its_side_stays_cmyk(prepare):
    exif = Image.Exif()
    exif[0x0112] = 8
    image = Image.new("CMYK", (32, 16), (0, 255, 0, 0))
    picture = prepare(encoded(image, "JPEG", exif=exif))
    ink = opened(picture.for_print)
    assert (ink.mode, ink.size) == ("CMYK", (16, 32))
    assert is_near(ink.getpixel((5, 5)), (0, 255, 0, 0))


def test_tiff_becomes_what_pages_take(prepare):
    picture = prepare(encoded(shades(), "TIFF"))
    assert picture.print_media_type == "image/png"
    assert opened(picture.for_print).tobytes() == shades().tobytes()
    cmyk = prepare(encoded(Image.new("CMYK", (8, 8), (0, 0, 255, 0)), "TIFF"))
    assert (cmyk.print_media_type, opened(cmyk.for_print).mode) == ("image/jpeg", "CMYK")
    assert (cmyk.screen_media_type, opened(cmyk.for_screen).mode) == ("image/jpeg", "RGB")


def test_sixteen_bits_become_eight(prepare):
    deep = Image.new("I;16", (4, 4), 0x8000)
    image = opened(prepare(encoded(deep, "PNG")).for_print)
    assert image.mode == "L"
    assert abs(image.getpixel((1, 1)) - 128) <= 1


def test_colours_that_no_page_takes_are_a_fault(prepare):
    fault = prepare(encoded(Image.new("F", (4, 4), 0.5), "TIFF"))
    assert isinstance(fault, ImageFault)
    assert fault.rule == "image-damaged"


@pytest.mark.parametrize(("mode", "kind", "options", "_"), FINE)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_picture_that_is_cut_off_is_a_fault(prepare, mode, kind, options, _, part):
    content = encoded(shades(mode), kind, **options)
    fault = prepare(content[: int(len(content) * part)])
    assert isinstance(fault, ImageFault)
    assert fault.rule == "image-damaged"
    assert fault.message
    assert fault.hint


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("missing", [1, 2, 12])
def test_even_the_last_bytes_must_be_there(prepare, kind, missing):
    content = encoded(shades(), kind)
    assert isinstance(prepare(content[:-missing]), ImageFault)


def test_what_follows_the_end_does_no_harm(prepare):
    for kind in ("PNG", "JPEG"):
        content = encoded(shades(), kind) + b"appended by a camera \xff\xda"
        assert prepare(content).for_print == content


def test_an_end_mark_inside_a_thumbnail_is_not_the_end(prepare):
    thumbnail = encoded(Image.new("RGB", (8, 8)), "JPEG")
    content = encoded(shades(), "JPEG")
    segment = b"\xff\xe5" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    whole = content[:2] + segment + content[2:]
    assert prepare(whole).for_print == whole
    assert isinstance(prepare(whole[:-2]), ImageFault)


def test_a_changed_byte_in_a_png_is_found(prepare):
    content = bytearray(encoded(shades(), "PNG"))
    content[content.index(b"IDAT") + 20] ^= 0x10
    assert isinstance(prepare(bytes(content)), ImageFault)


def boxed(brand):
    """Return the start of an ISO media file."""
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(range(256))


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
PAGE = "<!DOCTYPE html>\n<html><body>404 Not Found: Bücher</body></html>"
WRONG = [
    (b"", "empty", "copy it again"),
    (bytes(500), "zero bytes", "copy it again"),
    (b"no picture", "a text file", "SVG"),
    ("Grüße, kein Bild\n".encode(), "a text file", "SVG"),
    (b'{"error": "not found"}', "a text file", "SVG"),
    (LFS, "Git LFS", "git lfs pull"),
    (b"/annex/objects/SHA256E-s1--ab.jpg\n", "git-annex", "git annex get"),
    (PAGE.encode(), "a web page (HTML)", "browser"),
    (b"\xef\xbb\xbf \n" + PAGE.encode(), "a web page (HTML)", "browser"),
    (PAGE.encode("utf-16"), "a web page (HTML)", "browser"),
    (b"<html><head><title>Sign in</title>", "a web page (HTML)", "browser"),
    (b"<!-- saved from url --><HTML>", "a web page (HTML)", "browser"),
    (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C"><html/>', "a web page", "browser"),
    (b"<script>location='x'</script>", "a web page (HTML)", "browser"),
    (PAGE.encode() + "é".encode() * 4000, "a web page (HTML)", "browser"),
    (b"%PDF-1.7\n", "a PDF", "SVG"),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS", "SVG"),
    (b"\xc5\xd0\xd3\xc6\x1e\0\0\0", "EPS", "SVG"),
    (b"8BPS\0\1", "a Photoshop file", "SVG"),
    (boxed(b"heic"), "HEIC", "JPEG"),
    (boxed(b"mif1"), "HEIC", "JPEG"),
    (boxed(b"avif"), "AVIF", "PNG"),
    (boxed(b"mp42"), "a video", "frame"),
    (boxed(b"qt  "), "a video", "frame"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "a video or a sound", "frame"),
    (b"PK\x03\x04\x14\0word/document.xml", "an Office document", "SVG"),
    (b"PK\x03\x04\x14\0a.txt", "a ZIP archive", "SVG"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document", "SVG"),
    (b"BM" + bytes(60), "BMP", "SVG"),
    (b"\0\0\1\0\1\0\x10\x10", "ICO", "SVG"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000", "SVG"),
    (b"\x1f\x8b\x08\0", "SVGZ", "SVG"),
    (b"\x7fELF\2\1", "a program", "picture"),
    (b"\x93\x01\xfe\x80" * 20, "not a picture of a supported format", "SVG"),
]


@pytest.mark.parametrize("name", ["chart.png", "photo.jpg", "drawing.svg", "picture"])
@pytest.mark.parametrize(("content", "said", "hint"), WRONG)
def test_the_type_of_a_wrong_file_is_reported(prepare, content, said, hint, name):
    fault = prepare(content, name)
    assert isinstance(fault, ImageFault)
    assert fault.rule == "image-damaged"
    assert said in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.svg", "a.html", "a"])
def test_a_wrong_name_does_no_harm(prepare, kind, name):
    assert isinstance(prepare(encoded(shades(), kind), name), PreparedImage)
    assert isinstance(prepare(SVG.format("").encode(), name), PreparedImage)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_a_picture_of_several_frames_is_reported(prepare, kind):
    more = [ImageChops.invert(shades("L")), shades("L")]
    picture = prepare(encoded(shades("L"), kind, save_all=True, append_images=more))
    ((rule, message, hint),) = picture.remarks
    assert rule == "image-frames"
    assert "3 pages" in message if kind == "TIFF" else "3 frames" in message
    assert hint
    assert rule in RULES


def test_a_profile_that_does_not_fit_is_reported(prepare, pytestconfig):
    cmyk = (pytestconfig.rootpath / "styles" / "icc" / "FOGRA39L_coated.icc").read_bytes()
    for profile, said in ((cmyk, "for CMYK"), (b"no profile", "damaged")):
        picture = prepare(encoded(shades(), "PNG", icc_profile=profile))
        ((rule, message, _),) = picture.remarks
        assert rule == "image-profile"
        assert said in message
    assert prepare(encoded(shades(), "PNG")).remarks == ()
    assert prepare(encoded(shades("CMYK"), "JPEG", icc_profile=cmyk)).remarks == ()


def test_the_line_of_a_fault_in_a_drawing(prepare):
    fault = prepare(SVG.format('\n<g id="a">\n<use href="#a"/></g>').encode(), "a.svg")
    assert (fault.rule, fault.line) == ("image-drawing", 3)
    assert "cycle" in fault.message


def test_many_large_pictures_within_a_drawing(prepare, monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 48 * 32 * 2)
    data = encoded(shades(), "PNG").hex("%", 1)
    image = f'<image href="data:image/png,%{data}"/>'
    assert isinstance(prepare(SVG.format(image * 2).encode()), PreparedImage)
    assert prepare(SVG.format(image * 3).encode()).rule == "image-too-large"


def test_what_is_not_there(tmp_path):
    assert prepare_image(tmp_path / "none.png").rule == "image-missing"
    assert prepare_image(tmp_path).rule == "image-missing"


def test_too_many_pixels(prepare, monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 48 * 32 - 1)
    assert prepare(encoded(shades(), "PNG")).rule == "image-too-large"
    monkeypatch.setattr(images, "MAX_PIXELS", 48 * 32 // 3)
    assert prepare(encoded(shades(), "PNG")).rule == "image-too-large"
    monkeypatch.setattr(images, "MAX_PIXELS", 48 * 32)
    assert isinstance(prepare(encoded(shades(), "PNG")), PreparedImage)


def test_pillow_is_left_as_it_was(prepare, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 12345)
    filters = list(warnings.filters)
    assert isinstance(prepare(encoded(shades(), "PNG")[:-20]), ImageFault)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True
    assert Image.MAX_IMAGE_PIXELS == 12345
    assert warnings.filters == filters


def test_faults_name_rules_that_exist(prepare, tmp_path):
    faults = [prepare(b""), prepare(b"<svg"), prepare_image(tmp_path / "none")]
    assert {fault.rule for fault in faults} <= RULES.keys()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">{}</svg>'


def test_a_drawing_stays_as_it_is(prepare):
    content = SVG.format("<text>Tbilisi</text>").encode()
    picture = prepare(content, "map")
    media_type = "image/svg+xml"
    assert picture == PreparedImage(
        content, content, media_type, media_type, 20, 10, kind="drawing"
    )
    assert picture.print_media_type == "image/svg+xml"
    assert svg_text(content) == "Tbilisi"


def test_a_drawing_at_fault(prepare):
    for content in (b"<svg", b"\xef\xbb\xbf<html/>", b"\x1f\x8b gzip"):
        fault = prepare(content, "drawing.svg")
        assert fault.rule == "image-damaged"
        assert fault.hint


def test_a_damaged_picture_within_a_drawing(prepare):
    data = encoded(shades(), "PNG")[:-30].hex("%", 1)
    fault = prepare(SVG.format(f'<image href="data:image/png,%{data}"/>').encode())
    assert fault.rule == "image-damaged"
    assert "in the SVG" in fault.message


def test_black_and_white_in_rgb_is_grey_in_print(prepare):
    art = Image.new("RGB", (6, 4), "white")
    art.putpixel((2, 1), (0, 0, 0))
    made = prepare(encoded(art, "PNG"))
    assert opened(made.for_print).mode == "L"
    assert opened(made.for_print).convert("RGB").tobytes() == art.tobytes()
    assert made.for_screen == encoded(art, "PNG")
    assert (made.print_media_type, made.width, made.height) == ("image/png", 6, 4)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (6, 4), (0, 0, 1)),
        Image.new("1", (6, 4), 1),
        Image.new("L", (6, 4), 255),
        Image.new("RGBA", (6, 4), (0, 0, 0, 9)),
        shades(),
    ],
    ids=lambda image: image.mode,
)
def test_all_else_stays_in_its_mode(prepare, image):
    made = prepare(encoded(image, "PNG"))
    assert made.for_print == encoded(image, "PNG")


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (Image.merge("RGB", [Image.effect_noise((120, 80), 60) for _ in "RGB"]), "photograph"),
        (Image.linear_gradient("L"), "photograph"),
        (Image.new("RGB", (120, 80), "navy"), "chart"),
        (Image.new("RGBA", (120, 80), (0, 0, 0, 90)), "drawing"),
    ],
)
def test_the_kind_of_a_picture_is_guessed_from_its_colours(prepare, image, kind):
    assert prepare(encoded(image, "PNG")).kind == kind


def test_a_drawing_with_several_texts_is_a_chart(prepare):
    assert prepare(SVG.format("<text>1</text>" * 3).encode(), "bars").kind == "chart"
