"""Templates: the workspace's before the built-in ones, and faults of theirs as findings at their lines."""

import pytest

from printissue.assets import templates
from printissue.assets.resources import Resources, builtin_root
from printissue.assets.template_faults import LabelError


def fill(resources, name, context):
    return templates.fill(resources, name, context, exposed={})


@pytest.fixture
def own(tmp_path):
    """Writes templates of a workspace and opens its resources."""

    def write(**files: str) -> Resources:
        for name, content in files.items():
            target = tmp_path / "templates" / f"{name}.html.j2"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        return Resources(tmp_path, builtin_root())

    return write


def test_what_is_filled_in_is_escaped(own):
    text, findings = fill(own(a="<p>{{ word }}</p>"), "a.html.j2", lambda: {"word": "<b>"})
    assert (text, findings) == ("<p>&lt;b&gt;</p>", ())


def test_a_template_may_use_others_and_extend_the_built_in_one(own):
    files = {"a": "{% include 'b.html.j2' %}", "b": "{{ word }}"}
    assert fill(own(**files), "a.html.j2", lambda: {"word": "x"}) == ("x", ())


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        ("a\n{{ nothing }}", "template-undefined", 2),
        ("a\n\n{% if %}", "template-syntax", 3),
        ("{% include 'gone.html.j2' %}", "template-missing", 1),
        ("{{ 1 // 0 }}", "template-fault", 1),
        ("{{ ''.__class__.__mro__ }}", "template-undefined", 1),
    ],
)
def test_a_fault_is_the_one_finding(own, content, rule, line):
    text, (finding,) = fill(own(a=content), "a.html.j2", dict)
    assert text is None
    assert (finding.rule, finding.place.file, finding.place.line) == (
        rule,
        "templates/a.html.j2",
        line,
    )


def test_a_faulty_file_of_labels_is_a_finding_too(own):
    resources = own(a="x")
    file = resources.workspace / "templates" / "labels" / "en.yaml"

    def context():
        raise LabelError("not YAML", file, line=2)

    file.parent.mkdir()
    file.write_text("a: b\n- c\n")
    text, (finding,) = fill(resources, "a.html.j2", context)
    assert (text, finding.rule, finding.place.line) == (None, "template-fault", 2)


def test_a_fault_of_ours_is_not_hidden(own):
    def context():
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        fill(own(a="x"), "a.html.j2", context)
