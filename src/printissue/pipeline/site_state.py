"""The state of a site between runs: what its pages were made from, and digests of files."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import TypeAdapter, ValidationError

from printissue.core.digests import Digests, Stamp
from printissue.core.errors import WriteError
from printissue.core.files import write_file
from printissue.core.workspace import Workspace

FILE = ".site.json"
"""Its name in output/."""


class MadePage(NamedTuple):
    """A file that was made: a digest of what it was made from, and its SHA-256."""

    inputs: str
    content: str


_DIGESTS = TypeAdapter(dict[str, tuple[Stamp, str]])
_PAGES = TypeAdapter(dict[str, MadePage])


@dataclass(slots=True)
class SiteState:
    """The pages of the last run into a folder, and those of this run; `digests` are those of files on disk."""

    path: Path
    folder: Path
    earlier: Mapping[str, MadePage]
    digests: Digests
    made: dict[str, MadePage] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace, folder: Path) -> Self:
        """Read the state of a site; it is empty if the file is missing or damaged, or is that of another folder."""
        path = workspace.root / "output" / FILE
        try:
            stored = json.loads(path.read_bytes())
            known = _DIGESTS.validate_python(stored["digests"])
            pages = _PAGES.validate_python(stored["pages"])
            pages = pages if stored["folder"] == str(folder) else {}
        except (OSError, ValueError, ValidationError, RecursionError, KeyError, TypeError):
            known, pages = {}, {}
        return cls(path, folder, pages, Digests(known))

    def kept(self, name: str, inputs: str) -> str:
        """Return the SHA-256 of a file that would be made from the same inputs, and is there; else an empty text."""
        page = self.earlier.get(name)
        if page and page.inputs == inputs and self.digests.of(self.folder / name) == page.content:
            self.made[name] = page
            return page.content
        return ""

    @contextmanager
    def saved(self) -> Iterator[Self]:
        """Save the state at the end, also if the run ends with an error; raise WriteError if it cannot be written."""
        try:
            yield self
        except BaseException:
            with suppress(WriteError):
                self.save()
            raise
        self.save()

    def save(self) -> None:
        """Write the state. Raise WriteError if it cannot be written."""
        content = {
            "folder": str(self.folder),
            "pages": dict(sorted(self.made.items())),
            "digests": dict(sorted(self.digests.used.items())),
        }
        write_file(self.path, json.dumps(content).encode())
