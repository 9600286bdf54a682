"""Arrange the blocks of a newsletter as an issue: sections with stories, notices, readings or events."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from printissue.core.keys import key_like
from printissue.intake.blocks import UNKNOWN, Block, LeftOut, Newsletter, Picture, Span, trimmed
from printissue.intake.dates import event_days, issue_date
from printissue.intake.emitter import Guess, Item, Node, Prose, texts
from printissue.intake.links import usable
from printissue.intake.markdown import escape_inline, inline, markdown
from printissue.intake.plain import is_section_title
from printissue.intake.tracking import hides_target

PLACEHOLDER = "https://www.example.org/"
"""The address of a link whose address the newsletter does not have, if the publication has none either."""

_HIDDEN_ADDRESS = "a redirect of one reader as address: fill it in"
"""The reason for which the address of a link is not in the draft."""

_NUMBER = re.compile(
    r"\b(?:no\.?|nr\.?|n°|number|issue|edition|ausgabe|numéro|vol\.? ?\d+,? no\.?)\s*#?\s*([0-9]{1,4})\b"
    r"|(?<!\w)#([0-9]{1,4})\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"unsubscribe|view (?:this|it|the|in)\b.{0,40}\b(?:browser|online)|not displayed (?:properly|correctly)"
    r"|trouble (?:viewing|reading)|update (?:your )?(?:email )?preferences"
    r"|manage (?:your )?(?:subscription|preferences)|you(?: are|'re|’re)? receiv(?:e|ing|ed) this"
    r"|read this (?:issue|edition|newsletter|e-?mail) online|no longer wish to"
    r"|add us to your address book|forward (?:this )?to a friend|abmelden|abzumelden|abbestellen|opt(?:ing)?[ -]out\b"
    r"|im browser|newsletter nicht richtig|désinscri|désabonn|dans votre navigateur|version en ligne",
    re.IGNORECASE,
)
_SPOTLIGHT = re.compile(
    r"^(in the spotlight|im fokus|à la une|spotlight)\s*[:|–-]\s*(\S.*)$", re.IGNORECASE
)
_MORE = re.compile(r"^(?:more|all|mehr|weitere|alle|plus)\b", re.IGNORECASE)
_CREDITS = re.compile(
    r"^(?:photo|image|picture|foto|bild)s?[ -]?(?:credits?|nachweise?)?s?\s*:\s*(\S.*)$"
    r"|^crédits? photos?\s*:\s*(\S.*)$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or)\s+"
    r"((?:(?:[A-ZÀ-Þ][\w.’'-]*,?|and|und|et|y|van|von|de)\s+){1,11}[A-ZÀ-Þ][\w’'-]*)$"
)
_EVENTS = re.compile(
    r"events?\b|calendar|diary|agenda|veranstaltung|termine|événements|dates\b", re.IGNORECASE
)
_READINGS = re.compile(
    r"publications?\b|\breadings?\b|publikationen|\bbooks\b|\bto read\b", re.IGNORECASE
)
_NOTICES = re.compile(
    r"vacanc|\bjobs?\b|careers|in the media|stellen|notices?\b|announcements?\b", re.IGNORECASE
)
_LABEL_ONLY = re.compile(
    r"^(?:in this (?:issue|edition|newsletter|month)|connect with us|follow us)$", re.IGNORECASE
)
_WHEN = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?(?:am|pm)\b", re.IGNORECASE)
_LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt",
    "arabic": "ar", "russian": "ru", "turkish": "tr", "ukrainian": "uk", "chinese": "zh", "dutch": "nl",
    "polish": "pl", "greek": "el",
    "deutsch": "de", "englisch": "en", "französisch": "fr", "français": "fr", "anglais": "en", "español": "es",
    "italiano": "it", "português": "pt",
}  # fmt: skip
_LANGUAGE = re.compile(rf"\b({'|'.join(_LANGUAGES)})\b", re.IGNORECASE)
_DOWNLOAD = re.compile(r"^(?:download|read|available|full|pdf|get|herunterladen)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Story:
    """A heading, or None, with the blocks below it."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    """The title of a section with its stories. `guess` is the reason for the title, if it is guessed."""

    title: str
    stories: list[_Story] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue as a tree of YAML values, and what is not in it.

    `pictures` are the files to write, by their names in the folder of the issue. `date` is empty if there is none.
    """

    tree: dict[str, Node]
    date: str
    left_out: tuple[LeftOut, ...]
    remote: tuple[str, ...]
    pictures: dict[str, bytes]
    words: int
    arrived: int


