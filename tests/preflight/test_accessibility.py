"""Rules for readers: each rule with a fault in a page that is tagged correctly otherwise."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from conftest import EVERY_SAMPLE, OTHER_SAMPLE, Built
from pdfmaker import (
    Tagger,
    found,
    packet,
    planted,
    press_file,
    rules,
    saved,
    set_packet,
    subject,
    tagged,
)
from printissue.pdf.structure import read_tree
from printissue.preflight.accessibility import ACCESS_CHECKS, document
from printissue.preflight.accessibility.text import contrast
from printissue.preflight.verapdf import check_claims

CHECKS = [check for check in ACCESS_CHECKS if check is not check_claims]


def element(page: Tagger, kind: str, place: int = 0):
    """Return an element of a tagged page by its type."""
    found_ones = []
    waiting = [page.document]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            if f"/{kind}" == one.S:
                found_ones.append(one)
            waiting = [*one.get("/K", []), *waiting]
    return found_ones[place]


def retag(kind: str, new: str, place: int = 0):
    def fault(page: Tagger) -> None:
        element(page, kind, place).S = Name(f"/{new}")

    return fault


def without(kind: str, key: str, place: int = 0):
    def fault(page: Tagger) -> None:
        del element(page, kind, place)[f"/{key}"]

    return fault


def more(kind: str, text: str = "", **entries: object):
    def fault(page: Tagger) -> None:
        page.tag(kind, page.document, text, **entries)

    return fault


def written(opening: str, colour: str = "0 g"):
    def fault(page: Tagger) -> None:
        page.write("Loose", opening, colour)

    return fault


def roles(**table: str):
    def fault(page: Tagger) -> None:
        page.root.RoleMap = Dictionary({f"/{key}": Name(f"/{one}") for key, one in table.items()})

    return fault


def own_type(page: Tagger) -> None:
    retag("P", "Story")(page)
    roles(Story="Tale", Tale="P")(page)


def ring(page: Tagger) -> None:
    retag("P", "Story")(page)
    roles(Story="Tale", Tale="Story")(page)


def a_longer_row(page: Tagger) -> None:
    page.tag("TD", element(page, "TR", 1), "more")


def a_spanning_cell(page: Tagger) -> None:
    row = page.tag("TR", element(page, "Table"))
    page.tag("TD", row, "wide", A=Array([Dictionary(O=Name.Table, ColSpan=2)]))


def a_cell_over_two_rows(page: Tagger) -> None:
    table = element(page, "Table")
    row = page.tag("TR", table)
    page.tag("TD", row, "high", A=Dictionary(O=Name.Table, RowSpan=2))
    page.tag("TD", row, "one")
    page.tag("TD", page.tag("TR", table), "two")


def data_alone(page: Tagger) -> None:
    for place in range(3):
        element(page, "TH").S = Name.TD
        del place


def no_owner(page: Tagger) -> None:
    del element(page, "P")["/K"]


def two_owners(page: Tagger) -> None:
    page.tag("P", page.document, K=Array(list(element(page, "H1").K)))


def another_parent(page: Tagger) -> None:
    page.owners[0], page.owners[1] = page.owners[1], page.owners[0]


def link_without_tag(page: Tagger) -> None:
    one = element(page, "Link")
    one.K = Array([one.K[0]])


def link_without_words(page: Tagger) -> None:
    del page.page.Annots[0]["/Contents"]


def no_order(page: Tagger) -> None:
    del page.page["/Tabs"]


def a_stamp(page: Tagger) -> None:
    stamp = Dictionary(Subtype=Name.Stamp, Rect=Array([50, 50, 90, 90]))
    page.page.Annots.append(page.pdf.make_indirect(stamp))


def a_hidden_stamp(page: Tagger) -> None:
    a_stamp(page)
    page.page.Annots[-1].F = 2


def a_field(page: Tagger) -> None:
    field = Dictionary(Subtype=Name.Widget, Rect=Array([50, 50, 90, 90]), T=String("f"))
    page.page.Annots.append(page.pdf.make_indirect(field))
    page.pdf.Root.AcroForm = Dictionary(Fields=Array([page.page.Annots[-1]]))


def codes_alone(page: Tagger) -> None:
    del page.page.Resources.Font.F1["/Encoding"]


def nameless_glyphs(page: Tagger) -> None:
    page.page.Resources.Font.F1.Encoding = Dictionary(Differences=Array([65, Name.g12]))


def named_glyphs(page: Tagger) -> None:
    page.page.Resources.Font.F1.Encoding = Dictionary(Differences=Array([65, Name.Aacute]))


def no_program(page: Tagger) -> None:
    del page.page.Resources.Font.F1.FontDescriptor["/FontFile2"]


def on_a_dark_ground(page: Tagger) -> None:
    page.lines.insert(0, "/Artifact BMC 0.2 g 0 0 420 595 re f 0 g EMC")


CLEAN = [
    lambda _: None,
    own_type,
    a_spanning_cell,
    a_cell_over_two_rows,
    a_hidden_stamp,
    named_glyphs,
    more("H3", "Deeper", Lang=String("de-AT")),
    more("Formula", "E", ActualText=String("energy")),
    written("/Artifact <</Type /Layout>> BDC", "0.9 g"),
]
FAULTS = [
    ("role-unknown", retag("P", "Story"), "Story"),
    ("role-circular", ring, "Story"),
    ("role-remapped", roles(P="Div"), "the standard tag P"),
    ("heading-order", retag("H2", "H3"), "H3 follows H1"),
    ("heading-order", retag("H1", "H2"), "the first heading is H2"),
    ("heading-mixed", more("H", "Odd"), "tagged as H"),
    ("figure-alternative", without("Figure", "Alt"), "a figure has no alternative"),
    ("formula-alternative", more("Formula", "E"), "a formula"),
    ("table-structure", retag("TR", "Div"), "Table directly contains Div"),
    ("table-structure", more("TD", "Lost"), "TD is directly in Document"),
    ("table-header", data_alone, "no header cells"),
    ("table-scope", without("TH", "A"), "row or a column"),
    ("table-regular", a_longer_row, "a row of 3 columns, but its first row has 2"),
    ("list-structure", retag("LBody", "P"), "LI directly contains P"),
    ("list-structure", more("LI"), "LI is directly in Document"),
    ("contents-structure", more("TOCI"), "TOCI is directly in Document"),
    ("note-id", without("Note", "ID"), "no ID"),
    ("note-id", more("Note", "2", ID=String("n1")), "that other elements have too"),
    ("content-untagged", written(""), "(text) is neither"),
    ("content-untagged", written("/Span BMC"), "neither tagged nor marked as an artifact"),
    ("artifact-nested", written("/Artifact BMC /P <</MCID 0>> BDC"), "within an artifact"),
    ("parent-tree", no_owner, "belongs to no element"),
    ("parent-tree", two_owners, "belongs to 2 elements"),
    ("parent-tree", another_parent, "a different element in the parent tree"),
    ("unicode-missing", codes_alone, "Sample cannot be read"),
    ("unicode-missing", nameless_glyphs, "Sample cannot be read"),
    ("font-not-embedded", no_program, "Sample"),
    ("language-tag", more("P", "Wort", Lang=String("de_AT")), "'de_AT'"),
    ("language-tag", more("P", "Wort", Lang=String("german")), "'german'"),
    ("contrast", written("/Artifact <</Type /Pagination>> BDC", "0.7 g"), "#b2b2b2 on #ffffff"),
    ("contrast", on_a_dark_ground, "#000000 on #333333"),
    ("tab-order", no_order, "tab key"),
    ("link-tag", link_without_tag, "not in a Link"),
    ("link-text", link_without_words, "a link has no description"),
    ("annotation-tag", a_stamp, "(Stamp) is not in a Annot element"),
    ("annotation-text", a_stamp, "an annotation (Stamp) has no description"),
    ("field-tag", a_field, "not in a Form"),
    ("field-label", a_field, "a form field"),
]
TOGETHER = {"annotation-tag", "annotation-text", "field-tag", "field-label"}
"""These come in pairs from one annotation."""


@pytest.mark.parametrize("change", CLEAN)
def test_a_clean_file_has_no_findings(change) -> None:
    page = tagged()
    change(page)
    assert found(subject(page.close()), CHECKS) == []


@pytest.mark.parametrize(("rule", "fault", "words"), FAULTS)
def test_a_fault_is_found_by_its_rule(rule: str, fault, words: str) -> None:
    page = tagged()
    fault(page)
    findings = found(subject(page.close()), CHECKS)
    assert any(one.rule == rule and words in one.message for one in findings), findings
    others = {one.rule for one in findings} - {rule}
    assert not others or {rule, *others} <= TOGETHER or rule == "artifact-nested"


def test_the_place_of_an_element_is_that_of_its_content() -> None:
    page = tagged()
    without("Figure", "Alt")(page)
    (finding,) = found(subject(page.close()), CHECKS)
    assert finding.place.page == 1
    left, top, _, _ = finding.place.box or (0, 0, 0, 0)
    assert left == pytest.approx(30 * 25.4 / 72, abs=0.1)
    assert top == pytest.approx((595 - 560 + 3 * 18 - 8.8) * 25.4 / 72, abs=0.2)


def test_equal_faults_of_a_page_are_one_finding() -> None:
    page = tagged()
    for _ in range(3):
        more("Figure", "Drawn")(page)
    (finding,) = found(subject(page.close()), CHECKS)
    assert "and 2 more on this page" in finding.message


# the file as a whole


def root(**entries: object):
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            if value is None:
                del pdf.Root[f"/{key}"]
            else:
                pdf.Root[f"/{key}"] = value

    return change


def untitled(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(
        packet({"pdfuaid:part": "1"}).replace(b"dc:title", b"dc:source")
    )


WHOLE = [
    ("tags-unmarked", root(MarkInfo=None)),
    ("tags-unmarked", root(MarkInfo=Dictionary(Marked=False))),
    ("tags-suspect", root(MarkInfo=Dictionary(Marked=True, Suspects=True))),
    ("title-missing", untitled),
    ("title-hidden", root(ViewerPreferences=None)),
    ("title-hidden", root(ViewerPreferences=Dictionary(DisplayDocTitle=False))),
    ("ua-claim", lambda pdf: set_packet(pdf, {})),
    ("language-missing", root(Lang=None)),
    ("language-tag", root(Lang=String("english"))),
]


@pytest.mark.parametrize(("rule", "change"), WHOLE)
def test_the_file_as_a_whole(rule: str, change) -> None:
    assert rules(planted(tagged().close(), change), CHECKS) == {rule}


def test_a_file_without_tags() -> None:
    wanted = {"tags-missing", "title-hidden", "language-missing"}
    findings = found(planted(press_file(), None), CHECKS)
    assert {one.rule for one in findings} == wanted
    assert {one.severity for one in findings} == {"error"}


def test_an_untagged_pdfa_is_only_a_warning() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        set_packet(pdf, {"pdfaid:part": "2", "pdfaid:conformance": "B"})

    findings = found(planted(press_file(), change), CHECKS)
    assert {one.severity for one in findings} == {"warning"}


def test_a_long_file_needs_bookmarks() -> None:
    long = planted(press_file(pages=21), None)
    assert rules(long, [document.check_bookmarks]) == {"bookmarks-missing"}
    assert rules(planted(press_file(pages=20), None), [document.check_bookmarks]) == set()


def test_a_circular_structure_tree() -> None:
    page = tagged()
    page.tag("P", page.document).K = Array([page.document])
    assert len(read_tree(subject(page.close()).pdf).nodes) == 20


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [((0, 0, 0), (1, 1, 1), 21.0), ((1, 1, 1), (1, 1, 1), 1.0), ((0.4666,) * 3, (1, 1, 1), 4.48)],
)
def test_contrast_as_in_wcag(first, second, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)


GROUNDS = [
    ("0.2 g 0 0 420 595 re f", "1 g", False),
    ("0.2 g 0 0 420 595 re f 1 g 0 0 420 595 re f", "0 g", False),
    ("0.2 0.2 0.2 rg 0 0 m 420 0 l 420 595 l 0 595 l h f", "1 g", False),
    ("0.2 g 0 0 m 420 0 l 420 595 l h f", "0 g", False),  # no rectangle: nothing is said
    ("q 0 0 10 10 re W n 0.2 g 0 0 420 595 re f Q", "0 g", False),
    ("q 0 0 420 595 re W n 0.2 g 0 0 420 595 re f Q", "0 g", True),
    ("0 0 0 0.8 k 0 0 420 595 re f", "0 0 0 1 k", True),
]


@pytest.mark.parametrize(("ground", "ink", "weak"), GROUNDS)
def test_the_colour_below_text(ground: str, ink: str, weak: bool) -> None:
    page = Tagger()
    page.lines.append(f"/Artifact BMC {ground} EMC")
    page.write("Words", "/Artifact <</Type /Pagination>> BDC", ink)
    findings = found(subject(page.close()), CHECKS)
    assert [one.rule == "contrast" for one in findings] == ([True] if weak else [])


@pytest.mark.parametrize(("size", "weak"), [(17, True), (18, False)])
def test_large_text_needs_less_contrast(size: int, weak: bool) -> None:
    page = Tagger()
    page.tag("P", page.document, "Words")
    page.lines[0] = page.lines[0].replace("0 g /F1 11", f"0.5 g /F1 {size}")
    assert rules(subject(page.close()), CHECKS) == ({"contrast"} if weak else set())


# our own files


@EVERY_SAMPLE
@pytest.mark.parametrize("edition", ["archive", "screen"])
def test_our_editions_have_no_findings(built: Built, ref, edition: str) -> None:
    assert found(subject(built.path(ref, edition).read_bytes()), CHECKS) == []


def test_a_heading_missing_from_our_own_file_is_found(built: Built) -> None:
    pdf = built.open(OTHER_SAMPLE, "archive")
    first = next(node for node in read_tree(pdf).nodes if node.standard == "H1")
    first.raw.S = Name.P
    assert "heading-order" in rules(subject(saved(pdf, "1.7")), CHECKS)
