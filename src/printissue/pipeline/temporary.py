"""A temporary workspace for issues that are values of a program, or files that are in no workspace."""

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from printissue import html, manuscript
from printissue.core.errors import UsageError
from printissue.core.files import temporary_folder
from printissue.core.findings import Finding, Place
from printissue.core.keys import key_fault, key_like
from printissue.core.workspace import IssueRef, Workspace

Source = Mapping[str, object] | Path
"""An issue or a publication: a dict with the keys of its YAML file, or the path of such a file."""

_SETTINGS = ("printers.yaml", "workspace.yaml")
"""The files of a workspace that a temporary one gets as well."""

_DEEPEST = 40
"""The maximum nesting of dicts and lists: more than a manuscript may, and too few for a RecursionError."""

_Step = str | int


@dataclass(frozen=True, slots=True)
class Temporary:
    """A temporary workspace with its issues.

    `sources` are the issues and the publication by the file that each has become: the expression that finds it in the
    program, such as `issue`, or None and the path of the user's file. `base` is the folder of the pictures.
    """

    workspace: Workspace
    refs: tuple[IssueRef, ...]
    sources: Mapping[str, tuple[str | None, Path | None]]
    base: Path | None

    def translated(self, finding: Finding) -> Finding:
        """Return a finding with the place and the hint that are true outside the temporary workspace.

        Where the issue is a dict, the place's `file` is the expression for the value, such as
        `issue["sections"][0]["title"]`, and `text` the line that the value has become in YAML.
        """
        if finding.rule == "image-missing":
            hint = (
                f"paths start at {self.base}"
                if self.base
                else "give the folder of the pictures: base=..."
            )
            finding = replace(finding, hint=hint)
        if finding.place.file not in self.sources:
            return finding
        name, path = self.sources[finding.place.file]
        if name is None:
            return replace(finding, place=replace(finding.place, file=str(path)))
        place = finding.place
        steps: tuple[_Step, ...] = ()
        if place.line is not None:
            text = (self.workspace.root / place.file).read_text(encoding="utf-8")
            steps = _steps_at(text, (place.line, place.column or 1))
        words = "".join(f'["{one}"]' if isinstance(one, str) else f"[{one}]" for one in steps)
        return replace(finding, place=Place(name + words, text=place.text, page=place.page))


@contextmanager
def temporary_workspace(
    issues: Sequence[Source],
    publication: Source,
    *,
    name: str | None = None,
    base: Path | None = None,
    like: Workspace | None = None,
) -> Iterator[Temporary]:
    """Make a workspace of issues of one publication, and remove it in the end.

    `name` is `PUBLICATION/KEY` or `PUBLICATION`; without it the keys are made from the publication's title and the
    issues' dates. The pictures that the issues name are copied from the folder `base`, if they are inside it. Styles,
    templates, printers and limits are those of the workspace `like`.

    Raise UsageError where a name is not one, a value has a type that YAML does not have, or a file cannot be read, and
    WriteError where the temporary folder cannot be written.
    """
    with temporary_folder() as folder:
        workspace = Workspace(folder.resolve())
        single = "issue" if len(issues) == 1 else ""
        names = [single or f"issues[{number}]" for number in range(len(issues))]
        contents = [_content(one, words) for one, words in zip(issues, names, strict=True)]
        about = _content(publication, "publication")
        refs = _refs(name, publication, issues)
        file = workspace.publication_file(refs[0].publication)
        file.parent.mkdir(parents=True)
        file.write_bytes(about)
        sources = {workspace.relative(file): _origin(publication, "publication")}
        for ref, content, source, words in zip(refs, contents, issues, names, strict=True):
            workspace.issue_file(ref).write_bytes(content)
            sources[workspace.relative(workspace.issue_file(ref))] = _origin(source, words)
        if like:
            copy_settings(like, workspace)
        if base:
            for ref in refs:
                _copy_pictures(workspace, ref, base)
        yield Temporary(workspace, refs, sources, base)


def _origin(source: Source, words: str) -> tuple[str | None, Path | None]:
    return (None, source) if isinstance(source, Path) else (words, None)


def copy_settings(like: Workspace, workspace: Workspace) -> None:
    """Link or copy the styles, templates and settings of a workspace into a temporary one."""
    for name in ("styles", "templates"):
        folder = like.root / name
        if folder.is_dir():
            try:
                (workspace.root / name).symlink_to(folder.resolve(), target_is_directory=True)
            except OSError:  # Windows requires a privilege
                shutil.copytree(folder, workspace.root / name)
    for name in _SETTINGS:
        if like.contains_file(like.root / name):
            shutil.copyfile(like.root / name, workspace.root / name)


