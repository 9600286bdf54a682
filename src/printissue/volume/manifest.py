"""The manifest of a year's volumes: what was bound, from which files, by which tools.

It is the file `manifest.json` beside the volumes, with an entry for each form that was bound. `verify` and the bag
rely on it. It holds no time and no absolute path: files are named from the workspace, with `/`. Equal volumes have
byte-equal manifests.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from printissue.core.files import write_file
from printissue.core.findings import Finding, Place
from printissue.core.version import VERSION
from printissue.model.text_types import Key
from printissue.model.volumes import MAIN_FORM, Form, MissingIssue

FILE = "manifest.json"
FORMAT = 1
"""The format of the file; any other is refused."""
TOOLS = ("weasyprint", "pypdf", "pikepdf", "pypdfium2")
"""The libraries that determine the bytes of a volume."""

_STRICT = ConfigDict(extra="forbid")


def _inside(name: str) -> str:
    """Refuse a name that leads out of the workspace."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise ValueError(f"{name!r} is not a file of the workspace")
    return name


def _bare(name: str) -> str:
    """Refuse a name with a folder in it."""
    if _inside(name) != PurePosixPath(name).name:
        raise ValueError(f"{name!r} is not a file name")
    return name


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Inside = Annotated[str, AfterValidator(_inside)]
Bare = Annotated[str, AfterValidator(_bare)]
Pages = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class Original:
    """The original file of a back issue, which is never written to."""

    __pydantic_config__ = _STRICT

    file: Inside
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a volume. Pages are those of the volume, from 1, both included.

    `sha256` is that of the bytes that were bound; `file` is the file with these bytes, named from the workspace. It
    is empty for the volume's own pages and for repaired back issues, which are not stored. Folios are the numbers
    printed on the first and the last page. Of a back issue, `claimed` are the standards that it claims, `unproved`
    those that validation did not confirm, with the reasons, and `examined_by` the validators.
    """

    __pydantic_config__ = _STRICT

    key: str
    title: str
    kind: Literal["front", "issue", "back"]
    sha256: Sha256
    first_page: Pages
    last_page: Pages
    file: Inside = ""
    first_folio: str = ""
    last_folio: str = ""
    original: Original | None = None
    repairs: tuple[str, ...] = ()
    removals: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    unproved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examined_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of the volume: its file beside the manifest, and the parts it was bound from.

    `lacks` are the missing issues.
    """

    __pydantic_config__ = _STRICT

    form: Form
    file: Bare
    sha256: Sha256
    pages: Pages
    claims: tuple[str, ...]
    parts: tuple[Part, ...]
    lacks: tuple[MissingIssue, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A year of a publication, bound in one or more forms; `date` is that of the volume, YYYY-MM-DD."""

    __pydantic_config__ = _STRICT

    publication: Key
    year: Annotated[str, Field(pattern="^[0-9a-z-]{1,32}$")]
    title: str
    publisher: str
    date: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    volumes: tuple[Entry, ...]
    issn: str = ""

    @property
    def principal(self) -> Entry:
        """The form that is preserved: MAIN_FORM, if there is one."""
        return min(self.volumes, key=lambda one: (one.form != MAIN_FORM, one.form))


_MANIFEST = TypeAdapter(Manifest)


def volume_folder(root: Path, publication: str, year: str) -> Path:
    """Return the folder of a year's volumes: `output/<publication>/<year>`."""
    return root / "output" / publication / year


def volume_name(publication: str, year: str, form: Form) -> str:
    """Return the file name of a volume: `<publication>-<year>-volume.pdf`, `…-volume-screen.pdf`.

    An issue of a yearly publication may have the year as its key, so the names of its files must differ from these.
    """
    return f"{publication}-{year}-volume{'' if form == MAIN_FORM else f'-{form}'}.pdf"


def tools() -> dict[str, str]:
    """Return the versions of the tools that bind a volume, by name."""
    own = {"printissue": VERSION, "python": platform.python_version()}
    return own | {name: version(name) for name in TOOLS}


def sha256_of(content: bytes | Path) -> str:
    """Return the sha256 of bytes, or of a file, in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def merged(old: Manifest | None, new: Manifest) -> Manifest:
    """Return the new manifest with those forms of the old one that it does not replace."""
    if old is None or (old.publication, old.year) != (new.publication, new.year):
        return new
    forms = {entry.form: entry for entry in (*old.volumes, *new.volumes)}
    return replace(new, volumes=tuple(forms[form] for form in sorted(forms)))


def as_json(manifest: Manifest) -> bytes:
    """Return the manifest as JSON: UTF-8, sorted, indented, byte-equal for equal manifests."""
    forms = {entry.form: asdict(entry) for entry in manifest.volumes}
    content = asdict(manifest) | {"volumes": forms, "format": FORMAT}
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def write(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest into the volume's folder, completely or not at all. Raises WriteError."""
    write_file(folder / FILE, as_json(manifest))
    return folder / FILE


def read(folder: Path, *, name: str = FILE) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Read the manifest of a volume's folder; `name` is how findings call it."""
    place = Place(name)
    try:
        content = (folder / FILE).read_bytes()
    except FileNotFoundError:
        hint = "bind the volume: printissue volume PUBLICATION/YEAR"
        return None, (Finding("manifest-file", place, "there is no manifest here", hint),)
    except OSError as error:
        message = f"the manifest cannot be read: {error.strerror or error}"
        return None, (Finding("manifest-file", place, message),)
    try:
        return _manifest(json.loads(content)), ()
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        message = f"the manifest is damaged: {error.msg}"
    except ValidationError as error:
        message = f"the manifest is damaged: {_first_error(error)}"
    except (ValueError, RecursionError) as error:
        message = f"the manifest is damaged: {error}"
    return None, (Finding("manifest-file", place, message, _REPAIR),)


_REPAIR = "bind the volume again, or take the manifest from the bag"


def _manifest(content: object) -> Manifest:
    """Return the content of the file as a manifest. Raises ValueError if it is not one."""
    if not isinstance(content, dict) or "format" not in content:
        raise ValueError("it is not a manifest of volumes")
    known = dict(content)
    if (found := known.pop("format")) != FORMAT:
        raise ValueError(f"its format is {found!r}, but this program reads format {FORMAT}")
    forms = known.get("volumes")
    if not isinstance(forms, dict) or not forms:
        raise ValueError("it names no volume")
    known["volumes"] = [forms[form] for form in sorted(forms)]
    manifest = _MANIFEST.validate_json(json.dumps(known), strict=True)
    if [entry.form for entry in manifest.volumes] != sorted(forms):
        raise ValueError("its volumes have the wrong names")
    return manifest


def _first_error(error: ValidationError) -> str:
    """Return the place of the first error and what it is: `volumes.0.sha256: String should match …`."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
