"""The HTML of an issue or of a volume's own pages, made by templates, and the checks of the manuscript's Markdown."""

from printissue.assets.labels import (
    catalogue,
    direction,
    issue_date,
    labelled_languages,
    language_name,
)
from printissue.html.anchors import anchored_parts, items, story_anchors, story_names
from printissue.html.bound import bound_issue, bound_old_issue
from printissue.html.describe import Description, describe
from printissue.html.issue_pages import ComposedHtml, HtmlOptions, compose
from printissue.html.markdown import plain
from printissue.html.markdown_checks import check_markdown
from printissue.html.text_references import story_links, text_pictures
from printissue.html.volume_pages import (
    VolumeHtmlOptions,
    VolumePart,
    compose_volume,
    compose_web_index,
)

__all__ = [
    "ComposedHtml",
    "Description",
    "HtmlOptions",
    "VolumeHtmlOptions",
    "VolumePart",
    "anchored_parts",
    "bound_issue",
    "bound_old_issue",
    "catalogue",
    "check_markdown",
    "compose",
    "compose_volume",
    "compose_web_index",
    "describe",
    "direction",
    "issue_date",
    "items",
    "labelled_languages",
    "language_name",
    "plain",
    "story_anchors",
    "story_links",
    "story_names",
    "text_pictures",
]
