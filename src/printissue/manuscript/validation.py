"""From a tree to the model: what the model refuses becomes findings in plain words, each at its place."""

import re
from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from printissue.core.findings import Finding
from printissue.manuscript import messages
from printissue.manuscript.model_paths import annotation_at, filler, nearest, part_of
from printissue.manuscript.nodes import (
    Hole,
    Mapping,
    Node,
    Path,
    Scalar,
    Sequence,
    child,
    plain,
    walk,
)
from printissue.manuscript.places import SourceMap
from printissue.model.parts import Part

P = TypeVar("P", bound=Part)


def check(model: type[P], places: SourceMap, path: Path = ()) -> tuple[P | None, list[Finding]]:
    """Turn what stands at a path into a part; None where anything is wrong with it."""
    node = _node(places.tree, path)
    checker = _Checker(model, places, node, base=path)
    value: P | None = None
    try:
        value = model.model_validate(plain(node))
    except ValidationError as error:
        checker.take(error)
        checker.look_again()
    checker.name_the_empty()
    return (None if checker.findings or checker.has_holes else value), checker.findings


class _Checker:
    """Turns the errors of one value into findings; a fault that another one explains is not reported."""

    def __init__(self, model: type[Part], places: SourceMap, node: Node, *, base: Path) -> None:
        self.model, self.places, self.node, self.base = model, places, node, base
        self.findings: list[Finding] = []
        self._holes = {path: hole for path, hole in walk(node) if isinstance(hole, Hole)}
        self._strange: dict[Path, str] = {}  # unknown keys, with those that were probably meant
        self._faulty: set[Path] = set()

    @property
    def has_holes(self) -> bool:
        """Tell whether a value is absent or was refused before."""
        return bool(self._holes)

    def take(self, error: ValidationError) -> None:
        """Take all errors of a validation; unknown keys first, since they explain missing ones."""
        details = error.errors(include_url=False, include_input=False)
        for detail in sorted(details, key=lambda one: one["type"] != "extra_forbidden"):
            path = self._path(detail["loc"])
            if detail["type"] == "extra_forbidden":
                self._unknown(path)
            elif not self._needs_second_look(path, detail["type"]):
                self._faulty.add(path)
                if path not in self._holes and self._is_whole(path) and not self._is_meant(path):
                    self.findings.append(self._finding(path, detail))

    def _needs_second_look(self, path: Path, kind: str) -> bool:
        """Tell whether a part failed as a whole while one of its keys has no value."""
        whole = kind == "printissue" and part_of(annotation_at(self.model, path)) is not None
        return whole and any((*path, key) in self._holes for key in self._keys(path))

    def look_again(self) -> None:
        """Check parts as wholes that were not, because something in them is wrong.

        The model compares the keys of a part (one kind of items in a section, dates in order) only when each is fine by
        itself. Here what is wrong is taken as mended.
        """
        wrong = {*self._faulty, *self._strange, *self._holes}
        broken = {
            path[:end] for path in map(self._part_path, wrong) for end in range(len(path) + 1)
        }
        for path in broken - self._faulty:
            part = part_of(annotation_at(self.model, path))
            if part is None:
                continue
            try:
                part.model_validate(self._mended_keys(path, broken))
            except ValidationError as error:
                self._take_whole(path, error)

    def _take_whole(self, path: Path, error: ValidationError) -> None:
        for detail in error.errors(include_url=False, include_input=False):
            if detail["type"] == "printissue" and not detail["loc"] and self._is_whole(path):
                self.findings.append(self._finding(path, detail))

    def _mended_keys(self, path: Path, broken: set[Path]) -> dict[str, object]:
        """Give a part's keys and values as they may be once all is mended."""
        node = _find(self.node, path)
        values: dict[str, object] = {}
        for key in node.entries if isinstance(node, Mapping) else ():
            meant = self._strange.get((*path, key), key)
            if meant:
                values.setdefault(meant, self._mended((*path, key), broken))
        lacking = (key for key in self._fields(path) if (*path, key) in self._faulty)
        values |= {key: filler(self.model, (*path, key)) for key in lacking}
        return {key: value for key, value in values.items() if value is not None}

    def _mended(self, path: Path, broken: set[Path]) -> object:
        node = _find(self.node, path)
        if path in self._faulty or path in broken or isinstance(node, Hole):
            return filler(self.model, path)
        if isinstance(node, Sequence):
            return [self._mended((*path, number), broken) for number in range(len(node.items))]
        return plain(node) if node else None

    def name_the_empty(self) -> None:
        """Report the keys and items that have no value, but for those that the model does not know anyway."""
        for path, hole in self._holes.items():
            if hole.empty and annotation_at(self.model, path) is not None:
                place = self.places.key((*self.base, *path))
                words = messages.empty(
                    self.model, path, written=hole.text, comment=self._is_comment(path)
                )
                self.findings.append(Finding("wrong-value", place, *words))

    def _is_comment(self, path: Path) -> bool:
        """Tell whether a comment stands where a value should; the line of its key shows it."""
        place = self.places.key((*self.base, *path))
        line = place.text[(place.column or 1) - 1 :]
        return re.match(r"(?:[^\s#:]+ *:|-) +#\S*", line) is not None

    def _unknown(self, path: Path) -> None:
        meant = nearest(str(path[-1]), self._fields(path[:-1]))
        self._strange[path] = meant
        place = self.places.key((*self.base, *path))
        self.findings.append(
            Finding("unknown-key", place, *messages.unknown(self.model, path, meant))
        )

    def _is_whole(self, path: Path) -> bool:
        """Tell whether the parser came to the end of what is, or should be, at a path."""
        node = _find(self.node, path) or _find(self.node, path[:-1])
        if isinstance(node, Scalar) and node.style in ("|", ">") and not node.text.strip():
            return self.places.tree.whole  # its lines may be what the parser stopped at
        return not isinstance(node, Mapping | Sequence) or node.whole

    def _is_meant(self, path: Path) -> bool:
        """Tell whether an unknown key beside a missing one is probably just that."""
        if _find(self.node, path) is not None:
            return False
        return any(
            self._strange.get((*path[:-1], key)) == path[-1] for key in self._keys(path[:-1])
        )

    def _fields(self, path: Path) -> tuple[str, ...]:
        part = part_of(annotation_at(self.model, path))
        return tuple(part.model_fields) if part else ()

    def _keys(self, path: Path) -> Iterable[str]:
        node = _find(self.node, path)
        return node.entries if isinstance(node, Mapping) else ()

    def _finding(self, path: Path, detail: ErrorDetails) -> Finding:
        place = self.places.of((*self.base, *path))
        node = _find(self.node, path)
        context = detail.get("ctx", {})
        if detail["type"] == "missing":
            return Finding("missing-key", place, *messages.missing(self.model, path))
        wanted = messages.wanted(self.model, path)
        if isinstance(node, Scalar) and not node.text.strip() and wanted == "a text":
            return Finding("wrong-value", place, *messages.blank(self.model, path))
        if node is not None and messages.kind(node) != wanted:
            return Finding("wrong-kind", place, *messages.wrong_kind(self.model, path, node))
        if detail["type"] == "printissue":
            if context["key"]:
                place = self.places.of((*self.base, *path, context["key"]))
            return Finding(
                context["rule"],
                place,
                messages.cut(context["message"]),
                messages.cut(context["hint"]),
            )
        text = node.text.strip() if isinstance(node, Scalar) else ""
        return Finding("wrong-value", place, *messages.wrong_value(self.model, path, text))

    def _part_path(self, path: Path) -> Path:
        """Give the path of the part that a path belongs to: its own where it is a part."""
        while path and not part_of(annotation_at(self.model, path)):
            path = path[:-1]
        return path

    def _path(self, loc: tuple[int | str, ...]) -> Path:
        """Drop from an error's location what the model's own machinery has put into it."""
        path: list[int | str] = []
        node: Node | None = self.node
        for number, step in enumerate(loc):
            below = child(node, step) if node else None
            if below is not None or number == len(loc) - 1:
                path.append(step)
                node = below
        return tuple(path)


def _find(node: Node, path: Path) -> Node | None:
    found: Node | None = node
    for step in path:
        found = child(found, step) if found else None
    return found


def _node(node: Node, path: Path) -> Node:
    found = _find(node, path)
    if found is None:
        raise KeyError(path)
    return found
