"""The galley: an issue as the HTML of one layout, made by templates."""

from printissue.galley.render import Galley, Setting, compose
from printissue.galley.words import check_markdown

__all__ = ["Galley", "Setting", "check_markdown", "compose"]
