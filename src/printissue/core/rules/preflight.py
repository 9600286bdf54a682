"""Rules about what the pages of a finished PDF paint: faults for which a print shop would refuse it.

Numbers such as R0005 are those of the Ghent Workgroup's 2022 specification. The severity for each kind of presswork is
in preflight/gwg.py.
"""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_P = ExitCode.PREFLIGHT

PREFLIGHT: dict[str, Rule] = {
    "content-fault": warning(
        _P,
        "A page's content cannot be interpreted completely: an unknown operator, a missing resource, a damaged stream.",
        "ISO 32000-1 7.8.2",
    ),
    "R0005": warning(_P, "Nothing is printed on a page.", "GWG 2022 R0005"),
    "ink-object": warning(
        _P, "The inks of a text, shape or gradient add up to more than the printer allows."
    ),
    # overprint
    "R0007": error(_P, "White text overprints, so it disappears in print.", "GWG 2022 R0007"),
    "R0008": warning(
        _P, "A white shape or line overprints, so it disappears in print.", "GWG 2022 R0008"
    ),
    "R0009": warning(_P, "Black text under 12 pt knocks out.", "GWG 2022 R0009"),
    "R0010": warning(_P, "A black line under 2 pt knocks out.", "GWG 2022 R0010"),
    "R0013": warning(_P, "An object in DeviceGray overprints.", "GWG 2022 R0013"),
    # text and lines
    "R0011": warning(_P, "Black text under 12 pt is in DeviceGray.", "GWG 2022 R0011"),
    "R0012": warning(_P, "A black line under 2 pt is in DeviceGray.", "GWG 2022 R0012"),
    "R0014": warning(_P, "Text is set in a font with the name Courier.", "GWG 2022 R0014"),
    "R0015": warning(
        _P, "Black text has more than 280 % ink (220 % for newspapers).", "GWG 2022 R0015"
    ),
    "R0016": warning(
        _P, "White text on other objects is too small for the presswork.", "GWG 2022 R0016"
    ),
    "R0017": warning(
        _P, "Text in several inks is too small for the register of the presswork.", "GWG 2022 R0017"
    ),
    "R0018": warning(_P, "A white line is thinner than 0.25 pt.", "GWG 2022 R0018"),
    "R0019": warning(_P, "A line in several inks is thinner than 0.25 pt.", "GWG 2022 R0019"),
    "hairline": warning(
        _P, "A line, or a shape as thin as a line, is thinner than 0.25 pt after all scaling."
    ),
    # colour
    "R0020": error(
        _P, "A spot colour is used that is not in the printer's `spots`.", "GWG 2022 R0020"
    ),
    "R0021": warning(
        _P, "The names of two spot colours differ only in their suffix.", "GWG 2022 R0021"
    ),
    "R0022": warning(
        _P, "The names of two spot colours differ only in their spelling.", "GWG 2022 R0022"
    ),
    "R0023": warning(_P, "Two spot colours have the same tint transform.", "GWG 2022 R0023"),
    "R0024": warning(_P, "An object on the page is in the separation All.", "GWG 2022 R0024"),
    "R0027": error(
        _P, "A colour is in RGB, Lab or a colour space with an ICC profile.", "GWG 2022 R0027"
    ),
    "R0028": error(
        _P,
        "An image is in a colour space that an RGB-tolerant job does not allow.",
        "GWG 2022 R0028",
    ),
    "R0029": error(
        _P,
        "Text, a shape or a gradient of an RGB-tolerant job is not in CMYK, grey or spot colours.",
        "GWG 2022 R0029",
    ),
    "R0030": error(_P, "A transparency group does not blend in DeviceCMYK.", "GWG 2022 R0030"),
    # images
    "R0031": error(
        _P,
        "The resolution of an image is too low: an error up to 149 ppi, a warning up to 224, or the printer's limits.",
        "GWG 2022 R0031",
    ),
    "R0032": error(
        _P,
        "The resolution of line art is too low: an error up to 549 ppi, a warning up to 799 ppi.",
        "GWG 2022 R0032",
    ),
    "R0033": error(
        _P,
        "A page is a single image with a resolution too low for its text: a warning up to 449 ppi.",
        "GWG 2022 R0033",
    ),
    # the trim
    "bleed-short": error(
        _P,
        "Artwork touches the trim, but does not extend to the edge of the bleed there. A warning where it ends within "
        "the bleed on top of other artwork that fills it.",
        "ISO 32000-1 14.11.2",
    ),
    "safe-margin": warning(
        _P, "Text or a small object is too close to the trim, or text is outside it."
    ),
}
"""By id."""
