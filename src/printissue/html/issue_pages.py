"""An issue as HTML: the values and functions that its templates get."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import segno
from markupsafe import Markup

from printissue.assets import labels
from printissue.assets.resources import RESOURCE_ORIGIN, Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import fill
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.html import markdown
from printissue.html.anchors import Anchors, items
from printissue.html.estimates import cover_contents, lead_fits_cover
from printissue.html.figures_in_text import FiguresInText
from printissue.html.footnotes import Footnotes
from printissue.html.grades import StoryGrades, story_grades
from printissue.html.groups import ItemGroup, item_groups, section_groups
from printissue.html.issue_prose import issue_prose
from printissue.html.link_notes import LinkNotes, bare
from printissue.html.picture_rows import PictureRow, picture_rows
from printissue.html.text_references import figures_after, listed_figures
from printissue.model.cross_references import RelatedStory
from printissue.model.editions import PAPERS
from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Advertisement, Article, Event, Image
from printissue.model.pictures import PictureShape, may_crop
from printissue.model.theme import Capacity

_QR = "qr.png"
_QR_PX = 1008
"""The least side of a QR code in px: 800 ppi at 32 mm, because it is line art (GWG 2022 R0032)."""


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """The options of an issue's HTML: its layout, paper and key, and the number of filler pages before the last page.

    `capacity` is that of the theme on the paper. `pictures` maps the file names in the manuscript to the names of the
    layout's resources. `related` maps the names by which stories refer to each other to those stories. Folios count
    from `first_folio`. Without `live_links`, addresses are printed, and a QR code leads to the issue online; addresses
    of at most `short_address` characters follow their links, and longer ones are numbered notes. A section with at
    least `section_code` numbered links has a QR code of its own (0: none has).
    `downloads` are the names of the files that readers may download, by edition. Templates have these as `setting`.
    `template` is the template to fill. With `paged`, footnotes are at the foot of pages. `shapes` are those of the
    pictures, by their file names; a cover picture that fills its page has at least `cover_ppi`. With
    `opening_picture`, so does the picture of the lead at the top of its page.
    """

    layout: str
    key: str
    pictures: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, RelatedStory] = field(default_factory=dict)
    fillers: int = 0
    first_folio: int = 1
    paper: str = "A4"
    capacity: Capacity = field(default_factory=Capacity)
    live_links: bool = True
    short_address: int = 0
    section_code: int = 0
    downloads: Mapping[str, str] = field(default_factory=dict)
    template: str = "issue.html.j2"
    paged: bool = True
    shapes: Mapping[str, PictureShape] = field(default_factory=dict)
    cover_ppi: float = 224.0
    opening_picture: bool = False

    def shape(self, picture: Image) -> PictureShape:
        """Return the shape of a picture."""
        return self.shapes.get(picture.file, PictureShape())


@dataclass(frozen=True, slots=True)
class ComposedHtml:
    """HTML with its language and the resources that it adds, by name."""

    html: str
    language: str
    files: Mapping[str, bytes]


EXPOSED = {
    Issue: ("day",),
    Advertisement: ("paid",),
    ItemGroup: ("items", "wide"),
    PictureRow: ("gaps",),
    Section: ("kind", "stories"),
    RelatedStory: ("inside",),
    LinkNotes: ("mark", "link", "all", "readable"),
}
"""The properties and methods that templates may use in addition to the fields of values."""


def compose(
    issue: Issue,
    publication: Publication,
    resources: Resources,
    *,
    options: HtmlOptions,
    limit: Limit = LIMITS.template,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    """Return an issue as HTML, with no findings, or None and the finding that a template is at fault."""
    language = issue.language or publication.language
    files = {_QR: _qr_code(issue.online)} if issue.online and not options.live_links else {}
    html, findings = fill(
        resources,
        options.template,
        lambda: _context(issue, publication, resources, files, options=options),
        exposed=EXPOSED,
        limit=limit,
    )
    return (None if html is None else ComposedHtml(html, language, files)), findings


def _context(
    issue: Issue,
    publication: Publication,
    resources: Resources,
    files: dict[str, bytes],
    *,
    options: HtmlOptions,
) -> dict[str, Any]:
    language = issue.language or publication.language
    anchors = Anchors(issue, options.key, language)
    shapes = options.shape
    grades = story_grades(issue, shapes)
    notes = LinkNotes(
        live=options.live_links,
        breaks=labels.direction(language) == "ltr",
        short_address=options.short_address,
    )
    code = _code_pictures(files)
    return {
        "issue": issue,
        "publication": publication,
        "code": code,
        "setting": options,
        "language": language,
        "label": labels.catalogue(resources, language),
        "label_in": lambda tag: labels.catalogue(resources, tag),
        "anchor": ValueFunction(anchors.of),
        "place_name": anchors.named,
        "blocks": section_groups(issue),
        "inside": cover_contents(issue, options.capacity),
        "lead_on_cover": lead_fits_cover(issue, options.capacity),
        "cover_fills_page": cover_fills_page(issue, options),
        "opens_page": ValueFunction(partial(opens_page, issue, options, grades)),
        "kind": ValueFunction(lambda picture: picture.kind or shapes(picture).kind),
        "picture_rows": ValueFunction(lambda figures, most: picture_rows(figures, most, shapes)),
        "runs": ValueFunction(lambda section: item_groups(section, grades)),
        "grade": ValueFunction(grades.of),
        "named_items": ValueFunction(items),
        "event_time": ValueFunction(_event_times(publication)),
        "notes": notes,
        "src": lambda name: RESOURCE_ORIGIN + options.pictures[name],
        "qr": RESOURCE_ORIGIN + _QR if issue.online and not notes.live else None,
        "section_code": ValueFunction(
            _section_codes(issue, anchors, notes, code, least=options.section_code)
        ),
        "related": options.related.__getitem__,
        "readable": notes.readable,
        "prose": issue_prose(
            issue,
            notes,
            Footnotes(anchors.named, at_foot=options.paged, letters=not notes.live),
            figures=_figures(issue, options),
            related=options.related,
            label=lambda tag: labels.catalogue(resources, tag),
        ),
        "names": ValueFunction(labels.name_list(lambda tag: labels.catalogue(resources, tag))),
        **_FUNCTIONS,
    }


def _code_pictures(files: dict[str, bytes]) -> Callable[[str], str]:
    """Return the function of templates that returns the picture of an address as a QR code, and adds it to `files`."""
    names: dict[str, str] = {}

    def code(url: str) -> str:
        if url not in names:
            names[url] = f"qr-{len(names) + 1}.png"
            files[names[url]] = _qr_code(url)
        return RESOURCE_ORIGIN + names[url]

    return code


def _section_codes(
    issue: Issue, anchors: Anchors, notes: LinkNotes, code: Callable[[str], str], *, least: int
) -> Callable[[Section], str | None]:
    """Return the function of templates that returns the QR code of a section, once all its links are shown.

    It is None for a section with fewer than `least` numbered links.
    """
    before = 0

    def section_code(section: Section) -> str | None:
        nonlocal before
        count, before = notes.numbered - before, notes.numbered
        if notes.live or not issue.online or not least or count < least:
            return None
        return code(f"{issue.online}#{anchors.of(section)}")

    return section_code


def _event_times(publication: Publication) -> Callable[[Event, str], str]:
    """Return the function that turns an event's times into words; a time zone of its own is named."""

    def event_time(event: Event, language: str) -> str:
        zone = event.timezone if event.timezone != publication.timezone else None
        return labels.event_times(
            (event.start, event.start_time), (event.end, event.end_time), language, zone=zone
        )

    return event_time


