"""The catalogue of a volume: what it keeps of its parts, and what it reports not to keep."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from volumefiles import Change, part_file, plain, tagged, volume


def lost(change: Change) -> list[tuple[str, str]]:
    made = volume(part_file("a", plain("A")), part_file("b", plain("B", 2, change)))
    return [(f.place.file, f.message) for f in made.findings if f.rule == "volume-not-kept"]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("AA", Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))),
        ("OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))),
        ("URI", Dictionary(Base=String("https://example.org/"))),
        ("Collection", Dictionary(View=Name.D)),
        ("Requirements", Array([Dictionary(S=Name.EnableJavaScripts)])),
        ("Own", String("x")),
    ],
)
def test_what_is_not_kept_is_reported(entry: str, value: object) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root[f"/{entry}"] = value

    assert lost(change) == [("b.pdf", f"the volume does not keep {entry} of this part")]


def test_scripts_in_names_and_forms_are_reported() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array()))
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("x"))

    assert lost(change) == [
        ("b.pdf", "the volume does not keep Names/JavaScript, AcroForm/XFA of this part")
    ]


def test_a_view_to_open_with_is_dropped_without_a_finding() -> None:
    def direct(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    def action(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))

    assert lost(direct) == lost(action) == []


def test_what_a_tagged_file_has_is_kept_without_a_finding() -> None:
    assert volume(part_file("a", tagged("A")), part_file("b", tagged("B"))).findings == ()


def test_the_volume_is_shown_by_its_title() -> None:
    pdf = volume(part_file("a", plain("A"))).pdf
    assert dict(pdf.Root.ViewerPreferences) == {"/DisplayDocTitle": True}


def test_pages_are_laid_out_as_in_the_first_issue() -> None:
    def laid(how: Name) -> Change:
        def change(pdf: pikepdf.Pdf) -> None:
            pdf.Root.PageLayout = how

        return change

    front = part_file("front", plain("F", 1, laid(Name.SinglePage)), kind="front")
    issue = part_file("a", plain("A", 1, laid(Name.TwoPageRight)))
    assert str(volume(front, issue).pdf.Root.PageLayout) == "/TwoPageRight"
    assert str(volume(front).pdf.Root.PageLayout) == "/SinglePage"
    assert "/PageLayout" not in volume(part_file("a", plain("A"))).pdf.Root


def from_right(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)


def test_a_volume_is_read_from_the_right_where_all_parts_are() -> None:
    one, other = (
        part_file("a", plain("A", 1, from_right)),
        part_file("b", plain("B", 1, from_right)),
    )
    assert str(volume(one, other).pdf.Root.ViewerPreferences.Direction) == "/R2L"
    mixed = volume(one, part_file("c", plain("C"))).pdf
    assert "/Direction" not in mixed.Root.ViewerPreferences


def test_extensions_are_united() -> None:
    def extended(**levels: int) -> Change:
        def change(pdf: pikepdf.Pdf) -> None:
            pdf.Root.Extensions = Dictionary(
                {
                    f"/{name}": Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=level)
                    for name, level in levels.items()
                }
            )

        return change

    one, other = plain("A", 1, extended(ADBE=3)), plain("B", 1, extended(ADBE=8, ISO_=1))
    pdf = volume(part_file("a", one), part_file("b", other)).pdf
    levels = {key: int(one.ExtensionLevel) for key, one in pdf.Root.Extensions.items()}
    assert levels == {"/ADBE": 3, "/ISO_": 1}


def test_article_threads_are_kept() -> None:
    def threaded(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        thread = pdf.make_indirect(Dictionary(I=Dictionary(Title=String("T"))))
        bead = pdf.make_indirect(Dictionary(T=thread, P=page, R=[0, 0, 9, 9]))
        bead.N = bead.V = bead
        thread.F = bead
        page.B = Array([bead])
        pdf.Root.Threads = Array([thread])

    content = plain("A", 1, threaded)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert [one.F.P.objgen for one in pdf.Root.Threads] == [page.obj.objgen for page in pdf.pages]
