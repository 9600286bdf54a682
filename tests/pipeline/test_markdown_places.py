"""A fault inside Markdown is reported at its own line and column, however YAML writes the text."""

import pytest

from checkout import ROOT
from printissue import html, manuscript
from printissue.assets.resources import Resources
from printissue.core.workspace import Workspace
from printissue.pipeline import NO_CHOICE, load

from workbench import ISSUE, REF, lay_out  # isort: skip

STYLES = {
    "literal": "|\n          Some words.\n\n          - And [a link](@BAD) too.\n",
    "kept": "|+\n\n          Some words.\n\n          > And [a link](@BAD) too.\n\n\n",
    "indented": "|2\n              Some [a\n          link](@BAD).\n",
    "folded": ">\n          Some words,\n          more words\n\n          and [a link](@BAD).\n",
    "stripped": ">-\n          Some [a\n          link](@BAD).\n",
    "plain": "Some words,\n          and [a link](@BAD)\n          too.\n",
    "plain with empty lines": "Some words,\n\n          and [a link](@BAD)\n",
    "single": "'It''s words,\n\n          [a\n          link](@BAD)'\n",
    "double": '"\\tSome \\"words\\", \\\n          \\ caf\\u00e9:\\n\n          [a link](@BAD)"\n',
    "one line": '"\\x41 [a link](@BAD)"\n',
}


@pytest.mark.parametrize("fault", ["javascript:x", "/relative"])
@pytest.mark.parametrize("style", STYLES)
def test_a_fault_in_markdown_has_its_line_and_column(tmp_path, style, fault):
    written = STYLES[style].replace("\\t", "").replace("@BAD", fault)
    text = ISSUE.replace("Some words.\n", written)
    found, findings = manuscript.read(lay_out(tmp_path, {"issues/update/2015-10.yaml": text}), REF)
    assert findings == ()
    (finding,) = load._markdown_findings(found)
    row, line = next(
        (number, line) for number, line in enumerate(text.split("\n"), 1) if fault in line
    )
    assert finding.rule == "wrong-link"
    assert (finding.place.line, finding.place.column) == (row, line.index(fault) + 1)
    assert finding.place.text == line


def test_all_faults_of_a_run_have_their_places(tmp_path):
    text = ISSUE.replace(
        "Some words.\n",
        "|\n          A note[^1], <b>bold</b>\n          and ☃ [x] (https://x.org).\n\n"
        "          - [ ] task\n",
    )
    files = {
        "issues/update/2015-10.yaml": text,
        "issues/update/publication.yaml": "title: Update\npublisher: X\nimprint: >\n  By\n  **us\n",
    }
    workspace = lay_out(tmp_path, files)
    job, findings = load.read(workspace, REF, Resources.of(tmp_path), choice=NO_CHOICE)
    assert job is not None  # they are warnings
    assert {one.severity for one in findings} <= {"warning"}
    where = [
        (one.place.file.rpartition("/")[2], one.place.line, one.place.column) for one in findings
    ]
    assert where == [
        ("2015-10.yaml", 8, 17),
        ("2015-10.yaml", 8, 23),
        ("2015-10.yaml", 9, 17),
        ("2015-10.yaml", 11, 13),
        ("publication.yaml", 5, 3),
    ]


def test_the_samples_have_no_faults():
    workspace = Workspace(ROOT)
    refs = workspace.select(())
    assert refs
    for ref in refs:
        found, _ = manuscript.read(workspace, ref)
        assert found is not None
        assert list(html.check_markdown(found.issue)) == []
        assert list(html.check_markdown(found.publication)) == []
