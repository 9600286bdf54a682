"""Rules over a finished PDF: what a print shop or a reader would refuse."""

from printissue.rules.kinds import Rule

PREFLIGHT: dict[str, Rule] = {}
"""By id."""
