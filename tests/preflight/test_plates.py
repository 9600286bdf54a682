"""The plates: the inks of a page by colour, image, pattern, overprint and transparency."""

import io
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageStat

from checkout import ROOT
from conftest import EVERY_SAMPLE, Built
from printissue.core.workspace import IssueRef
from printissue.preflight.separations.draw import Separations, separate_with_ghostscript

SIDE = 100.0
"""The size of the test page, in pt: a shape of 50 x 50 covers a quarter."""
NEAR = 0.35
"""The tolerance of a mean in percent: edges fall between pixels, shades between 256 steps."""

HALF = "0 0 50 50 re"


def page(pdf: pikepdf.Pdf, content: str, **resources: Any) -> None:
    """Add a page of 100 x 100 pt."""
    pdf.add_blank_page(page_size=(SIDE, SIDE))
    made = pdf.pages[-1].obj
    made.Contents = pdf.make_stream(content.encode())
    made.Resources = Dictionary({f"/{key}": value for key, value in resources.items()})


def means(pdf: pikepdf.Pdf, *kept: str) -> dict[str, float]:
    """Return the mean of each ink of the first page that is not zero, in percent."""
    separation = next(iter(Separations(pdf, kept)))
    assert separation.faults == ()
    found = {n: ImageStat.Stat(p).mean[0] / 2.55 for n, p in separation.plates.items()}
    return {name: mean for name, mean in found.items() if mean > 0.01}


def drawn(content: str, *kept: str, **resources: Any) -> dict[str, float]:
    pdf = pikepdf.new()
    page(pdf, content, **resources)
    return means(pdf, *kept)


def near(**inks: float) -> Any:
    return pytest.approx(inks, abs=NEAR)


def stream(pdf: pikepdf.Pdf, content: str | bytes, **entries: Any) -> pikepdf.Stream:
    data = content.encode() if isinstance(content, str) else content
    return pdf.make_stream(data, Dictionary({f"/{key}": value for key, value in entries.items()}))


def form(pdf: pikepdf.Pdf, content: str, **entries: Any) -> pikepdf.Stream:
    box = Array([0, 0, 100, 100])
    return stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, BBox=box, **entries)


def exponential(*end: float) -> Dictionary:
    """A tint transform of one ink: nothing at 0, `end` at 1."""
    nothing = Array([0] * len(end))
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=nothing, C1=Array(list(end)))


def spot(name: str, *end: float) -> Array:
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, exponential(*end)])


# colours


@pytest.mark.parametrize(
    ("colour", "inks"),
    [
        ("0.4 0 0 0.8 k", {"Cyan": 10, "Black": 20}),
        ("0.2 g", {"Black": 20}),
        ("", {"Black": 25}),
        ("1 0 0 rg", {"Magenta": 25, "Yellow": 25}),
        ("0 0 0 rg", {"Black": 25}),
        ("1 1 1 rg", {}),
        ("/DeviceCMYK cs", {"Black": 25}),
        ("/DeviceCMYK cs 0 0.6 0 0 sc", {"Magenta": 15}),
        ("/Cal cs 0.5 sc", {"Black": 12.5}),
        ("/Lab cs 50 0 0 sc", {"Black": 12.5}),
        ("/Bytes cs 1 sc", {"Yellow": 25, "Black": 12.5}),
    ],
)
def test_colours_are_separated(colour: str, inks: dict[str, float]) -> None:
    white = Array([0.95, 1, 1.09])
    table = pikepdf.String(bytes([255, 0, 0, 0, 0, 0, 255, 128]))
    spaces = Dictionary(
        Cal=Array([Name.CalGray, Dictionary(WhitePoint=white)]),
        Lab=Array([Name.Lab, Dictionary(WhitePoint=white)]),
        Bytes=Array([Name.Indexed, Name.DeviceCMYK, 1, table]),
    )
    assert drawn(f"{colour} {HALF} f", ColorSpace=spaces) == near(**inks)


def test_fill_and_stroke_are_separated() -> None:
    assert drawn("1 0 0 0 K 0 0 0 0.5 k 10 w 25 25 50 50 re B") == near(Cyan=20, Black=8)


