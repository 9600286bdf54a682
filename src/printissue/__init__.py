"""printissue: one YAML file per issue in; print, archive and screen PDFs, and web pages, out.

The Python API: `read`, `check`, `build`, `bind` and `preflight`. docs/api.md describes it with examples. It is loaded
when it is first used, because the commands do not need it.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from printissue.core import errors
from printissue.core.version import VERSION

if TYPE_CHECKING:
    from printissue.api import (
        Failure,
        File,
        Finding,
        Note,
        Place,
        Progress,
        ProgressCallback,
        ReadResult,
        Report,
        Result,
        Source,
        bind,
        build,
        check,
        preflight,
        read,
    )

__version__ = VERSION

__all__ = [
    "Failure",
    "File",
    "Finding",
    "Note",
    "Place",
    "Progress",
    "ProgressCallback",
    "ReadResult",
    "Report",
    "Result",
    "Source",
    "bind",
    "build",
    "check",
    "errors",
    "preflight",
    "read",
]


def __getattr__(name: str) -> object:
    """Load the API when a name of it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from printissue import api

    value: object = getattr(api, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Api(ModuleType):
    """The type of this module. It keeps `preflight` the public function, although an internal package has that name.

    When Python loads a package, it sets the package's name in the module above it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name != "preflight" or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Api
