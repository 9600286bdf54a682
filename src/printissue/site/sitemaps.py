"""The sitemap (sitemaps.org) and robots.txt, by which search engines find the pages."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from lxml import etree

from printissue.site.addresses import ROBOTS, SITEMAP, absolute
from printissue.site.library import DataFile

MAX_PAGES = 50_000
"""The most pages of one sitemap (sitemaps.org)."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_files(base_url: str, pages: Mapping[str, str]) -> Iterator[DataFile]:
    """Yield the sitemaps of pages, with the days of their last changes, and robots.txt.

    More than `MAX_PAGES` pages have several sitemaps, and `sitemap.xml` lists these.
    """
    entries = [(absolute(base_url, address), day) for address, day in pages.items()]
    parts = [entries[start : start + MAX_PAGES] for start in range(0, len(entries), MAX_PAGES)]
    if len(parts) <= 1:
        yield DataFile(SITEMAP, partial(_document, "urlset", "url", entries))
    else:
        names = [SITEMAP.replace(".", f"-{number}.") for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield DataFile(name, partial(_document, "urlset", "url", part))
        listed = [(absolute(base_url, name), "") for name in names]
        yield DataFile(SITEMAP, partial(_document, "sitemapindex", "sitemap", listed))
    robots = f"User-agent: *\nAllow: /\nSitemap: {absolute(base_url, SITEMAP)}\n"
    yield DataFile(ROBOTS, robots.encode)


def _document(root_name: str, name: str, entries: Sequence[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{_NAMESPACE}}}{root_name}", nsmap={None: _NAMESPACE})
    for url, day in entries:
        element = etree.SubElement(root, f"{{{_NAMESPACE}}}{name}")
        etree.SubElement(element, f"{{{_NAMESPACE}}}loc").text = url
        if day:
            etree.SubElement(element, f"{{{_NAMESPACE}}}lastmod").text = day
    etree.indent(root, space="")
    content: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