COVER_SHARE = 0.62
"""The share of the height of the page that the cover picture has above a lead of several lines."""

SHORT_LEAD = 300
"""The length from which a lead on the cover has lines enough for a panel of its own."""

BLEED = 3.2
"""The width in mm of the widest usual bleed (0.125 in)."""


def _figures(issue: Issue, options: HtmlOptions) -> FiguresInText:
    """Return the function that turns the pictures of a text into HTML."""
    return FiguresInText(
        names=options.pictures,
        listed={picture.file: picture for picture in listed_figures(issue)},
        shape=options.shape,
        rows=options.paged,
    )


def cover_fills_page(issue: Issue, options: HtmlOptions) -> bool:
    """Return whether the cover picture extends beyond the edges of the page, with the name of the publication on it.

    The manuscript says so by `size: full-bleed`. Without a `size`, a picture does that may be cropped and is large
    enough to be sharp.
    """
    picture = issue.spotlight.image if issue.spotlight else None
    if picture is None or issue.spotlight is None or not may_crop(picture):
        return False
    if picture.size:
        return picture.size == "full-bleed"
    width, height = PAPERS[options.paper]
    if lead_fits_cover(issue, options.capacity) and len(issue.spotlight.lead) >= SHORT_LEAD:
        height *= COVER_SHARE
    return options.shape(picture).covers(width + 2 * BLEED, height + BLEED, options.cover_ppi)


OPENING_SHARE = 0.42
"""The share of the height of the page that the picture of the lead has at its top."""


def opens_page(issue: Issue, options: HtmlOptions, grades: StoryGrades, story: Article) -> bool:
    """Return whether the picture of a story is at the top of its page and extends beyond its edges.

    It is the lead of the first section, after a cover that fills its page and has all that comes before the section.
    """
    spotlight, picture = issue.spotlight, story.image
    if not (
        options.opening_picture and options.paged and spotlight and spotlight.image and picture
    ):
        return False
    if (
        story not in issue.sections[0].stories[:1]
        or grades.of(story) != "lead"
        or issue.sections[0].kind != "articles"
    ):
        return False
    if (
        picture.size == "column"
        or not may_crop(picture)
        or not lead_fits_cover(issue, options.capacity)
    ):
        return False
    width, height = PAPERS[options.paper]
    shape = options.shape(picture)
    return shape.covers(width + 2 * BLEED, OPENING_SHARE * height, options.cover_ppi)


_LAST_SPACE = re.compile(r" (?=[^\s<]{1,12}(?:</?\w+>)*$)")
"""The space before a short last word of HTML."""


def tie_last_word(html: Markup) -> Markup:
    """Return HTML with a no-break space before a short last word, so that the word is not alone on a line."""
    return Markup(_LAST_SPACE.sub("\u00a0", html, count=1)) if html.count(" ") > 3 else html


_FUNCTIONS: dict[str, Any] = {
    "dir": labels.direction,
    "issue_date": labels.issue_date,
    "day": labels.day,
    "day_range": labels.day_range,
    "language_name": labels.language_name,
    "inline": markdown.inline,
    "plain": markdown.plain,
    "bare": bare,
    "tied": tie_last_word,
    "may_crop": ValueFunction(may_crop),
    "figures_after": ValueFunction(figures_after),
}
"""The functions of templates that do not depend on the issue."""


def _qr_code(url: str) -> bytes:
    """Draw a QR code with its quiet zone of four modules (ISO/IEC 18004), black on white, as a PNG."""
    out, code = io.BytesIO(), segno.make(url, error="m", micro=False)
    scale = -(-_QR_PX // code.symbol_size(border=4)[0])
    code.save(out, kind="png", scale=scale, border=4)
    return out.getvalue()
