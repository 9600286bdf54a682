"""The sandbox of templates: views of values, and lists of what templates may use.

The templates of a workspace are untrusted code. They get views of values, with listed fields and methods, and never
the objects themselves. Attributes, methods, functions and filters that are not listed here do not exist for them. Each
operation has limits, so that one expression cannot use all memory; `printissue.core.limits` bounds the whole.
"""

import datetime as dt
import re
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from types import BuiltinMethodType, MappingProxyType, MethodType
from typing import Any, TypeVar

from jinja2 import BaseLoader, StrictUndefined, TemplateSyntaxError, Undefined
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.nodes import Concat
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace
from markupsafe import Markup
from pydantic import BaseModel

Exposed = Mapping[type, tuple[str, ...]]
"""The properties and methods that templates may use in addition to the fields of a class."""

MAX_CHARACTERS = 4_000_000
"""Characters of a text that one operation may make, more than a book has."""

MAX_ITEMS = 10_000
"""Items of a list or range that one operation may make."""

MAX_BITS = 4096
"""Bits of an integer."""

MAX_WIDTH = 1000
"""The width in characters that a text may be padded to."""

MAX_DIGITS = 20
"""Digits that a number may be rounded to."""

_PLAIN = (str, Markup, int, float, bool, dt.date, range, type(None))
_LISTS = (list, tuple, Iterator, KeysView, ItemsView, ValuesView)

_JINJA = (Undefined, Macro, LoopContext, BlockReference, TemplateReference, Namespace)
"""Jinja's own values, which are not wrapped in views."""

_STRINGS = frozenset(
    {
        "capitalize",
        "casefold",
        "count",
        "endswith",
        "find",
        "index",
        "isalnum",
        "isalpha",
        "isascii",
        "isdecimal",
        "isdigit",
        "islower",
        "isnumeric",
        "isspace",
        "istitle",
        "isupper",
        "join",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rindex",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
    }
)
_MAPPINGS = frozenset({"get", "items", "keys", "values"})
_SEQUENCES = frozenset({"count", "index"})
_DATES = frozenset({"year", "month", "day", "isoformat", "isoweekday", "weekday"})
_LOOPS = frozenset(
    {
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "depth",
        "depth0",
        "previtem",
        "nextitem",
        "cycle",
        "changed",
    }
)
_MACROS = frozenset({"name", "arguments", "catch_kwargs", "catch_varargs", "caller"})
_ALLOWED: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    (str, _STRINGS),
    ((dict, MappingProxyType), _MAPPINGS),
    ((tuple, list, range), _SEQUENCES),
    (dt.date, _DATES),
    (LoopContext, _LOOPS),
    (Macro, _MACROS),
    (BlockReference, frozenset({"super"})),
)
"""The attributes that templates may use, by class; the first class that matches decides."""

_FILTERS = frozenset(
    {
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "dictsort",
        "e",
        "escape",
        "filesizeformat",
        "first",
        "float",
        "forceescape",
        "groupby",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "max",
        "min",
        "replace",
        "safe",
        "sort",
        "string",
        "striptags",
        "sum",
        "title",
        "trim",
        "truncate",
        "upper",
        "urlencode",
        "wordcount",
        "wordwrap",
    }
)
"""Jinja's filters that are used unchanged."""

_LAZY_FILTERS = (
    "items",
    "map",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "unique",
)
"""Jinja's filters that yield values; here they return tuples."""

_CONVERSION = re.compile(
    r"%(?:\([^()]*\))?[-#0 +]*(?P<width>\*|\d+)?(?:\.(?P<precision>\*|\d*))?[hlL]?[a-zA-Z%]"
)

_METHODS = (MethodType, BuiltinMethodType)

_MISSING: Any = object()

F = TypeVar("F", bound=Callable[..., Any])


class TemplateLimitError(Exception):
    """One operation of a template would exceed a limit."""


class TemplateUsageError(Exception):
    """A template uses a value in a way that the sandbox does not allow."""


class View:
    """A value as templates see it: fields that can be read, and nothing else."""

    __slots__ = ("_names", "_value", "_views")

    def __init__(self, value: object, names: frozenset[str], views: "Views") -> None:
        self._value, self._names, self._views = value, names, views

    def __repr__(self) -> str:
        """Return the name of the value's class, and nothing of the value."""
        return f"<{class_name(self)}>"


@dataclass(frozen=True, slots=True)
class ValueFunction:
    """A function for templates whose arguments are unwrapped from their views; other functions get the views."""

    function: Callable[..., object]


