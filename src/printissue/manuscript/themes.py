"""A theme's `theme.yaml`, read and checked like a manuscript; its faults are faults of the theme."""

from dataclasses import replace

from printissue.findings import Finding, Place
from printissue.manuscript.faults import check
from printissue.manuscript.parsing import parse
from printissue.manuscript.places import Places
from printissue.manuscript.source import MAX_BYTES, decode
from printissue.theme import Theme
from printissue.typecase import Typecase


def read_theme(
    typecase: Typecase, name: str, place: Place
) -> tuple[Theme | None, tuple[Finding, ...]]:
    """Read the theme `name`; `place` is where it is named, should there be none."""
    path = typecase.find("styles", f"{name}/theme.yaml")
    if path is None:
        known = ", ".join(typecase.themes())
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
        theme, more = check(Theme, Places(source, tree))
        findings += more
    return (None if findings else theme), tuple(replace(one, rule="theme-file") for one in findings)
