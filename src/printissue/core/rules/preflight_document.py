"""Rules about a document for print: boxes, page count, output intent, fonts, layers, and what PDF/X excludes."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_F = ExitCode.PREFLIGHT
_X = "ISO 15930-7"
_BOXES = "ISO 32000-1, 14.11.2"

DOCUMENT: dict[str, Rule] = {
    # PDF/X as a whole
    "R0001": error(
        _F,
        "The file does not claim PDF/X-4, or violates one of its rules that can be checked in a file. The message "
        "names the rules below that say where.",
        "GWG 2022 R0001, ISO 15930-7",
    ),
    "pdfx-version": error(
        _F, "The PDF version is later than the one that the claimed PDF/X is based on.", _X
    ),
    "pdfx-metadata": error(
        _F, "The metadata of a PDF/X is incomplete, or Info and XMP disagree.", _X
    ),
    "pdfx-trapped": error(_F, "A PDF/X does not state whether it is trapped.", _X),
    "pdfx-id": error(_F, "A PDF/X has no file identifier in its trailer.", _X),
    # boxes
    "box-damaged": error(
        _F, "A page has no MediaBox, or one of its boxes is not a rectangle.", _BOXES
    ),
    "box-outside": error(_F, "A page box extends beyond the box that must contain it.", _BOXES),
    "trim-missing": error(
        _F,
        "A page has neither a TrimBox nor an ArtBox, so nothing says where to cut it.",
        f"{_BOXES}; {_X}",
    ),
    "trim-and-art": error(_F, "A page has both a TrimBox and an ArtBox.", _X),
    "page-size": error(
        _F, "A page is smaller than 3 or larger than 14,400 points.", "ISO 32000-1, annex C"
    ),
    "R0002": error(_F, "A page has a UserUnit.", "GWG 2022 R0002"),
    "R0003": error(_F, "The CropBox of a page is not equal to its MediaBox.", "GWG 2022 R0003"),
    "R0004": warning(
        _F, "The pages have several trim sizes, or a page is rotated.", "GWG 2022 R0004"
    ),
    "bleed-box": error(
        _F,
        "The BleedBox of a page leaves less bleed at an edge than the printer requires. A warning where only text and "
        "white objects are near the trim.",
    ),
    "marks-room": warning(_F, "A page has no space for the marks that the printer requires."),
    "marks-unwanted": warning(
        _F, "A page extends beyond its bleed, but the printer wants no marks."
    ),
    # the number of pages
    "R0006": error(_F, "An advertisement has more than one page.", "GWG 2022 R0006"),
    "page-count": error(_F, "The printer does not bind this number of pages."),
    # the output intent
    "R0035": error(_F, "The profile of the output intent is not for CMYK.", "GWG 2022 R0035"),
    "intent-missing": error(_F, "The file has no output intent.", f"ISO 32000-1, 14.11.5; {_X}"),
    "intent-several": error(_F, "The file has several output intents for PDF/X.", _X),
    "intent-profile": error(
        _F,
        "The profile of the output intent is missing, damaged, or not that of a printing condition.",
        _X,
    ),
    "intent-condition": error(
        _F,
        "The output condition is not named, or is not the printer's. A warning where it is neither registered nor "
        "described.",
        "ISO 32000-1, 14.11.5",
    ),
    "intent-registry": warning(
        _F, "The registry of the output condition is not the printer's.", "ISO 32000-1, 14.11.5"
    ),
    # fonts
    "font-not-embedded": error(
        _F,
        "A font of visible text is not embedded, or its program cannot be read.",
        f"{_X}; ISO 14289-1, 7.21.4",
    ),
    "font-widths": error(
        _F, "An embedded font does not have the widths of its letters.", "ISO 32000-1, 9.6.2.1"
    ),
    "font-type3": warning(_F, "The letters of a font are drawings (Type 3)."),
    "glyph-missing": error(
        _F, "A font has no glyph for text that is shown.", "ISO 14289-1, 7.21.8"
    ),
    # what PDF/X excludes
    "postscript": error(_F, "A page contains PostScript.", _X),
    "opi": error(_F, "A placeholder (OPI) refers to an image that is not in the file.", _X),
    "reference-xobject": error(_F, "A page shows a page of another file.", _X),
    "alternate-image": error(_F, "A different image is printed than the one on the screen.", _X),
    "transfer-curve": error(_F, "A transfer curve changes the tones.", _X),
    "halftone": error(_F, "The file sets a halftone that PDF/X does not allow.", _X),
    "transparency": error(
        _F, "A file that claims PDF/X-1a or X-3 uses transparency.", "ISO 15930-4, ISO 15930-6"
    ),
    "compression": error(_F, "A file that claims PDF/X-1a or X-3 uses LZW, JBIG2 or JPEG 2000."),
    # what is not printed
    "annotation": error(_F, "An annotation is on the printed page.", _X),
    "form-field": error(_F, "A form field is on the printed page.", _X),
    "form-xfa": error(_F, "The file contains an XFA form.", _X),
    "script": error(_F, "The file contains JavaScript.", _X),
    "action": error(_F, "The file contains actions that do more than turn a page."),
    "attachment": warning(_F, "Files are attached."),
    "encrypted": error(_F, "The file is encrypted.", _X),
    # layers
    "R0034": error(_F, "The layers have several configurations.", "GWG 2022 R0034"),
    "R0036": error(_F, "A layer is off when the file opens.", "GWG 2022 R0036"),
    "layer-hidden": warning(_F, "Content is on a layer that is off, so it is not printed."),
    "layer-automatic": warning(_F, "Layers turn on and off automatically for screen and print."),
}
"""By id."""
