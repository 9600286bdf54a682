"""Fonts of web pages: WOFF2 files with the characters of the pages only, from the fonts that PDFs use.

A style sheet declares the faces that it uses by `@font-face` rules without `src`; the rules of `styles/fonts.css`
complete them. Characters that no declared face has come from the other fonts, under the same family names.
"""

import hashlib
import io
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from printissue.assets import stylesheets
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.assets.web_cache import cached
from printissue.core.findings import Finding

BASE_TEXT = (
    "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
    + "‐‑‒–—‘’‚“”„†‡•…‰′″‹›€№™←→−\u2009\u202f"
)
"""Characters that each subset has: then issues share their files. ASCII, Latin-1, Latin Extended-A, punctuation."""

FEATURES = ("onum", "lnum", "pnum", "tnum")
"""OpenType features that a subset keeps beside those that are on by default: figures of text and of tables."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file: its family, its range of weights, whether it is italic or monospaced, and its characters."""

    path: Path
    family: str
    weights: tuple[int, int]
    italic: bool
    monospaced: bool
    characters: frozenset[int]


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts of some pages: their files, the style sheet with their rules, and the findings."""

    files: Mapping[str, bytes]
    css: str
    findings: tuple[Finding, ...] = ()


def font_set(resources: Resources, sheets: Sequence[Stylesheet], text: str, code: str) -> FontSet:
    """Return the fonts that style sheets declare, with the characters of a text; monospaced ones have those of `code`.

    Paths of files are relative to the folder of the pages, addresses in the style sheet to `styles/`.
    """
    files: dict[str, bytes] = {}
    rules: list[str] = []
    findings: list[Finding] = []
    missing = {ord(ch) for ch in text if not ch.isspace() and ord(ch) >= 0x20}
    faces: list[Mapping[str, str]] = []
    for sheet in sheets:
        for descriptors, node in stylesheets.font_faces(sheet):
            font = _font(resources, descriptors)
            if font is None:
                message = f"there is no font {_face_name(descriptors)}"
                hint = "put its file into styles/fonts/, or name a family, weight and style that is there"
                findings.append(
                    Finding("font-missing", stylesheets.place(sheet, node), message, hint)
                )
                continue
            used = _wanted(font, descriptors, code if font.monospaced else text)
            if used:
                name, files_content = _subset_file(font, used)
                files[name] = files_content
                rules.append(_rule(descriptors, name))
                if not font.monospaced and "unicode-range" not in descriptors:
                    faces.append(descriptors)
                missing -= font.characters
    for font in map(_font_file, resources.font_files()):
        covered = missing & font.characters
        if covered and faces and not font.italic:
            missing -= covered
            for descriptors in faces:
                other = _of_weight(resources, font, descriptors)
                name, content = _subset_file(other, frozenset(covered))
                files[name] = content
                rules.append(_rule({**descriptors, "unicode-range": _ranges(covered)}, name))
    return FontSet(files, "\n".join(rules), tuple(findings))


def embedded_faces(resources: Resources, drawing: str, text: str) -> str:
    """Return `@font-face` rules with the fonts in them for a drawing: the faces that it names, for its text."""
    characters = frozenset(map(ord, text))
    named = re.findall(r"font-family\s*[=:]\s*[\"']?\s*([^\"';,>]+)", drawing)
    weights = re.findall(r"font-weight\s*[=:]\s*[\"']?\s*([a-z0-9]+)", drawing)
    styles = re.findall(r"font-style\s*[=:]\s*[\"']?\s*(italic|oblique)", drawing)
    rules = []
    for family, weight, style in product(
        dict.fromkeys(name.strip() for name in named),
        dict.fromkeys(("400", *weights)),
        dict.fromkeys(("normal", *styles)),
    ):
        descriptors = {
            "font-family": f'"{family}"',
            "font-weight": weight,
            "font-style": style,
        }
        font = _font(resources, descriptors)
        if font and characters & font.characters:
            rules.append(_data_rule(descriptors, _subset(font, characters)))
    return "".join(rules)


def _data_rule(descriptors: Mapping[str, str], content: bytes) -> str:
    address = f"data:font/woff2;base64,{b64encode(content).decode()}"
    words = ";".join(f"{name}:{value}" for name, value in descriptors.items())
    return f'@font-face{{{words};src:url({address}) format("woff2")}}'


def _wanted(font: FontFile, descriptors: Mapping[str, str], text: str) -> frozenset[int]:
    """Return the characters of a face that a text needs; none if the text has no character in its range."""
    used = {ord(ch) for ch in text}
    if not used:
        return frozenset()
    if allowed := _characters_of(descriptors.get("unicode-range", "")):
        return frozenset(used & allowed & font.characters)
    return frozenset((used | set(map(ord, BASE_TEXT))) & font.characters)


def _characters_of(ranges: str) -> set[int]:
    """Return the characters of a `unicode-range`: `U+26, U+0-7F, U+4??`."""
    found: set[int] = set()
    for part in re.findall(r"[uU]\+([0-9A-Fa-f?]+(?:-[0-9A-Fa-f]+)?)", ranges):
        first, _, last = part.partition("-")
        start = int(first.replace("?", "0"), 16)
        end = int(last or first.replace("?", "F"), 16)
        found |= set(range(start, min(end, 0x10FFFF) + 1))
    return found


def _ranges(characters: set[int]) -> str:
    return ", ".join(f"U+{one:04X}" for one in sorted(characters))


def _rule(descriptors: Mapping[str, str], file: str) -> str:
    lines = [f"{name}: {value};" for name, value in descriptors.items()]
    if "font-display" not in descriptors:
        lines.append("font-display: swap;")
    return f'@font-face {{ {" ".join(lines)} src: url(../{file}) format("woff2"); }}'


def _face_name(descriptors: Mapping[str, str]) -> str:
    values = [descriptors.get(name, "") for name in ("font-family", "font-weight", "font-style")]
    return " ".join(filter(None, values))


def _font(resources: Resources, descriptors: Mapping[str, str]) -> FontFile | None:
    """Return the font of a rule: that of its family, weight and style."""
    family = descriptors.get("font-family", "").strip("\"'").lower()
    weight = _weight(descriptors)
    italic = descriptors.get("font-style", "normal") in ("italic", "oblique")
    fonts = map(_font_file, resources.font_files())
    return next(
        (
            one
            for one in fonts
            if one.family.lower() == family
            and one.weights[0] <= weight <= one.weights[1]
            and one.italic == italic
        ),
        None,
    )


def _weight(descriptors: Mapping[str, str]) -> int:
    words = descriptors.get("font-weight", "normal").split()[0]
    return int(words) if words.isdecimal() else {"bold": 700}.get(words, 400)


def _of_weight(resources: Resources, font: FontFile, descriptors: Mapping[str, str]) -> FontFile:
    """Return the font of a font's family that is nearest to the weight of a face.

    Browsers look for a character only in the faces of one weight and style, so each face has a rule of its own.
    """
    weight = _weight(descriptors)
    fonts = [
        one
        for one in map(_font_file, resources.font_files())
        if one.family == font.family and not one.italic and font.characters <= one.characters
    ]
    return min(fonts, key=lambda one: max(one.weights[0] - weight, weight - one.weights[1], 0))


@cache
def _font_file(path: Path) -> FontFile:
    from fontTools.ttLib import TTFont  # slow to load, and not needed while all style sheets stay

    with TTFont(path, lazy=True) as font:
        names = font["name"]
        family = names.getDebugName(16) or names.getDebugName(1) or path.stem
        weight = int(font["OS/2"].usWeightClass)
        axes = (
            [axis for axis in font["fvar"].axes if axis.axisTag == "wght"] if "fvar" in font else []
        )
        weights = (int(axes[0].minValue), int(axes[0].maxValue)) if axes else (weight, weight)
        italic = bool(font["OS/2"].fsSelection & 1) or font["post"].italicAngle != 0
        characters = frozenset(font.getBestCmap() or {})
        return FontFile(path, family, weights, italic, bool(font["post"].isFixedPitch), characters)


def _subset_file(font: FontFile, characters: frozenset[int]) -> tuple[str, bytes]:
    """Return a subset with a name that changes with its content."""
    content = _subset(font, characters)
    stem = re.sub(r"[^a-z0-9]+", "-", font.path.stem.lower()).strip("-")
    return f"fonts/{stem}-{hashlib.sha256(content).hexdigest()[:8]}.woff2", content


def _subset(font: FontFile, characters: frozenset[int]) -> bytes:
    """Return a WOFF2 file with some characters of a font."""
    kept = sorted(characters & font.characters)
    return cached(lambda: _make_subset(font.path, kept), _digest(font.path), FEATURES, kept)


@cache
def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _make_subset(path: Path, characters: Sequence[int]) -> bytes:
    from fontTools.subset import (  # slow to load, and often all fonts are in the cache
        Options,
        Subsetter,
    )
    from fontTools.ttLib import TTFont

    options: Any = Options()
    options.layout_features = [*options.layout_features, *FEATURES]
    options.flavor = "woff2"
    options.hinting = False
    options.drop_tables += ["meta"]  # it is dropped in any case, else with a message
    with TTFont(path, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        font.flavor = "woff2"
        target = io.BytesIO()
        font.save(target)
    return target.getvalue()
