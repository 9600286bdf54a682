"""The files that a page offers for download: their sizes are known once all files of a run are made."""

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from printissue.assets.elements import Element, classes, detach, parse, serialize
from printissue.core.folders import Contents

INDEX = "index.html"
"""The page of the issue."""


def complete(files: Contents, sizes: Mapping[str, int]) -> Contents:
    """Return the files of a web edition with the sizes in bytes of the issue's PDFs, by edition.

    The page does not offer files that are not there, and has no list of downloads without any.
    """
    if INDEX not in files:
        return files
    root = parse(files[INDEX].decode())
    language = root.get("lang", "en")
    for element in [one for one in root.iter() if "data-download" in one.attrib]:
        size = sizes.get(element.attrib.pop("data-download"))
        if size is None:
            detach(root, element)
            continue
        for place in element.iter():
            if "size" in classes(place):
                place.text = f"{place.text or ''}, {size_in_words(size, language)}".lstrip(", ")
    for element in [one for one in root.iter() if "data-downloads" in one.attrib]:
        del element.attrib["data-downloads"]
        if not _has_link(element):
            detach(root, element)
    return {**files, INDEX: serialize(root)}


def size_in_words(size: int, language: str) -> str:
    """Return a size in bytes as readers know it: `820 kB`, `1.4 MB`."""
    number, unit = (size / 1e6, "megabyte") if size >= 1e6 else (size / 1e3, "kilobyte")
    rounded = round(number, 1) if unit == "megabyte" and number < 10 else max(round(number), 1)
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(format_unit(rounded, unit, length="short", locale=locale))


def _has_link(element: Element) -> bool:
    return any(one.get("href") for one in element.iter("a"))
