"""Expansion: how much an SVG draws when its references are followed, counted before anything is drawn.

An SVG of 2 kB can draw a billion shapes: `use`, patterns, markers, masks and clip paths repeat what they refer to. The
layout engine follows references by recursion, without a limit and without a check for cycles. The count follows
`weasyprint/svg` of WeasyPrint 70. It is an upper bound, because it ignores what is hidden.
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
"""Shapes, points and characters that one SVG may draw; these take about 10 seconds."""
MAX_FRAMES = 300
"""Steps of recursion that the layout engine may need; Python allows 1000 in all."""
MAX_CHAIN = 32
"""Gradients or patterns that inherit from each other in a row."""
MAX_STEPS = 150
"""Steps of recursion that the count itself takes."""
MAX_MATCHES = 10_000_000
"""Tests of a CSS selector against an element."""
MAX_REPEATS = 2000
"""Repeats of a gradient with a `spreadMethod`."""
MAX_COMBINATIONS = 100_000
"""Combinations of an element and its inherited properties that are counted."""

_XLINK = "{http://www.w3.org/1999/xlink}href"
_PAINTS = ("fill", "stroke")
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")
_OWN_PROPERTIES = ("mask", "clip-path", "filter")
"""Properties that contain references and are not inherited."""
_INHERITED_PROPERTIES = (*_PAINTS, *_MARKERS)
_VERTEX_TAGS = ("path", "line", "polyline", "polygon")
_TEXT_TAGS = ("text", "tspan", "textPath", "a")
_ONLY_REFERENCED = (
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
_REFERENCED_TAGS = {"mask": "mask", "clip-path": "path", "filter": "filter"}
_FRAMES = {"pattern": 6, "mask": 3, "marker": 2}
"""Steps of recursion that a reference costs, where it is more than one."""
_PER_COMMAND = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "q": 4, "s": 4, "c": 6, "a": 7}
"""Numbers of each path command."""
_PATH_LENGTH_SQUARED = 5_000_000
"""The squared length of a path that takes as long to parse as a shape to draw: each point copies the rest of it."""
_ELEMENTS_SEARCHED = 200
"""Elements that a search for a name passes in the time that drawing a shape takes."""

_COORDINATES = ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height")

_URL = re.compile(r"""url\(\s*["']?\s*#([^"')]*)""", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMAND = re.compile(r"([a-df-zA-DF-Z])([^a-df-zA-DF-Z]*)")
_SIMPLE = re.compile(r"\s*[.#]?[\w-]+\s*")

_CONTEXT = "(context)"
"""The placeholder of `context-fill` and `context-stroke`: the paint of any element that a copy is drawn for."""

_Inherited = tuple[str, ...]
"""The names that an element's inherited properties refer to, in the order of `_INHERITED_PROPERTIES`."""


class ExpansionError(SvgError):
    """An SVG refers to itself or draws too much."""


def check_expansion(content: bytes, lines: list[int]) -> None:
    """Raise ExpansionError where an SVG refers to itself or draws too much.

    `content` must have passed `read_svg`, which returns the `lines` of its elements.
    """
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise SvgError(f"the SVG is not well-formed: {error}", "export it again") from None
    try:
        _Counter(root, lines).check()
    except RecursionError:
        raise _too_deep_error(1) from None


@dataclass(frozen=True, slots=True)
class _Cost:
    """The cost of drawing an element: shapes, points and characters, and steps of recursion."""

    parts: int
    frames: int


@dataclass(eq=False)
class _Element:
    """An element with its attributes and CSS properties."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    parent: "_Element | None"
    text: str
    children: list["_Element"] = field(default_factory=list)

    @property
    def href(self) -> str:
        """The name that the element refers to; empty without one."""
        value = (self.attributes.get(_XLINK) or self.attributes.get("href") or "").strip()
        return value[1:] if value.startswith("#") else ""

    @property
    def own_parts(self) -> int:
        """The parts that the element draws without its references: itself, its points, its characters."""
        if self.tag in _TEXT_TAGS:
            return 1 + len(self.text)
        data = self.attributes.get("d" if self.tag == "path" else "points", "")
        if self.tag not in _VERTEX_TAGS or not data:
            return 1
        return 1 + len(data) // 32 + len(data) ** 2 // _PATH_LENGTH_SQUARED

    @property
    def vertices(self) -> int:
        """The number of points that markers are drawn at."""
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
    """The count of what a document draws: each element once for each combination of inherited properties."""

    def __init__(self, root: Any, lines: list[int]) -> None:  # noqa: ANN401 - an ElementTree element
        self.elements = list(_elements(root, lines))
        self.root = self.elements[0]
        self.named: dict[str, _Element] = {}
        for element in self.elements:
            if name := element.attributes.get("id"):
                self.named.setdefault(name, element)
        self.known: dict[tuple[int, _Inherited], _Cost] = {}
        self.open: set[tuple[int, str]] = set()
        self.steps = 0

    def check(self) -> None:
        """Raise ExpansionError where the document refers to itself or draws too much."""
        self._check_chains()
        self._check_repeats()
        drawn = self._draw(self.root, self._state(self.root, ("",) * len(_INHERITED_PROPERTIES)))
        names = {name for element in self.elements for name in _references(element)}
        searched = len(names) * len(self.elements) // _ELEMENTS_SEARCHED
        own = sum(one.own_parts for one in self.elements)
        if drawn.parts + searched <= MAX_PARTS:
            return
        if drawn.parts > 2 * own:
            raise self._too_many_error(drawn)
        message = f"the SVG is too complex: it has {drawn.parts:,} shapes, points and characters"
        if searched > drawn.parts:
            message = f"the SVG is too complex: it has {len(names):,} references among {len(self.elements):,} elements"
        hint = "simplify its paths, or export it as a PNG of 300 ppi"
        raise ExpansionError(message, f"{hint}; the limit is {MAX_PARTS:,}", self.root.line)

    def _too_many_error(self, drawn: _Cost) -> ExpansionError:
        """Return the error for references that repeat too much, at the first element that exceeds the limit."""
        at = self.root
        for element in self.elements:
            state = self._inherited_by(element)
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

    def _draw(self, element: _Element, state: _Inherited) -> _Cost:
        """Return the cost of an element; `state` includes its own properties."""
        key = (id(element), state)
        if key in self.known:
            return self.known[key]
        if len(self.known) > MAX_COMBINATIONS:
            message = "the SVG is too complex: too many references inherit from each other"
            raise ExpansionError(message, "export it as a PNG of 300 ppi", element.line)
        if element.tag == "defs":
            return _Cost(0, 1)
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _too_deep_error(element.line)
        parts, frames = element.own_parts, 1
        for times, what, target in self._targets(element, state):
            drawn = self._follow(element, what, target, state)
            parts += times * drawn.parts
            frames = max(frames, drawn.frames + _FRAMES.get(what, 1))
        if element.tag not in _ONLY_REFERENCED and element.tag != "use":
            drawn = self._children(element, state)
            parts += drawn.parts
            frames = max(frames, drawn.frames + 1)
        if frames > MAX_FRAMES:
            raise _too_deep_error(element.line)
        self.steps -= 1
        self.known[key] = _Cost(parts, frames)
        return self.known[key]

    def _children(self, element: _Element, state: _Inherited) -> _Cost:
        found = [self._draw(one, self._state(one, state)) for one in element.children]
        frames = max((one.frames for one in found), default=0)
        return _Cost(sum(one.parts for one in found), frames)

    def _targets(self, element: _Element, state: _Inherited) -> Iterator[tuple[int, str, _Element]]:
        """Yield the elements that an element refers to: how often each is drawn, the kind of reference, the element."""
        if element.tag == "use" and (target := self.named.get(element.href)):
            # measuring a symbol without a size follows all of its copies once more
            yield (2 if target.tag in ("svg", "symbol") else 1), "use", target
        given = dict(zip(_INHERITED_PROPERTIES, state, strict=True))
        paints = element.tag in (*_VERTEX_TAGS, *_TEXT_TAGS, "rect", "circle", "ellipse")
        for name in _PAINTS if paints else ():
            for target in self._patterns(given[name]):
                yield 1, "pattern", target
        for name in _OWN_PROPERTIES:
            if target := self._referenced(
                _reference_name(element.attributes.get(name, "")), _REFERENCED_TAGS[name]
            ):
                yield 1, name, target
        if vertices := element.vertices:
            common = given["marker"]
            for name, times in zip(_MARKERS[1:], (1, max(0, vertices - 2), 1), strict=True):
                target = self._referenced(given[name] or common, "marker")
                if target is not None and times:
                    yield times, "marker", target

    def _patterns(self, name: str) -> Iterator[_Element]:
        """Yield the patterns that a paint may be."""
        if name != _CONTEXT:
            target = self._referenced(name, "pattern")
            yield from (target,) if target is not None else ()
            return
        for one in self.named.values():
            if one.tag == "pattern" and (id(one), "pattern") not in self.open:
                yield one

    def _referenced(self, name: str, kind: str) -> _Element | None:
        target = self.named.get(name)
        return target if target is not None and kind in target.tag.lower() else None

    def _follow(self, element: _Element, what: str, target: _Element, state: _Inherited) -> _Cost:
        """Return the cost of what a reference draws."""
        if what == "filter":
            return _Cost(len(target.children), 1)
        key = (id(target), what)
        if key in self.open:
            name = target.attributes.get("id", "")
            message = f"<{element.tag}> refers to #{name}, which contains it: a cycle"
            raise ExpansionError(message, "remove one of the references", element.line)
        self.open.add(key)
        try:
            if what == "use":
                state = self._state(target, state)
                draw = self._children if target.tag == "symbol" else self._draw
                return draw(target, state)
            inherited = self._inherited_by(target)
            source = self._inherits_children(target) if what == "pattern" else target
            return self._children(source, inherited)
        finally:
            self.open.remove(key)

    def _inherits_children(self, pattern: _Element) -> _Element:
        """Return the pattern whose children a pattern draws: itself, or the one that it refers to."""
        while not pattern.children and (above := self.named.get(pattern.href)):
            pattern = above
        return pattern

    def _inherited_by(self, element: _Element) -> _Inherited:
        """Return the inherited properties of an element at its place in the document."""
        line: list[_Element] = []
        above: _Element | None = element
        while above is not None:
            line.append(above)
            above = above.parent
        state: _Inherited = ("",) * len(_INHERITED_PROPERTIES)
        for one in reversed(line):
            state = self._state(one, state)
        return state

    def _state(self, element: _Element, inherited: _Inherited) -> _Inherited:
        """Return what an element's children inherit."""
        found = []
        for name, above in zip(_INHERITED_PROPERTIES, inherited, strict=True):
            value = element.attributes.get(name)
            found.append(above if value in (None, "inherit") else _reference_name(value or ""))
        return tuple(found)

    def _check_chains(self) -> None:
        """Raise ExpansionError for cycles and long chains of gradients and patterns that inherit from each other."""
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
        """Raise ExpansionError for gradients that repeat so often that the engine runs out of time or memory."""
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
        """Return the attributes of a gradient with those that it inherits by reference; none for other elements."""
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
    """Return the length of one repeat of a gradient."""

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


def _too_deep_error(line: int) -> ExpansionError:
    """Return the error for copies that are nested too deeply."""
    message = "the SVG has copies, patterns or markers that are nested too deeply"
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
    """Return the rules of an SVG's style sheets that contain references. Raise ExpansionError for costly selectors."""
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
    """Return how many tests of ancestors and siblings a selector may need for all elements."""
    if _SIMPLE.fullmatch(selector):
        return 0
    steps = len(re.findall(r"\s*[>+~]\s*|\s+", selector.strip()))
    neighbours = any(word in selector for word in ("~", ":has", ":nth", ":is", ":not", ":where"))
    ancestors = comb(depth + steps, steps)
    return elements * ancestors * (elements if neighbours else 1)


def _depth(root: Any) -> int:  # noqa: ANN401
    """Return the depth of the most deeply nested element."""
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest


def _declarations(css: str) -> dict[str, str]:
    """Return the declarations that may contain references."""
    if "url(" not in css.lower() and ":" not in css:
        return {}
    found = {}
    for one in tinycss2.parse_blocks_contents(css):
        if one.type == "declaration" and one.lower_name in (
            *_INHERITED_PROPERTIES,
            *_OWN_PROPERTIES,
        ):
            found[one.lower_name] = tinycss2.serialize(one.value).strip()
    return found


def _reference_name(value: str) -> str:
    """Return the name in `url(#name)`; empty where there is none."""
    if value.strip().startswith("context-"):
        return _CONTEXT
    match = _URL.search(value)
    return match[1].strip() if match else ""


def _references(element: _Element) -> Iterator[str]:
    """Yield the names that an element refers to."""
    if element.href:
        yield element.href
    for name in (*_INHERITED_PROPERTIES, *_OWN_PROPERTIES):
        found = _reference_name(element.attributes.get(name, ""))
        if found and found != _CONTEXT:
            yield found