class TemplateFunction:
    """A function that templates may call; its results are wrapped in views."""

    __slots__ = ("_function", "_name", "_views")

    def __init__(
        self, function: Callable[..., object] | ValueFunction, name: str, views: "Views"
    ) -> None:
        self._function, self._name, self._views = function, name, views

    def __call__(self, *values: object, **named: object) -> object:
        """Return the function's result as templates see it."""
        if isinstance(self._function, ValueFunction):
            plain = {name: _unwrapped(value) for name, value in named.items()}
            return self._views.of(self._function.function(*map(_unwrapped, values), **plain))
        return self._views.of(self._function(*values, **named))

    def __repr__(self) -> str:
        """Return the name of the function."""
        return f"<function {self._name}>"


class Views:
    """The views of one rendering. A value has only one view, so that templates can compare views."""

    def __init__(self, exposed: Exposed) -> None:
        self._exposed = exposed
        self._made: dict[int, View] = {}

    def of(self, value: object, name: str = "") -> object:
        """Return a value as templates see it. Raise TemplateUsageError for a class that has no view."""
        if type(value) in _PLAIN or isinstance(value, (View, TemplateFunction, *_JINJA)):
            return value
        if isinstance(value, Mapping):
            return MappingProxyType({key: self.of(one) for key, one in value.items()})
        if isinstance(value, _LISTS):
            return tuple(self.of(one) for one in value)
        if isinstance(value, ValueFunction) or (callable(value) and not isinstance(value, type)):
            return TemplateFunction(value, name or getattr(value, "__name__", "function"), self)
        if isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
            return self._view(value)
        raise TemplateUsageError(f"templates cannot use a {type(value).__name__}")

    def field(self, view: View, name: str) -> object:
        """Return a field of a view; `_MISSING` where the view does not have it."""
        if name not in view._names:
            return _MISSING
        try:
            return self.of(getattr(view._value, name), name)
        except TemplateUsageError:
            return _MISSING

    def _view(self, value: object) -> View:
        made = self._made.get(id(value))
        if made is None:
            made = self._made[id(value)] = View(value, self._names(type(value)), self)
        return made

    def _names(self, kind: Any) -> frozenset[str]:  # noqa: ANN401 - a class of either kind
        declared: Iterable[str] = (
            kind.model_fields if issubclass(kind, BaseModel) else (one.name for one in fields(kind))
        )
        more = (name for one in kind.__mro__ for name in self._exposed.get(one, ()))
        return frozenset(name for name in (*declared, *more) if not name.startswith("_"))


def class_name(value: object) -> str:
    """Return the name of a value's class, for messages."""
    return type(value._value if isinstance(value, View) else value).__name__


def _unwrapped(value: object) -> object:
    """Return the value that a view wraps; the values of a list or tuple are unwrapped too."""
    if isinstance(value, View):
        return value._value
    if type(value) is tuple:
        return tuple(_unwrapped(one) for one in value)
    if type(value) is list:
        return [_unwrapped(one) for one in value]
    return value


class _Block(BlockReference):
    """An overridden block of a template, whose text is its name."""

    def __repr__(self) -> str:
        return f"<block {self.name}>"


class _Context(Context):
    """A template's context, in which `super()` returns blocks whose text is their name."""

    def super(self, name: str, current: Callable[..., Any]) -> Any:  # noqa: ANN401 - as Jinja has it
        found = super().super(name, current)
        return _named(found) if isinstance(found, BlockReference) else found


def _named(block: BlockReference) -> _Block:
    return _Block(block.name, block._context, block._stack, block._depth)


class _Generator(CodeGenerator):
    """Jinja's compiler, with a limit on the texts that `~` joins."""

    def visit_Concat(self, node: Concat, frame: Any) -> None:  # noqa: ANN401, N802 - as Jinja has it
        self.write("environment.bounded_text(")
        super().visit_Concat(node, frame)
        self.write(")")


_MAX_COMPILED = 128
_compiled: dict[tuple[str, str | None, str | None, bool, bool], Any] = {}
"""Compiled templates by all that they are made from. They hold no values: every sandbox of a process may use them."""


