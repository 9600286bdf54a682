"""The types of files that are not supported pictures, by their first bytes, each with what to do about it."""

import re

_EXPORT = "export the picture as PNG, JPEG or SVG"
_HTML = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml.*?\?>)*<(?:!doctype\s+html|html|head|body|meta|script|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"version https://git-lfs", "a Git LFS pointer, not the picture", "run git lfs pull"),
    (b"/annex/objects/", "a git-annex pointer, not the picture", "run git annex get"),
    (b"../.git/annex/", "a git-annex pointer, not the picture", "run git annex get"),
    (b"%PDF", "a PDF", "export its page as SVG, or as PNG of 300 ppi"),
    (b"%!PS", "PostScript (EPS)", "export it as SVG, or as PNG of 300 ppi"),
    (b"\xc5\xd0\xd3\xc6", "PostScript (EPS)", "export it as SVG, or as PNG of 300 ppi"),
    (b"8BPS", "a Photoshop file", _EXPORT),
    (b"8BPB", "a Photoshop file", _EXPORT),
    (b"gimp xcf", "a GIMP file", _EXPORT),
    (b"\x06\x06\xed\xf5", "an InDesign file", _EXPORT),
    (b"\xd0\xcf\x11\xe0", "an Office document", "export the picture from it as PNG, JPEG or SVG"),
    (b"BM", "a Windows bitmap (BMP)", "save it as PNG, JPEG or SVG"),
    (b"\x00\x00\x01\x00", "an icon (ICO)", "save it as PNG, JPEG or SVG"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile (WMF)", "export it as SVG"),
    (b"\x01\x00\x00\x00", "a Windows metafile (EMF)", "export it as SVG"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture", "save it as PNG, JPEG or SVG"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture", "save it as PNG, JPEG or SVG"),
    (b"\xff\x0a", "a JPEG XL picture", "save it as PNG, JPEG or SVG"),
    (b"\x1aE\xdf\xa3", "a video", "save one frame of it as PNG or JPEG"),
    (b"ID3", "a sound", "name a picture instead"),
    (
        b"\x1f\x8b",
        "a gzip archive, perhaps a compressed SVG (SVGZ)",
        "unpack it, or save a plain SVG",
    ),
    (b"Rar!", "an archive", "unpack it, and name the picture"),
    (b"7z\xbc\xaf", "an archive", "unpack it, and name the picture"),
    (b"\x7fELF", "a program", "name a picture instead"),
    (b"MZ", "a program", "name a picture instead"),
)
"""The first bytes of files, their type, and what to do."""
_BRANDS = {
    b"avif": ("an AVIF picture", "save it as PNG, JPEG or WebP"),
    b"avis": ("an AVIF picture", "save it as PNG, JPEG or WebP"),
    **dict.fromkeys(
        (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"),
        ("a HEIC photograph from a phone", "export it as JPEG"),
    ),
    b"crx ": ("a raw photograph of a camera", "develop it, and export it as JPEG"),
}
"""The types of ISO media files by their major brand, with what to do; all others are videos."""


def unsupported_type(content: bytes) -> tuple[str, str] | None:
    """Return the type of a file and what to do; None where its first bytes may be those of a supported picture."""
    if not any(content):
        what = "empty" if not content else "nothing but zero bytes"
        return what, "copy it again from its source"
    for signature, what, hint in _SIGNATURES:
        if content.startswith(signature):
            return what, hint
    text = _text(content[:4096])
    if text is not None and _HTML.match(text):
        return "a web page (HTML)", "open the picture itself in the browser, and save it from there"
    return _container_type(content)


def _container_type(content: bytes) -> tuple[str, str] | None:
    """Return the type of an ISO media, ZIP or RIFF file, and what to do; None for other files."""
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], ("a video", "save one frame of it as PNG or JPEG"))
    if content.startswith(b"PK\x03\x04"):
        office = any(name in content[:4096] for name in (b"word/", b"ppt/", b"xl/", b"mimetype"))
        what = "an Office document" if office else "a ZIP archive"
        return what, "export or unpack the picture from it as PNG, JPEG or SVG"
    if content.startswith(b"RIFF") and content[8:12] != b"WEBP":
        return "a video or a sound", "save one frame of it as PNG or JPEG"
    return None


def is_text(content: bytes) -> bool:
    """Return whether a file is text."""
    text = _text(content[:4096])
    return text is not None and all(one.isprintable() or one in "\t\r\n\f" for one in text)


def _text(content: bytes) -> str | None:
    """Return the start of a file as text; None where it is not text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        whole = error.start >= len(content) - 3 and error.reason == "unexpected end of data"
        return content[: error.start].decode() if whole else None
