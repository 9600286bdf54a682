"""The feeds and data of a site that are files of their own: Atom, OPDS, calendars, sitemap, robots.txt."""

import datetime as dt
from collections.abc import Mapping
from itertools import chain

from printissue.site.calendars import calendar_files
from printissue.site.catalogues import catalogue_files
from printissue.site.feeds import feed_files
from printissue.site.library import Library
from printissue.site.sitemaps import sitemap_files


def data_files(library: Library, pages: Mapping[str, dt.date | None]) -> dict[str, bytes]:
    """Return the feeds and data of a site by their addresses.

    `pages` are the addresses of the pages that search engines should find, with the days of their last changes.
    """
    return dict(
        chain(
            feed_files(library),
            catalogue_files(library),
            calendar_files(library),
            sitemap_files(library.base_url, pages),
        )
    )
