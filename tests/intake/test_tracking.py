"""Links that only one reader has: two copies give one draft, which says where an address is missing."""

import hashlib
import random
import string
from email.message import EmailMessage

import pytest
import yaml

from printissue import intake
from printissue.intake.tracking import hides_target, of_one_reader

HIDDEN = "https://www.example.org/"
"""The address of a link whose address is not known."""


def token(reader: str, link: str, length: int = 40, letters: str = "") -> str:
    """Return letters and digits that differ for each reader and each link."""
    seed = int(hashlib.sha256(f"{reader} {link}".encode()).hexdigest(), 16)
    letters = letters or string.ascii_letters + string.digits
    return "".join(random.Random(seed).choices(letters, k=length))


def mail(reader: str, service: str) -> bytes:
    """Return a mail as a service sends it to a reader; `service` is an address with the places of tokens."""

    def url(link: str) -> str:
        return (
            service.replace("TOKEN", token(reader, link))
            .replace("READER", token(reader, ""))
            .replace("LINK", token("", link, 10, "0123456789abcdef"))
            .replace("HEX", token(reader, link, 64, "0123456789abcdef"))
            .replace("LOW", token(reader, link, 8, string.ascii_lowercase))
            .replace("NUMBER", token(reader, link, 9, "123456789"))
        )

    message = EmailMessage()
    message["Subject"] = "Harbour News"
    message["Date"] = "Mon, 04 Mar 2024 10:00:00 +0000"
    message.set_content("See the HTML.")
    page = f"""
        <h1>News</h1>
        <h2>A crane comes home</h2>
        <p>It was <a href="{url("garden")}">in a garden</a>. Its owner is at
        <a href="{url("site")}">https://www.example.org/owner</a>.</p>
        <p><a href="{url("more")}">Read the full story</a> | <a href="{url("work")}">Our work on cranes</a></p>
        <h2><a href="{url("eels")}">Fewer eels</a></h2>
        <p>Nobody knows why. Ask <a href="mailto:eels@example.org">the expert</a>.</p>
        <h1>Upcoming events</h1>
        <p>19-23 April: <a href="{url("fair")}">Week of the sea</a></p>
        <p><a href="{url("out")}">Unsubscribe</a></p>
    """
    message.add_alternative(page, subtype="html")
    return message.as_bytes()


def draft(data: bytes, name: str = "mail.eml") -> tuple[intake.Draft, str]:
    (newsletter,) = intake.read_newsletters(name, data, {})
    made = intake.arrange(newsletter, "2024-03")
    return made, intake.as_yaml(made.tree)


SERVICES = {
    "SendGrid": "https://u123.ct.sendgrid.net/ls/click?upn=u001.TOKEN-2B-3D_READER",
    "SendGrid under a host of the sender": "https://url4425.news.example.net/ls/click?upn=TOKEN",
    "beehiiv": "https://link.mail.beehiiv.com/ss/c/u001.TOKEN/4n5/READER/h1/h001.TOKEN",
    "Brevo": "https://abcd.r.bh.d.sendibt3.com/tr/cl/TOKEN",
    "HubSpot": "https://d2v8tf04.na1.hubspotlinks.com/Ctc/5F+113/d2v8tf04/VVTOKEN",
    "HubSpot under a host of the sender": "https://hub.example.net/Ctc/5F+113/d2v8tf04/VVTOKEN",
    "Campaign Monitor": "https://harbour.createsend1.com/t/j-l-LOW-LOWab-j/",
    "Constant Contact": "https://r20.rs6.net/tn.jsp?f=001TOKEN&c=READER==",
    "Salesforce Marketing Cloud": "https://click.news.example.net/?qs=HEX",
    "Iterable": "https://links.example.net/a/click?_t=READER&_m=7&_e=TOKEN",
    "SparkPost": "https://links.example.net/f/a/TOKEN~~/AAQRxQA~/READER~",
    "MailerLite": "https://click.mlsend.com/link/c/YTTOKEN.READER",
    "ActiveCampaign": "https://harbour.acemlnb.com/lt.php?x=TOKEN",
    "phpList": "https://www.example.net/lists/lt.php?id=TOKEN",
    "AWeber": "https://clicks.aweber.com/y/ct/?l=TOKEN&b=READER",
    "Sendy": "https://sendy.example.net/l/TOKEN/READER/abcdefghij1234567",
    "Pardot": "https://go.example.net/e/12345/a-b/LOW/NUMBER?h=TOKEN",
    "Marketo": "https://go.example.net/MTIzLUFCQy00NTYAAAGTOKEN",
    "a service that is not known": "https://mail.example.net/k/7/TOKEN/READER",
    "Mailchimp": "https://harbour.us12.list-manage.com/track/click?u=77&id=LINK&e=READER",
    "Substack": "https://substack.com/redirect/LINK-4283-4255-b169-f4a9f1d4e24f?j=READER",
    "no service": "https://www.example.net/LINK?utm_source=READER",
}