def arrange(newsletter: Newsletter, key: str, *, date: str = "", home: str = "") -> Draft:
    """Return a newsletter as the draft of an issue.

    `key` is the key of the issue, for the paths of pictures. `date` replaces that of the newsletter, `home` is the
    address for links without one.
    """
    return _Arranger(newsletter, key, date, home).draft()


def date_of(newsletter: Newsletter) -> tuple[str, bool]:
    """Return the date of a newsletter, and whether it is guessed from its text."""
    if newsletter.date and (stated := issue_date(newsletter.date) or _header_date(newsletter.date)):
        return stated, False
    heads = [newsletter.title, *(block.text for block in newsletter.blocks[:12])]
    for text in (*heads, newsletter.name):
        if found := issue_date(_NUMBER.sub(" ", text[:500])):
            return found, True
    return "", False


def _header_date(text: str) -> str:
    import email.utils

    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


class _Arranger:
    def __init__(self, newsletter: Newsletter, key: str, date: str, home: str) -> None:
        self._newsletter, self._key = newsletter, key
        self._home = home or PLACEHOLDER
        found, guessed = date_of(newsletter)
        self._date = date or found
        self._date_source = "a date in the text" if guessed else ""
        if self._date != found:
            self._date_source = "the name of the file"
        self._left_out = list(newsletter.left_out)
        self._remote: list[str] = []
        self._pictures: dict[str, bytes] = {}
        self._connect: list[tuple[str, str]] = []

    def draft(self) -> Draft:
        """Return the draft."""
        visible = Counter(word for one in self._newsletter.blocks for word in words_of(one.text))
        blocks = _without_false_headings(list(self._without_furniture(self._newsletter.blocks)))
        blocks, tree = self._heads(blocks)
        blocks, spotlight = self._spotlight(blocks)
        if spotlight:
            tree["spotlight"] = spotlight
        sections = self._grouped(blocks, str(_plain(tree["title"])))
        made = [Item(self._section(one)) for one in sections]
        if not made:
            title = str(_plain(tree["title"]))
            made = [Item({"title": title, "articles": [], "lead": Prose(markdown(_text(title)))})]
        tree["sections"] = Guess(made, "sections and stories follow the headings of the newsletter")
        if self._connect:
            tree["connect"] = self._links(self._connect)
        if self._newsletter.authors:
            names = ", ".join(self._newsletter.authors)
            self._left_out.append(LeftOut(names, "authors of the whole issue: add them to stories"))
        there = Counter(word for text in texts(tree) for word in words_of(text))
        return Draft(
            tree,
            self._date,
            tuple(dict.fromkeys(self._left_out)),
            tuple(dict.fromkeys(self._remote)),
            self._pictures,
            visible.total(),
            (visible & there).total(),
        )

    # title, date and number

    def _without_furniture(self, blocks: Sequence[Block]) -> Iterator[Block]:
        for block in blocks:
            text = block.text
            if len(text) > 400 or not _FURNITURE.search(text):
                yield block
                continue
            kept = trimmed([one for one in block.spans if not (one.url and _FURNITURE.search(one.text))])  # fmt: skip
            rest = replace(block, spans=kept)
            if re.search(r"[^\W\d_]{3}", rest.text) and not _FURNITURE.search(rest.text):
                gone = [one.text for one in block.spans if one not in kept and one.url]
                text = " ".join(one for one in gone if _FURNITURE.search(one))
                yield rest
            self._left_out.append(LeftOut(text, "for the mail only"))

    def _heads(self, blocks: list[Block]) -> tuple[list[Block], dict[str, Node]]:
        title, guessed = self._newsletter.title, ""
        if not title or "*|" in title:
            heads = [one for one in blocks[:6] if one.kind == "heading"]
            first = heads[0] if heads else next((one for one in blocks if one.text), None)
            title = " ".join(first.text.split()[:20]) if first else self._newsletter.name
            guessed = "the first heading" if heads else "the first words"
        folded = title.casefold()
        for number, block in enumerate(blocks[:8]):
            if block.text.casefold() == folded and block.kind in ("heading", "paragraph"):
                del blocks[number]
                break
        value: Node = escape_inline(title)
        tree: dict[str, Node] = {"title": Guess(value, guessed) if guessed else value}
        source = self._date_source
        tree["date"] = Guess(self._date, source) if source else self._date
        for text in (title, *(block.text for block in blocks[:12])):
            if match := _NUMBER.search(text):
                tree["number"] = Guess(match[1] or match[2], f"“{match[0].strip()}”")
                break
        for number, block in enumerate(blocks[:12]):
            rest = _NUMBER.sub("", block.text)
            if issue_date(rest) == self._date and _is_date(rest.strip(" ,|·•–-")):
                rest = ""
            if block.kind in ("heading", "paragraph") and not re.search(r"\w", rest):
                del blocks[number]  # it has nothing but the number and the date
                break
        return blocks, tree

    def _spotlight(self, blocks: list[Block]) -> tuple[list[Block], dict[str, Node]]:
        for number, block in enumerate(blocks[:6]):
            match = _SPOTLIGHT.match(block.text)
            end = number + 1
            while (
                match and end < len(blocks) and blocks[end].kind in ("paragraph", "item", "quote")
            ):
                if _is_link_line(blocks[end]):
                    break
                end += 1
            if match and end > number + 1:
                value: dict[str, Node] = {
                    "kicker": match[1],
                    "heading": escape_inline(match[2]),
                    "lead": self._prose(blocks[number + 1 : end], match[2]),
                }
                return blocks[:number] + blocks[end:], value
        return blocks, {}

    # sections and stories

    def _grouped(self, blocks: list[Block], title: str) -> list[_Section]:
        sections: list[_Section] = []
        label = ""
        roles = _roles(blocks)
        for number, block in enumerate(blocks):
            role = roles[number]
            if block.kind == "heading" and _LABEL_ONLY.match(block.text) and role != "section":
                label = block.text
                continue
            if role == "section":
                if _LABEL_ONLY.match(block.text):
                    label = block.text
                    continue
                sections.append(_Section(block.text))
                continue
            if not sections:
                guess = "no heading before these stories"
                sections.append(_Section(label or title, guess=guess))
            self._add(sections[-1], block, role, following=blocks[number + 1 : number + 2])
        used = [one.title for one in sections]
        if label and label not in used:
            self._left_out.append(LeftOut(label, "a title without contents"))
        return sections

    def _add(self, section: _Section, block: Block, role: str, following: list[Block]) -> None:
        text = block.text
        short = len(text.split()) <= 15 and not re.search(r"[^.…][.]$", text)
        ends = not following or following[0].kind == "heading" or _CREDITS.match(following[0].text)
        if (match := _CREDITS.match(text)) and len(text.split()) <= 40:
            section.credits.append(match[1] or match[2])
            return
        if _MORE.match(text) and short and ends and "|" not in text and block.level == 0:
            url = next((span.url for span in block.spans if span.url), "")
            section.more.append((text, url))
        elif role == "story":
            section.stories.append(_Story(block))
        else:
            if not section.stories:
                section.stories.append(_Story(None))
            section.stories[-1].blocks.append(block)

    def _section(self, section: _Section) -> dict[str, Node]:
        title: Node = Guess(section.title, section.guess) if section.guess else section.title
        tree: dict[str, Node] = {"title": title}
        if section.stories and section.stories[0].heading is None:
            first = section.stories[0]
            alone = len(section.stories) == 1
            if _has_local_picture(first) or (alone and section.guess):
                first.heading = Block("heading", (Span(section.title),))
            else:
                self._lead(tree, section)
        kind, items = self._items(section)
        tree[kind] = items
        if section.credits:
            tree["photo_credits"] = section.credits
        value = items.value if isinstance(items, Guess) else items
        if not value and not section.more and "lead" not in tree:
            section.more.append((section.title, ""))
        if section.more:
            tree["more"] = self._links(section.more)
        return tree

    def _lead(self, tree: dict[str, Node], section: _Section) -> None:
        events = _events_of(section, self._date) if _EVENTS.search(section.title) else None
        if events:
            return
        lead = section.stories.pop(0)
        self._note_pictures(lead.blocks)
        if markdown(lead.blocks):
            tree["lead"] = self._prose(lead.blocks, section.title)

    def _items(self, section: _Section) -> tuple[str, Node]:
        """Return the kind of a section, and its items."""
        stories = section.stories
        events = _events_of(section, self._date)
        if events:
            made: list[Node] = [self._event(one) for one in events]
            return "events", Guess(made, "the items start with dates")
        pictured = any(_has_local_picture(story) for story in stories)
        if stories and _READINGS.search(section.title):
            return "readings", Guess([self._reading(one) for one in stories], "the title of the section")  # fmt: skip
        if _NOTICES.search(section.title) and not pictured:
            return "notices", Guess([self._article(one) for one in stories], "the title of the section")  # fmt: skip
        return "articles", [self._article(one) for one in stories]

    def _article(self, story: _Story) -> Item:
        tree, rest, links = self._opened(story, "heading")
        pictures, comments = self._images(rest)
        authors, rest = _authors(rest)
        if authors:
            tree["authors"] = Guess(authors, "the line under the heading")
        if markdown(rest):
            tree["body"] = self._prose(rest, _title(story))
        if pictures:
            tree["image"] = pictures[0]
        if pictures[1:]:
            tree["figures"] = pictures[1:]
        if links:
            tree["links"] = self._links(links)
        return Item(tree, comments)

    def _reading(self, story: _Story) -> Item:
        tree, rest, links = self._opened(story, "title")
        downloads: list[tuple[str, str, str]] = []
        kept = []
        for block in rest:
            found = _languages(block)
            downloads += found
            if not found:
                kept.append(block)
        pictures, comments = self._images(kept)
        if markdown(kept):
            tree["body"] = self._prose(kept, _title(story))
        if pictures:
            tree["image"] = pictures[0]
        if downloads:
            tree["downloads"] = [
                {"language": code, "url": self._url(url, label), "label": label}
                for code, label, url in downloads
            ]
        if links:
            tree["links"] = self._links(links)
        return Item(tree, comments)

    def _opened(
        self, story: _Story, key: str
    ) -> tuple[dict[str, Node], list[Block], list[tuple[str, str]]]:
        """Return the heading of a story, its blocks without link lines, and the links of these."""
        assert story.heading is not None
        links: list[tuple[str, str]] = []
        rest = []
        for block in story.blocks:
            if _is_link_line(block) and not _languages(block):
                links += _link_line(block)
            else:
                rest.append(block)
        url = next((span.url for span in story.heading.spans if span.url), "")
        hidden = url.startswith(UNKNOWN) and links  # which may lead to the same page
        if url and not hidden and url not in [one for _, one in links]:
            links.insert(0, (story.heading.text, url))
        return {key: inline(story.heading.spans)}, rest, links

    def _event(self, event: "_Event") -> Item:
        tree: dict[str, Node] = {"title": escape_inline(event.title)}
        days = f"“{event.stated}”" + (" in the year of the issue" if event.year_guessed else "")
        tree["start"] = Guess(event.start, days)
        if event.end:
            tree["end"] = event.end
        if event.place:
            tree["place"] = Guess(event.place, "the end of the title")
        self._note_pictures(event.blocks)
        if markdown(event.blocks):
            tree["body"] = self._prose(event.blocks, event.title)
        if event.url:
            tree["url"] = self._url(event.url, event.title)
        return Item(tree)

    # links and pictures

    def _links(self, links: Sequence[tuple[str, str]]) -> list[Node]:
        return [{"label": label, "url": self._url(url, label)} for label, url in links]

    def _url(self, url: str, label: str) -> Node:
        if url.startswith(UNKNOWN):
            self._left_out.append(LeftOut(label, _HIDDEN_ADDRESS))
            return Guess(
                self._home, "the newsletter hides the address behind a redirect of one reader"
            )
        if hides_target(url):
            return Guess(url, "the newsletter hides the address behind this redirect")
        return url or Guess(self._home, "the newsletter does not have the address")

    def _prose(self, blocks: Sequence[Block], where: str) -> Node:
        """Return blocks as Markdown, with a comment about links whose addresses are hidden; `where` is their title."""
        text = Prose(markdown(blocks))
        spans = [span for block in blocks for span in block.spans]
        theirs = [" ".join(one.text.split()) for one in spans if one.url.startswith(UNKNOWN)]
        theirs = [one for one in dict.fromkeys(theirs) if one]
        self._left_out += [LeftOut(f"{one} (in {where})", _HIDDEN_ADDRESS) for one in theirs]
        kept = [" ".join(one.text.split()) for one in spans if hides_target(one.url)]
        if not theirs and not kept:
            return text
        labels = ", ".join(f"“{one}”" for one in dict.fromkeys([*theirs, *kept]))
        return Guess(
            text, f"the newsletter hides the addresses of these links behind redirects: {labels}"
        )

    def _note_pictures(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if block.picture and block.picture.data is None:
                self._remote.append(block.picture.source)

    def _images(self, blocks: Sequence[Block]) -> tuple[list[Node], tuple[str, ...]]:
        """Return the pictures that are part of the newsletter, and comments about the others."""
        images: list[Node] = []
        comments: list[str] = []
        for picture in (block.picture for block in blocks if block.picture):
            name = self._file(picture)
            if not name:
                alt = f", “{picture.alt}”" if picture.alt else ""
                comments.append(f"picture, not fetched: {picture.source}{alt}")
                self._remote.append(picture.source)
                continue
            image: dict[str, Node] = {"file": f"{self._key}/{name}"}
            if picture.alt:
                image["alt"] = picture.alt
            else:
                image["decorative"] = Guess("yes", "the picture has no description")
            images.append(image)
        return images, tuple(comments)

    def _file(self, picture: Picture) -> str:
        """Return the name of the file of a picture, or an empty text if its bytes are not known or no picture."""
        data = picture.data
        suffix = suffix_of(data) if data else ""
        if not data or not suffix:
            return ""
        for name, known in self._pictures.items():
            if known == data:
                return name
        last = picture.source.rpartition("/")[2].removeprefix("cid:").partition("@")[0]
        stem = key_like(re.sub(r"\.\w+$", "", last))
        stem = stem if stem and not picture.source.startswith("data:") else "picture"
        name, number = f"{stem}{suffix}", 2
        while name in self._pictures:
            name, number = f"{stem}-{number}{suffix}", number + 1
        self._pictures[name] = data
        return name


def suffix_of(data: bytes) -> str:
    """Return the suffix of a picture's file by its first bytes, or an empty text if it is of no known type."""
    if data[8:12] == b"WEBP":
        return ".webp"
    heads = {
        b"\x89PNG": ".png",
        b"\xff\xd8\xff": ".jpg",
        b"GIF8": ".gif",
        b"II*\0": ".tif",
        b"MM\0*": ".tif",
    }
    return next((suffix for head, suffix in heads.items() if data.startswith(head)), "")


def _plain(node: Node) -> Node:
    return node.value if isinstance(node, Guess) else node


def _title(story: _Story) -> str:
    return story.heading.text if story.heading else ""


def _text(text: str) -> list[Block]:
    return [Block("paragraph", (Span(text),))]


def _has_local_picture(story: _Story) -> bool:
    return any(one.picture and one.picture.data and suffix_of(one.picture.data) for one in story.blocks)  # fmt: skip


def _without_false_headings(blocks: list[Block]) -> list[Block]:
    """Turn lines of a plain text into paragraphs that look like headings, but are dates, credits, links or events."""
    result: list[Block] = []
    dated = False
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.kind == "heading" and not block.level:
            text = block.text
            is_date = _is_date(text)
            ends = following is None or following.kind == "heading"
            more = _MORE.match(text) and ends and len(text.split()) <= 15
            false = is_date or dated or more or _CREDITS.match(text) or _languages(block)
            result.append(replace(block, kind="paragraph") if false else block)
            dated = is_date
        else:
            dated = _is_date(block.text)
            result.append(block)
    return result


def _is_date(text: str) -> bool:
    """Return whether a text is a day or a range of days, and nothing else."""
    days = event_days(text, "2000-01")
    return days is not None and not days[2]


def _roles(blocks: Sequence[Block]) -> list[str]:
    """Return the role of each block: `section`, `story`, or nothing for text and for headings inside a story."""
    heads = [number for number, one in enumerate(blocks) if one.kind == "heading"]
    levels = sorted({blocks[number].level or 9 for number in heads})
    roles = [""] * len(blocks)
    if not any(blocks[number].level for number in heads):
        for number in heads:
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            dated = following is not None and _is_date(following.text)
            section = following is None or following.kind == "heading" or dated
            known = is_section_title(blocks[number].text)
            roles[number] = "section" if section or known else "story"
        return roles
    if len(levels) == 1:
        for number in heads:
            roles[number] = "story"
        return roles
    top = [number for number in heads if (blocks[number].level or 9) == levels[0]]
    section_levels = set(levels[:1])
    if len(top) == 1 and top[0] == heads[0] and len(levels) > 2:
        section_levels.add(levels.pop(1))
    for number in heads:
        level = blocks[number].level or 9
        if level in section_levels:
            roles[number] = "section"
        elif level == levels[1]:
            roles[number] = "story"
    return roles


def _is_link_line(block: Block) -> bool:
    """Return whether a block holds nothing but links and what separates them."""
    if block.kind == "item" and block.marker != "-":
        return False  # text may refer to its number
    if block.kind not in ("paragraph", "item"):
        return False
    text = block.text
    if block.linked:
        return len(text.split()) <= 25
    parts = [one.strip() for one in re.split(r"\s[|•·]\s", text)]
    if len(parts) < 2 or len(text) > 300 or re.search(r"\w[.]$", text) or _WHEN.search(text):
        return False
    return all(parts) and all(len(part.split()) <= 14 and not issue_date(part) for part in parts)


def _link_line(block: Block) -> list[tuple[str, str]]:
    """Return the labels and addresses of a link line; an address is empty if the newsletter does not have it."""
    links: list[list[str]] = []
    fresh = True
    for span in block.spans:
        for number, piece in enumerate(re.split(r"(?:(?<=\s)|^)[|•·](?=\s|$)|\n", span.text)):
            fresh = fresh or number > 0
            if fresh and not re.search(r"\w", piece):
                continue
            other = bool(links and span.url and links[-1][1] and links[-1][1] != span.url)
            if fresh or (other and re.search(r"\w", piece)):
                links.append([piece, span.url])
            else:
                links[-1] = [links[-1][0] + piece, links[-1][1] or span.url]
            fresh = False
    found = [(" ".join(label.split()), url) for label, url in links]
    return [(label, url if url != label else usable(label)) for label, url in found]


def _languages(block: Block) -> list[tuple[str, str, str]]:
    """Return code, label and address of the language versions that a line offers."""
    text = block.text
    names = _LANGUAGE.findall(text)
    only = not re.sub(r"\b(?:and|or|in|und|et)\b|\W", "", _LANGUAGE.sub("", text), flags=re.I)
    if not names or len(text.split()) > 15 or not (_DOWNLOAD.match(text) or only):
        return []
    found = []
    pieces = re.split(r"\s*(?:,|/|\||\bor\b|\band\b|\bund\b|\bet\b)\s*", text)
    addresses = {
        match[0].lower(): span.url
        for span in block.spans
        for match in _LANGUAGE.finditer(span.text)
    }
    for piece in pieces:
        if match := _LANGUAGE.search(piece):
            name = match[0].lower()
            found.append((_LANGUAGES[name], piece.strip(), addresses.get(name, "")))
        elif piece:
            return []
    return found


def _authors(blocks: list[Block]) -> tuple[list[str], list[Block]]:
    """Return the names in a by-line, if the first block is one, and the other blocks."""
    match = _BY.match(blocks[0].text) if blocks and blocks[0].kind == "paragraph" else None
    if not match:
        return [], blocks
    names = [one.strip() for one in re.split(r",|\b(?:and|und|et|y)\b", match[1]) if one.strip()]
    return names, blocks[1:]


@dataclass(slots=True)
class _Event:
    """An event; `stated` is its date in the newsletter's words."""

    start: str
    end: str
    title: str
    stated: str
    year_guessed: bool
    place: str = ""
    url: str = ""
    blocks: list[Block] = field(default_factory=list)


def _events_of(section: _Section, date: str) -> list[_Event]:
    """Return the events of a section in which every item starts with a date; otherwise nothing."""
    if not date:
        return []
    events: list[_Event] = []
    named = _EVENTS.search(section.title) is not None
    for story in section.stories:
        sequence = [*([story.heading] if story.heading else []), *story.blocks]
        pending: Block | None = None
        for block in sequence:
            dated = block.kind not in ("table", "note")
            days = event_days(block.text, date) if dated else None
            if days and days[2] and not named:
                return []  # a story that starts with a date
            if days:
                start, end, rest, guessed = days
                stated = block.text.removesuffix(rest).strip(" \n:,;|–—-") if rest else block.text
                event = _Event(start, end, rest, stated, guessed, url=_first_url(block))
                if pending is not None:
                    event.title = pending.text
                    event.blocks = _text(rest) if rest else []
                    event.url = event.url or _first_url(pending)
                    pending = None
                events.append(event)
            elif events and not events[-1].title:
                events[-1].title, events[-1].url = block.text, _first_url(block)
            elif block.kind == "heading" and pending is None:
                pending = block
            elif events and pending is None:
                events[-1].blocks.append(block)
            else:
                return []
        if pending is not None:
            return []
    if not all(one.title for one in events):
        return []
    return [_placed(one) for one in events]


_PLACE = re.compile(
    r"^(.{8,}) in ([A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+)*(?:, [A-ZÀ-Þ][\w.’ '-]+)?)$"
)


def _placed(event: _Event) -> _Event:
    place = _PLACE.search(event.title) if len(event.title) <= 300 else None
    return replace(event, title=place[1], place=place[2]) if place else event


def _first_url(block: Block) -> str:
    return next((span.url for span in block.spans if span.url), "")
