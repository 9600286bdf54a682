"""The galley: an issue as the HTML of one layout, made by templates."""

from printissue.galley.contents import story_names
from printissue.galley.describe import Description, describe
from printissue.galley.labels import direction, issue_date
from printissue.galley.render import Galley, Setting, compose
from printissue.galley.words import check_markdown

__all__ = [
    "Description",
    "Galley",
    "Setting",
    "check_markdown",
    "compose",
    "describe",
    "direction",
    "issue_date",
    "story_names",
]
