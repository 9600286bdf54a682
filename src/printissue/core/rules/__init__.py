"""The table of all rule ids; docs/findings.md is made from it."""

from printissue.core.rules.accessibility import ACCESSIBILITY
from printissue.core.rules.back_issues import BACK_ISSUES
from printissue.core.rules.binding import BINDING
from printissue.core.rules.imposition import IMPOSITION
from printissue.core.rules.layout import LAYOUT
from printissue.core.rules.manuscript import MANUSCRIPT
from printissue.core.rules.preflight import PREFLIGHT
from printissue.core.rules.preflight_document import DOCUMENT
from printissue.core.rules.preflight_report import PREFLIGHT_REPORT
from printissue.core.rules.rule import Rule, Severity
from printissue.core.rules.themes import THEMES
from printissue.core.rules.volumes import VOLUMES

RULES: dict[str, Rule] = {
    **MANUSCRIPT,
    **THEMES,
    **LAYOUT,
    **BINDING,
    **VOLUMES,
    **BACK_ISSUES,
    **PREFLIGHT,
    **DOCUMENT,
    **ACCESSIBILITY,
    **PREFLIGHT_REPORT,
    **IMPOSITION,
}
"""By id, in the order of the work."""

__all__ = ["RULES", "Rule", "Severity"]
