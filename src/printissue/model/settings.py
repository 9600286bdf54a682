"""The settings of a workspace: what `workspace.yaml` says."""

import re
from dataclasses import replace
from typing import Annotated

from pydantic import BeforeValidator, Field

from printissue.core.limits import LIMITS, Limit, Limits
from printissue.model.parts import Part
from printissue.model.printers import decimal_number, read_number
from printissue.model.text_types import model_error, schema_of, whole_pattern

_UNITS = {"MB": 1 << 20, "GB": 1 << 30}
_LEAST, _MOST = 128 << 20, 1 << 40


def _memory(value: object) -> int:
    """Read an amount of memory from 128 MB to 1024 GB as bytes."""
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"([0-9]{1,9}) ?(MB|GB)", str(value))
    memory = int(match[1]) * _UNITS[match[2]] if match else 0
    if not _LEAST <= memory <= _MOST:
        hint = "for example 512 MB or 4 GB"
        raise model_error("wrong-value", f"{value!r} is not an amount from 128 MB to 1024 GB", hint)
    return memory


Seconds = Annotated[float, BeforeValidator(read_number(1, 86_400)), decimal_number(1, 86_400)]
Memory = Annotated[
    int,
    BeforeValidator(_memory),
    schema_of(
        pattern=f"^(?:{whole_pattern(128, 1 << 20)} ?MB|{whole_pattern(1, 1 << 10)} ?GB)$",
        expected="an amount from 128 MB to 1024 GB, for example 512 MB or 4 GB",
    ),
]


class LimitSetting(Part):
    """What one piece of work may take before it is stopped."""

    seconds: Seconds | None = Field(
        None,
        description="Processor time. An issue of more than eight pages gets more in proportion.",
        examples=["240"],
    )
    memory: Memory | None = Field(
        None, description="Memory in use by the process that does it.", examples=["4 GB"]
    )


class LimitSettings(Part):
    """What each kind of work may take; each message names what was allowed."""

    layout: LimitSetting | None = Field(
        None,
        description="One layout of an issue, or a volume's own pages; 120 seconds and 2 GB where absent.",
    )
    template: LimitSetting | None = Field(
        None, description="Its templates alone; 20 seconds and 512 MB where absent."
    )
    preflight: LimitSetting | None = Field(
        None, description="The preflight of one file; 600 seconds and 2 GB where absent."
    )
    imposition: LimitSetting | None = Field(
        None, description="An imposition or a cover; 300 seconds and 2 GB where absent."
    )
    old_issue: LimitSetting | None = Field(
        None, description="The PDF of one old issue; 20 seconds and 512 MB where absent."
    )


class WorkspaceSettings(Part):
    """What holds for all publications of a workspace: `workspace.yaml` beside `issues/`."""

    limits: LimitSettings | None = Field(
        None, description="What each kind of work may take before it is stopped."
    )


def limits_of(settings: WorkspaceSettings) -> Limits:
    """Return the limits of a workspace: the usual ones, but for what its settings say."""
    given = settings.limits or LimitSettings()
    return Limits(
        layout=_set(LIMITS.layout, given.layout),
        template=_set(LIMITS.template, given.template),
        preflight=_set(LIMITS.preflight, given.preflight),
        imposition=_set(LIMITS.imposition, given.imposition),
        old_issue=_set(LIMITS.old_issue, given.old_issue),
    )


def _set(usual: Limit, given: LimitSetting | None) -> Limit:
    if given is None:
        return usual
    return replace(
        usual, seconds=given.seconds or usual.seconds, memory=given.memory or usual.memory
    )
