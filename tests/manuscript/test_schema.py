"""The JSON Schemas allow what the manuscript stage allows, and look up paths in the model."""

import pytest
import yaml

from checkout import ROOT
from printissue import manuscript
from printissue.manuscript.model_paths import (
    annotation_at,
    choices,
    nearest,
    owners,
    part_of,
    takes_list,
    words,
)
from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Article, Image

jsonschema = pytest.importorskip(
    "jsonschema", reason="jsonschema is not installed: the schemas are not tried"
)

CASES = ROOT / "tests" / "cases" / "manuscript"
ISSUE = {
    "title": "October",
    "date": "2015-10",
    "volume": 12,
    "number": "7-8",
    "sections": [
        {
            "title": "News",
            "articles": [
                {
                    "heading": "One",
                    "image": {"file": "a.svg", "decorative": "yes"},
                    "links": [{"label": "Read on", "url": "https://example.org/"}],
                }
            ],
        },
        {"title": "Readings", "readings": [{"title": "Two", "year": 2015}]},
        {"title": "Events", "events": [{"title": "Three", "start": "2015-10-19"}]},
    ],
}
GOOD = {
    "issue": ISSUE,
    "publication": {
        "title": "Update",
        "publisher": "The Centre",
        "frequency": "monthly",
        "issn": "1234-5679",
    },
    "printers": {
        "ours": {
            "title": "Our own",
            "marks": True,
            "bleed": {"inner": 0, "top": "3mm"},
            "page_multiple": 2,
        }
    },
}


def faults(kind, value):
    validator = jsonschema.Draft202012Validator(manuscript.schema(kind))
    return list(validator.iter_errors(value))


@pytest.mark.parametrize("kind", GOOD)
def test_the_schema_is_valid(kind):
    made = manuscript.schema(kind)
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["title"] and made["description"]


@pytest.mark.parametrize("kind", GOOD)
def test_valid_values_pass(kind):
    assert faults(kind, GOOD[kind]) == []


def test_the_issue_of_this_repository_passes():
    root = ROOT / "issues"
    files = sorted(root.glob("*/*.yaml"))
    assert files
    for path in files:
        kind = "publication" if path.name == "publication.yaml" else "issue"
        value = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        assert faults(kind, value) == [], path


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("issue", {"zzz": "1"}),
        ("issue", {"title": None}),
        ("issue", {"title": ""}),
        ("issue", {"volume": None}),
        ("issue", {"volume": "twelve"}),
        ("issue", {"date": "October"}),
        ("issue", {"sections": []}),
        ("issue", {"sections": [{"title": "None"}]}),
        (
            "issue",
            {
                "sections": [
                    {"title": "Two", "articles": [{"heading": "a"}], "notices": [{"heading": "a"}]}
                ]
            },
        ),
        ("issue", {"online": "javascript:alert(1)"}),
        ("publication", {"frequency": "montly"}),
        ("publication", {"theme": "No Key"}),
        ("printers", {"No Key": {"title": "x"}}),
        ("printers", {"ours": {"marks": True}}),
        ("printers", {"ours": {"title": "x", "marks": "perhaps"}}),
        ("printers", {"ours": {"title": "x", "bleed": {"top": "3 furlongs"}}}),
    ],
)
def test_invalid_values_do_not_pass(kind, change):
    assert faults(kind, GOOD[kind] | change)


def test_every_key_is_described():
    for kind in ("issue", "publication"):
        made = manuscript.schema(kind)
        for part in (made, *made["$defs"].values()):
            for key, field in part["properties"].items():
                assert field.get("description"), key
                assert "anyOf" not in field
                assert "title" not in field


class TestModelPaths:
    def test_annotation_at(self):
        assert part_of(annotation_at(Issue, ("sections", 3, "articles", 0, "image"))) is Image
        assert takes_list(annotation_at(Issue, ("sections", 0, "events")))
        assert annotation_at(Issue, ("sections", "title")) is None
        assert annotation_at(Issue, ("title", 0)) is None
        assert "monthly" in choices(annotation_at(Publication, ("frequency",)))
        assert choices(annotation_at(Issue, ("title",))) == ()

    @pytest.mark.parametrize(
        ("key", "part", "meant"),
        [
            ("Heading", Article, "heading"),
            ("photo credits", Section, "photo_credits"),
            ("title", Article, "heading"),
            ("heading", Section, "title"),
            ("headings", Section, "title"),
            ("artcle", Section, "articles"),
            ("kiker", Article, "kicker"),
            ("x" * 5000, Article, ""),
            ("", Article, ""),
            ("lead", Article, ""),
        ],
    )
    def test_nearest(self, key, part, meant):
        assert nearest(key, tuple(part.model_fields)) == meant

    def test_owners(self):
        assert owners("lead", ("sections", 0, "articles", 0), Issue) == [Section]
        assert owners("issn", (), Issue) == [Publication]
        assert owners("zzz", (), Issue) == []
        assert words(Article) == "an article"
