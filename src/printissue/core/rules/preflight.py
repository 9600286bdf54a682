"""Rules over what the pages of a finished PDF paint: what a print shop would refuse.

Numbers are those of the Ghent Workgroup's 2022 specification; the columns that decide how gravely
each kind of presswork asks stand in preflight/columns.py.
"""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_P = ExitCode.PREFLIGHT

PREFLIGHT: dict[str, Rule] = {
    "content-fault": warning(
        _P,
        "A page's content holds what no reader can follow: an unknown operator, a missing resource, a broken stream.",
        "ISO 32000-1 7.8.2",
    ),
    "R0005": warning(_P, "A page has no ink at all.", "GWG 2022 R0005"),
    "ink-object": warning(
        _P, "A text, shape or gradient has more ink, all colours together, than the printer allows."
    ),
    # overprint
    "R0007": error(_P, "White text overprints, so that it vanishes.", "GWG 2022 R0007"),
    "R0008": warning(
        _P, "A white shape or line overprints, so that it vanishes.", "GWG 2022 R0008"
    ),
    "R0009": warning(_P, "Black text under 12 pt knocks out.", "GWG 2022 R0009"),
    "R0010": warning(_P, "A black line under 2 pt knocks out.", "GWG 2022 R0010"),
    "R0013": warning(_P, "A thing in DeviceGray overprints.", "GWG 2022 R0013"),
    # text and lines
    "R0011": warning(_P, "Black text under 12 pt is in DeviceGray.", "GWG 2022 R0011"),
    "R0012": warning(_P, "A black line under 2 pt is in DeviceGray.", "GWG 2022 R0012"),
    "R0014": warning(_P, "Text is set in a font that is named Courier.", "GWG 2022 R0014"),
    "R0015": warning(
        _P, "Black text has more than 280 % of ink (newspapers: 220 %).", "GWG 2022 R0015"
    ),
    "R0016": warning(
        _P, "White text over other things is smaller than the presswork holds.", "GWG 2022 R0016"
    ),
    "R0017": warning(
        _P, "Text in several inks is smaller than the presswork can register.", "GWG 2022 R0017"
    ),
    "R0018": warning(_P, "A white line is thinner than 0.25 pt.", "GWG 2022 R0018"),
    "R0019": warning(_P, "A line in several inks is thinner than 0.25 pt.", "GWG 2022 R0019"),
    "hairline": warning(
        _P, "A line, or a shape as thin as one, is thinner than 0.25 pt after every scaling."
    ),
    # colour
    "R0020": error(
        _P, "A spot colour is used that the printer's `spots` do not name.", "GWG 2022 R0020"
    ),
    "R0021": warning(_P, "Two spot colours differ in their suffix alone.", "GWG 2022 R0021"),
    "R0022": warning(_P, "Two spot colours differ in their spelling alone.", "GWG 2022 R0022"),
    "R0023": warning(_P, "Two spot colours have the same tint transform.", "GWG 2022 R0023"),
    "R0024": warning(_P, "A thing on the page is in the separation All.", "GWG 2022 R0024"),
    "R0027": error(_P, "A colour is in RGB, Lab or a space with an ICC profile.", "GWG 2022 R0027"),
    "R0028": error(
        _P, "A picture is in a space that an RGB-tolerant job does not take.", "GWG 2022 R0028"
    ),
    "R0029": error(
        _P, "Text, a shape or a gradient of an RGB-tolerant job is not in inks.", "GWG 2022 R0029"
    ),
    "R0030": error(
        _P, "A transparency group blends in another space than DeviceCMYK.", "GWG 2022 R0030"
    ),
    # pictures
    "R0031": error(
        _P,
        "A picture's resolution is too low: an error at 149 ppi, a warning at 224 ppi, or as the printer has it.",
        "GWG 2022 R0031",
    ),
    "R0032": error(
        _P,
        "Line art's resolution is too low: an error at 549 ppi, a warning at 799 ppi.",
        "GWG 2022 R0032",
    ),
    "R0033": error(
        _P,
        "A page is one picture, and of less resolution than its text needs: a warning at 449 ppi.",
        "GWG 2022 R0033",
    ),
    # the knife
    "bleed-short": error(
        _P,
        "Artwork touches the trim and does not reach the bleed's edge there. A warning where it ends within "
        "the bleed above other artwork that fills it.",
        "ISO 32000-1 14.11.2",
    ),
    "safe-margin": warning(
        _P, "Text or a small thing stands nearer to the trim than is safe, or text lies outside it."
    ),
}
"""By id."""
