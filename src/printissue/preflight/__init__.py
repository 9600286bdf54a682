"""Preflight: rules about finished PDFs, including those that other programs made."""

from printissue.preflight.examining import Family, Progress, Report, examine
from printissue.preflight.report import report_html, report_json
from printissue.preflight.separations import separate_page

__all__ = ["Family", "Progress", "Report", "examine", "report_html", "report_json", "separate_page"]
