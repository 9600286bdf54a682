"""Expansion: how much an SVG draws once its references are followed, counted before anything is drawn.

A drawing of 2 kB can draw a thousand million shapes: `use`, patterns, markers, masks and clip paths repeat what they
refer to. The layout engine follows them by recursion, without a limit and without a check for circles. The count
follows what WeasyPrint 70 does in `weasyprint/svg`; it is an upper bound, because it ignores what is hidden.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import comb, hypot
from typing import Any
from xml.etree import ElementTree

import cssselect2
import tinycss2

from printissue.assets.svg import SvgError

MAX_PARTS = 200_000
"""Shapes, points and characters that one drawing may draw, about 10 seconds of drawing."""
MAX_FRAMES = 300
"""Steps of recursion that the layout engine may need; Python allows 1000 in all."""
MAX_CHAIN = 32
"""Gradients or patterns that inherit from each other in a row."""
MAX_STEPS = 150
"""Steps of recursion that the count itself takes."""
MAX_MATCHES = 10_000_000
"""Tests of a CSS selector against an element."""
MAX_REPEATS = 2000
"""Times that a gradient with a `spreadMethod` repeats itself."""
MAX_STATES = 100_000
"""Combinations of an element and what it inherits that are counted."""

_XLINK = "{http://www.w3.org/1999/xlink}href"
_PAINTS = ("fill", "stroke")
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")
_OWN = ("mask", "clip-path", "filter")
"""Properties that hold references and are not inherited."""
_INHERITED = (*_PAINTS, *_MARKERS)
_WITH_VERTICES = ("path", "line", "polyline", "polygon")
_TEXTS = ("text", "tspan", "textPath", "a")
_NOT_DRAWN = (
    "clipPath",
    "filter",
    "gradient",
    "image",
    "marker",
    "mask",
    "path",
    "pattern",
    "symbol",
)
"""Elements whose children the layout engine draws only where something refers to them."""
_HELD_BY = {"mask": "mask", "clip-path": "path", "filter": "filter"}
_FRAMES = {"pattern": 6, "mask": 3, "marker": 2}
"""Steps of recursion that a reference costs, where it is more than one."""
_PER_COMMAND = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "q": 4, "s": 4, "c": 6, "a": 7}
"""Numbers of each path command."""
_COPIED = 5_000_000
"""Square of the characters of a path whose parsing takes as long as a shape: each point copies the rest of the path."""
_LOOKED_AT = 200
"""Elements that are looked at, in the search for a name, in the time of drawing a shape."""

_COORDINATES = ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height")

_URL = re.compile(r"""url\(\s*["']?\s*#([^"')]*)""", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMAND = re.compile(r"([a-df-zA-DF-Z])([^a-df-zA-DF-Z]*)")
_SIMPLE = re.compile(r"\s*[.#]?[\w-]+\s*")

_CONTEXT = "(context)"
"""In place of a name: the paint of the element that a marker or copy is drawn for, whichever that is."""

_State = tuple[str, ...]
"""The inherited references of an element, in the order of `_INHERITED`."""


class ExpansionError(SvgError):
    """An SVG that refers to itself, or draws too much."""


def check_expansion(content: bytes, lines: list[int]) -> None:
    """Raise ExpansionError where an SVG refers to itself, or draws too much.

    `content` has been read by `read_svg`, which gives the `lines` of its elements.
    """
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise SvgError(f"the SVG is not well-formed: {error}", "export it again") from None
    try:
        _Counter(root, lines).check()
    except RecursionError:
        raise _too_deep(1) from None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What drawing an element comes to: parts, and steps of recursion."""

    parts: int
    frames: int


@dataclass(eq=False)
class _Element:
    """An element with its properties after CSS."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    parent: "_Element | None"
    text: str
    children: list["_Element"] = field(default_factory=list)

    @property
    def href(self) -> str:
        """The name that the element refers to; empty where it refers to none."""
        value = (self.attributes.get(_XLINK) or self.attributes.get("href") or "").strip()
        return value[1:] if value.startswith("#") else ""

    @property
    def own_parts(self) -> int:
        """Count what the element draws by itself: itself, its points, its characters."""
        if self.tag in _TEXTS:
            return 1 + len(self.text)
        data = self.attributes.get("d" if self.tag == "path" else "points", "")
        if self.tag not in _WITH_VERTICES or not data:
            return 1
        return 1 + len(data) // 32 + len(data) ** 2 // _COPIED

    @property
    def vertices(self) -> int:
        """Count the points on which markers may stand."""
        if self.tag == "line":
            return 2
        if self.tag in ("polyline", "polygon"):
            return len(_NUMBER.findall(self.attributes.get("points", ""))) // 2 + 1
        if self.tag != "path":
            return 0
        return sum(
            len(_NUMBER.findall(numbers)) // _PER_COMMAND.get(letter.lower(), 1) + 1
            for letter, numbers in _COMMAND.findall(self.attributes.get("d", ""))
        )


class _Counter:
    """Counts what a document draws; each element once for each state that it inherits."""

    def __init__(self, root: Any, lines: list[int]) -> None:  # noqa: ANN401 - an ElementTree element
        self.elements = list(_elements(root, lines))
        self.root = self.elements[0]
        self.named: dict[str, _Element] = {}
        for element in self.elements:
            if name := element.attributes.get("id"):
                self.named.setdefault(name, element)
        self.known: dict[tuple[int, _State], _Drawn] = {}
        self.open: set[tuple[int, str]] = set()
        self.steps = 0

    def check(self) -> None:
        """Raise ExpansionError where the document refers to itself, or draws too much."""
        self._check_chains()
        self._check_repeats()
        drawn = self._draw(self.root, self._state(self.root, ("",) * len(_INHERITED)))
        names = {name for element in self.elements for name in _references(element)}
        searched = len(names) * len(self.elements) // _LOOKED_AT
        own = sum(one.own_parts for one in self.elements)
        if drawn.parts + searched <= MAX_PARTS:
            return
        if drawn.parts > 2 * own:
            raise self._too_many(drawn)
        message = f"the SVG is too complex: it has {drawn.parts:,} shapes, points and characters"
        if searched > drawn.parts:
            message = f"the SVG is too complex: it has {len(names):,} references among {len(self.elements):,} elements"
        hint = "simplify its paths, or export it as a PNG of 300 ppi"
        raise ExpansionError(message, f"{hint}; the limit is {MAX_PARTS:,}", self.root.line)

    def _too_many(self, drawn: _Drawn) -> ExpansionError:
        """Return the error for references that repeat too much; it names the first that does by itself."""
        at = self.root
        for element in self.elements:
            state = self._from_document(element)
            known = self.known.get((id(element), state))
            if (
                known
                and known.parts > MAX_PARTS
                and not any(
                    (below := self.known.get((id(child), self._state(child, state))))
                    and below.parts > MAX_PARTS
                    for child in element.children
                )
            ):
                at = element
                break
        count = f"{drawn.parts:,}" if drawn.parts < 10**9 else "more than 1,000,000,000"
        message = (
            f"<{at.tag}> repeats too much: the SVG draws {count} shapes, points and characters"
        )
        return ExpansionError(message, f"draw fewer copies; the limit is {MAX_PARTS:,}", at.line)

    def _draw(self, element: _Element, state: _State) -> _Drawn:
        """Count what an element draws with what it inherits; `state` includes its own properties."""
        key = (id(element), state)
        if key in self.known:
            return self.known[key]
        if len(self.known) > MAX_STATES:
            message = "the SVG is too complex: too many references inherit from each other"
            raise ExpansionError(message, "export it as a PNG of 300 ppi", element.line)
        if element.tag == "defs":
            return _Drawn(0, 1)
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _too_deep(element.line)
        parts, frames = element.own_parts, 1
        for times, what, target in self._targets(element, state):
            drawn = self._follow(element, what, target, state)
            parts += times * drawn.parts
            frames = max(frames, drawn.frames + _FRAMES.get(what, 1))
        if element.tag not in _NOT_DRAWN and element.tag != "use":
            drawn = self._children(element, state)
            parts += drawn.parts
            frames = max(frames, drawn.frames + 1)
        if frames > MAX_FRAMES:
            raise _too_deep(element.line)
        self.steps -= 1
        self.known[key] = _Drawn(parts, frames)
        return self.known[key]

    def _children(self, element: _Element, state: _State) -> _Drawn:
        found = [self._draw(one, self._state(one, state)) for one in element.children]
        frames = max((one.frames for one in found), default=0)
        return _Drawn(sum(one.parts for one in found), frames)

    def _targets(self, element: _Element, state: _State) -> Iterator[tuple[int, str, _Element]]:
        """Yield what an element refers to: how often it is drawn, the kind of reference, the element."""
        if element.tag == "use" and (target := self.named.get(element.href)):
            # a symbol without a size is measured too, which follows all of its copies again
            yield (2 if target.tag in ("svg", "symbol") else 1), "use", target
        given = dict(zip(_INHERITED, state, strict=True))
        paints = element.tag in (*_WITH_VERTICES, *_TEXTS, "rect", "circle", "ellipse")
        for name in _PAINTS if paints else ():
            for target in self._patterns(given[name]):
                yield 1, "pattern", target
        for name in _OWN:
            if target := self._held(_name(element.attributes.get(name, "")), _HELD_BY[name]):
                yield 1, name, target
        if vertices := element.vertices:
            common = given["marker"]
            for name, times in zip(_MARKERS[1:], (1, max(0, vertices - 2), 1), strict=True):
                target = self._held(given[name] or common, "marker")
                if target is not None and times:
                    yield times, "marker", target

    def _patterns(self, name: str) -> Iterator[_Element]:
        """Yield the patterns that a paint may be."""
        if name != _CONTEXT:
            target = self._held(name, "pattern")
            yield from (target,) if target is not None else ()
            return
        for one in self.named.values():
            if one.tag == "pattern" and (id(one), "pattern") not in self.open:
                yield one

    def _held(self, name: str, kind: str) -> _Element | None:
        target = self.named.get(name)
        return target if target is not None and kind in target.tag.lower() else None

    def _follow(self, element: _Element, what: str, target: _Element, state: _State) -> _Drawn:
        """Count what a reference draws."""
        if what == "filter":
            return _Drawn(len(target.children), 1)
        key = (id(target), what)
        if key in self.open:
            name = target.attributes.get("id", "")
            message = f"<{element.tag}> refers to #{name}, which is drawn with it: a circle"
            raise ExpansionError(message, "remove one of the references", element.line)
        self.open.add(key)
        try:
            if what == "use":
                state = self._state(target, state)
                draw = self._children if target.tag == "symbol" else self._draw
                return draw(target, state)
            inherited = self._from_document(target)
            source = self._inherits_children(target) if what == "pattern" else target
            return self._children(source, inherited)
        finally:
            self.open.remove(key)

    def _inherits_children(self, pattern: _Element) -> _Element:
        """Return the pattern whose children a pattern draws: its own, or those of the one that it refers to."""
        while not pattern.children and (above := self.named.get(pattern.href)):
            pattern = above
        return pattern

    def _from_document(self, element: _Element) -> _State:
        """Return what an element inherits where it stands."""
        line: list[_Element] = []
        above: _Element | None = element
        while above is not None:
            line.append(above)
            above = above.parent
        state: _State = ("",) * len(_INHERITED)
        for one in reversed(line):
            state = self._state(one, state)
        return state

    def _state(self, element: _Element, inherited: _State) -> _State:
        """Return what an element's children inherit."""
        found = []
        for name, above in zip(_INHERITED, inherited, strict=True):
            value = element.attributes.get(name)
            found.append(above if value in (None, "inherit") else _name(value or ""))
        return tuple(found)

    def _check_chains(self) -> None:
        """Find circles and long chains of gradients and patterns that inherit from each other."""
        for element in self.elements:
            if element.tag == "use":
                continue
            seen = [element]
            while target := self.named.get(seen[-1].href):
                if target in seen:
                    message = f"<{element.tag}> inherits from itself through #{seen[-1].href}"
                    raise ExpansionError(message, "remove one of the references", element.line)
                seen.append(target)
                if len(seen) > MAX_CHAIN:
                    message = f"<{element.tag}> inherits through more than {MAX_CHAIN} steps"
                    raise ExpansionError(message, "refer to the last one directly", element.line)

    def _check_repeats(self) -> None:
        """Find gradients that repeat so often that the layout engine runs out of time or memory."""
        reach = max(max(map(abs, _numbers(one)), default=0.0) for one in self.elements)
        for element in self.elements:
            given = self._inherited_gradient(element)
            if given.get("spreadMethod") not in ("repeat", "reflect"):
                continue
            whole = reach if given.get("gradientUnits") == "userSpaceOnUse" else 1.0
            length = _length(element.tag, given, whole) * _scale(given.get("gradientTransform", ""))
            if length * MAX_REPEATS < whole:
                message = f"<{element.tag}> repeats too often: its length is only {length:g}"
                raise ExpansionError(message, "make it longer, or draw fewer repeats", element.line)

    def _inherited_gradient(self, element: _Element) -> dict[str, str]:
        """Return the attributes of a gradient with those that it inherits by reference; none of other elements."""
        given: dict[str, str] = {}
        above: _Element | None = element if element.tag.endswith("Gradient") else None
        while above is not None:
            given = {**above.attributes, **given}
            above = self.named.get(above.href)
        return given


def _numbers(element: _Element) -> list[float]:
    """Return the coordinates and sizes of an element, without those in its path."""
    values = (element.attributes.get(name, "") for name in _COORDINATES)
    return [float(one[0]) for value in values for one in [_NUMBER.match(value.strip())] if one] + [
        float(one) for one in _NUMBER.findall(element.attributes.get("viewBox", ""))
    ]


def _length(tag: str, given: Mapping[str, str], whole: float) -> float:
    """Return the length over which a gradient runs once."""

    def value(name: str, default: str) -> float:
        text = given.get(name, default).strip()
        number = _NUMBER.match(text)
        return float(number[0]) * (whole / 100 if text.endswith("%") else 1) if number else 0.0

    if tag == "linearGradient":
        across = value("x2", "100%") - value("x1", "0")
        return hypot(across, value("y2", "0") - value("y1", "0"))
    return value("r", "50%") - value("fr", "0")


def _scale(transform: str) -> float:
    """Return the least factor by which a transform may shrink a length."""
    factor = 1.0
    for name, values in re.findall(r"(matrix|scale)\s*\(([^)]*)\)", transform):
        numbers = [abs(float(one)) for one in _NUMBER.findall(values)]
        if name == "scale" and numbers:
            factor *= min(numbers)
        elif len(numbers) == 6:
            factor *= min(max(numbers[0:2]), max(numbers[2:4]))
    return factor


def _too_deep(line: int) -> ExpansionError:
    """Return the error for copies within copies that go too deep."""
    message = "the SVG has copies, patterns or markers too deep within each other"
    return ExpansionError(message, "flatten its groups, copies and patterns", line)


def _elements(root: Any, lines: list[int]) -> Iterator[_Element]:  # noqa: ANN401
    """Yield all elements with their properties, parents before children."""
    matcher = _matcher(root)
    made: dict[int, _Element] = {}
    for number, wrapper in enumerate(cssselect2.ElementWrapper.from_xml_root(root).iter_subtree()):
        element = wrapper.etree_element
        attributes = dict(element.attrib)
        for _, _, _, declarations in matcher.match(wrapper) if matcher else ():
            attributes.update(declarations)
        attributes.update(_declarations(attributes.get("style", "")))
        above = made.get(id(wrapper.parent.etree_element)) if wrapper.parent else None
        text = "".join([element.text or "", *(child.tail or "" for child in element)])
        tag = element.tag.rpartition("}")[2]
        one = _Element(tag, attributes, lines[number], above, text)
        made[id(element)] = one
        if above is not None:
            above.children.append(one)
        yield one


def _matcher(root: Any) -> cssselect2.Matcher | None:  # noqa: ANN401
    """Return the rules of an SVG's style sheets that hold references; raise ExpansionError for costly selectors."""
    count, depth = sum(1 for _ in root.iter()), _depth(root)
    matcher = cssselect2.Matcher()
    tests = rules = 0
    for sheet in root.iter():
        if sheet.tag.rpartition("}")[2] != "style" or not sheet.text:
            continue
        for rule in tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            tests += sum(
                _tests(one, count, depth) for one in tinycss2.serialize(rule.prelude).split(",")
            )
            if tests > MAX_MATCHES:
                message = "the SVG's style sheet has too many selectors, or too complex ones"
                raise ExpansionError(message, "use classes, or attributes in place of CSS")
            declared = _declarations(tinycss2.serialize(rule.content))
            if not declared:
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                if selector.pseudo_element is None and not selector.never_matches:
                    matcher.add_selector(selector, declared)
                    rules += 1
    return matcher if rules else None


def _tests(selector: str, elements: int, depth: int) -> int:
    """Return how many tests of ancestors and neighbours a selector may need for all elements."""
    if _SIMPLE.fullmatch(selector):
        return 0
    steps = len(re.findall(r"\s*[>+~]\s*|\s+", selector.strip()))
    neighbours = any(word in selector for word in ("~", ":has", ":nth", ":is", ":not", ":where"))
    ancestors = comb(depth + steps, steps)
    return elements * ancestors * (elements if neighbours else 1)


def _depth(root: Any) -> int:  # noqa: ANN401
    """Return how many elements stand within each other at most."""
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest


def _declarations(css: str) -> dict[str, str]:
    """Return the declarations that may hold references."""
    if "url(" not in css.lower() and ":" not in css:
        return {}
    found = {}
    for one in tinycss2.parse_blocks_contents(css):
        if one.type == "declaration" and one.lower_name in (*_INHERITED, *_OWN):
            found[one.lower_name] = tinycss2.serialize(one.value).strip()
    return found


def _name(value: str) -> str:
    """Return the name in `url(#name)`; empty where there is none."""
    if value.strip().startswith("context-"):
        return _CONTEXT
    match = _URL.search(value)
    return match[1].strip() if match else ""


def _references(element: _Element) -> Iterator[str]:
    """Yield the names that an element refers to."""
    if element.href:
        yield element.href
    for name in (*_INHERITED, *_OWN):
        found = _name(element.attributes.get(name, ""))
        if found and found != _CONTEXT:
            yield found
