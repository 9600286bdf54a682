"""The reading page of an issue on a site: the page of its web edition, with the site's bar and head."""

import re

from printissue.site.content import STORY_CLASS

STORY_FOLDER = "stories/"
"""The folder of story pages in a web edition. The site has its own story pages."""

_REPLACED = re.compile(
    r'<(?:meta (?:name="description"|property="og:[^"]*")|link rel="canonical")[^>]*>\n?'
)
"""The parts of a head that the site's own head repeats."""

_STORY_LINK = re.compile(r'href="stories/([^"]*)\.html"')
_START = re.compile(r"<body[^>]*>\s*(?:<a class=\"skip\"[^>]*>[^<]*</a>\n?)?")
_MAIN = re.compile(r"<main\b")
_STORY = f'<article class="{STORY_CLASS}'


def reading_page(page: str, *, head: str, bar: str) -> str:
    """Return the page of a web edition with the elements of its head, and the bar at the start of its body.

    The bar follows the link that skips it. Links to story pages lead to those of the site. The main part is marked for
    the search, without the stories, which have pages of their own.
    """
    page = _REPLACED.sub("", page)
    page = page.replace("</head>", f"{head}</head>", 1)
    page = _START.sub(lambda match: f"{match[0]}{bar}", page, count=1)
    page = _STORY_LINK.sub(r'href="../stories/\1/"', page)
    page = page.replace(_STORY, _STORY.replace(" ", " data-pagefind-ignore ", 1))
    return _MAIN.sub("<main data-pagefind-body", page, count=1)
