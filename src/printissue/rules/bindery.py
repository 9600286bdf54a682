"""Rules over a volume and its parts."""

from printissue.rules.kinds import Rule

BINDERY: dict[str, Rule] = {}
"""By id."""
