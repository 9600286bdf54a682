"""Faults of page content, each with its clean twin and its place.

All are drawn around the point 120, 200 pt of an A5 page, so that every carrier of the corpus contains it.
"""

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from planted import form, image, separation
from preflightcorpus import FACE, GROUP, ON_PAGE, Resources

TINT = {"FunctionType": 2, "Domain": [0, 1], "C0": [0, 0, 0, 0], "C1": [0, 1, 1, 0], "N": 1}
RGB_TINT = {**TINT, "C0": [1, 1, 1], "C1": [1, 0, 0]}
WHITE = {"WhitePoint": [0.96, 1, 0.82]}
SRGB = ["/ICCBased", (b"", {"N": 3, "Alternate": "/DeviceRGB"})]
PRESS = ["/ICCBased", (b"", {"N": 4, "Alternate": "/DeviceCMYK"})]
GREY_PROFILE = ["/ICCBased", (b"", {"N": 1, "Alternate": "/DeviceGray"})]
SHAPE = "120 190 30 20 re f"
LINE = "120 200 m 180 200 l S"
PLACED = "q 36 0 0 36 120 190 cm /Im Do Q"


@dataclass(frozen=True)
class Fault:
    """A fault: its rule, the operators of fault and twin, and the resources of each.

    `both` are rules that the twin violates too; `carriers` are those that can contain it, if not all can.
    """

    name: str
    rule: str
    drawn: str
    twin: str
    resources: Resources = field(default_factory=dict)
    twins: Resources | None = None
    both: frozenset[str] = frozenset()
    carriers: frozenset[str] | None = None
    spot: tuple[float, float] = (120.0, 200.0)

    def __str__(self) -> str:
        return f"{self.rule} {self.name}"


def words(size: float, colour: str, state: str = "G", font: str = "F1") -> str:
    return f"/{state} gs {colour} BT /{font} {size} Tf 120 200 Td (Word) Tj ET"


def faces(name: str, **entries: Any) -> Resources:
    return {"Font": {"F2": {**FACE, "BaseFont": name, **entries}}}


def spaces(*given: Any) -> Resources:
    return {"ColorSpace": {f"S{at}": one for at, one in enumerate(given)}}


def both_painted(count: int = 2) -> str:
    return " ".join(f"/S{at} cs 1 scn {120 + 20 * at} 190 20 20 re f" for at in range(count))


def pictured(*arguments: Any, **keys: Any) -> Resources:
    return {"XObject": {"Im": image(*arguments, **keys)}}


def jpeg_2000(mode: str, side: int, **keys: Any) -> Resources:
    """Return an image whose colour space is only in its data."""
    coded = io.BytesIO()
    Image.new(mode, (side, side)).save(coded, "JPEG2000", **keys)
    entries = {"Subtype": "/Image", "Width": side, "Height": side, "Filter": "/JPXDecode"}
    return {"XObject": {"Im": (coded.getvalue(), entries)}}


def shaded(space: Any, count: int) -> Resources:
    course = {**TINT, "C0": [0] * count, "C1": [1] * count}
    made = {"ShadingType": 2, "ColorSpace": space, "Coords": [120, 0, 180, 0], "Function": course}
    return {"Shading": {"Sh": made}, "Pattern": {"Sp": {"PatternType": 2, "Shading": made}}}


def masked(space: str, *, kind: str = "/Luminosity") -> Resources:
    group = form(SHAPE, {}, Group={"S": "/Transparency", "CS": space}, BBox=[120, 190, 150, 210])
    return {"ExtGState": {"M": {"SMask": {"S": kind, "G": group}}}}


def grouped(space: Any) -> Resources:
    made = form(f"0 0 0 0.5 k {SHAPE}", {}, Group={**GROUP, "CS": space}, BBox=[120, 190, 150, 210])
    return {"XObject": {"T": made}}


def stated(**entries: Any) -> Resources:
    return {"ExtGState": {"T": entries}}


