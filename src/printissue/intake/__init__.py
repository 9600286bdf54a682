"""The intake stage: an existing newsletter in; the draft of an issue, and what is not in it, out.

reading.py      any file to newsletters: plain.py, html.py, mail.py, documents.py
arranging.py    a newsletter to the draft of an issue: dates.py, links.py
emitter.py, markdown.py     the draft as YAML
"""

from printissue.intake.arranging import Draft, arrange, date_of
from printissue.intake.blocks import MAX_BYTES, Block, LeftOut, Newsletter, UnreadableError
from printissue.intake.emitter import as_yaml, comment
from printissue.intake.reading import local_pictures, read_newsletters

__all__ = [
    "MAX_BYTES",
    "Block",
    "Draft",
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
