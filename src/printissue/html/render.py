"""Rendering: the templates, filled with an issue."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import segno
from markupsafe import Markup

from printissue.assets.resources import Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import fill
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.html import labels, words
from printissue.html.contents import Anchors, blocks, inside, lead_on_cover, runs
from printissue.html.notes import LinkNotes, bare
from printissue.model.cross_references import RelatedStory
from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Image

RESOURCES = "https://printissue.invalid/"
"""The origin of everything that a galley names; only the table of resources answers it."""

_QR = "qr.png"
_QR_PX = 1008
"""The code's side at least: 800 ppi on 32 mm, for it is line art (GWG 2022 R0032)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a galley is set: for which layout and paper, with how many pages added before the last.

    `pictures` maps the manuscript's file names to the names under which the press gets them;
    `related` the names by which stories refer to each other to those stories. Folios count from `first_folio`.
    Without `live_links`, addresses are printed, and a QR code leads to the issue online.
    """

    layout: str
    key: str
    pictures: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, RelatedStory] = field(default_factory=dict)
    fillers: int = 0
    first_folio: int = 1
    paper: str = "A4"
    live_links: bool = True


@dataclass(frozen=True, slots=True)
class ComposedHtml:
    """An issue as HTML, with the resources that the galley itself adds (name to bytes)."""

    html: str
    language: str
    files: Mapping[str, bytes]


EXPOSED = {
    Issue: ("day",),
    Section: ("kind",),
    RelatedStory: ("inside",),
    LinkNotes: ("mark", "link", "all", "readable"),
}
"""The properties and methods of an issue's values that its templates may use beside their fields."""


def compose(
    issue: Issue,
    publication: Publication,
    resources: Resources,
    *,
    setting: Setting,
    limit: Limit = LIMITS.template,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    """Compose an issue as HTML; a template's fault is the one finding, then there is no galley."""
    language = issue.language or publication.language
    files = {_QR: _qr_code(issue.online)} if issue.online and not setting.live_links else {}
    html, findings = fill(
        resources,
        "issue.html.j2",
        lambda: _context(issue, publication, resources, setting=setting),
        exposed=EXPOSED,
        limit=limit,
    )
    return (None if html is None else ComposedHtml(html, language, files)), findings


def _context(
    issue: Issue, publication: Publication, resources: Resources, *, setting: Setting
) -> dict[str, Any]:
    language = issue.language or publication.language
    anchors = Anchors(issue, setting.key, language)
    notes = LinkNotes(live=setting.live_links, breaks=labels.direction(language) == "ltr")
    return {
        "issue": issue,
        "publication": publication,
        "setting": setting,
        "language": language,
        "label": labels.catalogue(resources, language),
        "label_in": lambda tag: labels.catalogue(resources, tag),
        "anchor": ValueFunction(anchors.of),
        "place_name": anchors.named,
        "blocks": blocks(issue),
        "inside": inside(issue, setting.paper),
        "lead_on_cover": lead_on_cover(issue, setting.paper),
        "runs": ValueFunction(lambda section: runs(issue, section)),
        "notes": notes,
        "src": lambda name: RESOURCES + setting.pictures[name],
        "qr": RESOURCES + _QR if issue.online and not notes.live else None,
        "related": setting.related.__getitem__,
        "readable": notes.readable,
        "prose": _prose(issue, notes),
        "names": _names(resources),
        **_WORDS,
    }


def _prose(issue: Issue, notes: LinkNotes) -> Callable[..., Markup]:
    """Give the function that turns Markdown into HTML: `prose(text, language, level, inserts=…)`."""
    mark = None if notes.live else notes.mark
    short_forms = {one.short: one.long for one in issue.abbreviations}

    def prose(text: str, language: str, level: int, *, inserts: Sequence[Markup] = ()) -> Markup:
        return words.prose(
            text,
            language,
            heading_level=level,
            note=mark,
            inserts=inserts,
            abbreviations=short_forms,
        )

    return prose


def _names(resources: Resources) -> Callable[[Sequence[str], str], str]:
    """Give the function that joins names as a sentence does: 'A', 'A and B', 'A, B and C'."""

    def names(people: Sequence[str], language: str) -> str:
        if len(people) < 2:
            return "".join(people)
        label = labels.catalogue(resources, language)
        # Arabic ties its 'and' to the name
        space = "" if language.split("-", maxsplit=1)[0] == "ar" else " "
        first = f"{label('comma')} ".join(people[:-1])
        return f"{first} {label('and')}{space}{people[-1]}"

    return names


def may_crop(picture: Image) -> bool:
    """Return whether the manuscript allows a picture's edges to be cut off."""
    return picture.focus is not None if picture.crop is None else picture.crop


_WORDS: dict[str, Any] = {
    "dir": labels.direction,
    "issue_date": labels.issue_date,
    "day": labels.day,
    "day_range": labels.day_range,
    "language_name": labels.language_name,
    "inline": words.inline,
    "plain": words.plain,
    "bare": bare,
    "may_crop": ValueFunction(may_crop),
}
"""What templates may call that does not depend on the issue."""


def _qr_code(url: str) -> bytes:
    """Draw a QR code with its quiet zone of four modules (ISO/IEC 18004), black on white, as a PNG."""
    out, code = io.BytesIO(), segno.make(url, error="m", micro=False)
    scale = -(-_QR_PX // code.symbol_size(border=4)[0])
    code.save(out, kind="png", scale=scale, border=4)
    return out.getvalue()
