"""Messages name their subject: an empty value by its key, a label by its name, never by an empty text."""

import re

import pytest

import workbench
from printissue import pipeline
from printissue.core.findings import Finding
from printissue.model.issue import Issue, Publication
from printissue.model.parts import Article
from workbench import ISSUE, PUBLICATION, REF, RecordingReporter, lay_out, read_findings


def found(tmp_path, **files: str) -> list[Finding]:
    names = {
        "issue": "issues/update/2015-10.yaml",
        "publication": "issues/update/publication.yaml",
        "printers": "printers.yaml",
        "theme": "styles/bulletin/theme.yaml",
        "labels": "templates/labels/en.yaml",
        "story": "templates/parts/articles.html.j2",
    }
    workspace = lay_out(tmp_path, {names[name]: text for name, text in files.items()})
    if {"labels", "story"}.isdisjoint(files):
        return read_findings(workspace)
    reporter = RecordingReporter()
    pipeline.check(workspace, [REF], reporter)
    return reporter.findings


def nameless(findings: list[Finding]) -> list[str]:
    texts = [f"{one.message} / {one.hint}" for one in findings]
    return [one for one in texts if re.search(r"''|\"\"|\bNone\b", one)]


@pytest.mark.parametrize("key", sorted(set(Issue.model_fields) - {"sections"}))
def test_an_empty_value_of_an_issue(tmp_path, key: str) -> None:
    text = re.sub(rf"^{key}: .*\n", "", ISSUE, flags=re.MULTILINE)
    (finding,) = found(tmp_path, issue=f"{text}{key}: ''\n")
    assert finding.message.startswith(repr(key))
    assert finding.place.column == len(key) + 3
    assert nameless([finding]) == []


@pytest.mark.parametrize("key", Article.model_fields)
def test_an_empty_value_of_a_story(tmp_path, key: str) -> None:
    text = ISSUE.partition("        body")[0]
    if key == "heading":
        text = text.replace("heading: One", "kicker: One")
    (finding,) = found(tmp_path, issue=f'{text}        {key}: " "\n')
    assert finding.message.startswith(repr(key))
    assert nameless([finding]) == []


@pytest.mark.parametrize("key", Publication.model_fields)
def test_an_empty_value_of_a_publication(tmp_path, key: str) -> None:
    text = re.sub(rf"^{key}: .*\n", "", PUBLICATION, flags=re.MULTILINE)
    (finding,) = found(tmp_path, publication=f"{text}{key}: ''\n")
    assert finding.message.startswith(repr(key))
    assert nameless([finding]) == []


def test_an_empty_item_is_named_by_its_number(tmp_path) -> None:
    (finding,) = found(tmp_path, issue=ISSUE + "        authors: [A, '']\n")
    assert finding.message == "item 2 of 'authors' is empty"
    assert finding.hint == "write a value, or remove the item"


@pytest.mark.parametrize("key", ["''", '""', "' '"])
@pytest.mark.parametrize("indent", ["", "        "])
def test_a_key_without_a_name(tmp_path, key: str, indent: str) -> None:
    (finding,) = found(tmp_path, issue=f"{ISSUE}{indent}{key}: x\n")
    assert finding.message == "a key has no name"


@pytest.mark.slow
@pytest.mark.parametrize(
    "files",
    [
        {"printers": "'':\n  title: x\n"},
        {"printers": "'': x\n"},
        {"printers": "ours:\n  title: ''\n  marks: ''\n  ink_limit: ''\n  spots: ['']\n"},
        {"theme": "title: ''\npaper: ''\ninks: {'': '', ink: ''}\nsheets: ['']\n"},
        {"issue": ISSUE.replace("Some words.", '"[Read on]()"')},
        {"issue": ISSUE + "        image: {file: '', alt: '', size: '', focus: ''}\n"},
        {"issue": ISSUE + "        links: [{label: '', url: ''}]\n"},
        {"publication": PUBLICATION + "contact: {address: [''], email: '', web: ''}\n"},
        {"story": "{{ label('') }}"},
        {"story": "{{ label(none) }}"},
        {"story": "{% include '' %}"},
        {"labels": "'': [x]\n"},
    ],
)
def test_every_message_names_its_subject(tmp_path, files: dict[str, str]) -> None:
    findings = found(tmp_path, **files)
    assert findings
    if "labels" not in files:
        assert nameless(findings) == []


@pytest.mark.parametrize("words", ["{a: b}", "[a]", "\n  - a"])
def test_an_invalid_label_is_named(tmp_path, words: str) -> None:
    findings = found(tmp_path, labels=f"and: und\nby: {words}\n")
    assert {one.message for one in findings} == {"the words of the label 'by' must be one text"}
    assert {one.place.line for one in findings} <= {2, 3}


def test_empty_names_on_the_command_line(tmp_path, monkeypatch, capsys) -> None:
    program = workbench.Program(monkeypatch, capsys)
    for words in (["check", ""], ["build", "/"]):
        ended = program(lay_out(tmp_path), *words)
        assert ended.code == 2
        assert "''" not in ended.err
