"""Labels and dates: the words that templates add, in the language of a part."""

import datetime as dt
from importlib.util import find_spec

import pytest
from babel.dates import format_date

from printissue.assets import labels
from printissue.assets.labels import LabelError, catalogue
from printissue.assets.resources import EXTRA_FONT_PACKAGES, Resources, builtin_root


@pytest.fixture
def own(tmp_path):
    """Writes label files of a workspace and opens its resources."""

    def write(**files):
        for language, content in files.items():
            target = tmp_path / "templates" / "labels" / f"{language.replace('_', '-')}.yaml"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Resources.of(tmp_path)

    return write


LANGUAGES = sorted(path.stem for path in (builtin_root() / "templates/labels").glob("*.yaml"))


def names(language: str) -> list[str]:
    text = (builtin_root() / f"templates/labels/{language}.yaml").read_text(encoding="utf-8")
    return [line.split(":")[0] for line in text.splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label(own, language):
    assert names(language) == names("en")
    words = catalogue(own(), language)
    assert all(words(name).strip() for name in names("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_texts_of_the_language(own, language):
    """A label that says where a number is has one place for it; most labels differ from the English ones."""
    words, english = catalogue(own(), language), catalogue(own(), "en")
    placed = {name for name in names("en") if "{" in words(name)}
    assert placed <= {"search_found"}
    assert all(words(name).count("{}") == 1 == words(name).count("{") for name in placed)
    same = [name for name in names("en") if words(name) == english(name)]
    assert language == "en" or len(same) < 15, same


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_have_each_letter_of_the_labels(own, language):
    resources = own()
    words = catalogue(resources, language)
    if language in ("zh", "ja", "ko") and not all(map(find_spec, EXTRA_FONT_PACKAGES)):
        pytest.skip("the extra cjk is not installed")
    assert resources.missing_glyphs("".join(map(words, names("en")))) == ""


@pytest.mark.parametrize(
    ("language", "people", "phrase"),
    [
        ("it", "ABC", "A, B e C"),
        ("ru", "AB", "A и B"),
        ("ja", "ABC", "A、BとC"),
        ("zh-Hant", "AB", "A和B"),
        ("he", "אב", "א וב"),
    ],
)
def test_names_are_joined_as_the_language_does(own, language, people, phrase):
    resources = own()
    joined = labels.name_list(lambda tag: catalogue(resources, tag))
    assert joined(list(people), language) == phrase


def test_labels_are_in_the_language(own):
    assert catalogue(own(), "en")("links") == "Links"
    assert catalogue(own(), "de")("by") == "Von"


def test_region_takes_the_labels_of_its_language(own):
    assert catalogue(own(), "de-AT")("by") == catalogue(own(), "de")("by")


def test_language_without_labels_is_english(own):
    assert catalogue(own(), "fi")("by") == "By"


def test_workspace_overrides_single_labels(own):
    resources = own(en="by: Words\n", de_AT="by: Vo\n")
    assert catalogue(resources, "en")("by") == "Words"
    assert catalogue(resources, "en")("and") == "and"
    assert catalogue(resources, "de-AT")("by") == "Vo"
    assert catalogue(resources, "de")("by") == "Von"


def test_workspace_adds_a_language(own):
    resources = own(fi="by: Kirjoittanut\n")
    assert catalogue(resources, "fi")("by") == "Kirjoittanut"
    assert catalogue(resources, "fi")("and") == "and"


def test_labels_are_always_text(own):
    resources = own(en="by: no\nand: 012\npage: ~\nmore: ''\n")
    words = catalogue(resources, "en")
    assert [words(name) for name in ("by", "and", "page", "more")] == ["no", "012", "~", ""]


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "---\n"])
def test_file_without_labels_changes_nothing(own, content):
    assert catalogue(own(en=content), "en")("by") == "By"


def test_an_unknown_label(own):
    with pytest.raises(LabelError, match="there is no label 'nope'") as raised:
        catalogue(own(), "en")("nope")
    assert raised.value.path is None


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        ("by: By\nand: [a]\n", 2, 6, "the words of the label 'and' must be one text"),
        ("by: By\nand: {a: b}\n", 2, 6, "the words of the label 'and' must be one text"),
        ("- by\n", 1, 1, "a name, a colon and the words"),
        ("just words\n", 1, 1, "a name, a colon and the words"),
        ("by: By\n[a]: b\n", 2, 6, "a name, a colon and the words"),
        ('by: "By\n', 1, 5, "not YAML"),
        ("by: By\n\tand: and\n", 2, 1, "not YAML"),
        ("by: By\n---\nand: and\n", 1, 1, "not YAML"),
        ("by: \x07\n", 1, 1, "not YAML"),
        (b"by: By\nand: \xe9\n", 2, 6, "not UTF-8: byte 12 (0xE9)"),
    ],
)
def test_faulty_file_is_named_with_the_place(own, content, line, column, words):
    with pytest.raises(LabelError) as raised:
        catalogue(own(en=content), "en")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.path is not None
    assert raised.value.path.name == "en.yaml"
    assert (raised.value.line, raised.value.column) == (line, column)


