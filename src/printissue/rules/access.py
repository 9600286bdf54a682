"""Rules over a file for readers: tags, headings, alternatives, language, contrast."""

from printissue.rules.kinds import Rule

ACCESS: dict[str, Rule] = {}
"""By id."""
