"""The settings of a workspace, from `workspace.yaml`."""

import re
from dataclasses import replace
from typing import Annotated

from pydantic import BeforeValidator, Field

from printissue.core.limits import LIMITS, Limit, Limits
from printissue.model.parts import Part
from printissue.model.printers import decimal_number, read_number
from printissue.model.text_types import model_error, schema_of, whole_pattern

_UNITS = {"MB": 1 << 20, "GB": 1 << 30}
_MIN_MEMORY, _MAX_MEMORY = 128 << 20, 1 << 40


def _memory(value: object) -> int:
    """Return an amount of memory from 128 MB to 1024 GB in bytes."""
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"([0-9]{1,9}) ?(MB|GB)", str(value))
    memory = int(match[1]) * _UNITS[match[2]] if match else 0
    if not _MIN_MEMORY <= memory <= _MAX_MEMORY:
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
    """The processor time and memory that one task can use before it is stopped."""

    seconds: Seconds | None = Field(
        None,
        description="The processor time in seconds. An issue of more than eight pages gets more, in proportion.",
        examples=["240"],
    )
    memory: Memory | None = Field(
        None, description="The memory that the process of the task can use.", examples=["4 GB"]
    )


class LimitSettings(Part):
    """The limits of each kind of task. The message about a task that was stopped names its limit."""

    layout: LimitSetting | None = Field(
        None,
        description="The layout of an issue or of a volume's own pages. Default: 120 seconds and 2 GB.",
    )
    template: LimitSetting | None = Field(
        None, description="The templates of an issue. Default: 20 seconds and 512 MB."
    )
    preflight: LimitSetting | None = Field(
        None, description="The preflight of one file. Default: 600 seconds and 2 GB."
    )
    imposition: LimitSetting | None = Field(
        None, description="An imposition or a cover. Default: 300 seconds and 2 GB."
    )
    old_issue: LimitSetting | None = Field(
        None, description="The PDF of one back issue. Default: 20 seconds and 512 MB."
    )


class WorkspaceSettings(Part):
    """The settings for all publications of a workspace: `workspace.yaml` beside `issues/`."""

    limits: LimitSettings | None = Field(
        None, description="The processor time and memory that each kind of task can use."
    )


def limits_of(settings: WorkspaceSettings) -> Limits:
    """Return the limits of a workspace: its settings, and the defaults for all others."""
    own = settings.limits or LimitSettings()
    return Limits(
        layout=_limit(LIMITS.layout, own.layout),
        template=_limit(LIMITS.template, own.template),
        preflight=_limit(LIMITS.preflight, own.preflight),
        imposition=_limit(LIMITS.imposition, own.imposition),
        old_issue=_limit(LIMITS.old_issue, own.old_issue),
    )


def _limit(default: Limit, setting: LimitSetting | None) -> Limit:
    if setting is None:
        return default
    return replace(
        default,
        seconds=setting.seconds or default.seconds,
        memory=setting.memory or default.memory,
    )
