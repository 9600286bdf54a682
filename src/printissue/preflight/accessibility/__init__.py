"""Rules for readers: tags, headings, alternative text, language, links, contrast (PDF/UA, WCAG)."""

from printissue.preflight import fonts, verapdf
from printissue.preflight.accessibility import annotations, content, document, structure, text
from printissue.preflight.subject import Check

ACCESS_CHECKS: tuple[Check, ...] = (
    *document.CHECKS,
    *structure.CHECKS,
    *content.CHECKS,
    *annotations.CHECKS,
    *text.CHECKS,
    fonts.check_embedded,
    fonts.check_glyphs,
    verapdf.check_claims,
)
"""All checks of this family, in the order of the report; the last one runs veraPDF, if installed, for some seconds."""