def test_rgb_is_converted_with_the_output_profile() -> None:
    pdf = pikepdf.new()
    page(pdf, f"0 0 0 rg {HALF} f")
    profile = ROOT / "styles" / "icc" / "FOGRA39L_coated.icc"
    intent = Dictionary(DestOutputProfile=stream(pdf, profile.read_bytes(), N=4))
    pdf.Root.OutputIntents = Array([intent])
    found = means(pdf)
    assert len(found) == 4
    assert sum(found.values()) > 60  # four-colour black


# spot colours


def test_a_spot_colour_has_a_plate_or_its_alternate() -> None:
    spaces = Dictionary(S=spot("Gold", 0, 0.2, 0.8, 0))
    content = f"/S cs 0.5 scn {HALF} f"
    assert drawn(content, ColorSpace=spaces) == near(Magenta=2.5, Yellow=10)
    assert drawn(content, "Gold", ColorSpace=spaces) == near(Gold=12.5)


def test_device_n_of_process_inks_needs_no_transform() -> None:
    names = Array([Name.Cyan, Name.Black, Name("/None")])
    broken = Dictionary(FunctionType=9)
    spaces = Dictionary(N=Array([Name.DeviceN, names, Name.DeviceCMYK, broken]))
    found = drawn(f"/N cs 0.4 0.8 1 scn {HALF} f", ColorSpace=spaces)
    assert found == near(Cyan=10, Black=20)


def test_all_is_every_ink() -> None:
    spaces = Dictionary(A=spot("All", 1, 1, 1, 1))
    found = drawn(f"/A cs 1 scn {HALF} f", "Gold", ColorSpace=spaces)
    assert found == near(Cyan=25, Magenta=25, Yellow=25, Black=25, Gold=25)


def test_all_spot_names_are_collected() -> None:
    pdf = pikepdf.new()
    page(pdf, f"/S cs 1 scn {HALF} f", ColorSpace=Dictionary(S=spot("Gold", 0, 0, 1, 0)))
    assert Separations(pdf).spots == ("Gold",)


# overprint

OVER = Dictionary(
    On=Dictionary(OP=True, op=True, OPM=1),
    Zero=Dictionary(OP=True, op=True, OPM=0),
    Off=Dictionary(OP=False, op=False),
)
GROUND = "0.5 0.5 0 0 k 0 0 100 100 re f "


@pytest.mark.parametrize(
    ("how", "colour", "inks"),
    [
        ("Off", "0 0 0 1 k", {"Cyan": 37.5, "Magenta": 37.5, "Black": 25}),
        ("On", "0 0 0 1 k", {"Cyan": 50, "Magenta": 50, "Black": 25}),
        ("Zero", "0 0 0 1 k", {"Cyan": 37.5, "Magenta": 37.5, "Black": 25}),
        ("On", "1 0 0 0 k", {"Cyan": 62.5, "Magenta": 50}),
        ("On", "0 g", {"Cyan": 37.5, "Magenta": 37.5, "Black": 25}),
        ("On", "/S cs 1 scn", {"Cyan": 50, "Magenta": 50, "Gold": 25}),
        ("Off", "/S cs 1 scn", {"Cyan": 37.5, "Magenta": 37.5, "Gold": 25}),
    ],
)
def test_overprint_keeps_the_other_inks(how: str, colour: str, inks: dict[str, float]) -> None:
    spaces = Dictionary(S=spot("Gold", 0, 0, 1, 0))
    content = f"{GROUND} /{how} gs {colour} {HALF} f"
    assert drawn(content, "Gold", ExtGState=OVER, ColorSpace=spaces) == near(**inks)


def test_fill_or_stroke_alone_can_overprint() -> None:
    states = Dictionary(Fill=Dictionary(OP=False, op=True, OPM=1))
    content = f"{GROUND} /Fill gs 0 0 0 1 k 0 0 0 1 K 10 w 25 25 50 50 re B"
    found = drawn(content, ExtGState=states)  # the stroke of 20 % knocks out
    assert found == near(Cyan=40, Magenta=40, Black=36)


