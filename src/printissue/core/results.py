"""Results: what `--format json` prints, for every command, and its JSON Schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from printissue.core.rules import Severity

FORMAT = 1
"""The format of the results; a change that breaks a program which reads them counts it up."""

_STRICT = ConfigDict(extra="forbid")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Where a finding is: a line and column of a file, or a page of a PDF and a box on it, as far as known."""

    __pydantic_config__ = _STRICT

    file: Annotated[str, Field(description="Relative to the workspace where it lies inside.")]
    line: Annotated[int | None, Field(ge=1)] = None
    column: Annotated[int | None, Field(ge=1)] = None
    page: Annotated[int | None, Field(ge=0)] = None
    text: Annotated[str, Field(description="The line itself.")] = ""
    box: Annotated[Box | None, Field(description="Left, top, width, height in mm.")] = None


@dataclass(frozen=True, slots=True)
class FindingValue:
    """A problem that you can mend in a file."""

    __pydantic_config__ = _STRICT

    severity: Severity
    rule: Annotated[str, Field(description="A heading of docs/findings.md.")]
    place: PlaceValue
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class FileValue:
    """A file that the run made, or a bag, which is a folder."""

    __pydantic_config__ = _STRICT

    path: Annotated[str, Field(description="Relative to the workspace where it lies inside.")]
    source: Annotated[str, Field(description="The issue, volume or file that it was made of.")]
    edition: Annotated[str, Field(description="`print`, `archive`, `sheets`, `report` and so on.")]
    pages: Annotated[
        int | None, Field(ge=0, description="Null where it has no pages, as a report.")
    ]
    size: Annotated[int, Field(ge=0, description="In bytes.")]
    sha256: Annotated[
        str, Field(pattern="^[0-9a-f]{64}$", description="Of a bag, that of its tag manifest.")
    ]


@dataclass(frozen=True, slots=True)
class FailureValue:
    """What stopped an issue or the run for a reason outside of the files: see docs/exit-codes.md."""

    __pydantic_config__ = _STRICT

    exit_code: Annotated[int, Field(ge=1, le=255)]
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class NoteValue:
    """What the program chose for an issue."""

    __pydantic_config__ = _STRICT

    source: str
    note: str


@dataclass(frozen=True, slots=True)
class CheckValue:
    """A thing that `doctor` looked for."""

    __pydantic_config__ = _STRICT

    name: str
    ok: bool
    found: str
    hint: str
    needed: Annotated[bool, Field(description="False where a build goes without it.")]


@dataclass(frozen=True, slots=True)
class ReportValue:
    """All that `preflight` knows of a file. Lengths are in mm, inks in percent."""

    __pydantic_config__ = _STRICT

    file: str
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    printer: Annotated[str, Field(description="Empty where none was asked for.")]
    errors: Annotated[int, Field(ge=0)]
    warnings: Annotated[int, Field(ge=0)]
    families: Sequence[str]
    checks: Annotated[int, Field(ge=0)]
    facts: Mapping[str, Any]
    pages: Sequence[Mapping[str, Any]]
    findings: Sequence[FindingValue]


@dataclass(frozen=True, slots=True)
class Results:
    """What a run made, found and could not do. Every list is there, empty where there is nothing."""

    __pydantic_config__ = _STRICT

    format: Literal[1]
    printissue: Annotated[str, Field(description="The version of the program.")]
    command: Annotated[str, Field(description="Such as `build`; empty where none was recognised.")]
    exit_code: Annotated[int, Field(ge=0, le=255)]
    files: Sequence[FileValue] = field(default_factory=list)
    findings: Sequence[FindingValue] = field(default_factory=list)
    failures: Sequence[FailureValue] = field(default_factory=list)
    notes: Sequence[NoteValue] = field(default_factory=list)
    checks: Annotated[Sequence[CheckValue], Field(description="Of `doctor`.")] = field(
        default_factory=list
    )
    reports: Annotated[Sequence[ReportValue], Field(description="Of `preflight`.")] = field(
        default_factory=list
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the results."""
    made = TypeAdapter(Results).json_schema(mode="serialization")
    made["required"] = sorted(made["properties"])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a run of printissue",
        "description": made.pop("description"),
    }
    made.pop("title")
    return head | made
