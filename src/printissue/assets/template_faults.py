"""Faults of templates and labels: what stops their work, as a finding at the line that the user can correct."""

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
"""Bytes of a template; the longest of ours has 16,000."""

_PACKAGE = Path(__file__).resolve().parents[1]
_SANDBOX = Path(__file__).with_name("sandbox.py")
"""What fails there fails for what the template asks."""

_DEEP = 50
"""A template that is at work within itself so many times asks for itself without end."""

Line = tuple[Path, int]


class LabelError(Exception):
    """A file of labels, or a template that asks for one, is at fault; `line` and `column` count from 1."""

    def __init__(
        self, message: str, path: Path | None = None, *, line: int = 1, column: int = 1
    ) -> None:
        super().__init__(message)
        self.path, self.line, self.column = path, line, column


def read(path: Path) -> str:
    """Read a template. TemplateSyntaxError where it is too long or not UTF-8."""
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        message = f"a template has at most {MAX_BYTES:,} bytes"
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
    """Return the finding that an error of a template is; None where no template of the workspace is to blame.

    `loaded` is the last template that was read: what fails before its first line runs fails there.
    """
    lines = _lines(error.__traceback__, resources)
    if isinstance(error, TimeLimitError | MemoryError | TemplateLimitError):
        first = (Path(loaded), 1) if loaded else None
        return _beyond(error, _place(lines[-1] if lines else first, resources), limit)
    if isinstance(error, LabelError | TemplateNotFound | TemplateSyntaxError) and (
        fault := _unread(error, lines, resources)
    ):
        return fault
    if not lines or not _is_to_blame(error, lines[-1][0], resources):
        return None
    if isinstance(error, TemplateError | LabelError):
        return _undefined(str(error), lines[-1], resources)
    message = _message(error)
    return Finding("template-fault", _place(lines[-1], resources), message)


def _unread(error: Exception, lines: list[Line], resources: Resources) -> Finding | None:
    """Return the finding that a file of templates or labels cannot be read."""
    if isinstance(error, TemplateNotFound):
        hint = "templates/ of the workspace and of the product were searched"
        place = _place(lines[-1] if lines else None, resources, name=str(error.name))
        message = f"no template {error.name!r}" if error.name else "a template without a name"
        return Finding("template-missing", place, f"there is {message}", hint)
    if isinstance(error, TemplateSyntaxError):
        line = (Path(error.filename), error.lineno) if error.filename else None
        return Finding("template-syntax", _place(line, resources), error.message or "not Jinja2")
    if isinstance(error, LabelError) and error.path is not None:
        place = _place((error.path, error.line), resources, column=error.column)
        return Finding("template-fault", place, str(error))
    return None


def _beyond(error: Exception, place: Place, limit: Limit) -> Finding:
    """Return the finding that a template takes more than it may."""
    if isinstance(error, TemplateLimitError):
        return Finding("template-limits", place, str(error), "make it in smaller parts")
    if isinstance(error, TimeLimitError):
        message = f"the templates take more than {limit.time:g} seconds of processor time"
        more = limit.more_time()
    else:
        message = f"the templates take more than {memory_text(limit.memory)} of memory"
        more = limit.more_memory()
    return Finding("template-limits", place, message, f"shorten the loops, or {more}")


def _undefined(message: str, line: Line, resources: Resources) -> Finding:
    message = re.sub(r"'printissue\.[\w.]*\.(\w+) object'", r"\1", message)
    quoted = re.findall(r"'([^']+)'", message)
    place = _place(line, resources, name=quoted[-1] if quoted else "")
    hint = "names that templates may use are listed in docs/themes.md"
    return Finding("template-undefined", place, message, hint)


def _message(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the template asks for itself without end"
    return f"{type(error).__name__}: {error}" if isinstance(error, LookupError) else str(error)


def _is_to_blame(error: Exception, path: Path, resources: Resources) -> bool:
    """Tell a template's fault from the product's own, and from an issue that is nested too deeply.

    Where the workspace is the product's own checkout, only what the template itself does is its fault.
    """
    if isinstance(error, TemplateError | LabelError | TemplateUsageError):
        return True
    files = _files(error.__traceback__)
    own = not path.is_relative_to(resources.builtin / "templates")
    after = files[len(files) - files[::-1].index(path) :]
    ours = any(one.is_relative_to(_PACKAGE) and one != _SANDBOX for one in after)
    if isinstance(error, RecursionError):
        return files.count(path) > _DEEP or not ours
    return own or (path.is_relative_to(resources.workspace) and not ours)


def _files(trace: TracebackType | None) -> list[Path]:
    return [Path(frame.f_code.co_filename) for frame, _ in walk_tb(trace)]


def _lines(trace: TracebackType | None, resources: Resources) -> list[Line]:
    """List the lines of templates that an error came through, the innermost last."""
    roots = resources.template_folders()
    every = ((Path(frame.f_code.co_filename), line) for frame, line in walk_tb(trace))
    return [(path, line) for path, line in every if any(map(path.is_relative_to, roots))]


def _place(
    line: Line | None, resources: Resources, *, name: str = "", column: int | None = None
) -> Place:
    """Give the place of a line: its column is that of `name` in it, else of its first word."""
    if line is None:
        return Place("templates")
    path, number = line
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    text = lines[number - 1] if 0 < number <= len(lines) else ""
    if column is None and text:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) if name else None
        column = (found.start() if found else len(text) - len(text.lstrip())) + 1
    return Place(resources.display_name(path), number, column, text=text)
