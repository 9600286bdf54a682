"""Links that count clicks of one reader: their addresses differ in each copy, and hide their targets."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from printissue.intake.blocks import UNKNOWN, Block, Newsletter, Span
from printissue.intake.links import usable

_HOSTS = r"""
    cmail\d+\.com | rs6\.net | hubspotlinks\w*\.com | sidekickopen\d*\.com
    | sendib[mt]\d\.com | klclick\d*\.com | mlsend\d*\.com | acemln\w\.com | emlnk\d*\.com | exct\.net | mjt\.lu
    | awstrack\.me | convertkit-mail\d*\.com | kit-mail\d*\.com | ct\.sendgrid\.net | beehiiv\.net | e2ma\.net
    | dripemail\d*\.com | customeriomail\.com | pstmrk\.it | spmailtechno\w*\.com | mimecastprotect\.com
    | clicks\.aweber\.com | emailsys\d\w*\.net | web\.inxmail\.com | broadmail\.de | click\.everyaction\.com
    | mandrillapp\.com | go\.pardot\.com | mkt\d+\.com
"""
"""Hosts by which services that send newsletters count clicks; all their addresses are those of one reader."""

_PATHS = r"""
    protect-\w+\.mimecast\.com/s/             # Mimecast
    | /(?:ls|wf)/click\?(?:\S*&)?upn=             # SendGrid, and those who send with it: Braze, Klaviyo
    | /(?:ss|uni)/[a-z]/(?:u\d+\.)?[\w-]{20,}   # SendGrid, beehiiv, Action Network
    | /[A-Z]tc/[\w+.-]+/[\w.-]+/[\w+-]{20,}     # HubSpot
    | /t/[a-z]-[a-z]-[a-z]{5,12}-[a-z]{1,14}-[a-z0-9]{1,2}/?$  # Campaign Monitor
    | ^[^/]+/\?qs=[\w-]{40,}                   # Salesforce Marketing Cloud
    | /[aeu]/click\?(?=\S*_t=)                  # Iterable
    | /f/a/[\w-]{16,}~                          # SparkPost
    | /e/\d{4,7}/[^/]+/\w+/\d{6,}               # Pardot
    | /l/\w{16,}/\w{16,}/\w{16,}                # Sendy
    | /lt\.php\?(?:\S*&)?(?:id|tid|x|s|l)=      # ActiveCampaign, phpList
    | /c/eJ[\w-]{40,}                           # Mailgun
    | /ctt\?(?:\S*&)?ms=                        # Acoustic
    | /u/(?:nrd|gm)\.php\?                      # Emarsys
    | mailpoet_router&endpoint=track            # MailPoet
    | /click\.html\?x=                          # GetResponse
    | \.cleverreach\.com/c/\d                   # CleverReach
    | /[MNO][DTjz][AEIMQUYcgk][w-z0-5]L[UV]\w{9}AAA[\w-]{20,}  # Marketo: base64 of 123-ABC-456
"""
"""Paths and queries by which services count clicks under hosts of the sender."""

_OF_ONE_READER = re.compile(rf"^(?:[^/]*\.)?(?:{_HOSTS})(?::\d+)?/(?=.)|{_PATHS}", re.VERBOSE)

_HIDDEN = re.compile(
    r"""
    list-manage\.com/track/ | substack\.com/redirect/ | /r/[0-9a-f]{8}$ | /r/[0-9a-f]{20,40}$
    | /civicrm/mailing/url\? | /extern/url\.php\? | option=com_acym\S*urlid=
    """,
    re.VERBOSE,
)
"""Addresses that are equal for all readers and work, but lead to a target that they hide."""

_LEAST = 4
"""The number of addresses from which on a host that no table has may be one that counts clicks."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CHANGE = re.compile(r"[a-z](?=[A-Z0-9])|[0-9](?=[A-Za-z])|[A-Z](?=[0-9])")


def hides_target(url: str) -> bool:
    """Return whether an address is a redirect for all readers that does not tell where it leads."""
    return bool(_HIDDEN.search(_without_scheme(url)))


def without_readers_addresses(newsletter: Newsletter) -> Newsletter:
    """Return a newsletter in which links that only one reader has are marked as unknown.

    Their words stay. If the words are the address of a page, the link leads there.
    """
    urls = dict.fromkeys(span.url for one in newsletter.blocks for span in one.spans if span.url)
    theirs = of_one_reader(urls)
    if not theirs:
        return newsletter
    numbers = {url: f"{UNKNOWN}{number}" for number, url in enumerate(theirs, 1)}
    return replace(newsletter, blocks=tuple(_known(one, numbers) for one in newsletter.blocks))


def of_one_reader(urls: Iterable[str]) -> list[str]:
    """Return the addresses that differ in each copy of a newsletter, of all that it has, in their order.

    Those of known services; and those of a host and a path that most links of the newsletter have, with a token.
    """
    pages = [url for url in urls if url.startswith(("http://", "https://"))]
    found = {url for url in pages if _OF_ONE_READER.search(_without_scheme(url))}
    shapes: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for url in pages:
        if url not in found and (shape := _shape(url)):
            shapes[shape].add(url)
    for alike in shapes.values():
        if len(alike) >= _LEAST and 2 * len(alike) > len(set(pages)):
            found |= alike
    return [url for url in dict.fromkeys(pages) if url in found]


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


def _shape(url: str) -> tuple[object, ...]:
    """Return the host and the path of an address with tokens taken out; empty if it has none."""
    parts = urlsplit(url)
    path = tuple("*" if _is_token(one) else one for one in parts.path.split("/"))
    query = tuple((key, _is_token(value)) for key, value in parse_qsl(parts.query))
    return (parts.netloc, path, query) if "*" in path or any(token for _, token in query) else ()


def _is_token(text: str) -> bool:
    """Return whether a part of an address is long and random: small letters, capitals and digits change often."""
    if _UUID.fullmatch(text):
        return True
    words = [word for word in re.split(r"[-_.~=%+]", text) if word]
    changes = sum(len(_CHANGE.findall(word)) for word in words)
    return len(text) >= 16 and changes >= max(3, len(text) // 8)


def _known(block: Block, numbers: dict[str, str]) -> Block:
    if not any(span.url in numbers for span in block.spans):
        return block
    return replace(block, spans=tuple(_span(one, numbers) for one in block.spans))


def _span(span: Span, numbers: dict[str, str]) -> Span:
    if span.url not in numbers:
        return span
    label = span.text.strip()
    if re.fullmatch(r"(?:https?://|www\.)\S+", label):
        url = usable(label if "://" in label else f"https://{label}")
        if url and not of_one_reader([url]) and url not in numbers:
            return replace(span, url=url)
        if url in numbers:  # the token is no word
            text = f"{urlsplit(url).netloc}/…"
            return replace(span, text=span.text.replace(label, text), url=numbers[url])
    return replace(span, url=numbers[span.url])
