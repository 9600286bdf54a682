"""Languages without labels and tags without a language are found at their lines."""

import pytest

import workbench
from printissue.core.findings import Finding
from workbench import lay_out, read_findings

FINNISH = "there are no labels in Finnish ('fi')"


def found(tmp_path, issue: str, publication: str = "", **labels: str) -> list[Finding]:
    files: dict[str, str | bytes] = {
        "issues/update/2015-10.yaml": issue,
        "issues/update/publication.yaml": workbench.PUBLICATION + publication,
    }
    files |= {f"templates/labels/{tag}.yaml": text for tag, text in labels.items()}
    return read_findings(lay_out(tmp_path, files))


STORY = "        language: fi\n"
NOTICE = "  - title: N\n    notices:\n      - heading: A\n        language: fi\n"
EVENT = (
    "  - title: N\n    events:\n      - title: A\n        start: 2015-10-01\n        language: fi\n"
)


@pytest.mark.parametrize(
    ("more", "line", "column"), [("language: fi\n", 8, 11), (STORY, 8, 19), (NOTICE, 11, 19)]
)
def test_an_issue_in_a_language_without_labels(tmp_path, more: str, line: int, column: int) -> None:
    (finding,) = found(tmp_path, workbench.ISSUE + more)
    assert (finding.rule, finding.severity) == ("language-labels", "warning")
    assert (finding.place.line, finding.place.column) == (line, column)
    assert finding.message.startswith(FINNISH)
    assert "templates/labels/fi.yaml" in finding.hint
    assert "ar, de, en, es, fr" in finding.hint


def test_a_publication_in_a_language_without_labels(tmp_path) -> None:
    (finding,) = found(tmp_path, workbench.ISSUE, "language: fi-FI\n")
    assert str(finding.place) == "issues/update/publication.yaml:3:11"
    assert "templates/labels/fi.yaml" in finding.hint


def test_each_language_is_reported_once(tmp_path) -> None:
    (finding,) = found(tmp_path, workbench.ISSUE + STORY + NOTICE + EVENT)
    assert finding.place.line == 8


def test_labels_of_the_workspace_are_labels(tmp_path) -> None:
    assert found(tmp_path, workbench.ISSUE + STORY, fi="by: Kirjoittaja\n") == []


@pytest.mark.parametrize("tag", ["de", "de-AT", "en-US", "pt-BR", "zh-Hans"])
def test_the_language_of_a_download_needs_a_name_only(tmp_path, tag: str) -> None:
    reading = "  - title: N\n    readings:\n      - title: A\n        downloads:\n"
    more = f"{reading}          - language: {tag}\n            url: https://example.org/\n"
    assert found(tmp_path, workbench.ISSUE + more) == []


@pytest.mark.parametrize("tag", ["xx", "eng", "zzz", "xx-DE"])
def test_a_tag_without_a_language(tmp_path, tag: str) -> None:
    (finding,) = found(tmp_path, workbench.ISSUE + f"        language: {tag}\n")
    assert (finding.rule, finding.place.line, finding.place.column) == ("language-unknown", 8, 19)
    assert repr(tag) in finding.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("english", "en"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("français", "fr"),
        ("EN_gb", "en-GB"),
        ("en_US", "en-US"),
        ("en_US.UTF-8", "en-US"),
        ("DE", "de"),
        ("pt br", "pt-BR"),
    ],
)
def test_a_language_that_is_not_a_tag(tmp_path, written: str, meant: str) -> None:
    (finding,) = found(tmp_path, workbench.ISSUE + f"language: {written}\n")
    assert (finding.rule, finding.place.line, finding.place.column) == ("wrong-value", 8, 11)
    assert finding.hint == f"write {meant}"
