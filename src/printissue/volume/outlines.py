"""The volume's bookmarks and page labels: a bookmark for the volume, one for each part, and below it the part's own."""

from collections.abc import Iterator, Sequence

from pypdf.constants import PageLabelStyle
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, NumberObject

from printissue.volume.objects import dictionary, entry, integer, numbers_of, raw, text
from printissue.volume.options import PageLabel
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter

_STYLES = {"/D": "D", "/R": "R", "/r": "r", "/A": "A", "/a": "a"}


def add_bookmarks(writer: VolumeWriter, parts: Sequence[Part], title: str) -> None:
    """Add the bookmarks: the volume, its parts, and below each part its own, which are closed."""
    volume = writer.add_outline_item(title=title, page_number=parts[0].page(0))
    for part in parts:
        reference = writer.add_outline_item(
            title=part.source.title, page_number=part.page(0), parent=volume, is_open=False
        )
        item = dictionary(reference)
        root = dictionary(raw(part.catalogue, "/Outlines"))
        if isinstance(raw(root, "/First"), IndirectObject):
            _move_bookmarks(root, item, reference)
        else:
            for heading, page in part.source.headings:
                if 1 <= page <= len(part.pages):
                    leaf = writer.add_outline_item(
                        title=heading, page_number=part.page(page - 1), parent=reference
                    )
                    del dictionary(leaf)["/Count"]
        if integer(raw(item, "/Count")) == 0:
            del item["/Count"]


def _move_bookmarks(
    root: DictionaryObject, item: DictionaryObject, reference: IndirectObject
) -> None:
    """Move the bookmarks of a part below the part's own item."""
    first = root.raw_get("/First")
    kids = list(_siblings(first))
    for kid in kids:
        kid[NameObject("/Parent")] = reference
    count = abs(integer(raw(root, "/Count")) or 0) or len(kids)
    item[NameObject("/First")], item[NameObject("/Last")] = first, raw(root, "/Last") or first
    item[NameObject("/Count")] = NumberObject(-count)


def _siblings(first: IndirectObject) -> Iterator[DictionaryObject]:
    """Yield the items of a level, which may be circular."""
    item: object = first
    seen: set[int] = set()
    while isinstance(item, IndirectObject) and item.idnum not in seen:
        seen.add(item.idnum)
        yield dictionary(item)
        item = raw(item, "/Next")


def add_page_labels(writer: VolumeWriter, parts: Sequence[Part]) -> None:
    """Add the page labels of all parts, those that are given or the parts' own; each part starts with a label."""
    start = 0
    for part in parts:
        end = start + len(part.pages)
        labels = {one.page: one for one in _labels(part) if 0 <= one.page < len(part.pages)}
        labels.setdefault(0, PageLabel(0))
        pages = sorted(labels)
        for page, following in zip(pages, [*pages[1:], len(part.pages)], strict=True):
            label = labels[page]
            writer.set_page_label(
                start + page,
                start + following - 1,
                style=PageLabelStyle(f"/{label.style}") if label.style else None,
                prefix=label.prefix if label.prefix or not label.style else None,
                start=label.first if label.style and label.first > 1 else 0,
            )
        start = end


def _labels(part: Part) -> list[PageLabel]:
    """Return the labels of a part: those that are given, or its own."""
    if part.source.labels is not None:
        return list(part.source.labels)
    result = []
    for page, value in numbers_of(entry(part.catalogue, "/PageLabels")):
        rule = dictionary(value)
        style = _STYLES.get(str(entry(rule, "/S")), "")
        first = integer(raw(rule, "/St")) or 1
        result.append(PageLabel(page, style, first, text(raw(rule, "/P"))))  # type: ignore[arg-type]
    return result
