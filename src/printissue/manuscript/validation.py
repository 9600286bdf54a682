"""Validate a tree against the model: each error of the model becomes a finding at its place."""

import re
from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from printissue.core.findings import Finding
from printissue.manuscript import messages
from printissue.manuscript.model_paths import annotation_at, nearest, part_of, sample_value
from printissue.manuscript.nodes import (
    Mapping,
    Node,
    NoValue,
    Path,
    Scalar,
    Sequence,
    child,
    to_plain,
    walk,
)
from printissue.manuscript.source_map import SourceMap
from printissue.model.parts import Part

P = TypeVar("P", bound=Part)


def validate(model: type[P], places: SourceMap, path: Path = ()) -> tuple[P | None, list[Finding]]:
    """Return the part for the node at a path, and all findings; None if there are any.

    Raise KeyError if there is no node at the path.
    """
    node = _find(places.tree, path)
    if node is None:
        raise KeyError(path)
    validator = _Validator(model, places, node, base=path)
    value: P | None = None
    try:
        value = model.model_validate(to_plain(node))
    except ValidationError as error:
        validator.add(error)
        validator.check_incomplete_parts()
    validator.report_missing_values()
    return (
        None if validator.findings or validator.has_missing_values else value
    ), validator.findings


class _Validator:
    """Turns the errors of one value into findings. An error that another one explains is not reported."""

    def __init__(self, model: type[Part], places: SourceMap, node: Node, *, base: Path) -> None:
        self.model, self.places, self.node, self.base = model, places, node, base
        self.findings: list[Finding] = []
        self._no_values = {path: below for path, below in walk(node) if isinstance(below, NoValue)}
        self._unknown_keys: dict[Path, str] = {}  # with the keys that were probably meant
        self._invalid: set[Path] = set()

    @property
    def has_missing_values(self) -> bool:
        """True if some key or item has no value, or one that the parser rejected."""
        return bool(self._no_values)

    def add(self, error: ValidationError) -> None:
        """Add the errors of a validation; unknown keys first, because they explain missing ones."""
        details = error.errors(include_url=False, include_input=False)
        for detail in sorted(details, key=lambda one: one["type"] != "extra_forbidden"):
            path = self._path(detail["loc"])
            if detail["type"] == "extra_forbidden":
                self._add_unknown_key(path)
            elif not self._is_incomplete_part(path, detail["type"]):
                self._invalid.add(path)
                explained = path in self._no_values or self._is_misspelt(path)
                if not explained and self._is_complete(path):
                    self.findings.append(self._finding(path, detail))

    def _is_incomplete_part(self, path: Path, kind: str) -> bool:
        """Return whether a part is invalid as a whole while one of its keys has no value."""
        whole = kind == "printissue" and part_of(annotation_at(self.model, path)) is not None
        return whole and any((*path, key) in self._no_values for key in self._keys(path))

    def check_incomplete_parts(self) -> None:
        """Check as a whole each part that contains an error.

        The model compares the keys of a part (one kind of items in a section, dates in order) only if each of them is
        valid. Here every invalid value is replaced by a valid one first.
        """
        wrong = {*self._invalid, *self._unknown_keys, *self._no_values}
        affected = {
            path[:end] for path in map(self._part_path, wrong) for end in range(len(path) + 1)
        }
        for path in affected - self._invalid:
            part = part_of(annotation_at(self.model, path))
            if part is None:
                continue
            try:
                part.model_validate(self._corrected_keys(path, affected))
            except ValidationError as error:
                self._add_errors_of_whole(path, error)

    def _add_errors_of_whole(self, path: Path, error: ValidationError) -> None:
        for detail in error.errors(include_url=False, include_input=False):
            if detail["type"] == "printissue" and not detail["loc"] and self._is_complete(path):
                self.findings.append(self._finding(path, detail))

    def _corrected_keys(self, path: Path, affected: set[Path]) -> dict[str, object]:
        """Return the keys and values of a part with valid values in place of the invalid ones."""
        node = _find(self.node, path)
        values: dict[str, object] = {}
        for key in node.entries if isinstance(node, Mapping) else ():
            meant = self._unknown_keys.get((*path, key), key)
            if meant:
                values.setdefault(meant, self._corrected((*path, key), affected))
        invalid = (key for key in self._fields(path) if (*path, key) in self._invalid)
        values |= {key: sample_value(self.model, (*path, key)) for key in invalid}
        return {key: value for key, value in values.items() if value is not None}

    def _corrected(self, path: Path, affected: set[Path]) -> object:
        node = _find(self.node, path)
        if path in self._invalid or path in affected or isinstance(node, NoValue):
            return sample_value(self.model, path)
        if isinstance(node, Sequence):
            return [self._corrected((*path, number), affected) for number in range(len(node.items))]
        return to_plain(node) if node else None

    def report_missing_values(self) -> None:
        """Report the keys and items without a value, except keys that the model does not have."""
        for path, node in self._no_values.items():
            if node.empty and annotation_at(self.model, path) is not None:
                place = self.places.key((*self.base, *path))
                is_comment = self._is_comment(path)
                words = messages.no_value(self.model, path, written=node.text, comment=is_comment)
                self.findings.append(Finding("wrong-value", place, *words))

    def _is_comment(self, path: Path) -> bool:
        """Return whether the line of a key or item has a comment in place of its value."""
        place = self.places.key((*self.base, *path))
        line = place.text[(place.column or 1) - 1 :]
        return re.match(r"(?:[^\s#:]+ *:|-) +#\S*", line) is not None

    def _add_unknown_key(self, path: Path) -> None:
        meant = nearest(str(path[-1]), self._fields(path[:-1]))
        self._unknown_keys[path] = meant
        place = self.places.key((*self.base, *path))
        self.findings.append(
            Finding("unknown-key", place, *messages.unknown(self.model, path, meant))
        )

    def _is_complete(self, path: Path) -> bool:
        """Return whether the parser reached the end of the value at a path, or of the part that should have it."""
        node = _find(self.node, path) or _find(self.node, path[:-1])
        if isinstance(node, Scalar) and node.style in ("|", ">") and not node.text.strip():
            # the parser may have stopped at the lines of this text
            return self.places.tree.complete
        return not isinstance(node, Mapping | Sequence) or node.complete

    def _is_misspelt(self, path: Path) -> bool:
        """Return whether a missing key is probably there under the name of an unknown key."""
        if _find(self.node, path) is not None:
            return False
        return any(
            self._unknown_keys.get((*path[:-1], key)) == path[-1] for key in self._keys(path[:-1])
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
        expected = messages.expected(self.model, path)
        part = part_of(annotation_at(self.model, path))
        is_short = part is not None and part.text_key and isinstance(node, Scalar)
        if (
            isinstance(node, Scalar)
            and not node.text.strip()
            and (expected == "a text" or is_short)
        ):
            return Finding("wrong-value", place, *messages.blank(self.model, path))
        if node is not None and messages.kind(node) != expected and not is_short:
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
        """Return the path of the part that a path belongs to, or is."""
        while path and not part_of(annotation_at(self.model, path)):
            path = path[:-1]
        return path

    def _path(self, loc: tuple[int | str, ...]) -> Path:
        """Return the location of an error as a path, without the steps that pydantic adds."""
        path: list[int | str] = []
        node: Node | None = self.node
        for number, step in enumerate(loc):
            below = child(node, step) if node else None
            if isinstance(node, Scalar):  # a text in place of a part: the error is in its only key
                break
            if below is not None or number == len(loc) - 1:
                path.append(step)
                node = below
        return tuple(path)


def _find(node: Node, path: Path) -> Node | None:
    """Return the node at a path below a node, or None."""
    found: Node | None = node
    for step in path:
        found = child(found, step) if found else None
    return found
