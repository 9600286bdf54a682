"""Recover the valid values of a file with errors, so that later checks can go through all of them in one run."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from printissue.manuscript.model_paths import field_of, part_of, takes_list, unwrapped
from printissue.manuscript.nodes import (
    Mapping,
    Node,
    Path,
    Scalar,
    Sequence,
    child,
    to_plain,
)
from printissue.model.parts import Part

P = TypeVar("P", bound=Part)


def recover(model: type[P], tree: Mapping) -> tuple[P, frozenset[Path]]:
    """Return a part with the valid values of a tree, and the paths of the values that were lost.

    A lost value or item is None, and no part is validated as a whole: use the result for checks of single values,
    never for a layout.
    """
    lost: set[Path] = set()
    part = _part(model, tree, (), lost)
    assert isinstance(part, model)
    return part, frozenset(lost)


def _part(model: type[Part], node: Node | None, path: Path, lost: set[Path]) -> Part | None:
    values: dict[str, Any] = {}  # Any: as model_construct takes them
    if isinstance(node, Scalar) and (key := model.text_key):
        values[key] = _leaf(model, key, node, path, lost, item=False)
        return model.model_construct(**values)
    if not isinstance(node, Mapping):
        lost.add(path)
        return None
    if not node.complete:
        lost.add(path)
    unknown = {key for key in node.entries if key not in model.model_fields}
    lost |= {(*path, key) for key in unknown | node.rejected}
    for key, field in model.model_fields.items():
        below = child(node, key)
        if below is not None:
            values[key] = _value(model, key, below, (*path, key), lost)
        elif field.is_required():
            lost.add((*path, key))
            values[key] = None
    return model.model_construct(**values)


def _value(model: type[Part], key: str, node: Node, path: Path, lost: set[Path]) -> object:
    field = field_of(model, key)
    assert field is not None
    annotation = field.rebuild_annotation()
    if inner := part_of(annotation):
        return _part(inner, node, path, lost)
    if not takes_list(annotation):
        return _leaf(model, key, node, path, lost, item=False)
    if not isinstance(node, Sequence):
        lost.add(path)
        return []
    if not node.complete:
        lost.add(path)
    inner = part_of(get_args(unwrapped(annotation))[0])
    return [
        _part(inner, item, (*path, number), lost)
        if inner
        else _leaf(model, key, item, (*path, number), lost, item=True)
        for number, item in enumerate(node.items)
    ]


def _leaf(
    model: type[Part], key: str, node: Node, path: Path, lost: set[Path], *, item: bool
) -> object:
    if isinstance(node, Scalar):
        try:
            return _adapter(model, key, item=item).validate_python(to_plain(node))
        except ValidationError:
            pass
    lost.add(path)
    return None


@lru_cache(maxsize=512)
def _adapter(model: type[Part], key: str, *, item: bool) -> TypeAdapter[Any]:
    field = field_of(model, key)
    assert field is not None
    annotation = field.rebuild_annotation()
    return TypeAdapter(get_args(unwrapped(annotation))[0] if item else annotation)


def _keep_all(_: Part) -> bool:
    return True


def without_invalid(part: P, keep: Callable[[Part], bool] = _keep_all) -> P | None:
    """Return a part without its invalid values, or None if the rest is not valid.

    `keep` returns whether a part, or a part within it, can stay.
    """
    if not keep(part):
        return None
    values = {key: value for key, value in _valid_values(part, keep) if value is not None}
    try:
        return type(part).model_validate(values)
    except ValidationError:
        return None


def _valid_values(part: Part, keep: Callable[[Part], bool]) -> Iterator[tuple[str, object]]:
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, Part):
            yield key, without_invalid(value, keep)
        elif isinstance(value, list):
            items = (without_invalid(one, keep) if isinstance(one, Part) else one for one in value)
            yield key, [one for one in items if one is not None]
        else:
            yield key, value
