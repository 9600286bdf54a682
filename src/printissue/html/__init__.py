"""The galley: an issue, or a volume's own pages, as the HTML of one layout, made by templates."""

from printissue.html.bound import bound_issue, bound_old_issue, story_anchors
from printissue.html.checking import check_markdown
from printissue.html.contents import story_names
from printissue.html.describe import Description, describe
from printissue.html.labels import (
    catalogue,
    direction,
    issue_date,
    labelled_languages,
    language_name,
)
from printissue.html.render import ComposedHtml, Setting, compose
from printissue.html.volume import (
    PagesSetting,
    compose_back,
    compose_cumulative,
    compose_front,
    compose_web_index,
)
from printissue.html.words import plain

__all__ = [
    "ComposedHtml",
    "Description",
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
