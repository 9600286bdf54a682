"""The key of an edition: a digest of all values that it is made from. Equal keys mean equal files."""

import hashlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import fields
from typing import Any

from printissue.assets.theme_files import ThemeFiles
from printissue.model.editions import COUNTED, EDITIONS, Edition
from printissue.pipeline.issue_manifest import Toolchain
from printissue.pipeline.job import Job


def edition_key(job: Job, edition: Edition, toolchain: Toolchain) -> str:
    """Return the key of an edition. Its templates do not count: which ones it uses is known after it is made."""
    texts = [_row(edition), repr((job.first_folio, job.printed)), *_texts(job, toolchain)]
    files = [*_files(job)]
    if edition.laid_out:
        texts += [repr(sorted(toolchain.layout.items())), repr(job.theme_files.stylesheets)]
        files += job.theme_files.files.items()
    if not edition.paged:
        own = _own_theme_files(job.theme_files, edition)
        texts.append(
            repr({name: one for name, one in own.items() if name.endswith("_stylesheets")})
        )
        files += [
            item for name, one in own.items() if name.endswith("_files") for item in one.items()
        ]
    styles = (edition.layout, edition.pages)
    for_printer = any(one.inks or one.bleed for one in styles) or edition.rules is not None
    if for_printer or (edition.laid_out and job.issue.fit):
        texts.append(job.printer.model_dump_json())
    if edition.layout.inks:
        files.append(("profile", job.profile))
    return _digest(texts, files)


def count_key(job: Job, toolchain: Toolchain, templates: str) -> str:
    """Return the key of the page count of an issue, whatever its first folio is.

    `templates` is the digest of all templates.
    """
    texts = [repr(COUNTED), templates, *_texts(job, toolchain), job.printer.model_dump_json()]
    texts += [repr(sorted(toolchain.layout.items())), repr(job.theme_files.stylesheets)]
    return _digest(texts, [*_files(job), *job.theme_files.files.items()])


def _own_theme_files(theme_files: ThemeFiles, edition: Edition) -> dict[str, Any]:
    """Return the style sheets and files of the theme for an edition without pages: those with the name of its style.

    An edition that is registered may use all.
    """
    names = [
        one.name for one in fields(theme_files) if one.name.endswith(("_stylesheets", "_files"))
    ]
    own = [name for name in names if name.startswith(f"{edition.layout.name}_")]
    return {name: getattr(theme_files, name) for name in own or names}


def _row(edition: Edition) -> str:
    """Return the row of an edition as text; the order of a set differs from run to run."""
    values = ((one.name, getattr(edition, one.name)) for one in fields(edition))
    return repr([(name, sorted(one) if isinstance(one, Set) else one) for name, one in values])


def _texts(job: Job, toolchain: Toolchain) -> Iterator[str]:
    """Yield the values that count for every edition."""
    yield repr(sorted(toolchain.versions.items()))
    yield repr((str(job.ref), job.place, job.theme_files.paper))
    yield job.publication.model_dump_json()
    yield job.theme_files.theme.model_dump_json()
    yield repr(sorted(job.related.items(), key=lambda item: item[0]))
    yield repr([one.name for one in EDITIONS.values() if one.download])


def _files(job: Job) -> Iterator[tuple[str, bytes]]:
    """Yield the manuscript and its pictures."""
    yield "manuscript", job.source
    for name, picture in job.pictures.items():
        yield name, picture.original


def _digest(texts: Iterable[str], files: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for piece in (*map(str.encode, texts), b"files"):
        total.update(len(piece).to_bytes(8, "big") + piece)
    for name, content in sorted(files):
        digest = hashlib.sha256(content).hexdigest()
        total.update(f"{name}\0{digest}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()
