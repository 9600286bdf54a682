"""What the model says of a path: which part it belongs to, what its keys are, what they take.

The words for parts and the nearest key come from the model itself, so that a new key needs no line here.
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
from printissue.model.theme import AdjustableParts

_WORDS: dict[type[Part], str] = {
    Publication: "the publication (publication.yaml)",
    Printer: "a printer (printers.yaml)",
    WorkspaceSettings: "the workspace (workspace.yaml)",
    RequiredPages: "'fit'",
    AdjustableParts: "the theme's 'fit'",
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
    {"articles", "stories", "story", "items", "posts", "contributions"},
    {"notices", "vacancies", "jobs", "announcements", "media"},
    {"readings", "publications", "books"},
    {"events", "dates", "calendar", "agenda"},
    {"deadline", "until", "closing", "apply_by"},
    {"email", "mail", "e-mail"},
    {"phone", "tel", "telephone"},
)


def unwrapped(annotation: object) -> object:
    """Take off a type what says that it may be absent or how it is checked."""
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = arguments[0]
        elif origin in (Union, UnionType):
            annotation = next(one for one in arguments if one is not type(None))
        else:
            return annotation


def part_of(annotation: object) -> type[Part] | None:
    """Give the part that a type is, or None where it is a text, a list or the like."""
    bare = unwrapped(annotation)
    return bare if isinstance(bare, type) and issubclass(bare, Part) else None


def takes_list(annotation: object) -> bool:
    """Tell whether a type is a list."""
    return get_origin(unwrapped(annotation)) is list


def choices(annotation: object) -> tuple[str, ...]:
    """Give the words that a type is confined to; none where it is not."""
    bare = unwrapped(annotation)
    return tuple(get_args(bare)) if get_origin(bare) is Literal else ()


def annotation_at(root: type[Part], path: Path) -> object:
    """Give the type that the model has at a path; None where it knows none."""
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
    """Give the field of a part, or None."""
    return part.model_fields.get(key) if part else None


def words(part: type[Part]) -> str:
    """Name a part with its article, as in `an article`."""
    name = part.words()
    return _WORDS.get(part, f"{'an' if name[0] in 'aeiou' else 'a'} {name}")


def nearest(key: str, known: tuple[str, ...]) -> str:
    """Give the known word that was most likely meant, or an empty text."""
    folded = key.strip().lower().replace("-", "_").replace(" ", "_")
    if folded in known:
        return folded
    meanings = {word: one for group in _SYNONYMS for one in known if one in group for word in group}
    meanings |= {one: one for one in known}
    close = difflib.get_close_matches(folded[:64], meanings, n=1, cutoff=0.75)
    return meanings[close[0]] if close else ""


def owners(key: str, path: Path, root: type[Part]) -> list[type[Part]]:
    """Give the other parts that know a key: the one around `path`, else those it holds, else all."""
    here = part_of(annotation_at(root, path))
    around = [part_of(annotation_at(root, path[:end])) for end in range(len(path) - 1, -1, -1)]
    above = [part for part in around if part and part is not here and key in part.model_fields]
    held = tuple(_held(here)) if here else ()
    for candidates in (held, _all_parts()):
        found = [part for part in candidates if part is not here and key in part.model_fields]
        if above or found:
            return above[:1] or found
    return []


def filler(root: type[Part], path: Path) -> object:
    """Give something that the model takes at a path, in place of what it refused; None where nothing comes to mind."""
    return _filler(root, tuple(0 if isinstance(step, int) else step for step in path))


@lru_cache(maxsize=4096)
def _filler(root: type[Part], path: Path) -> object:
    annotation = _annotation_at(root, path)
    if takes_list(annotation):
        return [_filler(root, (*path, 0))]
    if part := part_of(annotation):
        return part.model_construct()
    for one in ("…", True, "1"):
        with suppress(ValidationError):
            return TypeAdapter[object](annotation).validate_python(one)  # type: ignore[arg-type]
    return None


@cache
def all_keys() -> frozenset[str]:
    """Return every key that some part knows."""
    return frozenset(key for part in _all_parts() for key in part.model_fields)


@cache
def _all_parts() -> tuple[type[Part], ...]:
    found: dict[type[Part], None] = {}
    for root in (Issue, Publication, Printer, BackIssue):
        found |= dict.fromkeys(_parts(root))
    return tuple(found)


def _parts(part: type[Part]) -> Iterator[type[Part]]:
    yield part
    for below in _held(part):
        yield from _parts(below)


def _held(part: type[Part]) -> Iterator[type[Part]]:
    """Go through the parts that a part holds itself."""
    for field in part.model_fields.values():
        bare = field.annotation
        if below := part_of(get_args(unwrapped(bare))[0] if takes_list(bare) else bare):
            yield below
