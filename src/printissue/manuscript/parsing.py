"""Parse the YAML of a source into a tree, without the features of YAML that surprise people.

The parser's events are read one by one and counted, so that no file can nest or repeat beyond the limits. Anchors,
aliases, tags, merge keys and duplicate keys are all reported, not only the first one. Every value is a text:
`no`, `12:30`, `010` and `2015-10-01` are not interpreted.
"""

from dataclasses import dataclass, replace

import yaml
from yaml import events

from printissue.core.findings import Finding
from printissue.manuscript.messages import quoted
from printissue.manuscript.nodes import Mapping, MappingEntry, Node, NoValue, Scalar, Sequence
from printissue.manuscript.source import (
    BAD_CHARACTER,
    Source,
    bad_character,
    replacement,
)
from printissue.manuscript.source_map import character_indices
from printissue.manuscript.syntax_errors import syntax_finding

MAX_DEPTH = 32
MAX_NODES = 50_000
_NULLS = ("", "~", "null", "Null", "NULL")
"""The ways to write "no value" in YAML; in quotation marks the last four are texts."""


def parse(source: Source) -> tuple[Mapping | None, list[Finding]]:
    """Return the mapping that a source contains, and all findings; None if it is not a mapping or is too large.

    If the parser stops at a syntax error, the mapping has the values before it, which can be checked as usual.
    """
    faultless = _faultless(source)
    if faultless is not None:
        return faultless, []
    builder = _Builder(source)
    loader = yaml.SafeLoader(source.text)
    try:
        while builder.take(loader.get_event()):  # type: ignore[no-untyped-call]
            pass
    except _StopError as stop:
        if stop.too_large:
            return None, builder.findings
    except (
        Exception
    ) as error:  # PyYAML raises ValueError, IndexError and others on some escapes and directives
        builder.findings.append(syntax_finding(source, error, loader.index))
        builder.close()
    finally:
        loader.dispose()
    if not isinstance(builder.root, Mapping) and not builder.stopped:
        builder.findings.append(_no_mapping(source, builder.root))
    return builder.root if isinstance(builder.root, Mapping) else None, builder.findings


def _faultless(source: Source) -> Mapping | None:
    """Return the mapping of a source without any fault, which libyaml reads in a tenth of the time; None for others.

    The parser in Python reads sources with faults, because the messages are made from its errors. It also reads flow
    collections in which the two differ: it refuses some question marks, and places empty values elsewhere.
    """
    if not yaml.__with_libyaml__:
        return None
    builder, parser, depth = _Builder(source), yaml.CSafeLoader(source.text), 0
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, events.ScalarEvent):
                event.style = event.style or None
                if depth and event.style is None and (not event.value or "?" in event.value):
                    return None
            elif isinstance(event, events.CollectionStartEvent) and (depth or event.flow_style):
                depth += 1
            elif isinstance(event, events.CollectionEndEvent) and depth:
                depth -= 1
            builder.take(event)
    except Exception:
        return None
    finally:
        parser.dispose()
    return builder.root if isinstance(builder.root, Mapping) and not builder.findings else None


def _no_mapping(source: Source, root: Node | None) -> Finding:
    if root is None or isinstance(root, NoValue):
        message = "the file is empty"
    else:
        kind = "a list" if isinstance(root, Sequence) else "a text"
        message = f"the file contains {kind}, not keys with values"
    hint = "write lines of the form 'key: value', starting with 'title: …'"
    return Finding("wrong-kind", source.place(root.index if root else 0), message, hint)


class _StopError(Exception):
    """Stops the parser. The finding that says why has been reported."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__()
        self.too_large = too_large


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being parsed, with the key that has no value yet."""

    node: Sequence | Mapping
    key: Node | None = None


