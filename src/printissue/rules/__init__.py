"""The table of all rule ids; docs/findings.md is made from it."""

from printissue.rules.access import ACCESS
from printissue.rules.bindery import BINDERY
from printissue.rules.imposition import IMPOSITION
from printissue.rules.kinds import Gravity, Rule, Severity
from printissue.rules.legacy import LEGACY
from printissue.rules.manuscript import MANUSCRIPT
from printissue.rules.preflight import PREFLIGHT
from printissue.rules.preflight_document import DOCUMENT
from printissue.rules.preflight_report import PREFLIGHT_REPORT
from printissue.rules.press import PRESS
from printissue.rules.themes import THEMES
from printissue.rules.volumes import VOLUMES

RULES: dict[str, Rule] = {
    **MANUSCRIPT,
    **THEMES,
    **PRESS,
    **BINDERY,
    **VOLUMES,
    **LEGACY,
    **PREFLIGHT,
    **DOCUMENT,
    **ACCESS,
    **PREFLIGHT_REPORT,
    **IMPOSITION,
}
"""By id, in the order of the work."""

__all__ = ["RULES", "Gravity", "Rule", "Severity"]
