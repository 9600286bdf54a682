"""Separations: what each ink prints of each page, and the rules about how much of it there is."""

from printissue.preflight.separations.draw import separate_page
from printissue.preflight.separations.measure import InkMeasurement, check_ink, measure_ink

__all__ = ["InkMeasurement", "check_ink", "measure_ink", "separate_page"]
