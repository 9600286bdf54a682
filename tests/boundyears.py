"""A workspace with a year that is bound: made of blank pages, for tests of manifest, bag and verifying."""

from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from printissue.model.volumes import MissingIssue
from printissue.volume import manifest as manifests
from printissue.volume.manifest import Entry, Manifest, Original, Part, sha256_of

YEAR = "2025"


def blank(file: Path, pages: int, width: float = 100) -> Path:
    """Write a PDF of blank pages; files of another width differ."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(width, 100))
        pdf.save(file, deterministic_id=True)
    return file


def part(
    key: str, first: int, last: int, *, file: Path | None = None, root: Path | None = None
) -> Part:
    """Describe a part; one of an issue has a file."""
    inside = file.relative_to(root).as_posix() if file and root else ""
    return Part(
        key=key,
        title=f"Title of {key}",
        kind="issue" if file else "front",
        sha256=sha256_of(file or key.encode()),
        first_page=first,
        last_page=last,
        file=inside,
        first_folio="1" if file else "i",
        last_folio=str(last - first + 1) if file else "ii",
    )


@dataclass(frozen=True)
class BoundYear:
    """A workspace and the folder of its one year: front matter, two issues, an old issue."""

    root: Path
    manifest: Manifest

    @property
    def folder(self) -> Path:
        return manifests.volume_folder(self.root, "imprint", YEAR)

    @property
    def volume(self) -> Path:
        return self.folder / self.manifest.principal.file

    @property
    def issue(self) -> Path:
        return self.root / "output" / "imprint" / "2025-02" / "imprint-2025-02-archive.pdf"

    @property
    def original(self) -> Path:
        return self.root / "issues" / "imprint" / "2025-03.pdf"

    def rewrite(self, *parts: Part, **changes: object) -> None:
        """Write another manifest of the same volume: other parts, or other values of its entry."""
        entry = self.manifest.principal
        if parts:
            changes["parts"] = parts
        changed = replace(entry, **changes)
        manifests.write(self.folder, replace(self.manifest, volumes=(changed,)))


def bound(root: Path) -> BoundYear:
    """Bind a year, as far as its manifest knows: front 2 pages, issues of 3 and 4, an old one of 2."""
    output = root / "output" / "imprint"
    files = [
        blank(output / f"2025-0{n}" / f"imprint-2025-0{n}-archive.pdf", n + 2, 100 + n)
        for n in (1, 2)
    ]
    original = blank(root / "issues" / "imprint" / "2025-03.pdf", 2, 90)
    old = replace(
        part("imprint-2025-03", 10, 11),
        kind="issue",
        original=Original("issues/imprint/2025-03.pdf", sha256_of(original)),
        repairs=("the cross-reference table was rebuilt",),
        removals=("JavaScript (page 2)",),
    )
    name = manifests.volume_name("imprint", YEAR, "archive")
    volume = blank(output / YEAR / name, 11)
    parts = (
        part("front", 1, 2),
        part("imprint-2025-01", 3, 5, file=files[0], root=root),
        part("imprint-2025-02", 6, 9, file=files[1], root=root),
        old,
    )
    entry = Entry(
        form="archive",
        file=name,
        sha256=sha256_of(volume),
        pages=11,
        claims=("pdfa-3a", "pdfua-1"),
        parts=parts,
        lacks=(MissingIssue(number="4"),),
        tools=manifests.tools(),
    )
    manifest = Manifest(
        publication="imprint",
        year=YEAR,
        title="Imprint – Hefte zur Druckgeschichte",
        publisher="Verlag\nÄ",
        date="2025-12-01",
        volumes=(entry,),
        issn="1234-5679",
    )
    manifests.write(volume.parent, manifest)
    return BoundYear(root, manifest)


def with_screen(bound_year: BoundYear) -> BoundYear:
    """Bind the year's screen form too, of its front matter alone."""
    name = manifests.volume_name("imprint", YEAR, "screen")
    file = blank(bound_year.folder / name, 2, 77)
    entry = replace(
        bound_year.manifest.principal,
        form="screen",
        file=name,
        sha256=sha256_of(file),
        pages=2,
        parts=(part("front", 1, 2),),
    )
    fresh = replace(bound_year.manifest, volumes=(entry,))
    both = manifests.merged(bound_year.manifest, fresh)
    manifests.write(bound_year.folder, both)
    return BoundYear(bound_year.root, both)
