"""Look up paths of a manuscript in the model: the part that a path belongs to, its keys, the types of their values.

Everything here comes from the model, so a new key needs no change in this module.
"""

import difflib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from printissue.manuscript.nodes import Path
from printissue.model.back_issues import BackIssue
from printissue.model.issue import Issue, Publication, RequiredPages
from printissue.model.parts import Part
from printissue.model.printers import Printer
from printissue.model.settings import LimitSetting, LimitSettings, WorkspaceSettings
from printissue.model.site import AccessibilityStatement, Site
from printissue.model.text_types import Url
from printissue.model.theme import AdjustableParts, Capacity

_WORDS: dict[type[Part], str] = {
    Publication: "the publication (publication.yaml)",
    Printer: "a printer (printers.yaml)",
    WorkspaceSettings: "the workspace (workspace.yaml)",
    Site: "the site (site.yaml)",
    AccessibilityStatement: "'accessibility'",
    RequiredPages: "'fit'",
    AdjustableParts: "the theme's 'fit'",
    Capacity: "a paper of the theme's 'capacity'",
    LimitSettings: "'limits'",
    LimitSetting: "a limit",
}
_SYNONYMS = (
    {"title", "heading", "headline", "name", "label"},
    {"body", "text", "content", "description", "summary"},
    {"lead", "intro", "introduction"},
    {"standfirst", "abstract", "teaser", "subtitle", "subheading"},
    {"image", "picture", "photo", "cover", "img"},
    {"file", "src", "path"},
    {"url", "link", "href", "online", "web", "website"},
    {"start", "date", "from"},
    {"place", "location", "venue", "where"},
    {"organiser", "organizer", "host"},
    {"topics", "keywords", "tags", "subjects"},
    {"language", "lang"},
    {"credit", "copyright", "rights"},
    {"more", "links"},
    {"articles", "stories", "story", "posts", "contributions"},
    {"notices", "vacancies", "jobs", "announcements", "media"},
    {"readings", "publications", "books"},
    {"events", "dates", "calendar", "agenda"},
    {"deadline", "until", "closing", "apply_by"},
    {"advertisements", "ads", "adverts"},
    {"advertisement", "ad", "advert"},
    {"advertiser", "client"},
    {"start_time", "time", "hour", "begins"},
    {"timezone", "time_zone", "zone", "tz"},
    {"price", "cost", "fee", "admission"},
    {"email", "mail", "e-mail"},
    {"phone", "tel", "telephone"},
)


def unwrapped(annotation: object) -> object:
    """Return a type without `Annotated` and without `| None`."""
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = arguments[0]
        elif origin in (Union, UnionType):
            annotation = next(one for one in arguments if one is not type(None))
        else:
            return annotation


def part_of(annotation: object) -> type[Part] | None:
    """Return the part that a type stands for, or None if it is another type."""
    bare = unwrapped(annotation)
    return bare if isinstance(bare, type) and issubclass(bare, Part) else None


def takes_list(annotation: object) -> bool:
    """Return whether a type is a list."""
    return get_origin(unwrapped(annotation)) is list


def choices(annotation: object) -> tuple[str, ...]:
    """Return the words that a `Literal` type allows; none for other types."""
    bare = unwrapped(annotation)
    return tuple(get_args(bare)) if get_origin(bare) is Literal else ()


def annotation_at(root: type[Part], path: Path) -> object:
    """Return the type that the model has at a path, or None."""
    return _annotation_at(root, tuple(0 if isinstance(step, int) else step for step in path))


@lru_cache(maxsize=4096)
def _annotation_at(root: type[Part], path: Path) -> object:
    annotation: object = root
    for step in path:
        if isinstance(step, int):
            annotation = get_args(unwrapped(annotation))[0] if takes_list(annotation) else None
        else:
            field = field_of(part_of(annotation), step)
            annotation = field.rebuild_annotation() if field else None
    return annotation


def field_of(part: type[Part] | None, key: str) -> FieldInfo | None:
    """Return the field of a key of a part, or None."""
    return part.model_fields.get(key) if part else None


def words(part: type[Part]) -> str:
    """Return the name of a part with its article, as in `a pull quote`, or words that show where it is written."""
    name = part.words()
    return _WORDS.get(part, f"{'an' if name[0] in 'aeiou' else 'a'} {name}")


def nearest(key: str, known: tuple[str, ...]) -> str:
    """Return the known word that was most likely meant, or an empty text."""
    folded = key.strip().lower().replace("-", "_").replace(" ", "_")
    if folded in known:
        return folded
    meanings = {word: one for group in _SYNONYMS for one in known if one in group for word in group}
    meanings |= {one: one for one in known}
    close = difflib.get_close_matches(folded[:64], meanings, n=1, cutoff=0.75)
    return meanings[close[0]] if close else ""


def owners(key: str, path: Path, root: type[Part]) -> list[type[Part]]:
    """Return the other parts that have a key: the one around `path`, else those within it, else all."""
    here = part_of(annotation_at(root, path))
    around = [part_of(annotation_at(root, path[:end])) for end in range(len(path) - 1, -1, -1)]
    above = [part for part in around if part and part is not here and key in part.model_fields]
    within = tuple(_parts_of(here)) if here else ()
    for candidates in (within, _all_parts()):
        found = [part for part in candidates if part is not here and key in part.model_fields]
        if above or found:
            return above[:1] or found
    return []


def sample_value(root: type[Part], path: Path) -> object:
    """Return some value that the model accepts at a path, in place of one that it rejected; None if there is none."""
    return _sample_value(root, tuple(0 if isinstance(step, int) else step for step in path))


@lru_cache(maxsize=4096)
def _sample_value(root: type[Part], path: Path) -> object:
    annotation = _annotation_at(root, path)
    if takes_list(annotation):
        return [_sample_value(root, (*path, 0))]
    if part := part_of(annotation):
        return part.model_construct()
    for one in ("…", True, "1"):
        with suppress(ValidationError):
            return TypeAdapter[object](annotation).validate_python(one)  # type: ignore[arg-type]
    return None


@cache
def all_keys() -> frozenset[str]:
    """Return the keys of all parts."""
    return frozenset(key for part in _all_parts() for key in part.model_fields)


@cache
def url_keys() -> frozenset[str]:
    """Return the keys whose values are addresses, of all parts."""
    fields = ((key, field) for part in _all_parts() for key, field in part.model_fields.items())
    return frozenset(key for key, field in fields if _is_url(field.rebuild_annotation()))


def _is_url(annotation: object) -> bool:
    return annotation == Url or Url in get_args(annotation)


@cache
def _all_parts() -> tuple[type[Part], ...]:
    found: dict[type[Part], None] = {}
    for root in (Issue, Publication, Printer, BackIssue):
        found |= dict.fromkeys(_part_and_parts_below(root))
    return tuple(found)


def _part_and_parts_below(part: type[Part]) -> Iterator[type[Part]]:
    yield part
    for below in _parts_of(part):
        yield from _part_and_parts_below(below)


def _parts_of(part: type[Part]) -> Iterator[type[Part]]:
    """Yield the parts that are direct values of a part's keys."""
    for field in part.model_fields.values():
        bare = field.annotation
        if below := part_of(get_args(unwrapped(bare))[0] if takes_list(bare) else bare):
            yield below