# dates


@pytest.mark.parametrize(
    ("value", "language", "expected_text"),
    [
        ("2015-10", "en", "October 2015"),
        ("2015-10", "de-AT", "Oktober 2015"),
        ("2015-10-01", "en", "1 October 2015"),
        ("2015-10-01", "en-US", "October 1, 2015"),
        ("2015-10-01", "fr", "1 octobre 2015"),
        ("2015-10-01", "es", "1 de octubre de 2015"),
        ("2015-01-01", "de-AT", "1. Jänner 2015"),
        ("2015-10-01", "xx", "1 October 2015"),
    ],
)
def test_cover_dates(value, language, expected_text):
    assert labels.issue_date(value, language) == expected_text


@pytest.mark.parametrize(
    ("start", "end", "language", "expected_text"),
    [
        ("2015-10-16", None, "en", "16 October"),
        ("2015-10-16", "2015-10-16", "en", "16 October"),
        ("2015-10-19", "2015-10-23", "en", "19–23 October"),
        ("2015-10-29", "2015-11-03", "en", "29 October – 3 November"),
        ("2015-12-30", "2016-01-02", "en", "30 December – 2 January"),
        ("2015-10-16", "2016-10-16", "en", "16 October – 16 October"),
        ("2015-10-19", "2015-10-23", "en-US", "October 19 – 23"),
        ("2015-10-19", "2015-10-23", "de", "19.–23. Oktober"),
        ("2015-05-19", "2015-05-23", "fr", "19–23 mai"),
    ],
)
def test_days_of_an_event(start, end, language, expected_text):
    last = dt.date.fromisoformat(end) if end else None
    shown = labels.day_range(dt.date.fromisoformat(start), last, language)
    assert shown.replace("\u2009", " ").replace("\u202f", " ") == expected_text


@pytest.mark.parametrize("language", [*LANGUAGES, "he", "fa", "zh-Hant", "xx", "ckb", "prs"])
def test_range_within_a_month_names_it_once(language):
    for month in range(1, 13):
        start, end = dt.date(2015, month, 3), dt.date(2015, month, 9)
        name = format_date(start, "MMMM", locale=labels.locale(language))
        shown = labels.day_range(start, end, language)
        assert shown.count(name) == (2 if "\u2009–\u2009" in shown and language == "fa" else 1)


# languages


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("fa", "rtl"), ("xx", "ltr"), ("az-Arab", "rtl"),
     ("ur-Latn", "ltr"), ("uz-Arab-AF", "rtl"), ("pa-419", "ltr")],
)  # fmt: skip
def test_direction_follows_the_script(language, direction):
    assert labels.direction(language) == direction


def test_languages_are_named_with_a_capital():
    assert labels.language_name("fr", in_language="en") == "French"
    assert labels.language_name("en", in_language="fr") == "Anglais"
    assert labels.language_name("pt-BR", in_language="de") == "Portugiesisch"


def test_language_without_a_name_is_called_by_its_tag():
    assert labels.language_name("xx", in_language="en") == "Xx"
