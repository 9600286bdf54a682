"""The report: one page of HTML without other files, with all findings and their places marked."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from printissue.assets.resources import Resources
from printissue.pdf.passwords import Passwords
from printissue.preflight import Report, report, report_html, report_json
from printissue.preflight.facts import PageFacts
from printissue.preflight.report import (
    LEAST_BOX,
    fact_rows,
    number_centres,
    number_radius,
    page_size,
    verdict,
    visible_box,
)
from reportfiles import RESOURCES, SHEET, finding, made


def page_of(reports: list[Report], resources: Resources, passwords: Passwords | None = None) -> str:
    html, findings = report_html(reports, resources, passwords=passwords)
    assert findings == ()
    return html or ""


class Seen(HTMLParser):
    """Collects the ids, links, images and headings of a page, and whether its tags are closed."""

    VOID = frozenset({"meta", "img", "br", "hr", "input", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.places: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag == "img":
            self.images.append(given)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "rect" and given.get("class") == "frame":
            self.places.append(given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def seen(html: str) -> Seen:
    reader = Seen()
    reader.feed(html)
    assert reader.open == []
    return reader


def test_the_page_needs_no_other_files(tmp_path: Path) -> None:
    html = page_of([made(tmp_path, finding(1, (10, 10, 20, 20)))], RESOURCES)
    reader = seen(html)
    assert not re.search(r"https?://|<script|<link|@import|url\(", html)
    assert all(str(one["src"]).startswith("data:image/jpeg;base64,") for one in reader.images)
    assert {one["alt"] for one in reader.images} == {
        "Page 1 with its problems marked",
        "Page 2",
        "Page 3",
    }


def test_findings_have_their_rule_hint_and_clause(tmp_path: Path) -> None:
    html = page_of([made(tmp_path, finding(), finding(2, (1, 1, 5, 5)))], RESOURCES)
    assert html.count("what is") == 3  # the place on the page says it to those who hear it
    assert html.count("what to do") == 2
    assert html.count("GWG 2022 R0026") == 2
    assert "The whole file" in html


def test_places_and_findings_are_linked(tmp_path: Path) -> None:
    findings = [finding(), finding(1, (10, 10, 20, 20)), finding(3), finding(3, (1, 1, 0, 0))]
    reader = seen(page_of([made(tmp_path, *findings), made(tmp_path, *findings)], RESOURCES))
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert {"#f-1-2", "#b-1-2", "#f-2-4", "#b-2-4", "#file-2"} <= set(reader.links)
    assert "#b-1-3" not in reader.links
    assert len(reader.places) == 4


def test_the_box_of_a_place(tmp_path: Path) -> None:
    html = page_of([made(tmp_path, finding(1, (10, 20, 30, 40)))], RESOURCES)
    (place,) = seen(html).places
    assert [place[key] for key in ("x", "y", "width", "height")] == [
        "10.0",
        "20.0",
        "30.0",
        "40.0",
    ]
    assert 'viewBox="0 0 90.0 120.0"' in html


def test_headings_go_down_step_by_step(tmp_path: Path) -> None:
    headings = seen(page_of([made(tmp_path, finding(1))], RESOURCES)).headings
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_text_of_a_file_is_escaped(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'"
    one = made(tmp_path, finding(1, (1, 1, 5, 5), message=evil))
    one = Report(evil, one.path, "", pages=one.pages, findings=one.findings, facts={"title": evil})
    html = page_of([one], RESOURCES)
    seen(html)
    assert "<script>" not in html


def test_a_file_without_problems(tmp_path: Path) -> None:
    html = page_of([made(tmp_path)], RESOURCES)
    assert "No problems found" in html
    assert len(seen(html).images) == 3


def test_a_file_that_cannot_be_rendered_has_a_report(tmp_path: Path) -> None:
    path = tmp_path / "y.pdf"
    path.write_bytes(b"no PDF")
    one = Report("y.pdf", path, "", findings=(finding(rule="pdf-none"), finding(7, (1, 1, 2, 2))))
    html = page_of([one], RESOURCES)
    assert "cannot be rendered" in html
    assert seen(html).images == []


def test_a_locked_file_is_rendered_with_its_password(tmp_path: Path) -> None:
    one = made(tmp_path, finding(1))
    with pikepdf.open(one.path) as pdf:
        pdf.save(tmp_path / "l.pdf", encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    locked = Report("l.pdf", tmp_path / "l.pdf", "", pages=one.pages, findings=one.findings)
    assert seen(page_of([locked], RESOURCES)).images == []
    known = Passwords(tmp_path, (("l.pdf", "u"),))
    assert len(seen(page_of([locked], RESOURCES, passwords=known)).images) == 3


def test_a_long_file_shows_only_pages_with_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_SMALL", 5)
    few = seen(page_of([made(tmp_path, finding(2), pages=5)], RESOURCES)).images
    many = seen(page_of([made(tmp_path, finding(2), pages=6)], RESOURCES)).images
    assert (len(few), len(many)) == (5, 1)


def test_the_previews_of_many_pages_are_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = made(tmp_path, *(finding(page) for page in (1, 2, 3)))
    large = len(page_of([one], RESOURCES))
    monkeypatch.setattr(report, "MOST_LARGE", 2)
    assert len(page_of([one], RESOURCES)) < large


def test_a_workspace_can_have_its_own_template(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "preflight" / "report.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text("{{ files[0].report.name }}: {{ verdict(files[0].report) }}")
    html = page_of([made(tmp_path, finding())], Resources.of(tmp_path))
    assert html == "x.pdf: 1 warning"


# values


def test_the_values_for_json(tmp_path: Path) -> None:
    one = made(tmp_path, finding(), finding(2, (1, 2, 3, 4)), finding(rule="pdf-none"))
    page = PageFacts(1, SHEET, inks=(("Cyan", 1.5),), densest=(200.0, (1, 2, 15, 15)))
    one = Report(one.name, one.path, one.sha256, pages=(page,), findings=one.findings)
    (values,) = json.loads(json.dumps(report_json([one])))["reports"]
    assert (values["errors"], values["warnings"]) == (1, 2)
    assert values["file"] == "x.pdf"
    assert values["pages"][0]["inks"] == {"Cyan": 1.5}
    assert values["pages"][0]["densest"] == {"ink": 200.0, "box": [1, 2, 15, 15]}
    assert values["findings"][-1]["place"] == {"file": "x.pdf", "page": 2, "box": [1, 2, 3, 4]}
    assert str(tmp_path) not in json.dumps(values)


def test_the_verdict_counts() -> None:
    def verdict_of(*rules: str) -> str:
        findings = tuple(finding(rule=rule) for rule in rules)
        return verdict(Report("x.pdf", Path("x.pdf"), "", findings=findings))

    assert verdict_of() == "No problems found"
    assert verdict_of("pdf-none") == "1 error"
    assert verdict_of("pdf-none", "R0026", "R0026") == "1 error and 2 warnings"


def test_the_facts_in_words() -> None:
    facts = {
        "version": "1.6",
        "encrypted": True,
        "claims": ["PDF/X-4"],
        "intents": [{"kind": "GTS_PDFX", "condition": "FOGRA39", "profile": "Coated"}],
        "fonts": [
            {"name": "ABCDEF+Serif", "kind": "Type0", "embedded": True},
            {"name": "Courier", "kind": "Type1", "embedded": False},
        ],
        "ghostscript": "10.0",
    }
    pages = tuple(
        PageFacts(n, SHEET, trim=(3, 3, 84, 114), densest=(n * 100.0, (0, 0, 15, 15)))
        for n in (1, 2)
    )
    texts = dict(fact_rows(Report("x.pdf", Path("x.pdf"), "ab", pages=pages, facts=facts)))
    assert texts["Pages"] == "2, 84 × 114 mm"
    assert texts["PDF version"] == "1.6, encrypted"
    assert texts["Output intent"] == "PDF/X: FOGRA39 (Coated)"
    assert texts["Fonts"] == "Serif, Courier; 1 not embedded"
    assert texts["Most ink"] == "200 %, on page 2"
    assert texts["Installed tools"] == "Ghostscript 10.0, no veraPDF"
    assert "Spot colours" not in texts
    assert page_size(pages[0]) == "trim 84 × 114 mm, sheet 90.0 × 120.0 mm"


# places


def test_the_box_of_a_hairline_is_visible() -> None:
    box = visible_box((10, 10, 50, 0.1), SHEET)
    assert box is not None
    assert box[3] == LEAST_BOX
    assert box[1] + box[3] / 2 == pytest.approx(10.05)
    assert visible_box(None, SHEET) is None


def test_a_place_outside_the_page_stays_visible() -> None:
    for far in ((-500, -500, 20, 20), (900, 900, 5, 5), (-50, -50, 9000, 9000)):
        box = visible_box(far, SHEET)
        assert box is not None
        assert -10 <= box[0] <= SHEET[0]
        assert box[0] + box[2] <= SHEET[0] + 10


def test_numbers_do_not_cover_each_other() -> None:
    disc = number_radius(SHEET)
    placed = number_centres([(10, 10, 5, 5)] * 5 + [(60, 60, 5, 5)], disc)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5 >= 2 * disc - 0.02
    assert placed[-1][0] < 60


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{{ files[0].report.path }}", "template-undefined"),
        ("{{ files[0].report.path.read_text() }}", "template-undefined"),
        ("{{ files[0].report.__class__ }}", "template-undefined"),
        ("{{ ''.__class__.__mro__ }}", "template-undefined"),
        ("{{ 'x' * 10 ** 10 }}", "template-limits"),
        ("{% include '../x.pdf' %}", "template-missing"),
        ("{% if %}", "template-syntax"),
    ],
)
def test_a_workspace_template_runs_in_the_sandbox(tmp_path: Path, text: str, rule: str) -> None:
    template = tmp_path / "templates" / "preflight" / "report.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text(text)
    html, (found,) = report_html([made(tmp_path, finding())], Resources.of(tmp_path))
    assert (html, found.rule) == (None, rule)
    assert str(found.place).startswith("templates/preflight/report.html.j2:1")
