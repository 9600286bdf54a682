"""Rules over old issues: PDFs without a manuscript that a volume takes in."""

from printissue.rules.kinds import Rule

LEGACY: dict[str, Rule] = {}
"""By id."""
