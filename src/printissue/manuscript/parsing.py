"""From a source to a tree: YAML without what people should not have to know.

The parser's events are read one by one and counted, so that no file can make it nest, repeat or run on beyond the
bounds. Anchors, aliases, tags, merge keys and duplicate keys are all reported, not just the first.
No value is interpreted: `no`, `12:30`, `010` and `2015-10-01` stay the texts they are.
"""

from dataclasses import dataclass, replace

import yaml
from yaml import events

from printissue.core.findings import Finding
from printissue.manuscript.nodes import Entry, Hole, Mapping, Node, Scalar, Sequence
from printissue.manuscript.scalars import indices
from printissue.manuscript.source import (
    BAD_CHARACTER,
    Source,
    bad_character,
    replacement,
)
from printissue.manuscript.syntax_errors import syntax_finding

MAX_DEPTH = 32
MAX_NODES = 50_000
_NULLS = ("", "~", "null", "Null", "NULL")
"""How YAML writes that there is no value; in quotation marks the last four are words."""


def parse(source: Source) -> tuple[Mapping | None, list[Finding]]:
    """Read a source as one mapping; None where there is none, or where it is too large to be looked into.

    Where the parser gives up, what stands before that is returned: its values can be checked all the same.
    """
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
    ) as error:  # on odd escapes and directives it may be any: ValueError, IndexError …
        builder.findings.append(syntax_finding(source, error, loader.index))
        builder.close()
    finally:
        loader.dispose()
    if not isinstance(builder.root, Mapping) and not builder.gave_up:
        builder.findings.append(_no_mapping(source, builder.root))
    return builder.root if isinstance(builder.root, Mapping) else None, builder.findings


def _no_mapping(source: Source, root: Node | None) -> Finding:
    if root is None or isinstance(root, Hole):
        message = "the file is empty"
    else:
        kind = "a list" if isinstance(root, Sequence) else "a text"
        message = f"the file holds {kind}, not keys with values"
    hint = "write 'key: value' lines; the first is 'title: …'"
    return Finding("wrong-kind", source.place(root.index if root else 0), message, hint)


class _StopError(Exception):
    """The rest of the file is not to be read; the finding that says why is made already."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__()
        self.too_large = too_large


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read, with the key that waits for its value."""

    node: Sequence | Mapping
    key: Node | None = None


class _Builder:
    """Takes the parser's events and makes the tree and the findings of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.root: Node | None = None
        self.gave_up = False
        self._open: list[_Open] = []
        self._count = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event; tell whether another one follows."""
        match event:
            case events.ScalarEvent():
                self._properties(event)
                self._deliver(self._scalar(event))
            case events.SequenceStartEvent() | events.MappingStartEvent():
                self._properties(event)
                self._enter(event)
            case events.SequenceEndEvent() | events.MappingEndEvent():
                self._deliver(self._open.pop().node)
            case events.AliasEvent():
                self._alias(event)
            case events.DocumentStartEvent():
                self._document(event)
        return not isinstance(event, events.StreamEndEvent)

    def close(self) -> None:
        """End all lists and mappings that are being read, since nothing more comes."""
        self.gave_up = True
        self._count = 0  # what is closed here has been counted, or is one of a few
        while self._open:
            self._deliver(replace(self._open.pop().node, whole=False))

    def _report(self, rule: str, index: int, message: str, *, hint: str = "") -> None:
        self.findings.append(Finding(rule, self.source.place(index), message, hint))

    def _stop(self, rule: str, index: int, message: str, *, hint: str = "") -> None:
        self._report(rule, index, message, hint=hint)
        raise _StopError(too_large=rule == "yaml-size")

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        index = _at(event)
        if event.tags:
            self._report("yaml-tag", index, "tags are not taken", hint="take the %TAG line out")
        if self.root is not None:
            hint = "take the '---' line out; a rule between paragraphs is indented with them"
            self._stop("yaml-syntax", index, "a second document starts here", hint=hint)

    def _enter(self, event: yaml.CollectionStartEvent) -> None:
        index = _at(event)
        if len(self._open) == MAX_DEPTH:
            self._stop("yaml-size", index, f"the file is nested deeper than {MAX_DEPTH} levels")
        is_list = isinstance(event, events.SequenceStartEvent)
        self._open.append(_Open(Sequence(index) if is_list else Mapping(index)))

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        index, text = _at(event), event.value
        if event.style is None and text in _NULLS:
            return Hole(index, empty=True, text=text)
        scalar = Scalar(index, text, event.style)
        if event.style == '"' and BAD_CHARACTER.search(text):
            return self._cleaned(scalar)
        return scalar

    def _cleaned(self, scalar: Scalar) -> Scalar:
        """Report the bad characters that escapes have brought in, the first of each kind, and replace them."""
        where = indices(self.source.text, scalar)
        seen: set[str] = set()
        for match in BAD_CHARACTER.finditer(scalar.text):
            if match[0] not in seen:
                finding = bad_character(self.source.place(where[match.start()]), match[0])
                hint = "inside double quotes \\ starts an escape: write \\\\ for a backslash"
                self.findings.append(replace(finding, hint=hint))
            seen.add(match[0])
        text = BAD_CHARACTER.sub(lambda match: replacement(match[0]), scalar.text)
        return Scalar(scalar.index, text, scalar.style)

    def _properties(self, event: yaml.NodeEvent) -> None:
        """Report a node's anchor and tag, which stand before it in either order."""
        start = _at(event)
        at = start
        if event.anchor is not None:
            at = self.source.text.find(f"&{event.anchor}", start)
            self._report(
                "yaml-anchor",
                at,
                f"anchors are not taken (&{event.anchor})",
                hint="take it out, or quote a text that starts with &",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            before = self.source.text.startswith("!", start)
            at = start if before else self.source.text.find("!", at)
            self._report(
                "yaml-tag",
                at,
                "tags are not taken",
                hint="take it out, or quote a text that starts with !",
            )

    def _alias(self, event: yaml.AliasEvent) -> None:
        index = _at(event)
        key = self._open[-1].key if self._open else None
        if not _is_merge(key):
            hint = "write the value itself, or quote a text that starts with *"
            self._report(
                "yaml-anchor", index, f"aliases are not taken (*{event.anchor})", hint=hint
            )
        self._deliver(Hole(index, empty=False))

    def _deliver(self, node: Node) -> None:
        """Put a finished node into what it belongs to: as the root, an item, a key or a value."""
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
            self._entry(above.node, above.key, node)
            above.key = None

    def _entry(self, mapping: Mapping, key: Node, value: Node) -> None:
        if _is_merge(key):
            mapping.refused.add("<<")
            self._report(
                "yaml-anchor",
                key.index,
                "merge keys (<<) are not taken",
                hint="write the keys and values themselves",
            )
        elif not isinstance(key, Scalar):
            if not isinstance(key, Hole) or key.empty:
                self._report(
                    "yaml-syntax",
                    key.index,
                    "a key is a text",
                    hint="quote a text that starts with [, {, ? or :",
                )
        elif key.text in mapping.entries:
            mapping.refused.add(key.text)
            first = self.source.place(mapping.entries[key.text].key_index).line
            message = f"{_short(key.text)} is here already, in line {first}"
            self._report("yaml-duplicate-key", key.index, message, hint="keep one of the two")
        else:
            mapping.entries[key.text] = Entry(key.index, value)


def _is_merge(key: Node | None) -> bool:
    return isinstance(key, Scalar) and key.text == "<<" and key.style is None


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def _at(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0
