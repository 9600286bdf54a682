"""The galley: an issue, or a volume's own pages, as the HTML of one layout, made by templates."""

from printissue.galley.bound import bound_issue, bound_old_issue, story_anchors
from printissue.galley.checking import check_markdown
from printissue.galley.contents import story_names
from printissue.galley.describe import Description, describe
from printissue.galley.labels import (
    catalogue,
    direction,
    issue_date,
    labelled_languages,
    language_name,
)
from printissue.galley.render import Galley, Setting, compose
from printissue.galley.volume import (
    PagesSetting,
    compose_back,
    compose_cumulative,
    compose_front,
    compose_web_index,
)
from printissue.galley.words import plain

__all__ = [
    "Description",
    "Galley",
    "PagesSetting",
    "Setting",
    "bound_issue",
    "bound_old_issue",
    "catalogue",
    "check_markdown",
    "compose",
    "compose_back",
    "compose_cumulative",
    "compose_front",
    "compose_web_index",
    "describe",
    "direction",
    "issue_date",
    "labelled_languages",
    "language_name",
    "plain",
    "story_anchors",
    "story_names",
]
