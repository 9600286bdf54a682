"""Rules over a document for print: boxes, page count, output intent, fonts, layers, and what PDF/X keeps out."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_F = ExitCode.PREFLIGHT
_X = "ISO 15930-7"
_BOXES = "ISO 32000-1, 14.11.2"

DOCUMENT: dict[str, Rule] = {
    # PDF/X as a whole
    "R0001": error(
        _F,
        "The file does not claim PDF/X-4, or breaks one of its rules that can be read from a file. "
        "The message names the rules below that say where.",
        "GWG 2022 R0001, ISO 15930-7",
    ),
    "pdfx-version": error(
        _F, "The file's version is later than the PDF that the PDF/X it claims is made of.", _X
    ),
    "pdfx-metadata": error(
        _F, "The metadata of a PDF/X lacks what it must hold, or Info and XMP disagree.", _X
    ),
    "pdfx-trapped": error(_F, "A PDF/X does not say whether it is trapped.", _X),
    "pdfx-id": error(_F, "A PDF/X has no identifier in its trailer.", _X),
    # boxes
    "box-damaged": error(_F, "A page's MediaBox is missing, or a box is no rectangle.", _BOXES),
    "box-outside": error(_F, "A page's box reaches beyond the one that must hold it.", _BOXES),
    "trim-missing": error(_F, "A page says nowhere where it is cut.", f"{_BOXES}; {_X}"),
    "trim-and-art": error(_F, "A page has both a TrimBox and an ArtBox.", _X),
    "page-size": error(
        _F, "A page is smaller than 3 or larger than 14,400 points.", "ISO 32000-1, annex C"
    ),
    "R0002": error(_F, "A page has a UserUnit.", "GWG 2022 R0002"),
    "R0003": error(_F, "A page's CropBox is not its MediaBox.", "GWG 2022 R0003"),
    "R0004": warning(_F, "The pages have several trim sizes, or one is rotated.", "GWG 2022 R0004"),
    "bleed-box": error(
        _F,
        "A page's BleedBox leaves less bleed on an edge than the printer asks for. "
        "A warning where only text and white come near the trim.",
    ),
    "marks-room": warning(_F, "A page leaves no room for the marks that the printer asks for."),
    "marks-unwanted": warning(
        _F, "A page reaches beyond its bleed although the printer wants no marks."
    ),
    # the number of pages
    "R0006": error(_F, "An advertisement has more than one page.", "GWG 2022 R0006"),
    "page-count": error(_F, "The printer does not bind so many, or so few, pages."),
    # the output intent
    "R0035": error(_F, "The output intent's profile is not for CMYK.", "GWG 2022 R0035"),
    "intent-missing": error(_F, "The file has no output intent.", f"ISO 32000-1, 14.11.5; {_X}"),
    "intent-several": error(_F, "The file has several output intents for PDF/X.", _X),
    "intent-profile": error(
        _F, "The output intent's profile is missing, damaged or not one of a press.", _X
    ),
    "intent-condition": error(
        _F,
        "The output condition is not named, or not the printer's. A warning where the name is none that is "
        "registered, and nothing describes the condition.",
        "ISO 32000-1, 14.11.5",
    ),
    "intent-registry": warning(
        _F, "The registry of the output condition is not the printer's.", "ISO 32000-1, 14.11.5"
    ),
    # fonts
    "font-not-embedded": error(
        _F,
        "A font that visible text uses is not embedded, or its program cannot be read.",
        f"{_X}; ISO 14289-1, 7.21.4",
    ),
    "font-widths": error(
        _F, "An embedded font does not say how wide its letters are.", "ISO 32000-1, 9.6.2.1"
    ),
    "font-type3": warning(_F, "A font's letters are drawings (Type 3)."),
    "glyph-missing": error(
        _F, "A font has no glyph for text that is shown.", "ISO 14289-1, 7.21.8"
    ),
    # what PDF/X keeps out
    "postscript": error(_F, "PostScript stands in a page.", _X),
    "opi": error(_F, "A stand-in waits for a picture that is not in the file.", _X),
    "reference-xobject": error(_F, "A page shows a page of another file.", _X),
    "alternate-image": error(_F, "Another picture than the one shown is to be printed.", _X),
    "transfer-curve": error(_F, "A transfer curve changes the tones.", _X),
    "halftone": error(_F, "The file sets a halftone that PDF/X does not take.", _X),
    "transparency": error(
        _F, "A file that claims PDF/X-1a or X-3 uses transparency.", "ISO 15930-4, ISO 15930-6"
    ),
    "compression": error(_F, "A file that claims PDF/X-1a or X-3 uses LZW, JBIG2 or JPEG 2000."),
    # what does not print
    "annotation": error(_F, "An annotation lies on what is printed.", _X),
    "form-field": error(_F, "A form field lies on what is printed.", _X),
    "form-xfa": error(_F, "The file holds an XFA form.", _X),
    "script": error(_F, "The file holds JavaScript.", _X),
    "action": error(_F, "The file holds actions that do more than turn a page."),
    "attachment": warning(_F, "Files are attached."),
    "encrypted": error(_F, "The file is encrypted.", _X),
    # layers
    "R0034": error(_F, "The layers have several configurations.", "GWG 2022 R0034"),
    "R0036": error(_F, "A layer is off at the start.", "GWG 2022 R0036"),
    "layer-hidden": warning(_F, "Content is on a layer that is off, and does not print."),
    "layer-automatic": warning(_F, "Layers switch themselves between screen and print."),
}
"""By id."""