@pytest.mark.parametrize("service", SERVICES)
def test_the_copies_of_two_readers_give_the_same_draft(service: str) -> None:
    first, second = (mail(reader, SERVICES[service]) for reader in ("anna", "ben"))
    assert first != second
    assert draft(first)[1] == draft(second)[1]


def test_a_hidden_address_is_named_where_it_is_missing() -> None:
    made, text = draft(mail("anna", SERVICES["SendGrid"]))
    issue = yaml.load(text, yaml.BaseLoader)
    crane, eels = issue["sections"][0]["articles"]
    assert crane["body"] == "It was in a garden. Its owner is at <https://www.example.org/owner>.\n"
    assert crane["links"] == [
        {"label": "Read the full story", "url": HIDDEN},
        {"label": "Our work on cranes", "url": HIDDEN},
    ]
    assert eels["links"] == [{"label": "Fewer eels", "url": HIDDEN}]
    assert issue["sections"][1]["events"][0]["title"] == "Week of the sea"
    lines = [line.strip() for line in text.splitlines()]
    about = next(number for number, line in enumerate(lines) if line == "body: |") - 1
    assert lines[about] == (
        "# guessed: the newsletter hides the addresses of these links behind redirects: “in a garden”"
    )
    for label in ("Read the full story", "Our work on cranes", "Fewer eels"):
        start = next(n for n, line in enumerate(lines) if line == f"- label: {label}")
        assert lines[start + 1 : start + 3] == [
            "# guessed: the newsletter hides the address behind a redirect of one reader",
            f"url: {HIDDEN}",
        ]
    named = [one.what for one in made.left_out if one.why.startswith("a redirect of one reader")]
    assert named == [
        "in a garden (in A crane comes home)",
        "Read the full story",
        "Our work on cranes",
        "Fewer eels",
        "Week of the sea",
    ]


def test_a_redirect_that_all_readers_have_stays_with_a_comment() -> None:
    _, text = draft(mail("anna", SERVICES["Mailchimp"]))
    links = yaml.load(text, yaml.BaseLoader)["sections"][0]["articles"][0]["links"]
    assert all("list-manage.com/track/click?u=77&id=" in one["url"] for one in links)
    assert text.count("# guessed: the newsletter hides the address behind this redirect") == 4


def test_the_token_of_a_printed_address_is_no_word() -> None:
    address = SERVICES["SendGrid"].replace("TOKEN", token("anna", "a"))
    _, text = draft(f"March 2024 news\n\nRead more ( {address} ) today.\n".encode(), "mail.txt")
    assert "Read more ( u123.ct.sendgrid.net/… ) today." in text


def test_a_printed_redirect_becomes_its_target() -> None:
    address = "https://click.example.net/?url=https%3A%2F%2Fwww.example.org%2Fa&reader=7"
    _, text = draft(f"March 2024 news\n\nRead {address} today.\n".encode(), "mail.txt")
    assert "Read <https://www.example.org/a> today." in text


ORDINARY = [
    "https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://github.com/example/cranes/commit/9fceb02d0ae598e95dc970b74767f19372d61af8",
    "https://www.example.org/2024/03/how-the-crane-of-1911-came-home-after-thirty-years-a3f9c2",
    "https://us02web.zoom.us/j/84512345678?pwd=QmFzZTY0VGV4dEhlcmU5ODc2NTQz",
    "https://forms.gle/9kXhT2bLwYq3ZrVn8",
    "https://www.notion.so/Cranes-5f2b9c1e7a3d4e6f8b0c1d2e3f4a5b6c",
    "https://doi.org/10.1000/j.crane.2024.03.017",
    "https://list-manage.example.org/cranes?page=2",
    "https://www.example.org/c/12345/cranes",
    "https://createsend.com/t/t-97F63A7D578A8F0B2540EF23F30FEDED",
]


def test_ordinary_long_addresses_stay() -> None:
    assert of_one_reader(ORDINARY) == []
    assert not any(map(hides_target, ORDINARY))


def test_tokens_of_a_host_with_few_of_the_links_stay() -> None:
    files = [f"https://drive.example.org/file/d/{token('', str(n))}/view" for n in range(5)]
    pages = [f"https://www.example.org/story-{n}" for n in range(5)]
    assert of_one_reader([*files, *pages]) == []
    assert of_one_reader([*files, *pages[:4]]) == files