def _copy_pictures(workspace: Workspace, ref: IssueRef, base: Path) -> None:
    """Copy the pictures that an issue names; what is not inside `base` is left to be reported as missing."""
    found, _ = manuscript.read_valid(workspace, ref)
    folder, real = workspace.issue_file(ref).parent, base.resolve()
    files = [image.file for _, image in manuscript.pictures(found)]
    for file in (*files, *(picture.file for *_, picture in html.text_pictures(found.issue))):
        try:
            source, target = (real / file).resolve(), (folder / file).resolve()
            inside = source.is_relative_to(real) and target.is_relative_to(folder)
            if inside and source.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        except (FileExistsError, NotADirectoryError, RuntimeError, ValueError):
            continue  # such as a NUL in the name, or a picture's name that is another one's folder


# names


def _refs(name: str | None, publication: Source, issues: Sequence[Source]) -> tuple[IssueRef, ...]:
    """Return the names of issues: the given one, or names made from titles and dates, each of its own."""
    publication_key, _, key = (name or "").strip("/").partition("/")
    if name is not None and (fault := key_fault(publication_key) or (key and key_fault(key))):
        raise UsageError(
            f"{name!r} cannot be the name of an issue: {fault}", "for example imprint/2025-06"
        )
    if key and len(issues) > 1:
        raise UsageError(f"{name!r} names one issue, not {len(issues)}", "leave out the key")
    publication_key = publication_key or _key_of(publication, "title") or "publication"
    keys: list[str] = []
    for issue in issues:
        wanted = key or _key_of(issue, "date") or "issue"
        number, free = 1, wanted
        while free in keys:
            number += 1
            free = f"{wanted}-{number}"
        keys.append(free)
    return tuple(IssueRef(publication_key, one) for one in keys)


def _key_of(source: Source, key: str) -> str:
    """Return the name that a source suggests: that of its file or folder, or one made from a value of it."""
    if isinstance(source, Path):
        return key_like(source.resolve().parent.name if key == "title" else source.stem)
    value = source.get(key)
    return key_like(str(value)) if isinstance(value, str | int | dt.date) else ""


# dicts as YAML


class _Dumper(yaml.SafeDumper):
    """Writes YAML as a manuscript may have it: no aliases, texts of several lines as blocks."""

    def ignore_aliases(self, data: object) -> bool:
        """Write a value again where it comes again."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _yes_no(dumper: yaml.SafeDumper, value: bool) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(bool, _yes_no)


def _content(source: Source, words: str) -> bytes:
    """Return the YAML of a source. Raise UsageError where there is none."""
    if not isinstance(source, Path):
        value = _plain(source, words, 0)
        text: str = yaml.dump(
            value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30
        )
        return text.encode()
    try:
        return source.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot open {source}: {error.strerror or error}") from None


def _plain(value: object, words: str, depth: int) -> object:
    """Return a value as YAML has it; a key whose value is None is left out.

    Raise UsageError, which names the value by `words`, if YAML has no such type.
    """
    if depth > _DEEPEST:
        raise UsageError(f"{words.partition('[')[0]} is nested too deeply", "it may contain itself")
    match value:
        case str() | bool() | int() | float():
            return value
        case dt.date():
            return value.isoformat()
        case Mapping():
            return {
                str(key): _plain(below, f'{words}["{key}"]', depth + 1)
                for key, below in value.items()
                if below is not None
            }
        case list() | tuple():
            return [
                _plain(below, f"{words}[{number}]", depth + 1) for number, below in enumerate(value)
            ]
    kind = type(value).__name__
    raise UsageError(f"{words} is of the type {kind}", "give texts, numbers, dates, lists or dicts")


@lru_cache(maxsize=16)
def _positions(text: str) -> tuple[tuple[tuple[int, int], tuple[_Step, ...]], ...]:
    """Return where each key and value of a YAML text begins (line and column from 1), with the steps to the value."""
    node = yaml.compose(text, yaml.SafeLoader)
    return tuple(_walk(node, ())) if node else ()


def _walk(
    node: yaml.Node, steps: tuple[_Step, ...]
) -> Iterator[tuple[tuple[int, int], tuple[_Step, ...]]]:
    begin = node.start_mark.line + 1, node.start_mark.column + 1
    yield begin, steps
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            at = key.start_mark.line + 1, key.start_mark.column + 1
            if at != begin:  # a dict begins where its first key does
                yield at, (*steps, key.value)
            yield from _walk(value, (*steps, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _walk(item, (*steps, number))


def _steps_at(text: str, position: tuple[int, int]) -> tuple[_Step, ...]:
    """Return the steps to the value at a line and column: the last that begins there or before."""
    found: tuple[_Step, ...] = ()
    last = (0, 0)
    for begin, steps in _positions(text):
        if last < begin <= position:
            last, found = begin, steps
    return found
