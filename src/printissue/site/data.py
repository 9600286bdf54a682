"""The feeds and data of a site that are files of their own: Atom, OPDS, calendars, sitemap, robots.txt."""

from collections.abc import Iterator, Mapping

from printissue.site.calendars import calendar_files
from printissue.site.catalogues import catalogue_files
from printissue.site.feeds import feed_files
from printissue.site.library import DataFile, Library
from printissue.site.sitemaps import sitemap_files


def data_files(library: Library, pages: Mapping[str, str]) -> Iterator[DataFile]:
    """Yield the feeds and data of a site.

    `pages` are the addresses of the pages that search engines should find, with the days of their last changes, as ISO
    8601 writes them, or an empty text.
    """
    yield from feed_files(library)
    yield from catalogue_files(library)
    yield from calendar_files(library)
    yield from sitemap_files(library.base_url, pages)
