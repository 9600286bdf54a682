"""The intake stage: an existing newsletter in; the draft of an issue, and what is not in it, out.

reading.py      any file to newsletters: plain.py, html.py, mail.py, documents.py, word.py
arranging.py    a newsletter to the draft of an issue: dates.py, links.py
tracking.py, notes.py       links that only one reader has; footnotes
emitter.py, markdown.py     the draft as YAML
fetching.py     pictures on the web, if the user asks for them
"""

from printissue.intake.arranging import Draft, arrange, date_of
from printissue.intake.blocks import MAX_BYTES, Block, LeftOut, Newsletter, UnreadableError
from printissue.intake.emitter import as_yaml, comment
from printissue.intake.fetching import Fetcher, FetchError
from printissue.intake.html import MAX_ICON, MAX_SPACER
from printissue.intake.reading import local_pictures, read_newsletters

__all__ = [
    "MAX_BYTES",
    "MAX_ICON",
    "MAX_SPACER",
    "Block",
    "Draft",
    "FetchError",
    "Fetcher",
    "LeftOut",
    "Newsletter",
    "UnreadableError",
    "arrange",
    "as_yaml",
    "comment",
    "date_of",
    "local_pictures",
    "read_newsletters",
]
