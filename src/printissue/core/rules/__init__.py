"""The table of all rule ids; docs/findings.md is made from it."""

from printissue.core.rules.access import ACCESS
from printissue.core.rules.bindery import BINDERY
from printissue.core.rules.imposition import IMPOSITION
from printissue.core.rules.kinds import Gravity, Rule, Severity
from printissue.core.rules.legacy import LEGACY
from printissue.core.rules.manuscript import MANUSCRIPT
from printissue.core.rules.preflight import PREFLIGHT
from printissue.core.rules.preflight_document import DOCUMENT
from printissue.core.rules.preflight_report import PREFLIGHT_REPORT
from printissue.core.rules.press import PRESS
from printissue.core.rules.themes import THEMES
from printissue.core.rules.volumes import VOLUMES

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
