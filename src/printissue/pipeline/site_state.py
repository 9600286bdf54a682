"""The state of a site between runs: what its pages were made from, and digests of files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import TypeAdapter

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


class MadeGroup(NamedTuple):
    """Files that were made together: a digest of what they were made from, and their names.

    `listed` are the addresses of those that search engines should find, with the days of their last changes as ISO 8601
    writes them. `theme` is that of the pages, and `characters` are those on them that a font might not have.
    """

    inputs: str
    files: tuple[str, ...]
    listed: Mapping[str, str] = {}
    theme: str = ""
    characters: str = ""


class _Stored(NamedTuple):
    """The content of the file."""

    folder: str
    digests: dict[str, tuple[Stamp, str]]
    pages: dict[str, MadePage]
    groups: dict[str, MadeGroup]


_STORED = TypeAdapter(_Stored)


@dataclass(slots=True)
class SiteState:
    """The files of the last run into a folder, and those of this run; `digests` are those of files on disk."""

    path: Path
    folder: Path
    earlier: Mapping[str, MadePage]
    earlier_groups: Mapping[str, MadeGroup]
    digests: Digests
    made: dict[str, MadePage] = field(default_factory=dict)
    groups: dict[str, MadeGroup] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace, folder: Path) -> Self:
        """Read the state of a site; it is empty if the file is missing or damaged, or is that of another folder."""
        path = workspace.root / "output" / FILE
        try:
            stored = _STORED.validate_json(path.read_bytes())
        except (OSError, ValueError):
            stored = _Stored(str(folder), {}, {}, {})
        if stored.folder != str(folder):
            stored = stored._replace(pages={}, groups={})
        return cls(path, folder, stored.pages, stored.groups, Digests(stored.digests))

    def kept(self, name: str, inputs: str) -> str:
        """Return the SHA-256 of a file that would be made from the same inputs, and is there; else an empty text."""
        page = self.earlier.get(name)
        if (
            page
            and page.inputs == inputs
            and self.digests.of(f"{self.folder}/{name}") == page.content
        ):
            self.made[name] = page
            return page.content
        return ""

    def kept_group(self, name: str, inputs: str) -> MadeGroup | None:
        """Return a group that would be made from the same inputs, and whose files are all there as they were made."""
        group = self.earlier_groups.get(name)
        if group is None or group.inputs != inputs:
            return None
        for file in group.files:
            page = self.earlier.get(file)
            if page is None or self.digests.of(f"{self.folder}/{file}") != page.content:
                return None
        self.made.update((file, self.earlier[file]) for file in group.files)
        self.groups[name] = group
        return group

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
        content = _Stored(
            str(self.folder),
            dict(sorted(self.digests.used.items())),
            dict(sorted(self.made.items())),
            dict(sorted(self.groups.items())),
        )
        write_file(self.path, _STORED.dump_json(content))
