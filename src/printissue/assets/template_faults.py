"""Faults of templates and labels, as findings at the line that the user can correct."""

import re
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from printissue.assets.resources import Resources
from printissue.assets.sandbox import TemplateLimitError, TemplateUsageError
from printissue.core.findings import Finding, Place
from printissue.core.limits import Limit, TimeLimitError, memory_text

MAX_BYTES = 1 << 20
"""Bytes of a template; the longest built-in one has 16,000."""

_PACKAGE = Path(__file__).resolve().parents[1]
_SANDBOX = Path(__file__).with_name("sandbox.py")
"""An exception raised there is the template's fault."""

_MAX_RECURSION = 50
"""A template that is nested in itself more often than this includes itself without end."""

Line = tuple[Path, int]


class LabelError(Exception):
    """A label file, or a template that asks for a label, is at fault. `line` and `column` count from 1."""

    def __init__(
        self, message: str, path: Path | None = None, *, line: int = 1, column: int = 1
    ) -> None:
        super().__init__(message)
        self.path, self.line, self.column = path, line, column


def read(path: Path) -> str:
    """Return the text of a template. Raise TemplateSyntaxError where it is too long or not UTF-8."""
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        message = f"the template has more than {MAX_BYTES:,} bytes"
        raise TemplateSyntaxError(message, 1, filename=str(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"not UTF-8: byte {error.start} (0x{raw[error.start]:02X}) fits no character"
        raise TemplateSyntaxError(message, line, filename=str(path)) from None


def finding(
    error: Exception, resources: Resources, *, limit: Limit, loaded: str | None = None
) -> Finding | None:
    """Return an error as a finding; None where it is not the fault of a template of the workspace.

    `loaded` is the template that was read last: an error before its first line runs is at that line.
    """
    lines = _lines(error.__traceback__, resources)
    if isinstance(error, TimeLimitError | MemoryError | TemplateLimitError):
        first = (Path(loaded), 1) if loaded else None
        return _limit_finding(error, _place(lines[-1] if lines else first, resources), limit)
    if isinstance(error, LabelError | TemplateNotFound | TemplateSyntaxError) and (
        fault := _unreadable_finding(error, lines, resources)
    ):
        return fault
    if not lines or not _is_template_fault(error, lines[-1][0], resources):
        return None
    if isinstance(error, TemplateError | LabelError):
        return _undefined_finding(str(error), lines[-1], resources)
    message = _message(error)
    return Finding("template-fault", _place(lines[-1], resources), message)


def _unreadable_finding(
    error: Exception, lines: list[Line], resources: Resources
) -> Finding | None:
    """Return the finding that a template or a label file cannot be read."""
    if isinstance(error, TemplateNotFound):
        hint = "put it into templates/ of the workspace, or correct the name"
        place = _place(lines[-1] if lines else None, resources, name=str(error.name))
        message = f"there is no template {error.name!r}" if error.name else "the name is empty"
        return Finding("template-missing", place, message, hint)
    if isinstance(error, TemplateSyntaxError):
        line = (Path(error.filename), error.lineno) if error.filename else None
        message = error.message or "this is not valid Jinja2"
        return Finding("template-syntax", _place(line, resources), message)
    if isinstance(error, LabelError) and error.path is not None:
        place = _place((error.path, error.line), resources, column=error.column)
        return Finding("template-fault", place, str(error))
    return None


def _limit_finding(error: Exception, place: Place, limit: Limit) -> Finding:
    """Return the finding that a template exceeds a limit."""
    if isinstance(error, TemplateLimitError):
        return Finding("template-limits", place, str(error), "divide it into smaller parts")
    if isinstance(error, TimeLimitError):
        message = f"the templates take more than {limit.cpu_time:g} seconds of processor time"
        more = limit.more_time()
    else:
        message = f"the templates take more than {memory_text(limit.memory)} of memory"
        more = limit.more_memory()
    return Finding("template-limits", place, message, f"shorten the loops, or {more}")


def _undefined_finding(message: str, line: Line, resources: Resources) -> Finding:
    message = re.sub(r"'printissue\.[\w.]*\.(\w+) object'", r"\1", message)
    quoted = re.findall(r"'([^']+)'", message)
    place = _place(line, resources, name=quoted[-1] if quoted else "")
    hint = "docs/themes.md lists the names that templates may use"
    return Finding("template-undefined", place, message, hint)


def _message(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the template includes itself without end"
    return f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else str(error)


def _is_template_fault(error: Exception, path: Path, resources: Resources) -> bool:
    """Return whether an error is the template's fault, not a bug of ours or an issue that is nested too deeply.

    Where the workspace is our own checkout, an error in our code is never the template's fault.
    """
    if isinstance(error, TemplateError | LabelError | TemplateUsageError):
        return True
    files = _files(error.__traceback__)
    own = not path.is_relative_to(resources.builtin / "templates")
    after = files[len(files) - files[::-1].index(path) :]
    ours = any(one.is_relative_to(_PACKAGE) and one != _SANDBOX for one in after)
    if isinstance(error, RecursionError):
        return files.count(path) > _MAX_RECURSION or not ours
    return own or (path.is_relative_to(resources.workspace) and not ours)


def _files(trace: TracebackType | None) -> list[Path]:
    return [Path(frame.f_code.co_filename) for frame, _ in walk_tb(trace)]


def _lines(trace: TracebackType | None, resources: Resources) -> list[Line]:
    """Return the lines of templates in an error's traceback, the innermost last."""
    roots = resources.template_folders()
    every = ((Path(frame.f_code.co_filename), line) for frame, line in walk_tb(trace))
    return [(path, line) for path, line in every if any(map(path.is_relative_to, roots))]


def _place(
    line: Line | None, resources: Resources, *, name: str = "", column: int | None = None
) -> Place:
    """Return the place of a line; the column is that of `name` in it, or else of its first word."""
    if line is None:
        return Place("templates")
    path, number = line
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    text = lines[number - 1] if 0 < number <= len(lines) else ""
    if column is None and text:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) if name else None
        column = (found.start() if found else len(text) - len(text.lstrip())) + 1
    return Place(resources.display_name(path), number, column, text=text)
