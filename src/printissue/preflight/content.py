"""The rules over what the pages paint, joined."""

from printissue.preflight import (
    bleed,
    colour,
    damage,
    images,
    ink,
    lines,
    margins,
    overprint,
    spots,
    text,
)
from printissue.preflight.subject import Check

CONTENT_CHECKS: tuple[Check, ...] = (
    *damage.CHECKS,
    *ink.CHECKS,
    *overprint.CHECKS,
    *text.CHECKS,
    *lines.CHECKS,
    *spots.CHECKS,
    *colour.CHECKS,
    *images.CHECKS,
    *bleed.CHECKS,
    *margins.CHECKS,
)
"""In the order of the report."""
