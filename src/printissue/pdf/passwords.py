"""Passwords of encrypted PDFs: those to try on a file, and their encodings.

A password is never part of a message, a `repr` or a file that is written.
"""

import stringprep
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf
    import pypdfium2

FILE = "passwords.yaml"
"""The workspace's own list."""
LIST_VARIABLE = "PRINTISSUE_PASSWORDS"
"""The environment variable with the path of another list."""
VARIABLE = "PRINTISSUE_PASSWORD"
"""The environment variable with one password for all files, tried last."""

_OLD_ENCODINGS = ("latin-1", "cp1252", "mac-roman", "cp437")
"""The encodings that programs used instead of PDFDocEncoding before PDF 2.0, the most common first."""
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords of a run: those of single files, and those that are tried on every file.

    `entries` pair a file's name or pattern with its password. A pattern without a slash is matched against the file's
    name, one that starts with a slash against its absolute path, any other one against its path from `root`.
    """

    root: Path
    entries: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    common: tuple[str, ...] = field(default=(), repr=False)

    def of(self, file: Path) -> tuple[str, ...]:
        """Return the passwords to try on a file: its own first, then those by pattern, then the common ones."""
        names = self._names(file)
        exact = [password for pattern, password in self.entries if _plain(pattern) in names]
        matching = [
            password
            for pattern, password in self.entries
            if any(
                fnmatchcase(name, _plain(pattern)) and ("/" in pattern) == ("/" in name)
                for name in names
            )
        ]
        return tuple(dict.fromkeys((*exact, *matching, *self.common)))

    def _names(self, file: Path) -> list[str]:
        """Return the names of a file that a pattern may match; `./name` is one of a file in `root`."""
        full = file.absolute()
        names = [full.name, full.as_posix(), full.resolve().as_posix()]
        for path in (full, full.resolve()):
            if path.is_relative_to(self.root):
                inside = path.relative_to(self.root).as_posix()
                names += [inside, f"./{inside}"]
        return [_plain(name) for name in dict.fromkeys(names)]


def is_pattern(text: str) -> bool:
    """Return whether a name in the list may match several files."""
    return not _WILD.isdisjoint(text)


def _plain(text: str) -> str:
    """Return a name in normalization form C, because some file systems decompose accents."""
    return unicodedata.normalize("NFC", text)


def unlock(file: Path, passwords: Sequence[str], **options: bool) -> "pikepdf.Pdf":
    """Open a file with the empty password, or else with the first that works.

    `options` are those of `pikepdf.open`. Raise PasswordError if none works.
    """
    import pikepdf  # reading manuscripts needs the list only

    for key in dict.fromkeys(key for one in ("", *passwords) for key in keys(one)):
        try:
            return pikepdf.open(file, password=key, **options)  # type: ignore[arg-type]
        except pikepdf.PasswordError:
            continue
    raise pikepdf.PasswordError("no password fits")


def unlock_drawable(file: Path, passwords: Sequence[str]) -> "pypdfium2.PdfDocument":
    """Open a file in pdfium, with the empty password or the first that works. Raise PdfiumError if that fails.

    pdfium takes passwords as text, and tries Latin-1 itself.
    """
    import pypdfium2

    forms = (form for one in passwords for form in (prepared(one), *_composed(one)))
    *first, last = dict.fromkeys(("", *(form for form in forms if form)))
    for password in first:
        try:
            return pypdfium2.PdfDocument(file, password=password)
        except pypdfium2.PdfiumError:
            continue
    return pypdfium2.PdfDocument(file, password=last)


def keys(password: str) -> Iterator[bytes]:
    """Yield the byte strings that a password may be encoded as, each once.

    Since PDF 2.0 it is UTF-8 of its SASLprep form (ISO 32000-2, 7.6.4.3.3), before that PDFDocEncoding; not all
    programs keep to either.
    """
    import pikepdf  # noqa: F401 - registers the encoding pdfdoc

    forms = (prepared(password), *_composed(password))
    found = {form.encode("utf-8", "surrogatepass"): None for form in forms if form is not None}
    for form in _composed(password):
        for encoding in ("pdfdoc", *_OLD_ENCODINGS):
            try:
                found[form.encode(encoding)] = None
            except UnicodeError:
                continue
    yield from found


def _composed(password: str) -> tuple[str, ...]:
    """Return a password as typed, and with composed and decomposed accents."""
    composed, apart = (
        unicodedata.normalize("NFC", password),
        unicodedata.normalize("NFD", password),
    )
    return tuple(dict.fromkeys((password, composed, apart)))


def prepared(password: str) -> str | None:
    """Return a password's SASLprep form (RFC 4013); None if it has a character that the profile forbids."""
    mapped = (
        " " if stringprep.in_table_c12(one) else one
        for one in password
        if not stringprep.in_table_b1(one)
    )
    text = unicodedata.normalize("NFKC", "".join(mapped))
    return None if any(test(one) for one in text for test in _FORBIDDEN) else text


_FORBIDDEN = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)
