"""Separations: what each ink prints of each page, and the rules over how much of it there is."""

from printissue.preflight.separations.measure import Inks, ink_findings, measured

__all__ = ["Inks", "ink_findings", "measured"]
