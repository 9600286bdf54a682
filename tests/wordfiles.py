"""Word files for tests, made of the parts that Word writes."""

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MORE = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type='paragraph' w:styleId='Title'><w:name w:val='Title'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Heading1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Heading2'><w:name w:val='heading 2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Base'><w:name w:val='Base'/><w:rPr><w:sz w:val='36'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Big'><w:name w:val='Big'/><w:basedOn w:val='Base'/></w:style>"
)


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(content: str, style: str = "") -> str:
    """Return a paragraph with a style; content without markup is one run."""
    inner = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{inner}</w:p>"


def link(text: str, number: int = 1) -> str:
    """Return a link to the address with a number."""
    return f"<w:hyperlink r:id='link{number}'>{run(text)}</w:hyperlink>"


def note(number: int) -> str:
    """Return a reference to a footnote."""
    return f"<w:r><w:footnoteReference w:id='{number}'/></w:r>"


def picture(name: str, alt: str = "") -> str:
    """Return a picture, whose file has a name."""
    return (
        f"<w:r><w:drawing><wp:inline><wp:docPr id='1' name='x' descr='{alt}'/><a:graphic><a:graphicData><pic:pic>"
        f"<pic:blipFill><a:blip r:embed='{name}'/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )


def table(*rows: tuple[str, ...]) -> str:
    """Return a table."""
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def word_file(
    *blocks: str,
    links: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    media: dict[str, bytes] | None = None,
    title: str = "",
    more: dict[str, str] | None = None,
) -> bytes:
    """Return a Word file with blocks; `more` are further parts of it, or others in place of its own."""
    media = media or {}
    relations = [
        (f"link{n}", "hyperlink", one, " TargetMode='External'") for n, one in enumerate(links, 1)
    ]
    relations += [(name, "image", f"media/{name}", "") for name in media]
    relations += [("s", "styles", "styles.xml", ""), ("n", "footnotes", "footnotes.xml", "")]
    written = "".join(
        f"<w:footnote w:id='{n}'>{paragraph(one)}</w:footnote>" for n, one in enumerate(notes, 1)
    )
    parts = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<Default Extension='png' ContentType='image/png'/><Default Extension='emf' ContentType='image/x-emf'/>"
        f"<Override PartName='/word/document.xml' ContentType='{_TYPES}.document.main+xml'/></Types>",
        "_rels/.rels": _relations([("d", "officeDocument", "word/document.xml", "")]),
        "word/_rels/document.xml.rels": _relations(relations),
        "word/document.xml": f"<w:document {_W} {_MORE}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{STYLES}</w:styles>",
        "word/footnotes.xml": f"<w:footnotes {_W}>{written}</w:footnotes>",
        "docProps/core.xml": "<c:coreProperties xmlns:c='http://schemas.openxmlformats.org/package/2006/metadata/"
        "core-properties' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<dc:title>{title}</dc:title></c:coreProperties>",
        **(more or {}),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, content in media.items():
            archive.writestr(f"word/media/{name}", content)
    return target.getvalue()


def _relations(entries: list[tuple[str, str, str, str]]) -> str:
    made = "".join(
        f"<Relationship Id='{name}' Type='{_RELATION}/{kind}' Target='{target}'{mode}/>"
        for name, kind, target, mode in entries
    )
    return f"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{made}</Relationships>"
