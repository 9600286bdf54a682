"""Preflight: rules over a finished PDF, also one that we did not make."""

from printissue.preflight.examining import Family, Progress, Report, examine

__all__ = ["Family", "Progress", "Report", "examine"]
