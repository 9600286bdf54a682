"""Claims of a volume: what every part claims; a finding names each part that keeps it from claiming more."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from printissue.pdf.metadata import xmp_packet
from printissue.volume import ProvenClaims, bind
from volumefiles import OPTIONS, RECORD, Change, Volume, part_file, plain, tagged, volume


def claiming(part: str, level: str, *, accessible: bool = True) -> Change:
    """Write other claims into a file's packet."""

    def change(pdf: pikepdf.Pdf) -> None:
        words = xmp_packet(RECORD, frozenset({"pdfa-3a", "pdfua-1"})).decode()
        words = words.replace("<pdfaid:part>3<", f"<pdfaid:part>{part}<")
        words = words.replace("<pdfaid:conformance>A<", f"<pdfaid:conformance>{level}<")
        if not accessible:
            words = re.sub(r"<pdfuaid:part>1</pdfuaid:part>", "", words)
        write(pdf, words.encode())

    return change


def write(pdf: pikepdf.Pdf, content: bytes) -> None:
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream


def with_change(change: Change) -> Volume:
    return volume(part_file("a", tagged("A")), part_file("b", tagged("B", 2, change)))


def reasons(made: Volume) -> Iterator[tuple[str, str]]:
    for one in made.findings:
        assert (one.rule, one.severity) == ("volume-claim", "warning")
        yield one.place.file, one.message.partition(": ")[2]


def stated(pdf: pikepdf.Pdf) -> tuple[str | None, ...]:
    with pdf.open_metadata() as xmp:
        return xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance"), xmp.get("pdfuaid:part")


def test_what_all_parts_claim_the_volume_claims() -> None:
    made = with_change(lambda _: None)
    assert made.bound.claims == {"pdfa-3a", "pdfua-1"}
    assert (stated(made.pdf), made.findings) == (("3", "A", "1"), ())


@pytest.mark.parametrize(
    ("part", "level", "claim", "why"),
    [
        ("3", "U", "pdfa-3u", "is PDF/A-3u"),
        ("3", "B", "pdfa-3b", "is PDF/A-3b"),
        ("2", "A", "pdfa-3a", None),
        ("2", "U", "pdfa-3u", "is PDF/A-2u"),
        ("3", "u", "pdfa-3u", "is PDF/A-3u"),
        ("1", "A", None, "is PDF/A-1a, which PDF/A-3 does not contain"),
        ("4", "F", None, "is PDF/A-4f, which PDF/A-3 does not contain"),
        ("3", "Z", None, "is PDF/A-3z"),
    ],
)
def test_the_weakest_claim_is_the_volumes(
    part: str, level: str, claim: str | None, why: str | None
) -> None:
    made = with_change(claiming(part, level))
    assert made.bound.claims == {"pdfua-1", *([claim] if claim else [])}
    expected = ("3", claim[-1].upper()) if claim else (None, None)
    assert stated(made.pdf) == (*expected, "1")
    assert list(reasons(made)) == ([("b.pdf", f"this part {why}")] if why else [])


def test_a_part_that_claims_nothing_prevents_all_claims() -> None:
    made = volume(part_file("a", tagged("A")), part_file("b", plain("B")))
    assert (made.bound.claims, stated(made.pdf)) == (frozenset(), (None, None, None))
    assert list(reasons(made)) == [
        ("b.pdf", "this part has no tags"),
        ("b.pdf", "this part is not PDF/A"),
    ]


def test_each_standard_is_claimed_independently() -> None:
    made = with_change(claiming("3", "A", accessible=False))
    assert made.bound.claims == {"pdfa-3a"}
    assert list(reasons(made)) == [("b.pdf", "this part does not claim it")]


