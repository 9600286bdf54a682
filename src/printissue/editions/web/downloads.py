"""The files that a page offers for download: their sizes are known once all files of a run are made."""

from collections.abc import Mapping

from printissue.assets.elements import Element, classes, detach, parse, serialize
from printissue.assets.labels import file_size
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
                place.text = f"{place.text or ''}, {file_size(size, language)}".lstrip(", ")
    for element in [one for one in root.iter() if "data-downloads" in one.attrib]:
        del element.attrib["data-downloads"]
        if not _has_link(element):
            detach(root, element)
    return {**files, INDEX: serialize(root)}


def _has_link(element: Element) -> bool:
    return any(one.get("href") for one in element.iter("a"))
