"""The table of all rules; docs/findings.md is generated from it."""

from printissue.core.rules.accessibility import ACCESSIBILITY
from printissue.core.rules.imposition import IMPOSITION
from printissue.core.rules.layout import LAYOUT
from printissue.core.rules.manuscript import MANUSCRIPT
from printissue.core.rules.preflight import PREFLIGHT
from printissue.core.rules.preflight_document import DOCUMENT
from printissue.core.rules.preflight_report import PREFLIGHT_REPORT
from printissue.core.rules.rule import Rule, Severity
from printissue.core.rules.site import SITE
from printissue.core.rules.themes import THEMES
from printissue.core.rules.volumes import BACK_ISSUES, VOLUMES

RULES: dict[str, Rule] = {
    **MANUSCRIPT,
    **THEMES,
    **LAYOUT,
    **VOLUMES,
    **BACK_ISSUES,
    **PREFLIGHT,
    **DOCUMENT,
    **ACCESSIBILITY,
    **PREFLIGHT_REPORT,
    **IMPOSITION,
    **SITE,
}
"""All rules by id, in the order of the stages."""

__all__ = ["RULES", "Rule", "Severity"]
