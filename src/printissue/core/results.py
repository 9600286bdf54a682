"""The results that `--format json` prints for every command, and their JSON Schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from printissue.core.rules import Severity

FORMAT = 1
"""The version of the format; it increases with every change that breaks programs which read the results."""

_STRICT = ConfigDict(extra="forbid")

Status = Literal["made", "restored", "up to date"]

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """The place of a finding: a line and column of a file, or a page of a PDF and a box on it."""

    __pydantic_config__ = _STRICT

    file: Annotated[str, Field(description="Relative to the workspace if it is inside.")]
    line: Annotated[int | None, Field(ge=1)] = None
    column: Annotated[int | None, Field(ge=1)] = None
    page: Annotated[int | None, Field(ge=0)] = None
    text: Annotated[str, Field(description="The line itself.")] = ""
    box: Annotated[Box | None, Field(description="Left, top, width, height in mm.")] = None


@dataclass(frozen=True, slots=True)
class FindingValue:
    """A problem that you can fix in a file."""

    __pydantic_config__ = _STRICT

    severity: Severity
    rule: Annotated[str, Field(description="A heading of docs/findings.md.")]
    place: PlaceValue
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class FileValue:
    """A file that the run wrote or found up to date, or a bag, which is a folder."""

    __pydantic_config__ = _STRICT

    path: Annotated[
        str,
        Field(
            description="Relative to the workspace if it is inside; of a web edition, its page of the issue."
        ),
    ]
    source: Annotated[str, Field(description="The issue, volume or file that it was made from.")]
    edition: Annotated[str, Field(description="`print`, `archive`, `sheets`, `report` and so on.")]
    pages: Annotated[
        int | None, Field(ge=0, description="Null for files without pages, such as reports.")
    ]
    size: Annotated[
        int, Field(ge=0, description="In bytes; of a web edition, that of all its files.")
    ]
    sha256: Annotated[
        str, Field(pattern="^[0-9a-f]{64}$", description="For a bag, that of its tag manifest.")
    ]
    status: Annotated[
        Status,
        Field(
            description="`up to date`: not written by this run; `restored`: made by an earlier one."
        ),
    ]


@dataclass(frozen=True, slots=True)
class FailureValue:
    """An error outside of the files that stopped an issue or the run: see docs/exit-codes.md."""

    __pydantic_config__ = _STRICT

    exit_code: Annotated[int, Field(ge=1, le=255)]
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class NoteValue:
    """A choice that the program made for an issue."""

    __pydantic_config__ = _STRICT

    source: str
    note: str


@dataclass(frozen=True, slots=True)
class IssueValue:
    """An issue that `build` was asked for."""

    __pydantic_config__ = _STRICT

    source: Annotated[str, Field(description="The name of the issue.")]
    status: Annotated[
        Literal["made", "restored", "up to date", "failed"],
        Field(description="`failed` if it has errors, or warnings with `--strict`."),
    ]
    editions: Annotated[Mapping[str, Status], Field(description="The status of each edition.")]
    reasons: Annotated[
        Sequence[str], Field(description="The inputs that changed, as `--explain` prints them.")
    ]


@dataclass(frozen=True, slots=True)
class CheckValue:
    """A tool, font or profile that `doctor` looked for."""

    __pydantic_config__ = _STRICT

    name: str
    ok: bool
    found: str
    hint: str
    needed: Annotated[bool, Field(description="False if builds work without it.")]


@dataclass(frozen=True, slots=True)
class ReportValue:
    """The report of `preflight` on a file. Lengths are in mm, inks in percent."""

    __pydantic_config__ = _STRICT

    file: str
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    printer: Annotated[str, Field(description="Empty if no printer was named.")]
    errors: Annotated[int, Field(ge=0)]
    warnings: Annotated[int, Field(ge=0)]
    families: Sequence[str]
    checks: Annotated[int, Field(ge=0)]
    facts: Mapping[str, Any]
    pages: Sequence[Mapping[str, Any]]
    findings: Sequence[FindingValue]


@dataclass(frozen=True, slots=True)
class LeftOutValue:
    """A piece of a newsletter that `intake` left out."""

    __pydantic_config__ = _STRICT

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftValue:
    """The draft that `intake` made from a newsletter."""

    __pydantic_config__ = _STRICT

    source: Annotated[str, Field(description="The file of the newsletter.")]
    file: Annotated[str, Field(description="Relative to the workspace if it is inside.")]
    words: Annotated[int, Field(ge=0, description="The visible words of the newsletter.")]
    arrived: Annotated[int, Field(ge=0, description="Those of them that the draft prints.")]
    left_out: Sequence[LeftOutValue]
    pictures_not_fetched: Annotated[Sequence[str], Field(description="Addresses of pictures.")]


@dataclass(frozen=True, slots=True)
class PageDifferenceValue:
    """A page in both states of an issue that `diff` compares, with the areas in which it looks different."""

    __pydantic_config__ = _STRICT

    before: Annotated[int | None, Field(ge=1, description="Null if the page is new.")]
    after: Annotated[int | None, Field(ge=1, description="Null if the page is gone.")]
    same: bool
    areas: Annotated[Sequence[Box], Field(description="Left, top, width, height in mm.")]


@dataclass(frozen=True, slots=True)
class WordsValue:
    """Words that both states have, or that were removed or added. An ellipsis replaces words far from a change."""

    __pydantic_config__ = _STRICT

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class StoryDifferenceValue:
    """A story that differs, or a section, or the rest of the issue."""

    __pydantic_config__ = _STRICT

    story: Annotated[str, Field(description="Its heading, in the newer state if it has it.")]
    kind: Literal["changed", "removed", "added"]
    words: Sequence[WordsValue]


@dataclass(frozen=True, slots=True)
class DifferenceValue:
    """Two states of an issue, page by page and story by story. Stories without changes are not listed."""

    __pydantic_config__ = _STRICT

    issue: str
    edition: str
    before: Annotated[str, Field(description="As it is named on the command line.")]
    after: str
    same: Annotated[bool, Field(description="True if neither a page nor a text differs.")]
    pages: Sequence[PageDifferenceValue]
    stories: Sequence[StoryDifferenceValue]


@dataclass(frozen=True, slots=True)
class Results:
    """The files, findings and failures of a run. Every list is present, even if it is empty."""

    __pydantic_config__ = _STRICT

    format: Literal[1]
    printissue: Annotated[str, Field(description="The version of the program.")]
    command: Annotated[
        str, Field(description="Such as `build`; empty if no command was recognised.")
    ]
    exit_code: Annotated[int, Field(ge=0, le=255)]
    files: Sequence[FileValue] = field(default_factory=list)
    findings: Sequence[FindingValue] = field(default_factory=list)
    failures: Sequence[FailureValue] = field(default_factory=list)
    notes: Sequence[NoteValue] = field(default_factory=list)
    issues: Annotated[Sequence[IssueValue], Field(description="From `build` and `volume`.")] = (
        field(default_factory=list)
    )
    checks: Annotated[Sequence[CheckValue], Field(description="From `doctor`.")] = field(
        default_factory=list
    )
    reports: Annotated[Sequence[ReportValue], Field(description="From `preflight`.")] = field(
        default_factory=list
    )
    drafts: Annotated[Sequence[DraftValue], Field(description="From `intake`.")] = field(
        default_factory=list
    )
    differences: Annotated[Sequence[DifferenceValue], Field(description="From `diff`.")] = field(
        default_factory=list
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the results."""
    result = TypeAdapter(Results).json_schema(mode="serialization")
    result["required"] = sorted(result["properties"])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a run of printissue",
        "description": result.pop("description"),
    }
    result.pop("title")
    return head | result