def _rgb(name: str, drawn: str, resources: Resources | None = None, **keys: Any) -> Fault:
    """A colour that is not in inks, and the same object in inks."""
    twin = keys.pop("twin", f"0 1 1 0 k {SHAPE}")
    return Fault(name, "R0027", drawn, twin, resources or {}, **keys)


SPOT = frozenset({"R0020"})
FAULTS = (
    # overprint
    Fault("white text", "R0007", words(14, "0 0 0 0 k"), words(14, "0 0 0 0 k", "K")),
    Fault(
        "white outlines of text", "R0007", words(14, "1 Tr 0 0 0 0 K"), words(14, "0 0 0 1 K 1 Tr")
    ),
    Fault("white text in DeviceGray", "R0007", words(14, "1 g"), words(14, "1 g", "K")),
    Fault(
        "white text under a fill state",
        "R0007",
        words(14, "0 0 0 0 k", "Fill"),
        words(14, "0 0 0 0 k", "Line"),
    ),
    Fault("a white shape", "R0008", f"/G gs 0 0 0 0 k {SHAPE}", f"/K gs 0 0 0 0 k {SHAPE}"),
    Fault("a white line", "R0008", f"/G gs 0 0 0 0 K {LINE}", f"/K gs 0 0 0 0 K {LINE}"),
    Fault(
        "a white tint of a spot",
        "R0008",
        f"/G gs /S0 cs 0 scn {SHAPE}",
        f"/K gs /S0 cs 0 scn {SHAPE}",
        spaces(separation("Black")),
    ),
    Fault("small black text", "R0009", words(9, "0 0 0 1 k", "K"), words(9, "0 0 0 1 k")),
    Fault("small black text in OPM 0", "R0009", words(9, "0 0 0 1 k", "O0"), words(9, "0 0 0 1 k")),
    Fault(
        "small black text of a large font",
        "R0009",
        "/K gs 0 0 0 1 k BT /F1 36 Tf 0.25 0 0 0.25 120 200 Tm (Word) Tj ET",
        words(36, "0 0 0 1 k", "K"),
    ),
    Fault(
        "small black text in TJ",
        "R0009",
        "/K gs 0 0 0 1 k BT /F1 9 Tf 120 200 Td [(W) -100 (ord)] TJ ET",
        words(12, "0 0 0 1 k", "K"),
    ),
    Fault(
        "a thin black line", "R0010", f"/K gs 0 0 0 1 K 1 w {LINE}", f"/G gs 0 0 0 1 K 1 w {LINE}"
    ),
    Fault(
        "a thin black line of a fill state",
        "R0010",
        f"/Fill gs 0 0 0 1 K 1 w {LINE}",
        f"/Line gs 0 0 0 1 K 1 w {LINE}",
    ),
    Fault(
        "a thin black shape",
        "R0010",
        "/K gs 0 0 0 1 k 120 200 60 1 re f",
        "/G gs 0 0 0 1 k 120 200 60 1 re f",
    ),
    Fault("small grey black text", "R0011", words(9, "0 g", "K"), words(12, "0 g", "K")),
    Fault("small text in the first colour", "R0011", words(9, "", "K"), words(9, "0 0 0 1 k")),
    Fault("a thin grey black line", "R0012", f"/K gs 0 G 1 w {LINE}", f"/K gs 0 G 2 w {LINE}"),
    Fault("grey that overprints", "R0013", f"/G gs 0.5 g {SHAPE}", f"/K gs 0.5 g {SHAPE}"),
    # text and lines
    Fault(
        "Courier",
        "R0014",
        words(14, "0 0 0 1 k", font="F2"),
        words(14, "0 0 0 1 k"),
        faces("/ABCDEF+Courier"),
    ),
    Fault(
        "Courier of another name",
        "R0014",
        words(14, "0 0 0 1 k", font="F2"),
        words(14, "0 0 0 1 k", font="F2"),
        faces("/Courier"),
        faces("/CourierStd"),
    ),
    Fault(
        "rich black text",
        "R0015",
        words(14, "0.7 0.6 0.6 1 k", "K"),
        words(14, "0.6 0.6 0.6 1 k", "K"),
    ),
    Fault(
        "rich outlines of text",
        "R0015",
        words(14, "1 Tr 0.7 0.6 0.6 1 K", "K"),
        words(14, "1 Tr 0.6 0.6 0.6 1 K", "K"),
    ),
    Fault("small white text", "R0016", words(7.5, "0 0 0 0 k", "K"), words(8, "0 0 0 0 k", "K")),
    Fault("small white text in DeviceGray", "R0016", words(7.5, "1 g", "K"), words(8, "1 g", "K")),
    Fault(
        "small text of two inks",
        "R0017",
        words(7.5, "1 0.5 0 0 k", "K"),
        words(7.5, "1 0 0 0 k", "K"),
    ),
    Fault(
        "small four-colour black",
        "R0017",
        words(7.5, "0.6 0.5 0.5 0.9 k", "K"),
        words(8, "0.6 0.5 0.5 0.9 k", "K"),
    ),
    Fault(
        "a thin white line",
        "R0018",
        f"/K gs 0 0 0 0 K 0.2 w {LINE}",
        f"/K gs 0 0 0 0 K 0.25 w {LINE}",
    ),
    Fault(
        "a thin line of two inks",
        "R0019",
        f"/K gs 1 1 0 0 K 0.24 w {LINE}",
        f"/K gs 1 1 0 0 K 0.25 w {LINE}",
    ),
    Fault("a hairline", "hairline", f"1 0 0 0 K 0.1 w {LINE}", f"1 0 0 0 K 0.3 w {LINE}"),
    Fault("a line without width", "hairline", f"1 0 0 0 K 0 w {LINE}", f"1 0 0 0 K 1 w {LINE}"),
    Fault(
        "a line made thin by its matrix",
        "hairline",
        "1 0 0 0 K q 0.24 0 0 0.24 0 0 cm 1 w 500 833 m 750 833 l S Q",
        "1 0 0 0 K q 0.25 0 0 0.25 0 0 cm 1 w 480 800 m 720 800 l S Q",
    ),
    Fault(
        "a line made thin across",
        "hairline",
        "1 0 0 0 K q 1 0 0 0.1 0 0 cm 2 w 120 2000 m 180 2000 l S Q",
        "1 0 0 0 K q 1 0 0 0.1 0 0 cm 3 w 120 2000 m 180 2000 l S Q",
    ),
    Fault(
        "a shape as thin as a line",
        "hairline",
        "1 0 0 0 k 120 200 60 0.2 re f",
        "1 0 0 0 k 120 200 60 0.3 re f",
    ),
    # spot colours
    Fault(
        "a spot colour",
        "R0020",
        f"/S0 cs 1 scn {SHAPE}",
        f"/S0 cs 1 scn {SHAPE}",
        spaces(separation("Gold")),
        spaces(separation("Cyan")),
    ),
    Fault(
        "a spot colour's line",
        "R0020",
        f"/S0 CS 1 SCN {LINE}",
        f"/S0 CS 1 SCN {LINE}",
        spaces(separation("Gold")),
        spaces(separation("Cyan")),
    ),
    Fault(
        "a spot colour's picture",
        "R0020",
        PLACED,
        PLACED,
        pictured(150, 150, separation("Gold")),
        pictured(150, 150, separation("Magenta")),
    ),
    Fault(
        "a spot colour in a gradient",
        "R0020",
        f"/Pattern cs /Sp scn {SHAPE}",
        f"/Pattern cs /Sp scn {SHAPE}",
        shaded(separation("Gold"), 1),
        shaded(separation("Cyan"), 1),
    ),
    Fault(
        "a spot colour among DeviceN",
        "R0020",
        f"/S0 cs 1 scn {SHAPE}",
        f"/S0 cs 1 scn {SHAPE}",
        spaces(["/DeviceN", ["/Gold"], "/DeviceCMYK", TINT]),
        spaces(["/DeviceN", ["/Cyan"], "/DeviceCMYK", TINT]),
    ),
    Fault(
        "a spot colour named as no ink",
        "R0020",
        f"/S0 cs 1 scn {SHAPE}",
        f"/S0 cs 1 scn {SHAPE}",
        spaces(separation("black")),
        spaces(separation("None")),
    ),
    Fault(
        "suffixes",
        "R0021",
        both_painted(),
        both_painted(),
        spaces(separation("PANTONE 300 C"), separation("PANTONE 300 U", last=(1, 0, 0, 0))),
        spaces(separation("PANTONE 300 C"), separation("PANTONE 301 C", last=(1, 0, 0, 0))),
        SPOT,
        spot=(150.0, 200.0),
    ),
    Fault(
        "spellings",
        "R0022",
        both_painted(),
        both_painted(),
        spaces(separation("Gold"), separation("gold", last=(1, 0, 0, 0))),
        spaces(separation("Gold"), separation("Silver", last=(1, 0, 0, 0))),
        SPOT,
        spot=(150.0, 200.0),
    ),
    Fault(
        "one look, two names",
        "R0023",
        both_painted(),
        both_painted(),
        spaces(separation("Gold"), separation("Sun")),
        spaces(separation("Gold"), separation("Sun", last=(1, 0, 0, 0))),
        SPOT,
        spot=(150.0, 200.0),
    ),
    Fault(
        "the separation All",
        "R0024",
        f"/S0 cs 1 scn {SHAPE}",
        f"/S0 cs 1 scn {SHAPE}",
        spaces(separation("All")),
        spaces(separation("Black")),
    ),
    Fault(
        "text in the separation All",
        "R0024",
        "/K gs /S0 cs 1 scn BT /F1 14 Tf 120 200 Td (Word) Tj ET",
        "/K gs /S0 cs 1 scn BT /F1 14 Tf 120 200 Td (Word) Tj ET",
        spaces(separation("All")),
        spaces(separation("Cyan")),
    ),
    # colour spaces
    _rgb("a shape in RGB", f"1 0 0 rg {SHAPE}"),
    _rgb("a line in RGB", f"1 0 0 RG {LINE}"),
    _rgb("text in RGB", words(14, "0 0 0 rg", "K")),
    _rgb("a space named RGB", f"/DeviceRGB cs 1 0 0 scn {SHAPE}"),
    _rgb("CalRGB", f"/S0 cs 1 0 0 scn {SHAPE}", spaces(["/CalRGB", WHITE])),
    _rgb("CalGray", f"/S0 cs 0.4 scn {SHAPE}", spaces(["/CalGray", WHITE])),
    _rgb("Lab", f"/S0 cs 50 40 40 scn {SHAPE}", spaces(["/Lab", WHITE])),
    _rgb("RGB with a profile", f"/S0 cs 1 0 0 scn {SHAPE}", spaces(SRGB)),
    _rgb("CMYK with a profile", f"/S0 cs 1 0 0 0 scn {SHAPE}", spaces(PRESS)),
    _rgb("grey with a profile", f"/S0 cs 0.3 scn {SHAPE}", spaces(GREY_PROFILE)),
    _rgb(
        "a table of RGB", f"/S0 cs 1 scn {SHAPE}", spaces(["/Indexed", "/DeviceRGB", 1, "abcdef"])
    ),
    _rgb(
        "RGB behind a separation",
        f"/S0 cs 1 scn {SHAPE}",
        spaces(["/Separation", "/Black", "/DeviceRGB", RGB_TINT]),
    ),
    _rgb(
        "Lab behind DeviceN",
        f"/S0 cs 1 scn {SHAPE}",
        spaces(["/DeviceN", ["/Black"], ["/Lab", WHITE], RGB_TINT]),
    ),
    _rgb("a gradient in RGB", "q 120 190 30 20 re W n /Sh sh Q", shaded("/DeviceRGB", 3)),
    _rgb("a pattern of a gradient in RGB", f"/Pattern cs /Sp scn {SHAPE}", shaded("/DeviceRGB", 3)),
    _rgb("a picture in RGB", PLACED, pictured(150, 150, "/DeviceRGB")),
    _rgb("a picture in Lab", PLACED, pictured(150, 150, ["/Lab", WHITE], parts=3)),
    _rgb("a picture in JPEG 2000 in RGB", PLACED, jpeg_2000("RGB", 150)),
    Fault(
        "JPEG 2000 without a wrapper",
        "R0027",
        PLACED,
        PLACED,
        jpeg_2000("RGB", 150, no_jp2=True),
        jpeg_2000("L", 150, no_jp2=True),
    ),
    _rgb(
        "a picture of a table of RGB",
        PLACED,
        pictured(150, 150, ["/Indexed", "/DeviceRGB", 1, "abcdef"]),
    ),
    _rgb(
        "an inline picture in RGB", "q 4 0 0 4 120 200 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI Q"
    ),
    _rgb(
        "RGB in a soft mask",
        f"/M gs 0 0 0 0.5 k {SHAPE}",
        {
            "ExtGState": {
                "M": {
                    "SMask": {"S": "/Luminosity", "G": form(f"1 0 0 rg {SHAPE}", {}, Group=GROUP)}
                }
            }
        },
    ),
    _rgb(
        "an uncoloured tile in RGB",
        f"/S0 cs 1 0 0 /U scn {SHAPE}",
        {
            **spaces(["/Pattern", "/DeviceRGB"]),
            "Pattern": {
                "U": (
                    b"0 0 5 5 re f",
                    {
                        "PatternType": 1,
                        "PaintType": 2,
                        "TilingType": 1,
                        "BBox": [0, 0, 9, 9],
                        "XStep": 9,
                        "YStep": 9,
                        "Resources": {},
                    },
                )
            },
        },
    ),
    # transparency
    Fault(
        "a group in RGB", "R0030", "/T Do", "/T Do", grouped("/DeviceRGB"), grouped("/DeviceCMYK")
    ),
    Fault(
        "a group in grey", "R0030", "/T Do", "/T Do", grouped("/DeviceGray"), grouped("/DeviceCMYK")
    ),
    Fault(
        "a group with a profile", "R0030", "/T Do", "/T Do", grouped(SRGB), grouped("/DeviceCMYK")
    ),
    Fault(
        "a mask in RGB",
        "R0030",
        f"/M gs 0 0 0 0.5 k {SHAPE}",
        f"/M gs 0 0 0 0.5 k {SHAPE}",
        masked("/DeviceRGB"),
        masked("/DeviceGray"),
    ),
    Fault(
        "a mask of alpha in grey",
        "R0030",
        f"/M gs 0 0 0 0.5 k {SHAPE}",
        f"/M gs 0 0 0 0.5 k {SHAPE}",
        masked("/DeviceGray", kind="/Alpha"),
        masked("/DeviceCMYK", kind="/Alpha"),
    ),
    # pictures
    Fault("a coarse picture", "R0031", PLACED, PLACED, pictured(70, 70), pictured(150, 150)),
    Fault("a soft picture", "R0031", PLACED, PLACED, pictured(100, 100), pictured(113, 113)),
    Fault(
        "a grey picture",
        "R0031",
        PLACED,
        PLACED,
        pictured(70, 70, "/DeviceGray"),
        pictured(150, 150, "/DeviceGray"),
    ),
    Fault(
        "a picture coarse one way", "R0031", PLACED, PLACED, pictured(150, 60), pictured(150, 150)
    ),
    Fault(
        "a picture of 16 bits",
        "R0031",
        PLACED,
        PLACED,
        pictured(70, 70, "/DeviceGray", bits=16),
        pictured(150, 150, "/DeviceGray", bits=16),
    ),
    Fault(
        "a coarse picture that is turned",
        "R0031",
        "q 25 25 -25 25 145 180 cm /Im Do Q",
        "q 25 25 -25 25 145 180 cm /Im Do Q",
        pictured(70, 70),
        pictured(150, 150),
        spot=(145, 205),
    ),
    Fault(
        "a coarse inline picture",
        "R0031",
        "q 36 0 0 36 120 190 cm BI /W 17 /H 17 /BPC 8 /CS /G ID " + "x" * 289 + " EI Q",
        PLACED,
        {},
        pictured(150, 150),
    ),
    Fault(
        "a coarse picture with a mask",
        "R0031",
        PLACED,
        PLACED,
        pictured(70, 70, SMask=image(150, 150, "/DeviceGray")),
        pictured(150, 150, SMask=image(150, 150, "/DeviceGray")),
    ),
    Fault(
        "coarse line art",
        "R0032",
        PLACED,
        PLACED,
        pictured(270, 270, "/DeviceGray", bits=1),
        pictured(401, 401, "/DeviceGray", bits=1),
    ),
    Fault(
        "rough line art",
        "R0032",
        PLACED,
        PLACED,
        pictured(380, 380, "/DeviceGray", bits=1),
        pictured(401, 401, "/DeviceGray", bits=1),
    ),
    Fault(
        "a coarse stencil",
        "R0032",
        f"0 0 0 1 k {PLACED}",
        f"0 0 0 1 k {PLACED}",
        {
            "XObject": {
                "Im": (
                    bytes(34 * 270),
                    {
                        "Subtype": "/Image",
                        "Width": 270,
                        "Height": 270,
                        "BitsPerComponent": 1,
                        "ImageMask": True,
                    },
                )
            }
        },
        {
            "XObject": {
                "Im": (
                    bytes(51 * 401),
                    {
                        "Subtype": "/Image",
                        "Width": 401,
                        "Height": 401,
                        "BitsPerComponent": 1,
                        "ImageMask": True,
                    },
                )
            }
        },
    ),
    Fault(
        "a coarse JPEG 2000 image",
        "R0031",
        PLACED,
        PLACED,
        jpeg_2000("L", 70),
        jpeg_2000("L", 150),
    ),
    # ink, the trim
    Fault(
        "a shape with much ink",
        "ink-object",
        f"0.9 0.8 0.8 0.9 k {SHAPE}",
        f"0.8 0.7 0.7 0.9 k {SHAPE}",
    ),
    Fault(
        "a gradient with much ink",
        "ink-object",
        f"/Pattern cs /Sp scn {SHAPE}",
        f"0.5 0.5 0.5 0.5 k {SHAPE}",
        shaded("/DeviceCMYK", 4),
    ),
    Fault(
        "text near the trim",
        "safe-margin",
        "/K gs 0 0 0 1 k BT /F1 14 Tf 4 200 Td (Word) Tj ET",
        words(14, "0 0 0 1 k", "K"),
        spot=(4, 200),
        carriers=ON_PAGE
        | {"form", "group", "form_in_form", "scaled_form", "poor_form", "type3", "annotation"},
    ),
    Fault(
        "a short bleed",
        "bleed-short",
        "0 0 0 0.5 k 0 150 60 100 re f",
        "0 0 0 0.5 k -9 150 69 100 re f",
        spot=(0, 200),
        carriers=ON_PAGE,
    ),
    Fault(
        "a short bleed at the foot",
        "bleed-short",
        "0 0 0 0.5 k 90 0 60 40 re f",
        "0 0 0 0.5 k 90 -9 60 49 re f",
        spot=(120, 0),
        carriers=ON_PAGE,
    ),
    Fault(
        "a bleed that another colour fills up",
        "bleed-short",
        "0 0 0 0.5 k -4 150 64 100 re f",
        "0 0 0 0.5 k -9 150 69 100 re f",
        spot=(-6, 200),
        carriers=ON_PAGE,
    ),
    Fault(
        "text that is cut",
        "safe-margin",
        "/K gs 0 0 0 1 k BT /F1 14 Tf -4 200 Td (Word) Tj ET",
        words(14, "0 0 0 1 k", "K"),
        spot=(0, 200),
        carriers=ON_PAGE,
    ),
    Fault(
        "text outside the trim",
        "safe-margin",
        "/G gs 0 0 0 1 k BT /F1 4 Tf -8.4 200 Td (Wo) Tj ET",
        words(14, "0 0 0 1 k", "K"),
        spot=(-5, 200),
        carriers=ON_PAGE,
    ),
    # what a reader cannot follow
    Fault(
        "a missing picture",
        "content-fault",
        "q 120 190 30 20 re W n /Lost Do Q",
        f"0 0 0 0.5 k {SHAPE}",
    ),
    Fault(
        "an unknown operator",
        "content-fault",
        "q 120 190 30 20 re W n 1 2 shine Q",
        f"0 0 0 0.5 k {SHAPE}",
    ),
    Fault(
        "a missing space",
        "content-fault",
        f"q 120 190 30 20 re W n /Lost cs 1 scn {SHAPE} Q",
        f"0 0 0 0.5 k {SHAPE}",
    ),
    # what PDF/X keeps out
    Fault(
        "a font that is not there",
        "font-not-embedded",
        words(14, "0 0 0 1 k", "K", "F2"),
        words(14, "0 0 0 1 k", "K", "F2"),
        faces(
            "/Sample",
            FontDescriptor={"Type": "/FontDescriptor", "FontName": "/Sample", "Flags": 32},
        ),
        faces("/ABCDEF+Sample"),
    ),
    Fault(
        "a font of the fourteen",
        "font-not-embedded",
        words(14, "0 0 0 1 k", "K", "F2"),
        words(14, "0 0 0 1 k", "K"),
        {"Font": {"F2": {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}}},
    ),
    Fault(
        "a font without widths",
        "font-widths",
        words(14, "0 0 0 1 k", "K", "F2"),
        words(14, "0 0 0 1 k", "K", "F2"),
        {"Font": {"F2": {key: one for key, one in FACE.items() if key != "Widths"}}},
        faces("/ABCDEF+Sample"),
    ),
    Fault(
        "a font of too few widths",
        "font-widths",
        words(14, "0 0 0 1 k", "K", "F2"),
        words(14, "0 0 0 1 k", "K", "F2"),
        faces("/ABCDEF+Sample", Widths=[500] * 90),
        faces("/ABCDEF+Sample", Widths=[500] * 95),
    ),
    Fault(
        "a transfer curve",
        "transfer-curve",
        f"/T gs 0 0 0 0.5 k {SHAPE}",
        f"/T gs 0 0 0 0.5 k {SHAPE}",
        stated(TR={**TINT, "C0": [1], "C1": [0]}),
        stated(TR2="/Default"),
    ),
    Fault(
        "a halftone",
        "halftone",
        f"/T gs 0 0 0 0.5 k {SHAPE}",
        f"/T gs 0 0 0 0.5 k {SHAPE}",
        stated(HT={"HalftoneType": 6}),
        stated(HT={"HalftoneType": 1, "Frequency": 60, "Angle": 45, "SpotFunction": "/Round"}),
    ),
    Fault(
        "PostScript",
        "postscript",
        "/T Do",
        "/T Do",
        {"XObject": {"T": (b"showpage", {"Subtype": "/PS"})}},
        grouped("/DeviceCMYK"),
    ),
    Fault(
        "a low-resolution picture of OPI",
        "opi",
        "/T Do",
        "/T Do",
        {
            "XObject": {
                "T": form(f"0 0 0 0.5 k {SHAPE}", {}, BBox=[120, 190, 150, 210], OPI={"2.0": {}})
            }
        },
        grouped("/DeviceCMYK"),
    ),
    Fault(
        "a page of another file",
        "reference-xobject",
        "/T Do",
        "/T Do",
        {
            "XObject": {
                "T": form(
                    f"0 0 0 0.5 k {SHAPE}",
                    {},
                    BBox=[120, 190, 150, 210],
                    Ref={"F": "other.pdf", "Page": 0},
                )
            }
        },
        grouped("/DeviceCMYK"),
    ),
    Fault(
        "another picture for print",
        "alternate-image",
        PLACED,
        PLACED,
        pictured(150, 150, Alternates=[{"Image": image(9, 9), "DefaultForPrinting": True}]),
        pictured(150, 150),
    ),
    Fault(
        "a picture in LZW",
        "compression",
        PLACED,
        PLACED,
        pictured(150, 150, Filter="/LZWDecode"),
        pictured(150, 150),
    ),
)
"""Every fault, in the order of the rules."""
