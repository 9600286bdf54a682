"""Collation: the order of terms in their language, the letters that head them, names with the last name first."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.html.collation import initial, last_name_first, sort_key


def ordered(language: str, *terms: str, skip_articles: bool = False) -> list[str]:
    return sorted(terms, key=lambda term: sort_key(term, language, skip_articles=skip_articles))


@pytest.mark.parametrize(
    ("language", "terms"),
    [
        # accents, case, signs and hyphens count for nothing, words end before letters
        ("en", ["Alcalá", "Álvarez", "Amsterdam", "antwerp", "Åsen"]),
        ("en", ["New York", "Newcastle", "news"]),
        ("en", ["proof", "proof-reading", "proofs"]),
        ("en", ["“quoted”", "quoted twice"]),
        ("en", ["Sans Serif", "sans serif", "sans-serif type"]),
        ("en", ["Este, Isabella d’", "Ester"]),
        ("en", ["Walter, John", "Walter, John, II", "Walter Scott"]),
        ("en", ["Oeuvre", "Œuvres", "Orsi", "Oval"]),
        # figures by their value, and before letters
        ("en", ["9 point", "42-line Bible", "A4", "A10", "Bible"]),
        ("de", ["Muller", "Müller", "Munter"]),
        ("de", ["Strasse", "Straße", "Strauß"]),
        # a language's own letters
        ("sv", ["Zorn", "Åbo", "Ängel", "Öland"]),
        ("da", ["Zealand", "Ægir", "Øresund", "Århus"]),
        ("es", ["nube", "ñandú", "oca"]),
        ("ru", ["Иван", "Йод", "Книга"]),
        # the language's own script first
        ("en", ["Zapf", "Αθήνα"]),
        ("el", ["Αθήνα", "Zapf"]),
        ("ar", ["إسكندرية", "باريس", "Zapf"]),
    ],
)  # fmt: skip
def test_order(language, terms):
    assert ordered(language, *reversed(terms)) == terms


@pytest.mark.parametrize(
    ("language", "terms"),
    [
        ("en", ["The Hague", "Hull"]),
        ("en", ["A history of paper", "horses"]),
        ("fr", ["L’Humanité", "Hyères"]),
        ("fr", ["Le Havre", "Hyères"]),
        ("de", ["Die Zeit", "Zeitung"]),
        ("ar", ["البندقية", "تونس"]),
    ],
)
def test_articles_at_the_head_count_for_nothing(language, terms):
    assert ordered(language, *reversed(terms), skip_articles=True) == terms


def test_articles_of_names_and_of_other_languages_stay():
    assert ordered("en", "Lazar, Anna", "Le Bé, Guillaume") == ["Lazar, Anna", "Le Bé, Guillaume"]
    assert ordered("fr", "Le Bé, Guillaume", "Beys, Gilles") == ["Beys, Gilles", "Le Bé, Guillaume"]
    assert ordered("en", "Los Angeles", "Birmingham", skip_articles=True)[0] == "Birmingham"
    assert initial("Los Angeles", "en", skip_articles=True) == "L"


@pytest.mark.parametrize(
    ("term", "language", "letter"),
    [("Álvarez", "en", "A"), ("42-line Bible", "en", "0–9"), ("ñandú", "es", "Ñ"), ("ñandú", "en", "N"),
     ("Åbo", "sv", "Å"), ("Åbo", "en", "A"), ("“Quoted”", "en", "Q"), ("Œuvre", "fr", "O"),
     ("Αθήνα", "el", "Α"), ("أثينا", "ar", "ا"), ("活字", "en", ""), ("활자", "en", ""), ("…", "en", ""),
     ("the", "en", "T"), ("The Times", "en", "T")],
)  # fmt: skip
def test_initial(term, language, letter):
    assert initial(term, language) == letter


def test_initial_passes_over_an_article():
    assert initial("The Hague", "en", skip_articles=True) == "H"
    assert initial("المطبعة", "ar", skip_articles=True) == "م"
    assert initial("The", "en", skip_articles=True) == "T"


@pytest.mark.parametrize(
    ("name", "turned"),
    [("Jane Ann Smith", "Smith, Jane Ann"), ("Martin Luther King Jr.", "King, Martin Luther Jr."),
     ("John Walter II", "Walter, John II"), ("Smith, Jane", "Smith, Jane"), ("printissue", "printissue"),
     ("Malcolm X", "X, Malcolm"), ("Ludovico degli Arrighi", "Arrighi, Ludovico degli")],
)  # fmt: skip
def test_last_name_first(name, turned):
    assert last_name_first(name) == turned


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(
    st.lists(WORDS, max_size=6), st.sampled_from(["en", "de", "fr", "es", "ar", "sv", "el", "xx"])
)
def test_every_text_has_its_place(terms, language):
    once = ordered(language, *terms, skip_articles=True)
    assert ordered(language, *reversed(once), skip_articles=True) == once
    for term in terms:
        assert len(initial(term, language)) <= 3


@given(WORDS)
def test_how_a_text_is_encoded_makes_no_difference(term):
    composed, apart = (unicodedata.normalize(form, term) for form in ("NFC", "NFD"))
    assert sort_key(composed, "en") == sort_key(apart, "en")
    assert initial(composed, "sv") == initial(apart, "sv")
