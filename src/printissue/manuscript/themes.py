"""A theme's `theme.yaml`, read and checked like a manuscript; its faults are faults of the theme."""

from collections.abc import Iterator
from dataclasses import replace

from printissue.assets.resources import Resources
from printissue.core.findings import Finding, Place
from printissue.manuscript.parsing import parse
from printissue.manuscript.places import SourceMap
from printissue.manuscript.source import MAX_BYTES, decode
from printissue.manuscript.validation import check
from printissue.model.theme import LEAST_CONTRAST, Theme


def read_theme(
    resources: Resources, name: str, place: Place, *, ink_limit: float | None = None
) -> tuple[Theme | None, tuple[Finding, ...]]:
    """Read the theme `name`; `place` is where it is named, should there be none.

    `ink_limit` is the printer's, in percent.
    """
    path = resources.find("styles", f"{name}/theme.yaml")
    if path is None:
        known = ", ".join(resources.themes())
        finding = Finding("theme-missing", place, f"there is no theme {name!r}", f"themes: {known}")
        return None, (finding,)
    file = f"styles/{name}/theme.yaml"
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES)
    source, findings = decode(file, raw)
    tree = None
    theme = None
    if source is not None:
        tree, more = parse(source)
        findings += more
    if source is not None and tree is not None:
        theme, more = check(Theme, SourceMap(source, tree))
        findings += more
    if source is None or tree is None or theme is None or findings:
        return None, tuple(replace(one, rule="theme-file") for one in findings)
    places = SourceMap(source, tree)
    return theme, (*_contrasts(theme, places), *_rich_inks(theme, places, ink_limit))


def _contrasts(theme: Theme, places: SourceMap) -> Iterator[Finding]:
    """Find the pairs of inks that are hard to read, and those that name no ink."""
    for number, pair in enumerate(theme.pairs):
        place = places.of(("pairs", number))
        if unknown := [name for name in pair if name not in theme.inks]:
            hint = f"the inks are {', '.join(theme.inks)}"
            yield Finding("theme-file", place, f"there is no ink {unknown[0]!r}", hint)
            continue
        text, ground = (theme.inks[name] for name in pair)
        contrast = text.contrast(ground)
        if contrast < LEAST_CONTRAST:
            words = f"{pair[0]!r} on {pair[1]!r} has a contrast of {contrast:.1f} : 1 on the screen"
            yield Finding("theme-contrast", place, words, f"text needs {LEAST_CONTRAST} : 1")


def _rich_inks(theme: Theme, places: SourceMap, limit: float | None) -> Iterator[Finding]:
    """Find the inks that are more ink than the printer takes; they are printed as they stand."""
    for name, ink in theme.inks.items():
        total = sum(ink.cmyk)
        if limit is not None and total > limit:
            words = f"the ink {name!r} is {total} % in all; the printer takes {limit:g} %"
            hint = "take less of it; beneath much black, colours hardly show"
            yield Finding("theme-ink-limit", places.of(("inks", name)), words, hint)
