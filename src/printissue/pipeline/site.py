"""Make the site: the order of its stages.

gather what it shows                             publishing.py
group its pages by issues and terms              site.pages
keep groups that would be made from the same     site_state.py
render the others, in workers                    site.rendering
add styles and feeds                             site.styles, site.data
write what differs, remove what is left over     core.folders
index the text of issues that have changed       search.py
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from printissue.assets.resources import Resources
from printissue.assets.theme_files import ThemeFiles
from printissue.core.counting import counted
from printissue.core.errors import UsageError
from printissue.core.findings import Finding, has_errors
from printissue.core.folders import update_folder, written_files
from printissue.core.garbage import no_collection
from printissue.core.workspace import Workspace
from printissue.model.text_types import SiteUrl
from printissue.pipeline import search
from printissue.pipeline.publishing import gather_library
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.site_state import MadeGroup, MadePage, SiteState
from printissue.pipeline.toolchain import program
from printissue.pipeline.workers import WorkerPool, default_workers
from printissue.site import styles
from printissue.site.addresses import SEARCH_INDEX, file_of
from printissue.site.data import data_files
from printissue.site.library import Library
from printissue.site.metadata import PageMetadata
from printissue.site.pages import Page, groups_of, search_indexes
from printissue.site.rendering import Rendering, site_values

FOLDER = "site"
"""The folder of the site in output/, unless another one is named."""

_BATCH = 40
"""The number of pages that one task of a worker renders."""


_RARE = re.compile(r"[^\x00-\u017f]")
"""A character that is not Latin: fonts have all Latin ones (`web_fonts.BASE_TEXT`)."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The options of a site: an address in place of that of `site.yaml`, and a folder in place of `output/site/`.

    `jobs` is the number of worker processes.
    """

    base_url: str | None = None
    folder: Path | None = None
    strict: bool = False
    jobs: int | None = None


def make_site(workspace: Workspace, options: SiteOptions, reporter: Reporter) -> Made | None:
    """Make the site of a workspace, and return its home page; None if there are errors.

    Files that are the same as before are not written. Raise UsageError if the folder or the address cannot be used, and
    WriteError if a file cannot be written.
    """
    folder = site_folder(workspace, options.folder)
    base_url = _valid_url(options.base_url) if options.base_url else ""
    with workspace.locked(), no_collection():
        library = gather_library(workspace, reporter, jobs=options.jobs)
        if library is None:
            return None
        if base_url:
            library = replace(library, base_url=base_url)
        if not library.publications:
            hint = "build them: printissue build && printissue build --edition web"
            raise UsageError("there are no finished issues to publish", hint)
        with SiteState.of(workspace, folder).saved() as state:
            return _Maker(workspace, options, reporter, library, state).make()


def site_folder(workspace: Workspace, named: Path | None) -> Path:
    """Return the folder of a site. Raise UsageError if it is one of the workspace's own."""
    if named is None:
        if FOLDER in workspace.publications():
            message = f"a publication is named {FOLDER!r}, so output/{FOLDER}/ is its folder"
            raise UsageError(message, "name another folder for the site: --output FOLDER")
        return workspace.root / "output" / FOLDER
    folder, root = named.resolve(), workspace.root.resolve()
    taken = [root / name for name in ("issues", "styles", "templates")]
    taken += [root / "output" / name for name in workspace.publications()]
    if (
        root.is_relative_to(folder)
        or folder == root / "output"
        or any(folder.is_relative_to(one) for one in taken)
    ):
        message = f"{named} has other files of the workspace"
        raise UsageError(message, "name a folder that is only for the site")
    return folder


def _valid_url(text: str) -> str:
    try:
        url: str = TypeAdapter(SiteUrl).validate_python(text)
    except ValidationError:
        hint = "for example https://www.example.org/newsletters/"
        raise UsageError(f"{text!r} cannot be the address of a site", hint) from None
    return url


@dataclass(slots=True)
class _Plan:
    """The pages of a run by their files: the SHA-256 of those that stay as they are, and the others with their inputs.

    `listed` are the pages that search engines should find, with the days of their last changes. `characters` are those
    on the pages of each theme that a font might not have.
    """

    kept: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, tuple[str, Page]] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    characters: dict[str, set[str]] = field(default_factory=dict)


