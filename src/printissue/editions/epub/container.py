"""The container of a book: a ZIP file as the Open Container Format requires, with the same bytes for the same book."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

MEDIA_TYPE = b"application/epub+zip"

FOLDER = "EPUB"
"""The folder of the book's files in the container."""

PACKAGE = "package.opf"
"""The name of the package document in that folder."""

_CONTAINER = f"""\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="{FOLDER}/{PACKAGE}" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
""".encode()

_MODE = 0o100644 << 16
"""A plain file that its owner may write, as Unix describes it in ZIP."""

_FIRST_YEAR, _LAST_YEAR = 1980, 2107
"""The years that ZIP can store."""

_COMPRESSED = (".png", ".jpg", ".woff2")
"""Suffixes of files that are compressed already."""


def packed(files: Mapping[str, bytes], modified: dt.datetime) -> bytes:
    """Return the container of a book's files, which are named by their paths in `FOLDER`.

    The file `mimetype` comes first and is stored, so that the type of the container can be read at its start
    (EPUB 3.3, OCF ZIP container).
    """
    stamp = modified.replace(year=min(max(modified.year, _FIRST_YEAR), _LAST_YEAR))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        _put(archive, "mimetype", MEDIA_TYPE, stamp, stored=True)
        _put(archive, "META-INF/container.xml", _CONTAINER, stamp)
        for name, content in files.items():
            stored = name.endswith(_COMPRESSED)
            _put(archive, f"{FOLDER}/{name}", content, stamp, stored=stored)
    return target.getvalue()


def _put(
    archive: zipfile.ZipFile, name: str, content: bytes, stamp: dt.datetime, *, stored: bool = False
) -> None:
    info = zipfile.ZipInfo(name, stamp.timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = 3, _MODE
    archive.writestr(info, content, compresslevel=None if stored else 9)
