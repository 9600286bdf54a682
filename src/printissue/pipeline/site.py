"""Make the site: the order of its stages.

gather what it shows                             publishing.py
list its pages                                   site.pages
keep those that would be made from the same      site_state.py
render the others, in workers                    site.rendering
add styles, feeds and the index of the search    site.styles, site.data, search.py
write what differs, remove what is left over     core.folders
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
from printissue.core.workspace import Workspace
from printissue.model.text_types import SiteUrl
from printissue.pipeline import search
from printissue.pipeline.publishing import gather_library
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.site_state import MadePage, SiteState
from printissue.pipeline.toolchain import program
from printissue.pipeline.workers import WorkerPool
from printissue.site.addresses import file_of
from printissue.site.data import data_files
from printissue.site.library import Library
from printissue.site.metadata import PageMetadata
from printissue.site.pages import Page, pages_of
from printissue.site.rendering import Rendering, site_values
from printissue.site.styles import bar_address, own_files, stylesheet_addresses, theme_styles

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
    with workspace.locked():
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
            {name: stylesheet_addresses(name, one) for name, one in self._themes().items()},
            {name: bar_address(name) for name in self._themes()},
        )
        pages = self._pages()
        replaced = {f"{page.address}index.html" for page in pages if page.web_page}
        files: dict[str, bytes | Path] = {
            file_of(address): content
            for address, content in self.library.files.items()
            if address not in replaced
        }
        described = [repr(page) for page in pages]
        characters = self._characters(pages, described, rendering)
        for name, theme_files in self._themes().items():
            styles = theme_styles(
                name, theme_files, resources.for_theme(name), "".join(sorted(characters[name]))
            )
            self.findings += styles.findings
            files |= styles.files
        files |= own_files(self.library, resources)
        files |= data_files(
            self.library, {page.address: page.changed for page in pages if page.listed}
        )
        kept, rendered = self._rendered(pages, described, rendering, program(resources))
        self.reporter.found(self.findings)
        if has_errors(self.findings, strict=self.options.strict):
            return None
        return self._write({**files, **rendered}, kept, len(pages))

    def _themes(self) -> dict[str, ThemeFiles]:
        return {one.theme: one.theme_files for one in self.library.publications if one.theme_files}

    def _pages(self) -> list[Page]:
        """Return all pages with their heads."""
        metadata = PageMetadata(self.library)
        return [
            replace(page, entry=None, head=metadata.head_html(page.address, page.entry))
            for page in pages_of(self.library)
        ]

    def _characters(
        self, pages: Sequence[Page], described: Sequence[str], rendering: Rendering
    ) -> dict[str, set[str]]:
        """Return the characters on the pages of each theme that a font might not have, and some others."""
        common = _RARE.findall(repr(rendering.site))
        characters = {name: set(common) for name in self._themes()}
        for page, description in zip(pages, described, strict=True):
            if not page.stylesheets and not page.web_page:
                characters[rendering.theme(page)].update(_RARE.findall(description))
        return characters

    def _rendered(
        self, pages: Sequence[Page], described: Sequence[str], rendering: Rendering, made_by: str
    ) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return the SHA-256 of pages that stay as they are, and the others as HTML, by their files."""
        common = hashlib.sha256(f"{made_by}{rendering.site!r}".encode())
        kept: dict[str, str] = {}
        waiting: list[tuple[str, str, Page]] = []
        for page, description in zip(pages, described, strict=True):
            total = common.copy()
            total.update(description.encode())
            if page.web_page:
                total.update(self.state.digests.of(page.web_page).encode())
            name, inputs = file_of(page.address), total.hexdigest()
            if digest := self.state.kept(name, inputs):
                kept[name] = digest
            else:
                waiting.append((name, inputs, page))
        return kept, self._render(waiting, rendering)

    def _render(
        self, waiting: Sequence[tuple[str, str, Page]], rendering: Rendering
    ) -> dict[str, bytes]:
        """Render pages in workers."""
        self.reporter.stage(FOLDER, f"rendering {counted(len(waiting), 'page')}")
        batches = [waiting[at : at + _BATCH] for at in range(0, len(waiting), _BATCH)]
        rendered: dict[str, bytes] = {}
        limit = rendering.limit.scaled(_BATCH)
        with WorkerPool(self.options.jobs, limit=limit) as workers:
            sent = [
                workers.send(rendering.render, [page for _, _, page in batch]) for batch in batches
            ]
            for batch, one in zip(batches, sent, strict=True):
                results = workers.receive(one, "pages of the site")
                for (name, inputs, _), (html, findings) in zip(batch, results, strict=True):
                    self.findings += [one for one in findings if one not in self.findings]
                    if html is not None:
                        rendered[name] = html.encode()
                        digest = hashlib.sha256(rendered[name]).hexdigest()
                        self.state.made[name] = MadePage(inputs, digest)
        return rendered

    def _write(
        self, files: Mapping[str, bytes | Path], kept: Mapping[str, str], pages: int
    ) -> Made:
        """Write the files that differ, and then the index of the search."""
        folder, digests = self.state.folder, self.state.digests
        self.reporter.stage(FOLDER, "writing")
        before = written_files(folder)
        old_index = {name: one for name, one in before.items() if name.startswith(search.FOLDER)}
        written, removed = update_folder(folder, files, {**kept, **old_index}, digests)
        after = written_files(folder)
        others = {name: one for name, one in after.items() if name not in old_index}
        index = self._index(others)
        more = update_folder(folder, index, others, digests) if index is not None else (0, 0)
        self._note(pages, written + more[0], removed + more[1])
        size = sum(path.stat().st_size for path in map(folder.joinpath, written_files(folder)))
        made = Made(FOLDER, "site", folder / "index.html", None, size)
        self.reporter.made(made)
        return made

    def _note(self, pages: int, written: int, removed: int) -> None:
        words = [f"{counted(pages, 'page')}, {counted(written, 'file')} written"]
        if removed:
            words.append(f"{removed} removed")
        self.reporter.noted(FOLDER, ", ".join(words))

    def _index(self, files: Mapping[str, str]) -> Mapping[str, bytes] | None:
        """Return the files of the search's index; None if they stay as they are."""
        if not search.is_installed():
            return {}
        pages = {name: one for name, one in files.items() if search.has_text(name)}
        inputs = hashlib.sha256(repr((search.version(), self.library.language, pages)).encode())
        entry = search.ENTRY
        if self.state.kept(entry, inputs.hexdigest()):
            return None
        self.reporter.stage(FOLDER, "indexing the text for the search")
        index = search.index(self.state.folder, self.library.language)
        if entry in index:
            digest = hashlib.sha256(index[entry]).hexdigest()
            self.state.made[entry] = MadePage(inputs.hexdigest(), digest)
        return index
