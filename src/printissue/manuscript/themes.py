"""Read and validate a theme's `theme.yaml`; its errors have the rules of themes."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from printissue.assets.resources import Resources
from printissue.core.findings import Finding, Place
from printissue.manuscript.parsing import parse
from printissue.manuscript.source import MAX_BYTES, decode
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.validation import validate
from printissue.model import screen_colours
from printissue.model.screen_colours import MIN_CONTRAST
from printissue.model.theme import Theme


def read_theme(
    resources: Resources, name: str, place: Place, *, ink_limit: float | None = None
) -> tuple[Theme | None, tuple[Finding, ...]]:
    """Return the theme `name` and all findings; None if any of them is an error.

    `place` is where the theme is named, for the finding that it does not exist. `ink_limit` is the printer's limit of
    all inks together, in percent.
    """
    if fault := resources.theme_fault(name):
        return None, (Finding("theme-package", place, *fault),)
    path = resources.find("styles", f"{name}/theme.yaml")
    if path is None:
        hint = f"the themes are {', '.join(resources.themes())}"
        return None, (Finding("theme-missing", place, f"there is no theme {name!r}", hint),)
    file = f"styles/{name}/theme.yaml"
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES)
    theme, places, findings = _parsed(file, raw)
    if theme is None or places is None:
        return None, findings
    return theme, (*_contrasts(theme, places), *_rich_inks(theme, places, ink_limit))


@lru_cache(maxsize=32)
def _parsed(file: str, raw: bytes) -> tuple[Theme | None, SourceMap | None, tuple[Finding, ...]]:
    """Return a theme with its source map, or the findings. Cached: each issue of a run, and each save, reads it."""
    source, findings = decode(file, raw)
    tree = None
    theme = None
    if source is not None:
        tree, new_findings = parse(source)
        findings += new_findings
    if source is not None and tree is not None:
        theme, new_findings = validate(Theme, SourceMap(source, tree))
        findings += new_findings
    if source is None or tree is None or theme is None or findings:
        return None, None, tuple(replace(finding, rule="theme-file") for finding in findings)
    return theme, SourceMap(source, tree), ()


def _contrasts(theme: Theme, places: SourceMap) -> Iterator[Finding]:
    """Yield findings for pairs of inks with too little contrast, and for names that are not an ink of the theme."""
    for number, pair in enumerate(theme.pairs):
        place = places.of(("pairs", number))
        if unknown := [name for name in pair if name not in theme.inks]:
            hint = f"the inks are {', '.join(theme.inks)}"
            yield Finding("theme-file", place, f"there is no ink {unknown[0]!r}", hint)
            continue
        text, background = (theme.inks[name] for name in pair)
        contrast = text.contrast(background)
        if contrast < MIN_CONTRAST:
            message = (
                f"{pair[0]!r} on {pair[1]!r} has a contrast of {contrast:.1f} : 1 on the screen"
            )
            yield Finding("theme-contrast", place, message, f"text needs {MIN_CONTRAST} : 1")
        dark = theme.screen_inks(dark=True)
        contrast = screen_colours.contrast(dark[pair[0]], dark[pair[1]])
        if contrast < MIN_CONTRAST:
            message = (
                f"{pair[0]!r} on {pair[1]!r} has a contrast of {contrast:.1f} : 1 on a dark page"
            )
            yield Finding("theme-contrast", place, message, f"text needs {MIN_CONTRAST} : 1")


def _rich_inks(theme: Theme, places: SourceMap, limit: float | None) -> Iterator[Finding]:
    """Yield a finding for each ink whose components add up to new_findings than the printer's limit."""
    for name, ink in theme.inks.items():
        total = sum(ink.cmyk)
        if limit is not None and total > limit:
            message = f"the ink {name!r} adds up to {total} %; the printer's limit is {limit:g} %"
            hint = "reduce its components; under much black, the other colours are hardly visible"
            yield Finding("theme-ink-limit", places.of(("inks", name)), message, hint)