class Sandbox(SandboxedEnvironment):
    """The environment in which all templates run. It allows what the lists of this module name."""

    code_generator_class = _Generator
    context_class = _Context
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader, views: Views) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_printable,
        )
        self.views = views
        self.globals = {
            "range": TemplateFunction(_range, "range", views),
            "namespace": Namespace,
        }
        original = self.filters
        self.filters = {name: original[name] for name in _FILTERS}
        self.filters |= {name: _as_tuple(original[name]) for name in _LAZY_FILTERS}
        self.filters |= {
            "batch": _as_tuple(_checked(original["batch"], _check_items, 1, "linecount")),
            "center": _checked(original["center"], _check_width, 1, "width"),
            "format": _checked(original["format"], _check_format, 0, "value"),
            "indent": _checked(original["indent"], _check_width, 1, "width"),
            "round": _checked(original["round"], _check_precision, 1, "precision"),
            "int": _int(original["int"]),
            "slice": _as_tuple(_checked(original["slice"], _check_items, 2, "slices")),
        }

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """Return a filter_all attribute, or else an item of that name."""
        found = self._member(obj, attribute)
        return self._item(obj, attribute) if found is _MISSING else found

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """Return an item, or else a filter_all attribute of that name."""
        if isinstance(obj, (dict, MappingProxyType)) or not isinstance(argument, str):
            try:
                return obj[argument]
            except (TypeError, LookupError):
                pass
        found = self._member(obj, argument) if isinstance(argument, str) else _MISSING
        return self._item(obj, argument) if found is _MISSING else found

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """Return whether the attribute is filter_all."""
        return self._member(obj, attr) is not _MISSING

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401
        """Return whether templates may call a value: our functions, and what Jinja makes of the templates' own text."""
        return (
            isinstance(obj, (TemplateFunction, Macro, BlockReference, LoopContext))
            or obj is Namespace
        )

    def call(self, context: Context, obj: Any, /, *values: Any, **named: Any) -> Any:  # noqa: ANN401
        """Call a function. Raise TemplateUsageError for what templates may not call."""
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()  # raises Jinja's own error, which names what is undefined
        if not self.is_safe_callable(obj):
            raise TemplateUsageError(f"{class_name(obj)} cannot be called")
        return context.call(obj, *values, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Return a sum, product, power or formatted text that stays within the limits."""
        for one in (left, right):
            if isinstance(one, int):
                _check_bits(one.bit_length())
        if operator == "+":
            _check_sum(left, right)
            if isinstance(left, list | tuple) and isinstance(right, list | tuple):
                return (*left, *right)
        elif operator == "*":
            _check_product(left, right)
        elif operator == "**":
            _check_power(left, right)
        elif operator == "%" and isinstance(left, str):
            _check_format(left)
        return super().call_binop(context, operator, left, right)

    def bounded_text(self, text: str) -> str:
        """Return a text that is not too long. Compiled templates call this."""
        if len(text) > MAX_CHARACTERS:
            raise TemplateLimitError(f"the text has more than {MAX_CHARACTERS:,} characters")
        return text

    def compile(  # type: ignore[override]
        self,
        source: str,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:  # noqa: ANN401 - as Jinja has it
        """Compile a template, only once in a process.

        Raise TemplateSyntaxError where Python cannot compile Jinja's code for it.
        """
        key = (source, name, filename, raw, defer_init)
        if key in _compiled:
            return _compiled[key]
        try:
            code = super().compile(source, name, filename, raw, defer_init)  # type: ignore[call-overload]
            if len(_compiled) >= _MAX_COMPILED:
                _compiled.pop(next(iter(_compiled)))
            _compiled[key] = code
            return code
        except RecursionError:
            message = "the template is nested too deeply"
        except (SyntaxError, ValueError, OverflowError) as error:
            message = f"Python cannot compile it: {error.args[0] if error.args else error}"
        raise TemplateSyntaxError(message, 1, name, filename)

    def _member(self, obj: Any, name: str) -> Any:  # noqa: ANN401 - anything a template holds
        """Return a filter_all attribute; `_MISSING` for any other."""
        if isinstance(obj, View):
            return self.views.field(obj, name)
        if not _is_allowed(obj, name):
            return _MISSING
        found = getattr(obj, name, _MISSING)
        if isinstance(found, BlockReference):
            return _named(found)
        return TemplateFunction(found, name, self.views) if isinstance(found, _METHODS) else found

    def _item(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - anything a template holds
        """Return an item of a value that has items, or else Jinja's value for a name that does not exist."""
        if isinstance(obj, TemplateReference) and isinstance(argument, str):
            try:
                return TemplateFunction(obj[argument], argument, self.views)
            except LookupError:
                pass
        elif isinstance(obj, (dict, MappingProxyType, tuple, list, str, range)):
            try:
                return obj[argument]
            except (TypeError, LookupError):
                pass
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()  # raises Jinja's own error, which names what is undefined
        return self.undefined(f"{class_name(obj)} has no attribute {argument!r}")


def _is_allowed(obj: object, name: str) -> bool:
    """Return whether templates may use an attribute of a value that is not a view."""
    if isinstance(obj, Namespace) or type(obj) is TemplateModule:
        return not name.startswith("_")
    if isinstance(obj, tuple) and name in getattr(type(obj), "_fields", ()):  # groupby's results
        return True
    return name in next((names for kind, names in _ALLOWED if isinstance(obj, kind)), ())


def _printable(value: object) -> object:
    """Return a value that is printed. Raise TemplateUsageError for views and functions, which have no text."""
    if isinstance(value, Undefined):
        return value
    if isinstance(value, View):
        raise TemplateUsageError(f"{class_name(value)} cannot be printed: print one of its fields")
    if callable(value):
        raise TemplateUsageError(f"a function cannot be printed: call {value!r} with ()")
    return value


def _range(*values: int) -> range:
    made = range(*values)
    if len(made) > MAX_ITEMS:
        raise TemplateLimitError(f"the range has more than {MAX_ITEMS:,} numbers")
    return made


def _check_sum(left: object, right: object) -> None:
    if isinstance(left, str) and isinstance(right, str):
        _check_length(len(left) + len(right))
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        _check_items(len(left) + len(right))


def _check_product(left: object, right: object) -> None:
    for one, times in ((left, right), (right, left)):
        if not isinstance(times, int):
            continue
        if isinstance(one, str):
            _check_length(len(one) * times)
        elif isinstance(one, list | tuple):
            _check_items(len(one) * times)
        elif isinstance(one, int):
            _check_bits(one.bit_length() + times.bit_length())


def _check_power(left: object, right: object) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _check_bits(left.bit_length() * right)


def _check_length(number: int) -> None:
    if number > MAX_CHARACTERS:
        raise TemplateLimitError(f"the text has more than {MAX_CHARACTERS:,} characters")


def _check_items(number: int) -> None:
    if number > MAX_ITEMS:
        raise TemplateLimitError(f"the list has more than {MAX_ITEMS:,} items")


def _check_bits(number: int) -> None:
    if number > MAX_BITS:
        raise TemplateLimitError(f"the number has more than {MAX_BITS:,} bits")


def _check_width(width: object) -> None:
    wide = len(width) if isinstance(width, str) else width
    if isinstance(wide, int) and abs(wide) > MAX_WIDTH:
        raise TemplateLimitError(f"the width is more than {MAX_WIDTH:,} characters")


def _check_precision(digits: int) -> None:
    if abs(digits) > MAX_DIGITS:
        raise TemplateLimitError(f"the precision is more than {MAX_DIGITS} digits")


def _check_format(given: object) -> None:
    """Check the widths in a format text. Raise TemplateUsageError where `%` could read the text differently."""
    text = str(given)
    start = text.find("%")
    while start >= 0:
        found = _CONVERSION.match(text, start)
        if found is None:
            raise TemplateUsageError(f"{text[start : start + 20]!r} is not a valid format")
        for width in (found["width"], found["precision"]):
            if width == "*" or (width and (len(width) > 4 or int(width) > MAX_WIDTH)):
                message = f"the format {found[0][:40]!r} is wider than {MAX_WIDTH:,} characters"
                raise TemplateLimitError(message)
        start = text.find("%", found.end())


def _as_tuple(original: F) -> F:
    """Return a filter that returns all its values as a tuple."""

    @wraps(original)
    def filter_all(*values: object, **named: object) -> object:
        return tuple(original(*values, **named))

    return filter_all  # type: ignore[return-value]


def _int(original: F) -> F:
    """Return the filter `int` with a limit on its result."""

    @wraps(original)
    def bounded_int(*values: object, **named: object) -> object:
        made = original(*values, **named)
        if isinstance(made, int):
            _check_bits(made.bit_length())
        return made

    return bounded_int  # type: ignore[return-value]


def _checked(original: F, check: Callable[[Any], None], position: int, name: str) -> F:
    """Return a filter that checks one of its arguments, which Jinja passes by position or by name."""

    @wraps(original)
    def checked(*values: object, **named: object) -> object:
        given = values[position : position + 1] or [named[name] for _ in (1,) if name in named]
        for one in given:
            check(one)
        return original(*values, **named)

    return checked  # type: ignore[return-value]