def _made_group(pages: Sequence[Page], inputs: str, rendering: Rendering) -> MadeGroup:
    """Return what the state has of a group of pages, which have the same theme."""
    own = [repr(page) for page in pages if not page.stylesheets and not page.web_page]
    return MadeGroup(
        inputs,
        tuple(file_of(page.address) for page in pages),
        {
            page.address: page.changed.isoformat() if page.changed else ""
            for page in pages
            if page.listed
        },
        rendering.theme(pages[0]),
        "".join(sorted({one for text in own for one in _RARE.findall(text)})),
    )


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@dataclass(slots=True)
class _Maker:
    """One run: its library, and the state of the site."""

    workspace: Workspace
    options: SiteOptions
    reporter: Reporter
    library: Library
    state: SiteState
    findings: list[Finding] = field(default_factory=list)

    def make(self) -> Made | None:
        """Make all files, and write those that differ."""
        resources = Resources.of(self.workspace.root)
        rendering = Rendering(
            site_values(self.library, has_search=search.is_installed()),
            resources,
            {name: styles.stylesheet_addresses(name, one) for name, one in self._themes().items()},
            {name: styles.bar_address(name) for name in self._themes()},
        )
        made_by = program(resources)
        plan = self._plan(rendering, made_by)
        pages = len(plan.kept) + len(plan.waiting)
        files: dict[str, bytes | Path] = {
            name: content
            for address, content in self.library.files.items()
            if (name := file_of(address)) not in plan.kept and name not in plan.waiting
        }
        for name in self._themes():
            text = "".join(sorted({*_RARE.findall(repr(rendering.site)), *plan.characters[name]}))
            kept, sheets = self._styles(name, resources.for_theme(name), text, made_by)
            plan.kept.update(kept)
            files |= sheets
        files |= styles.own_files(self.library, resources)
        kept, data = self._data(plan.listed, made_by)
        rendered = self._render(plan.waiting, rendering)
        self.reporter.found(self.findings)
        if has_errors(self.findings, strict=self.options.strict):
            return None
        return self._write({**files, **data, **rendered}, {**plan.kept, **kept}, pages)

    def _themes(self) -> dict[str, ThemeFiles]:
        return {one.theme: one.theme_files for one in self.library.publications if one.theme_files}

    def _plan(self, rendering: Rendering, made_by: str) -> "_Plan":
        """Return which pages stay as they are, and which are rendered.

        The pages of an issue of which nothing has changed are not even listed.
        """
        metadata, state = PageMetadata(self.library), self.state
        common = f"{made_by}{rendering.site!r}"
        plan = _Plan(characters={name: set() for name in self._themes()})
        for group in groups_of(self.library):
            source = state.digests.of(group.web_page) if group.web_page else ""
            inputs = _digest(common, group.inputs, source) if group.inputs else ""
            made = state.kept_group(group.name, inputs) if inputs else None
            if made is None:
                pages = [
                    replace(page, entry=None, head=metadata.head_html(page.address, page.entry))
                    for page in group.pages()
                ]
                made = state.groups[group.name] = _made_group(pages, inputs, rendering)
                for page in pages:
                    source = state.digests.of(page.web_page) if page.web_page else ""
                    own = _digest(common, repr(page), source)
                    if not state.kept(file_of(page.address), own):
                        plan.waiting[file_of(page.address)] = own, page
            plan.kept.update(
                (name, state.made[name].content) for name in made.files if name in state.made
            )
            plan.listed.update(made.listed)
            plan.characters[made.theme].update(made.characters)
        return plan

    def _styles(
        self, name: str, resources: Resources, text: str, made_by: str
    ) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return the SHA-256 of a theme's style sheets and fonts if they stay as they are, or else the files."""
        theme_files, state = self._themes()[name], self.state
        sources = {sheet.name: sheet.css.encode() for sheet in theme_files.site_stylesheets}
        sources |= theme_files.web_files
        digests = {key: hashlib.sha256(content).hexdigest() for key, content in sources.items()}
        inputs = _digest(made_by, text, repr((theme_files.theme, digests)))
        if group := state.kept_group(f"{styles.FOLDER}{name}", inputs):
            return {file: state.made[file].content for file in group.files}, {}
        made = styles.theme_styles(name, theme_files, resources, text)
        self.findings += made.findings
        if not made.findings:  # else the next run must report them again
            group = MadeGroup(inputs, tuple(made.files))
            state.groups[f"{styles.FOLDER}{name}"] = group
            for file, content in made.files.items():
                state.made[file] = MadePage(inputs, hashlib.sha256(content).hexdigest())
        return {}, dict(made.files)

    def _data(
        self, listed: Mapping[str, str], made_by: str
    ) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return the SHA-256 of feeds and data that stay as they are, and the others, by their files."""
        kept: dict[str, str] = {}
        made: dict[str, bytes] = {}
        for file in data_files(self.library, listed):
            inputs = _digest(made_by, file.inputs) if file.inputs else ""
            if inputs and (digest := self.state.kept(file.address, inputs)):
                kept[file.address] = digest
                continue
            made[file.address] = content = file.make()
            if inputs:
                digest = hashlib.sha256(content).hexdigest()
                self.state.made[file.address] = MadePage(inputs, digest)
        return kept, made

    def _render(
        self, waiting: Mapping[str, tuple[str, Page]], rendering: Rendering
    ) -> dict[str, bytes]:
        """Render pages in workers."""
        if not waiting:
            return {}
        self.reporter.stage(FOLDER, f"rendering {counted(len(waiting), 'page')}")
        names = list(waiting)
        batches = [names[at : at + _BATCH] for at in range(0, len(names), _BATCH)]
        rendered: dict[str, bytes] = {}
        jobs = min(self.options.jobs or default_workers(), len(batches))
        with WorkerPool(jobs, limit=rendering.limit.scaled(_BATCH)) as workers:
            sent = [
                workers.send(rendering.render, [waiting[name][1] for name in batch])
                for batch in batches
            ]
            for batch, one in zip(batches, sent, strict=True):
                results = workers.receive(one, "pages of the site")
                for name, (html, findings) in zip(batch, results, strict=True):
                    self.findings += [one for one in findings if one not in self.findings]
                    if html is not None:
                        rendered[name] = html.encode()
                        digest = hashlib.sha256(rendered[name]).hexdigest()
                        self.state.made[name] = MadePage(waiting[name][0], digest)
        return rendered

    def _write(
        self, files: Mapping[str, bytes | Path], kept: Mapping[str, str], pages: int
    ) -> Made:
        """Write the files that differ, and then the indexes of the search."""
        folder, digests = self.state.folder, self.state.digests
        self.reporter.stage(FOLDER, "writing")
        before = written_files(folder)
        old = {name: one for name, one in before.items() if name.startswith(SEARCH_INDEX)}
        update = update_folder(folder, files, {**kept, **old}, digests)
        others = {name: one for name, one in update.files.items() if name not in old}
        stay, indexes = self._indexes(others)
        written, removed, after = update
        if indexes or stay != old:
            more = update_folder(folder, indexes, {**others, **stay}, digests)
            written, removed, after = written + more.written, removed + more.removed, more.files
        self._note(pages, written, removed)
        size = sum(digests.size(f"{folder}/{name}") for name in after)
        made = Made(FOLDER, "site", folder / "index.html", None, size)
        self.reporter.made(made)
        return made

    def _note(self, pages: int, written: int, removed: int) -> None:
        words = [f"{counted(pages, 'page')}, {counted(written, 'file')} written"]
        if removed:
            words.append(f"{removed} removed")
        self.reporter.noted(FOLDER, ", ".join(words))

    def _indexes(self, files: Mapping[str, str]) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return the SHA-256 of the indexes that stay as they are, and the files of the others."""
        kept: dict[str, str] = {}
        made: dict[str, bytes] = {}
        indexes = search_indexes(self.library) if search.is_installed() else {}
        pages: dict[str, dict[str, str]] = {}
        for name, digest in files.items():
            if search.has_text(name):
                pages.setdefault("/".join(name.split("/")[:2]), {})[name] = digest
        language, state = self.library.language, self.state
        newest = next(iter(indexes), "")
        for address, entries in indexes.items():
            issues = [one.address for one in entries]
            content = [pages.get(one.rstrip("/")) for one in issues]
            engine = address == newest
            inputs = _digest(search.version(), language, repr((engine, content)))
            if group := state.kept_group(address, inputs):
                kept.update((name, state.made[name].content) for name in group.files)
                continue
            self.reporter.stage(FOLDER, "indexing the text for the search")
            index = search.index(state.folder, issues, language, address=address, engine=engine)
            state.groups[address] = MadeGroup(inputs, tuple(index))
            for name, one in index.items():
                state.made[name] = MadePage(inputs, hashlib.sha256(one).hexdigest())
            made |= index
        return kept, made
