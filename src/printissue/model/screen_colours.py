"""Colours on screen, as #rrggbb: their contrast, and the ones that take their place on a dark page."""

import colorsys
from collections.abc import Iterable, Mapping

MIN_CONTRAST = 4.5
"""The lowest contrast of text with its background (WCAG 2.2, success criterion 1.4.3)."""

_DARKEST, _LIGHTEST = 0.085, 0.93
"""The lightness (HLS) of white and of black on a dark page. Pure black and white on each other tire the eye."""

_STEP = 0.01


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def dark_colours(
    colours: Mapping[str, str], pairs: Iterable[tuple[str, str]], given: Mapping[str, str]
) -> dict[str, str]:
    """Return the colours of a dark page by name: those `given`, and for others the same hue with inverted lightness.

    In each pair, text is made lighter, or darker if its background is the lighter one, until its contrast is enough.
    Given colours stay as they are; where no shade is enough, text is white or black.
    """
    made = {name: given.get(name) or _inverted(colour) for name, colour in colours.items()}
    for text, background in pairs:
        if text not in given:
            made[text] = _readable(made[text], made[background])
    return made


def _readable(text: str, background: str) -> str:
    """Return a colour of text with enough contrast: a lighter or darker shade, else white or black."""
    step = _STEP if luminance(text) >= luminance(background) else -_STEP
    while contrast(text, background) < MIN_CONTRAST:
        shade = _shifted(text, step)
        if shade == text:
            return max(("#ffffff", "#000000"), key=lambda one: contrast(one, background))
        text = shade
    return text


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(hue: float, lightness: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _inverted(colour: str) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _hex(hue, _LIGHTEST - (_LIGHTEST - _DARKEST) * lightness, saturation * 0.8)


def _shifted(colour: str, step: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _hex(hue, lightness + step, saturation)
