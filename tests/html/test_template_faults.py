"""Faults of templates, and not of printissue itself, each at the line that the user can change."""

import pytest

from printissue.assets.resources import Resources, builtin_root
from printissue.html import HtmlOptions, compose, issue_pages, markdown
from printissue.model.issue import Issue, Publication

PUBLICATION = Publication(title="Update", publisher="The Centre")
ISSUE = Issue.model_validate(
    {
        "title": "October",
        "date": "2015-10",
        "sections": [{"title": "News", "articles": [{"heading": "One", "body": "Words."}]}],
    }
)
ARTICLES = "parts/articles.html.j2"


def compose_sample(resources: Resources):
    return compose(ISSUE, PUBLICATION, resources, options=HtmlOptions("screen", "2015-10"))


@pytest.fixture
def own(tmp_path):
    """Writes templates of a workspace and opens its resources."""

    def write(**templates: str) -> Resources:
        for name, text in templates.items():
            target = tmp_path / "templates" / "parts" / f"{name}.html.j2"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return Resources.of(tmp_path)

    return write


def only(found):
    composed, [finding] = found
    assert composed is None
    return finding.rule, str(finding.place), finding.message


def test_innermost_template_is_to_blame(own):
    resources = own(articles='{% include "parts/mine.html.j2" %}\n', mine="\n\n<p>{{ nope }}\n")
    rule, place, message = only(compose_sample(resources))
    assert (rule, place) == ("template-undefined", "templates/parts/mine.html.j2:3:7")
    assert message == "'nope' is undefined"


def test_kinds_of_parts_are_named_without_their_modules(own):
    assert (
        only(compose_sample(own(articles="{{ item.nope }}")))[2]
        == "Article has no attribute 'nope'"
    )


def test_name_is_looked_for_as_a_word(own):
    resources = own(articles="<p class='nopes'>{{ nope }}</p>")
    assert only(compose_sample(resources))[1] == f"templates/{ARTICLES}:1:21"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ src('nope.png') }}", "KeyError: 'nope.png'"),
        ("{{ issue_date('soon', 'en') }}", "Invalid isoformat string: 'soon'"),
        ("{{ {}[1, 2].a }}", None),
    ],
)
def test_what_a_template_asks_for_is_its_fault(own, text, message):
    rule, place, said = only(compose_sample(own(articles=text)))
    assert place.startswith(f"templates/{ARTICLES}:1:")
    if message:
        assert (rule, said) == ("template-fault", message)


def test_template_that_asks_for_itself_through_another(own):
    resources = own(articles='{% include "parts/mine.html.j2" %}', mine=f'{{% include "{ARTICLES}" %}}')  # fmt: skip
    rule, _, message = only(compose_sample(resources))
    assert (rule, message) == ("template-fault", "the template includes itself without end")


def fail(*_values, **_named):
    raise TypeError("a bug of ours")


def descend(*_values, **_named):
    raise RecursionError("too deep")


def test_fault_of_the_product_is_no_finding(own, monkeypatch):
    monkeypatch.setitem(issue_pages._FUNCTIONS, "inline", fail)
    with pytest.raises(TypeError, match="a bug of ours"):
        compose_sample(own())


def test_issue_that_is_too_deep_is_not_the_fault_of_a_template(own, monkeypatch):
    monkeypatch.setattr(markdown, "prose", descend)
    with pytest.raises(RecursionError):
        compose_sample(own(articles="{{ prose(item.body, language, 4) }}"))


def test_checkout_that_is_its_own_workspace_blames_the_product(monkeypatch):
    """There, the workspace's templates are the built-in ones."""
    monkeypatch.setattr(markdown, "_block_parser", fail)
    with pytest.raises(TypeError, match="a bug of ours"):
        compose_sample(Resources.of(builtin_root()))
