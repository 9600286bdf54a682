"""Where each value of a manuscript stands in its file."""

from dataclasses import dataclass

from printissue.core.findings import Place
from printissue.manuscript.nodes import Mapping, Node, Path, Scalar, child
from printissue.manuscript.scalars import indices
from printissue.manuscript.source import Source


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The places of a file's keys and values, by their paths in the model such as `("sections", 0, "title")`."""

    source: Source
    tree: Mapping

    def of(self, path: Path, *, offset: int | None = None) -> Place:
        """Give the place of a value, or of the nearest above it that is written down.

        With `offset` it is the place of that character (from 0) of the text as the model has it.
        """
        node = self._nearest(path)
        if offset is None or not isinstance(node, Scalar):
            return self.source.place(node.index)
        return self.source.place(self._index(node, offset))

    def key(self, path: Path) -> Place:
        """Give the place of a value's key; that of the value where it is an item of a list."""
        above = self._nearest(path[:-1])
        if path and isinstance(above, Mapping) and (entry := above.entries.get(str(path[-1]))):
            return self.source.place(entry.key_index)
        return self.of(path)

    def characters(self, path: Path, offsets: list[int]) -> list[Place]:
        """Give the places of several characters of one value, as `of` does for one."""
        node = self._nearest(path)
        if not isinstance(node, Scalar):
            return [self.source.place(node.index)] * len(offsets)
        found, lead = indices(self.source.text, node), _lead(node)
        return [self.source.place(found[min(lead + offset, len(found) - 1)]) for offset in offsets]

    def _nearest(self, path: Path) -> Node:
        node: Node = self.tree
        for part in path:
            below = child(node, part)
            if below is None:
                break
            node = below
        return node

    def _index(self, node: Scalar, offset: int) -> int:
        wanted = _lead(node) + offset + 1
        found = indices(self.source.text, Scalar(node.index, node.text[:wanted], node.style))
        return found[-1] if found else node.index


def _lead(node: Scalar) -> int:
    """Count the blanks at a text's start, which the model does not have."""
    return len(node.text) - len(node.text.lstrip())