class _Builder:
    """Builds the tree and the findings from the parser's events."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.root: Node | None = None
        self.stopped = False
        self._open: list[_Open] = []
        self._count = 0

    def take(self, event: yaml.Event) -> bool:
        """Process one event. Return whether another one follows."""
        match event:
            case events.ScalarEvent():
                self._report_properties(event)
                self._add(self._scalar(event))
            case events.SequenceStartEvent() | events.MappingStartEvent():
                self._report_properties(event)
                self._begin(event)
            case events.SequenceEndEvent() | events.MappingEndEvent():
                self._add(self._open.pop().node)
            case events.AliasEvent():
                self._report_alias(event)
            case events.DocumentStartEvent():
                self._start_document(event)
        return not isinstance(event, events.StreamEndEvent)

    def close(self) -> None:
        """Close all lists and mappings that are being parsed, because the parser stopped."""
        self.stopped = True
        self._count = 0  # the nodes that are closed here must not exceed the limit again
        while self._open:
            self._add(replace(self._open.pop().node, complete=False))

    def _report(self, rule: str, index: int, message: str, *, hint: str = "") -> None:
        self.findings.append(Finding(rule, self.source.place(index), message, hint))

    def _stop(self, rule: str, index: int, message: str, *, hint: str = "") -> None:
        self._report(rule, index, message, hint=hint)
        raise _StopError(too_large=rule == "yaml-size")

    def _start_document(self, event: yaml.DocumentStartEvent) -> None:
        index = _index(event)
        if event.tags:
            self._report("yaml-tag", index, "tags are not allowed", hint="remove the %TAG line")
        if self.root is not None:
            hint = "remove the '---' line; indent a rule between paragraphs like the paragraphs"
            self._stop("yaml-syntax", index, "a second document starts here", hint=hint)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        index = _index(event)
        if len(self._open) == MAX_DEPTH:
            self._stop("yaml-size", index, f"the file is nested deeper than {MAX_DEPTH} levels")
        is_list = isinstance(event, events.SequenceStartEvent)
        self._open.append(_Open(Sequence(index) if is_list else Mapping(index)))

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        index, text = _index(event), event.value
        if event.style is None and text in _NULLS:
            return NoValue(index, empty=True, text=text)
        scalar = Scalar(index, text, event.style)
        if event.style == '"' and BAD_CHARACTER.search(text):
            return self._cleaned(scalar)
        return scalar

    def _cleaned(self, scalar: Scalar) -> Scalar:
        """Report the bad characters that escapes stand for, the first of each kind, and replace them."""
        where = character_indices(self.source.text, scalar)
        seen: set[str] = set()
        for match in BAD_CHARACTER.finditer(scalar.text):
            if match[0] not in seen:
                finding = bad_character(self.source.place(where[match.start()]), match[0])
                hint = "in double quotes, \\ starts an escape: write \\\\ for a backslash"
                self.findings.append(replace(finding, hint=hint))
            seen.add(match[0])
        text = BAD_CHARACTER.sub(lambda match: replacement(match[0]), scalar.text)
        return Scalar(scalar.index, text, scalar.style)

    def _report_properties(self, event: yaml.NodeEvent) -> None:
        """Report the anchor and the tag before a node; either can come first."""
        start = _index(event)
        index = start
        if event.anchor is not None:
            index = self.source.text.find(f"&{event.anchor}", start)
            self._report(
                "yaml-anchor",
                index,
                f"anchors are not allowed (&{event.anchor})",
                hint="remove it; put a text that starts with & in quotes",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            comes_first = self.source.text.startswith("!", start)
            index = start if comes_first else self.source.text.find("!", index)
            self._report(
                "yaml-tag",
                index,
                "tags are not allowed",
                hint="remove it; put a text that starts with ! in quotes",
            )

    def _report_alias(self, event: yaml.AliasEvent) -> None:
        index = _index(event)
        key = self._open[-1].key if self._open else None
        if not _is_merge(key):
            hint = "write the value itself; put a text that starts with * in quotes"
            self._report(
                "yaml-anchor", index, f"aliases are not allowed (*{event.anchor})", hint=hint
            )
        self._add(NoValue(index, empty=False))

    def _add(self, node: Node) -> None:
        """Add a finished node to the tree: as the root, an item, a key or a value."""
        self._count += 1
        if self._count > MAX_NODES:
            self._stop("yaml-size", node.index, f"the file has more than {MAX_NODES} nodes")
        if not self._open:
            self.root = node
            return
        above = self._open[-1]
        if isinstance(above.node, Sequence):
            above.node.items.append(node)
        elif above.key is None:
            above.key = node
        else:
            self._add_entry(above.node, above.key, node)
            above.key = None

    def _add_entry(self, mapping: Mapping, key: Node, value: Node) -> None:
        if _is_merge(key):
            mapping.rejected.add("<<")
            self._report(
                "yaml-anchor",
                key.index,
                "merge keys (<<) are not allowed",
                hint="write the keys and values themselves",
            )
        elif not isinstance(key, Scalar):
            if not isinstance(key, NoValue) or key.empty:
                self._report(
                    "yaml-syntax",
                    key.index,
                    "a key must be a text",
                    hint="put a text that starts with [, {, ? or : in quotes",
                )
        elif key.text in mapping.entries:
            mapping.rejected.add(key.text)
            first = self.source.place(mapping.entries[key.text].key_index).line
            message = f"the key {quoted(key.text)} is already used in line {first}"
            self._report("yaml-duplicate-key", key.index, message, hint="keep one of the two")
        else:
            mapping.entries[key.text] = MappingEntry(key.index, value)


def _is_merge(key: Node | None) -> bool:
    return isinstance(key, Scalar) and key.text == "<<" and key.style is None


def _index(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0