def test_overprinting_text_keeps_what_is_below() -> None:
    """Text that is left out still advances: the following text keeps its place."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    text = "BT /F 30 Tf 5 40 Td /On gs 0 0 0 1 k (MM) Tj /Off gs (I) Tj ET"
    over = drawn(f"{GROUND} {text}", ExtGState=OVER, Font=Dictionary(F=font))
    alone = drawn(text, ExtGState=OVER, Font=Dictionary(F=font))
    knocked = drawn(
        f"{GROUND} {text.replace('/On', '/Off')}", ExtGState=OVER, Font=Dictionary(F=font)
    )
    assert over["Black"] == pytest.approx(alone["Black"], abs=0.1)
    assert 48 < over["Cyan"] < 50
    assert knocked["Cyan"] < over["Cyan"] - 3


@pytest.mark.parametrize("painted", ["/Sh sh", f"/Pattern cs /P scn {HALF} f"])
def test_gradients_of_one_ink_overprint(painted: str) -> None:
    course = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=[1], C1=[1], N=1)
    shading = Dictionary(ShadingType=2, Coords=Array([0, 0, 50, 0]), Function=course)
    shading.ColorSpace = spot("Black", 0, 0, 0, 1)
    pattern = Dictionary(PatternType=2, Shading=shading)
    content = f"{GROUND} /State gs q {HALF} W n {painted} Q"
    resources = {"Shading": Dictionary(Sh=shading), "Pattern": Dictionary(P=pattern)}
    over = drawn(content.replace("State", "On"), ExtGState=OVER, **resources)
    assert over == near(Cyan=50, Magenta=50, Black=25)
    knocked = drawn(content.replace("State", "Off"), ExtGState=OVER, **resources)
    assert knocked == near(Cyan=37.5, Magenta=37.5, Black=25)


def test_overprint_ends_with_the_state() -> None:
    content = f"{GROUND} q /On gs Q 0 0 0 1 k {HALF} f"
    assert drawn(content, ExtGState=OVER) == near(Cyan=37.5, Magenta=37.5, Black=25)


# transparency


def test_transparency_blends_each_ink() -> None:
    states = Dictionary(T=Dictionary(ca=0.5), M=Dictionary(BM=Name.Multiply))
    mixed = drawn(f"{GROUND} /T gs 0 0 0 1 k {HALF} f", ExtGState=states)
    assert mixed == near(Cyan=43.75, Magenta=43.75, Black=12.5)
    multiplied = drawn(f"{GROUND} /M gs 0.5 0 0 1 k {HALF} f", ExtGState=states)
    assert multiplied == near(Cyan=56.25, Magenta=50, Black=25)


def test_a_soft_mask_masks() -> None:
    pdf = pikepdf.new()
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    light = form(pdf, "0.5 g 0 0 100 100 re f", Group=group)
    states = Dictionary(S=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=light)))
    page(pdf, f"/S gs 1 0 0 0 k {HALF} f", ExtGState=states)
    assert means(pdf) == near(Cyan=12.5)


# forms, patterns, glyphs, gradients


def test_a_form_inherits_the_colour() -> None:
    pdf = pikepdf.new()
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    inner = form(pdf, f"{HALF} f 0 1 0 0 k 50 50 50 50 re f", Group=group)
    page(pdf, "1 0 0 0 k /X Do 0 0 1 0 k 0.5 0 0 0.5 50 0 cm /X Do", XObject=Dictionary(X=inner))
    assert means(pdf) == near(Cyan=25, Magenta=25 + 6.25, Yellow=6.25)


def test_a_form_inherits_overprint_at_each_use() -> None:
    pdf = pikepdf.new()
    objects = Dictionary(X=form(pdf, f"0 0 0 1 k {HALF} f"))
    page(
        pdf,
        f"{GROUND} /X Do /On gs 1 0 0 1 50 50 cm /X Do",
        XObject=objects,
        ExtGState=OVER,
    )
    assert means(pdf) == near(Cyan=37.5, Magenta=37.5, Black=50)


def test_a_form_that_draws_itself_is_a_fault() -> None:
    pdf = pikepdf.new()
    inner = form(pdf, f"1 0 0 0 k {HALF} f /X Do")
    inner.Resources = Dictionary(XObject=Dictionary(X=inner))
    page(pdf, "/X Do", XObject=Dictionary(X=inner))
    separation = next(iter(Separations(pdf)))
    assert any("draws itself" in fault for fault in separation.faults)
    assert ImageStat.Stat(separation.plates["Cyan"]).mean[0] / 2.55 == pytest.approx(25, abs=NEAR)


def tiling(pdf: pikepdf.Pdf, content: str, paint: int) -> pikepdf.Stream:
    entries = {"PatternType": 1, "PaintType": paint, "TilingType": 1, "XStep": 10, "YStep": 10}
    return stream(pdf, content, BBox=Array([0, 0, 10, 10]), Resources=Dictionary(), **entries)


def test_tiling_patterns_are_separated() -> None:
    pdf = pikepdf.new()
    pattern = tiling(pdf, "0 0 0 0.8 k 0 0 10 5 re f 5 5 5 5 re 1 0 0 0 k f", 1)
    page(pdf, f"/Pattern cs /P scn {HALF} f", Pattern=Dictionary(P=pattern))
    found = means(pdf)
    assert found == pytest.approx({"Cyan": 6.25, "Black": 10}, abs=1)


def test_uncoloured_patterns_have_the_current_colour() -> None:
    pdf = pikepdf.new()
    spaces = Dictionary(U=Array([Name.Pattern, Name.DeviceCMYK]))
    pattern = Dictionary(P=tiling(pdf, "0 0 10 5 re f", 2))
    page(pdf, f"/U cs 0 1 0 0.4 /P scn {HALF} f", Pattern=pattern, ColorSpace=spaces)
    assert means(pdf) == pytest.approx({"Magenta": 12.5, "Black": 5}, abs=1)


def test_type_3_glyphs_are_separated() -> None:
    pdf = pikepdf.new()
    glyphs = Dictionary(
        own=stream(pdf, "1000 0 d0 1 0 0 0 k 0 0 1000 1000 re f"),
        set=stream(pdf, "1000 0 0 0 1000 1000 d1 0 0 1000 1000 re f"),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 1000, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=glyphs,
        Encoding=Dictionary(Differences=Array([65, Name.own, Name.set])),
        FirstChar=65,
        LastChar=66,
        Widths=Array([1000, 1000]),
    )
    page(pdf, "BT /F 50 Tf 0 1 0 0 k (AB) Tj ET", Font=Dictionary(F=font))
    assert means(pdf) == near(Cyan=25, Magenta=25)


def shading(**entries: Any) -> Dictionary:
    made = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=Array([0, 0, 50, 0]))
    made.Function = exponential(1, 0, 0, 0.5)
    for key, value in entries.items():
        made[f"/{key}"] = value
    return made


def test_gradients_are_separated() -> None:
    content = f"q {HALF} W n /G sh Q"
    assert drawn(content, Shading=Dictionary(G=shading())) == near(Cyan=12.5, Black=6.25)
    pattern = Dictionary(PatternType=2, Shading=shading())
    found = drawn(f"/Pattern cs /P scn {HALF} f", Pattern=Dictionary(P=pattern))
    assert found == near(Cyan=12.5, Black=6.25)


def test_a_gradient_of_a_spot_colour_prints_on_its_plate() -> None:
    one = shading(ColorSpace=spot("Gold", 0, 0, 1, 0), Function=exponential(1))
    content = f"q {HALF} W n /G sh Q"
    assert drawn(content, "Gold", Shading=Dictionary(G=one)) == near(Gold=12.5)
    assert drawn(content, Shading=Dictionary(G=one)) == near(Yellow=12.5)


def test_a_mesh_with_colours_is_a_fault() -> None:
    pdf = pikepdf.new()
    entries = {"BitsPerCoordinate": 8, "BitsPerComponent": 8, "BitsPerFlag": 8}
    mesh = stream(pdf, bytes(21), ShadingType=4, ColorSpace=Name.DeviceCMYK, **entries)
    page(pdf, "/G sh", Shading=Dictionary(G=mesh))
    assert "mesh" in next(iter(Separations(pdf))).faults[0]


# pictures


def image(
    pdf: pikepdf.Pdf, data: bytes, space: Any, bits: int = 8, **entries: Any
) -> pikepdf.Stream:
    made = stream(pdf, data, Type=Name.XObject, Subtype=Name.Image, BitsPerComponent=bits)
    made.Width, made.Height = entries.pop("Width", 2), entries.pop("Height", 2)
    if space is not None:
        made.ColorSpace = space
    for key, value in entries.items():
        made[f"/{key}"] = value
    return made


def pictured(made: pikepdf.Stream, pdf: pikepdf.Pdf, *kept: str) -> dict[str, float]:
    page(pdf, "50 0 0 50 0 0 cm /I Do", XObject=Dictionary(I=made))
    return means(pdf, *kept)


@pytest.mark.parametrize(
    ("data", "space", "bits", "inks"),
    [
        (bytes([255, 0, 0, 51] * 4), Name.DeviceCMYK, 8, {"Cyan": 25, "Black": 5}),
        (bytes([255, 7, 0, 7, 0, 7, 51, 7] * 4), Name.DeviceCMYK, 16, {"Cyan": 25, "Black": 5}),
        (bytes([204] * 4), Name.DeviceGray, 8, {"Black": 5}),
        (bytes([0b10000000, 0b01000000]), Name.DeviceGray, 1, {"Black": 12.5}),
        (bytes([0x00, 0xFF]), Name.DeviceGray, 4, {"Black": 12.5}),
        (bytes([0xF0, 0x0F, 0xF0, 0x0F]), Name.DeviceCMYK, 4, {"Cyan": 12.5, "Black": 12.5}),
        (bytes([255, 0, 0] * 4), Name.DeviceRGB, 8, {"Magenta": 25, "Yellow": 25}),
        (bytes([255, 0, 0]), Name.DeviceGray, 8, {"Black": 18.75}),
    ],
    ids=["cmyk", "16 bits", "grey", "1 bit", "4 bits", "4 bits of cmyk", "rgb", "cut short"],
)
def test_images_are_separated(data: bytes, space: Name, bits: int, inks: dict[str, float]) -> None:
    pdf = pikepdf.new()
    found = pictured(image(pdf, data, space, bits), pdf)
    assert found == pytest.approx(inks, abs=1)


def test_an_image_of_run_lengths_is_separated() -> None:
    pdf = pikepdf.new()
    made = image(pdf, b"", Name.DeviceGray)
    made.write(bytes([253, 204, 128]), filter=Name.RunLengthDecode)
    assert pictured(made, pdf) == near(Black=5)


def test_an_indexed_image_is_looked_up_before_it_is_reduced() -> None:
    pdf = pikepdf.new()
    table = pikepdf.String(bytes([255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255]))
    space = Array([Name.Indexed, Name.DeviceCMYK, 2, table])
    data = bytes([0, 2] * (1000 * 500))
    found = pictured(image(pdf, data, space, Width=1000, Height=1000), pdf)
    assert found == near(Cyan=12.5, Black=12.5)


def test_a_decode_array_inverts_an_image() -> None:
    pdf = pikepdf.new()
    data = bytes([255, 255, 0, 255] * 4)
    turned = Array([1, 0] * 4)
    assert pictured(image(pdf, data, Name.DeviceCMYK, Decode=turned), pdf) == near(Yellow=25)


@pytest.mark.parametrize("turned", [False, True])
def test_a_cmyk_jpeg_is_read_as_its_decode_array_says(turned: bool) -> None:
    target = io.BytesIO()
    Image.new("CMYK", (16, 16), (255, 0, 0, 51)).save(target, "JPEG", quality=95)
    pdf = pikepdf.new()
    entries: dict[str, Any] = {"Filter": Name.DCTDecode, "Width": 16, "Height": 16}
    if turned:  # Pillow writes inverted ones, as Adobe does
        entries["Decode"] = Array([1, 0] * 4)
    found = pictured(image(pdf, target.getvalue(), Name.DeviceCMYK, **entries), pdf)
    inks = (
        {"Cyan": 25.0, "Black": 5.0} if turned else {"Magenta": 25.0, "Yellow": 25.0, "Black": 20.0}
    )
    assert found == pytest.approx(inks, abs=0.6)


def test_a_jpeg_2000_image_needs_no_colour_space() -> None:
    target = io.BytesIO()
    Image.new("L", (16, 16), 51).save(target, "JPEG2000")
    pdf = pikepdf.new()
    made = image(pdf, target.getvalue(), None, Filter=Name.JPXDecode, Width=16, Height=16)
    assert pictured(made, pdf) == near(Black=20)


def test_a_spot_coloured_image_has_a_plate_or_its_alternate() -> None:
    for kept, inks in (((), {"Yellow": 20.0}), (("Gold",), {"Gold": 20.0})):
        pdf = pikepdf.new()
        made = image(pdf, bytes([204] * 4), spot("Gold", 0, 0, 1, 0))
        assert pictured(made, pdf, *kept) == near(**inks)


def test_a_stencil_mask_prints_in_the_current_colour() -> None:
    pdf = pikepdf.new()
    made = image(pdf, bytes([0b10000000, 0b01000000]), None, 1, ImageMask=True)
    page(pdf, "1 0 0 0 k 50 0 0 50 0 0 cm /I Do", XObject=Dictionary(I=made))
    assert means(pdf) == pytest.approx({"Cyan": 12.5}, abs=1)


def test_masks_of_images() -> None:
    pdf = pikepdf.new()
    soft = image(pdf, bytes([128] * 4), Name.DeviceGray)
    assert pictured(image(pdf, bytes(4), Name.DeviceGray, SMask=soft), pdf) == near(Black=12.5)
    pdf = pikepdf.new()
    keyed = image(pdf, bytes([0, 90, 90, 0]), Name.DeviceGray, Mask=Array([80, 100]))
    assert pictured(keyed, pdf) == pytest.approx({"Black": 12.5}, abs=1)


def test_inline_images_are_separated() -> None:
    content = "q 50 0 0 50 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x33 EI Q"
    assert drawn(content) == near(Black=20)


# what cannot be read


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("/Nowhere cs", "/Nowhere is missing from the resources"),
        ("/Nowhere Do", "/Nowhere is missing from the resources"),
        ("0.5 0.5 k", "2 components in DeviceCMYK"),
        ("(word) g", "invalid operands"),
        ("/I Do", "not read"),
    ],
)
def test_faults_are_reported_and_the_rest_is_measured(content: str, words: str) -> None:
    pdf = pikepdf.new()
    huge = image(pdf, b"", Name.DeviceCMYK, Width=60_000, Height=60_000)
    page(pdf, f"{content} 1 0 0 0 k {HALF} f", XObject=Dictionary(I=huge))
    separation = next(iter(Separations(pdf)))
    assert words in " ".join(separation.faults)
    assert ImageStat.Stat(separation.plates["Cyan"]).mean[0] / 2.55 == pytest.approx(25, abs=NEAR)


def test_a_page_without_content_prints_nothing() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(SIDE, SIDE))
    del pdf.pages[0].obj["/Contents"]
    assert means(pdf) == {}


def test_the_file_itself_is_not_touched() -> None:
    pdf = pikepdf.new()
    page(pdf, f"1 0 0 rg {HALF} f")
    before = pdf.pages[0].obj.Contents.read_bytes()
    means(pdf)
    assert pdf.pages[0].obj.Contents.read_bytes() == before


def test_a_thin_rule_keeps_its_share() -> None:
    """PDFium by itself draws a rectangle thinner than a pixel one pixel thick."""
    rules = " ".join(f"0 {20 + 7.3 * n} 100 0.25 re f" for n in range(10))
    assert drawn(f"0 0 0 1 k {rules}")["Black"] == pytest.approx(2.5, rel=0.15)


# Ghostscript, where it is

needs_ghostscript = pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not here")


@pytest.mark.slow
@needs_ghostscript
@EVERY_SAMPLE
def test_ghostscript_agrees_on_the_samples(built: Built, ref: IssueRef) -> None:
    path = built.path(ref, "print")
    command = ["gs", "-q", "-dSAFER", "-o", "-", "-r300", "-sDEVICE=ink_cov", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    theirs = [[float(value) for value in line.split()[:4]] for line in run.stdout.splitlines()]
    with pikepdf.open(path) as pdf:
        ours = [
            [ImageStat.Stat(plate).mean[0] / 2.55 for plate in page.plates.values()]
            for page in Separations(pdf)
        ]
    assert len(ours) == len(theirs)
    for mine, its in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(its, abs=1)
        assert sum(mine) == pytest.approx(sum(its), abs=2)


@needs_ghostscript
def test_ghostscript_separates_a_page(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page(pdf, "")
    page(pdf, f"0.4 0 0 0.8 k {HALF} f")
    pdf.save(tmp_path / "two.pdf")
    separation = separate_with_ghostscript(tmp_path / "two.pdf", 2)
    assert separation is not None
    found = {n: ImageStat.Stat(p).mean[0] / 2.55 for n, p in separation.plates.items()}
    assert found == pytest.approx({"Cyan": 10, "Magenta": 0, "Yellow": 0, "Black": 20}, abs=0.6)


JUNK = 'for one; do case "$one" in -sOutputFile=*) echo junk > "${one#*=}";; esac; done'


@pytest.mark.parametrize("script", ["exit 1", "exit 0", JUNK])
def test_a_broken_ghostscript_separates_nothing(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert separate_with_ghostscript(tmp_path / "any.pdf", 1) is None
    program.unlink()
    assert separate_with_ghostscript(tmp_path / "any.pdf", 1) is None


@pytest.mark.parametrize("size", [(0.001, 0.001), (3, 2_000_000), (2_000_000, 2_000_000)])
def test_odd_sizes_of_pages_end_in_plates_or_faults(size: tuple[float, float]) -> None:
    pdf = pikepdf.new()
    page(pdf, f"1 0 0 0 k {HALF} f")
    pdf.pages[0].obj.MediaBox = Array([0, 0, *size])
    (separation,) = Separations(pdf)
    assert separation.plates or separation.faults


# overprint as Ghostscript has it


OPM1 = {"OP": True, "op": True, "OPM": 1}
OPM0 = {"OP": True, "op": True, "OPM": 0}
CYAN = "1 0 0 0 k 0 0 100 100 re f "


def states() -> Dictionary:
    return Dictionary(
        One=Dictionary({f"/{k}": v for k, v in OPM1.items()}),
        Zero=Dictionary({f"/{k}": v for k, v in OPM0.items()}),
    )


def metal(name: str) -> Array:
    tint = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 1, 1, 0]), N=1
    )
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, tint])


GROUPS = {
    "isolated": {"I": True},
    "knockout": {"I": True, "K": True},
    "plain": {},
}
OVERPRINTS = [
    ("/One gs 0.1 0 0 0 k 0 0 100 100 re f", {"Cyan": 10}),
    ("/One gs 0.1 1 0 0 k 0 0 100 100 re f", {"Cyan": 10, "Magenta": 100}),
    ("/One gs 0 1 0 0 k 0 0 100 100 re f", {"Cyan": 100, "Magenta": 100}),
    ("/Zero gs 0 1 0 0 k 0 0 100 100 re f", {"Magenta": 100}),
    ("/One gs /Gold cs 0.5 scn 0 0 100 100 re f", {"Cyan": 100, "Gold": 50}),
    ("/Zero gs /Gold cs 0.5 scn 0 0 100 100 re f", {"Cyan": 100, "Gold": 50}),
    (
        "/Gold cs 1 scn 0 0 100 100 re f /Zero gs 0 1 0 0 k 0 0 100 100 re f",
        {"Magenta": 100, "Gold": 100},
    ),
    (
        "/Gold cs 1 scn 0 0 100 100 re f /One gs 0 1 0 0 k 0 0 100 100 re f",
        {"Magenta": 100, "Gold": 100},
    ),
    ("/Gold cs 1 scn 0 0 100 100 re f 0 1 0 0 k 0 0 100 100 re f", {"Magenta": 100}),
    (
        "/Silver cs 1 scn 0 0 100 100 re f /Zero gs /Gold cs 0.2 scn 0 0 100 100 re f",
        {"Silver": 100, "Gold": 20},
    ),
    ("/One gs /isolated Do", {"Magenta": 50}),
    ("/One gs /plain Do", {"Cyan": 100, "Magenta": 50}),
    ("/One gs /knockout Do", {"Magenta": 50}),
    ("/One gs /pair Do", {"Yellow": 100}),
    ("/One gs 0.5 0 0 0 K 200 w 0 50 m 100 50 l S", {"Cyan": 50}),
    ("/One gs BT 400 0 0 400 -100 -100 Tm /T 1 Tf 0.1 0 0 0 k (a) Tj ET", {"Cyan": 10}),
]
"""Over a ground of cyan (where no spot colour is painted below): what lies on the page then, in percent."""
SEPARATED = [one for one in OVERPRINTS if "/knockout" not in one[0] and "/pair" not in one[0]]
"""Ghostscript 10 prints all inks where an object overprints in a knockout group."""


def overprinted(content: str) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    forms = Dictionary()
    for name, keys in GROUPS.items():
        made = form(
            pdf, "/One gs 0 0.5 0 0 k 0 0 100 100 re f", Resources=Dictionary(ExtGState=states())
        )
        made.Group = Dictionary({**dict(group.items()), **{f"/{k}": v for k, v in keys.items()}})
        forms[f"/{name}"] = made
    two = "/One gs 0 1 0 0 k 0 0 100 100 re f 0 0 1 0 k 0 0 100 100 re f"
    forms.pair = form(pdf, two, Resources=Dictionary(ExtGState=states()))
    forms.pair.Group = Dictionary({**dict(group.items()), "/I": True, "/K": True})
    box = stream(pdf, "1 0 0 0 1 1 d1 0 0 1 1 re f")
    face = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 1, 1]),
        FontMatrix=Array([1, 0, 0, 1, 0, 0]),
        FirstChar=97,
        LastChar=97,
        Widths=Array([1]),
        Encoding=Dictionary(Differences=Array([97, Name.box])),
        CharProcs=Dictionary(box=box),
        Resources=Dictionary(),
    )
    first = "" if content.startswith(("/Gold", "/Silver")) else CYAN
    page(
        pdf,
        f"{first}{content}",
        ExtGState=states(),
        XObject=forms,
        ColorSpace=Dictionary(Gold=metal("Gold"), Silver=metal("Silver")),
        Font=Dictionary(T=face),
    )
    return pdf


@pytest.mark.parametrize(("content", "inks"), OVERPRINTS)
def test_overprint_replaces_its_inks_and_keeps_the_rest(
    content: str, inks: dict[str, float]
) -> None:
    assert means(overprinted(content), "Gold", "Silver") == pytest.approx(inks, abs=1)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gs") is None, reason="there is no Ghostscript")
@pytest.mark.parametrize(("content", "inks"), SEPARATED)
def test_ghostscript_agrees(content: str, inks: dict[str, float], tmp_path: Path) -> None:
    source = tmp_path / "page.pdf"
    overprinted(content).save(source)
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", "-r72"]
    subprocess.run(
        [*command, f"-sOutputFile={tmp_path}/p.tif", str(source)], check=True, timeout=60
    )
    found = {}
    for name in ("Cyan", "Magenta", "Yellow", "Black", "Gold", "Silver"):
        plate = tmp_path / f"p({name}).tif"
        if plate.exists():
            with Image.open(plate) as picture:
                found[name] = 100 - ImageStat.Stat(picture.convert("L")).mean[0] / 2.55
    assert {name: ink for name, ink in found.items() if ink > 1} == pytest.approx(inks, abs=2)


def test_a_knockout_group_over_other_objects_is_a_fault() -> None:
    pdf = overprinted("/open Do")
    made = form(pdf, "/One gs 0 1 0 0 k 0 0 100 100 re f", Resources=Dictionary(ExtGState=states()))
    made.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, K=True)
    pdf.pages[0].obj.Resources.XObject.open = made
    separation = next(iter(Separations(pdf)))
    assert separation.faults == ("a knockout group shows what is below it",)