def test_a_claim_without_tags_is_not_believed() -> None:
    def untagged(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/StructTreeRoot"]

    made = with_change(untagged)
    assert made.bound.claims == {"pdfa-3u"}
    assert {why for _, why in reasons(made)} == {"this part has no tags"}


def test_a_claim_of_a_file_that_is_not_marked_is_not_believed() -> None:
    def unmarked(pdf: pikepdf.Pdf) -> None:
        pdf.Root.MarkInfo.Marked = False

    made = with_change(unmarked)
    assert made.bound.claims == {"pdfa-3u"}
    assert {why for _, why in reasons(made)} == {"this part does not say that it is tagged"}


def test_claims_are_read_as_attributes_and_under_any_prefix() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        write(
            pdf,
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            b'<r:Description r:about="" xmlns:q="http://www.aiim.org/pdfa/ns/id/" q:part="3" q:conformance="A"/>'
            b'<r:Description r:about="" xmlns:u="http://www.aiim.org/pdfua/ns/id/"><u:part> 1 </u:part>'
            b"</r:Description></r:RDF></x:xmpmeta>",
        )

    assert with_change(change).bound.claims == {"pdfa-3a", "pdfua-1"}


@pytest.mark.parametrize("content", [b"", b"<x", b"\xff\xfe\x00", b"<x/>", b"plain words"])
def test_a_packet_that_cannot_be_read_claims_nothing(content: bytes) -> None:
    assert with_change(lambda pdf: write(pdf, content)).bound.claims == frozenset()


def test_a_packet_that_is_no_stream_claims_nothing() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = String("3a")

    assert with_change(change).bound.claims == frozenset()


def test_entities_in_a_packet_do_not_unfold() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        names = [f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12)]
        bomb = f'<!DOCTYPE x [<!ENTITY e0 "words">{"".join(names)}]><x>&e11;</x>'
        write(pdf, bomb.encode())

    assert with_change(change).bound.claims == frozenset()


def test_a_screen_volume_claims_no_pdfa_and_misses_none() -> None:
    order = replace(OPTIONS, claims=frozenset({"pdfua-1"}))
    made = volume(part_file("a", tagged("A", 2, claiming("3", "B"))), options=order)
    assert made.bound.claims == {"pdfua-1"}
    assert made.findings == ()


def test_a_part_that_is_doubted_takes_all_claims() -> None:
    doubt = "was too damaged to be believed"
    shown = ProvenClaims("", False, doubt, doubt)
    made = volume(part_file("a", tagged("A")), part_file("b", tagged("B"), proven=shown))
    assert made.bound.claims == frozenset()
    assert list(reasons(made)) == [("b.pdf", f"this part {doubt}")] * 2
    other = volume(part_file("a", tagged("A")), part_file("b", plain("B"), proven=shown))
    assert {why for _, why in reasons(other)} == {"this part has no tags", "this part is not PDF/A"}


# output intents


def intending(profile: bytes, name: str = "sRGB", kind: Name = Name.GTS_PDFA1) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(profile)
        stream.N = 3
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=kind,
            OutputConditionIdentifier=String(name),
            DestOutputProfile=stream,
        )
        pdf.Root.OutputIntents = Array([intent])

    return change


def test_equal_profiles_are_one_whatever_their_names() -> None:
    made = volume(
        part_file("a", tagged("A", 2, intending(b"profile", "sRGB"))),
        part_file("b", tagged("B", 2, intending(b"profile", "sRGB IEC"))),
        part_file("c", tagged("C", 2)),
    )
    assert [str(one.OutputConditionIdentifier) for one in made.pdf.Root.OutputIntents] == ["sRGB"]
    assert made.bound.claims == {"pdfa-3a", "pdfua-1"}


def test_profiles_that_differ_take_the_claim_of_pdfa() -> None:
    made = volume(
        part_file("a", tagged("A", 2, intending(b"profile"))),
        part_file("b", tagged("B", 2, intending(b"another"))),
        part_file("c", tagged("C", 2, intending(b"profile"))),
    )
    assert made.bound.claims == {"pdfua-1"}
    assert [name for name, _ in reasons(made)] == ["b.pdf"]
    assert len(made.pdf.Root.OutputIntents) == 2
    assert len({one.DestOutputProfile.objgen for one in made.pdf.Root.OutputIntents}) == 2


def test_a_profile_that_cannot_be_unpacked_takes_the_claim_of_pdfa() -> None:
    def wrong(pdf: pikepdf.Pdf) -> None:
        intending(b"")(pdf)
        profile = pdf.Root.OutputIntents[0].DestOutputProfile
        profile.write(b"packed by nothing", filter=Name.FlateDecode)

    part_files = [
        part_file("a", tagged("A", 2, intending(b"profile"))),
        part_file("b", tagged("B", 2, wrong)),
    ]
    content, bound, findings = bind(part_files, OPTIONS)
    assert content
    assert bound.claims == {"pdfua-1"}
    assert [one.rule for one in findings] == ["volume-claim"]


def test_intents_of_other_kinds_stay_beside() -> None:
    made = volume(
        part_file("a", tagged("A", 2, intending(b"profile"))),
        part_file("b", tagged("B", 2, intending(b"profile", kind=Name.GTS_PDFX))),
    )
    intents = made.pdf.Root.OutputIntents
    assert [str(one.S) for one in intents] == ["/GTS_PDFA1", "/GTS_PDFX"]
    assert intents[0].DestOutputProfile.objgen == intents[1].DestOutputProfile.objgen
    assert made.bound.claims == {"pdfa-3a", "pdfua-1"}
