"""The series of a publication: numbers and dates out of sequence are found, and the next ones are known."""

from pathlib import Path

import pytest

import workbench
from printissue import manuscript
from printissue.core.findings import Finding, Place
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.issue import Frequency
from printissue.pipeline.series import Stated, check_series, following, series
from workbench import lay_out


def stated(*issues: str) -> list[Stated]:
    """Read `key date number volume language`; the date may be left out where the key is one, `-` is nothing."""
    made = []
    for text in issues:
        words = text.split()
        key = words.pop(0)
        date = words.pop(0) if words and words[0][:2] in ("19", "20") and "-" in words[0] else key
        number, volume, language = (
            None if one == "-" else one for one in (*words, "-", "-", "-")[:3]
        )
        at = Place(f"{key}.yaml", 2, 7), Place(f"{key}.yaml", 3, 9)
        made.append(Stated(key, date, number, volume, language, *at))
    return sorted(made, key=lambda one: (one.date, one.span or (0, 0), one.key))


def checked(*issues: str, frequency: Frequency = "irregular") -> list[Finding]:
    given = stated(*issues)
    return list(check_series(given, frequency, keys={one.key for one in given}))


@pytest.mark.parametrize(
    ("issues", "rule", "file", "said"),
    [
        (["2015-10 10", "2015-11 10"], "number-order", "2015-11", "like 2015-10 (2015-10.yaml:3:9)"),
        (["2015-10 10", "2015-11 9"], "number-order", "2015-11", "before it has 10"),
        (["2015-10 7-8", "2015-11 8"], "number-order", "2015-11", "7-8"),
        (["2015-10 10 3", "2015-11 10 3"], "number-order", "2015-11", "the number 10"),
        (["2015-10 10 3", "2016-11 9 3"], "number-order", "2016-11", "the number 9"),
        (["2015-10 10 3", "2015-11 11 2"], "number-order", "2015-11", "the volume 2, but 2015-10 before it has 3"),
        (["2015-10 118", "2016-01 117"], "number-order", "2016-01", "before it has 118"),
        (["2015-09 9", "2015-10 1", "2015-11 10"], "number-order", "2015-10", "the number 1"),
        (["a 2015-10", "b 2015-10"], "date-twice", "b", "like a (a.yaml:2:7)"),
        (["a 2015-10 1", "b 2015-10 1"], "number-order", "b", "like a"),
        (["a 2015-10-05 1", "b 2015-10-05 2"], "date-twice", "b", "like a"),
        (["2015-10 10", "2015-10-01 2015-10 10"], "number-order", "2015-10-01", "like 2015-10"),
    ],
)  # fmt: skip
def test_numbers_and_dates_out_of_sequence_are_reported(
    issues: list[str], rule: str, file: str, said: str
) -> None:
    (finding,) = checked(*issues)
    assert (finding.rule, finding.place.file) == (rule, f"{file}.yaml")
    assert finding.severity == "warning"
    assert said in finding.message
    assert finding.hint


def test_equal_numbers_are_reported_once_each() -> None:
    findings = checked(*(f"2015-{month:02} 1" for month in range(1, 13)))
    assert [one.place.file for one in findings] == [f"2015-{n:02}.yaml" for n in range(2, 13)]


@pytest.mark.parametrize(
    "issues",
    [
        [],
        ["2015-10"],
        ["2015-10", "2015-11", "2015-12"],
        ["2015-06 6", "2015-07 7/8", "2015-09 9"],
        ["2015-06 6", "2015-07 7-8", "2015-09 9"],
        ["2015-06 6", "2015-07 7–8", "2015-09 9"],
        ["2015-11 11", "2015-12 12", "2016-01 1", "2016-02 2"],
        ["2015-11 11", "2015-12 12", "2016-02 2"],
        ["2015-11 11 3", "2015-12 12 3", "2016-01 1 4"],
        ["2015-08 12 3", "2015-09 1 4", "2015-10 2 4"],
        ["2015-07 10", "2015-09 1", "2015-10 2", "2015-11 3"],
        ["2015-11 118", "2015-12 119", "2016-01 120"],
        ["2015-11 11", "2015-12", "2016-01 1"],
        ["2015-10 10", "2015-10-special 2015-10 10", "2015-11 11"],
        ["2015-10 10", "2015-10-supplement 2015-11 10", "2015-11 11"],
        ["2015-03 3", "2015-10 10", "2015-03-reprint 2015-11 3", "2015-12 12"],
        ["2015-09 9", "2015-10 10", "christmas 2015-10 1", "2015-11 11"],
        ["2015-01 1", "2015-10 10", "supplement-1 2015-10 1", "2015-11 11"],
        ["2015-10-de 2015-10 10 - de", "2015-10-fr 2015-10 10 - fr"],
        ["2015-10 10", "2015-10-en 2015-10 10 - en"],
        ["spring 2015-03 1", "summer 2015-06 2", "autumn 2015-09 3"],
        ["one 2015-10 1", "two 2015-10 2", "three 2015-10 3"],
        ["2015-10-05 40", "2015-10-12 41", "2015-10-19 42"],
        ["2014 2014-06 1", "2015 2015-06 1", "2016 2016-06 1"],
        ["no-9 2015-10-31 9", "no-10 2015-10 10"],
    ],
)
def test_a_regular_series_has_no_findings(issues: list[str]) -> None:
    assert checked(*issues) == []


def test_months_of_a_weekly_publication_have_several() -> None:
    issues = ["a 2015-10 1", "b 2015-10 2", "c 2015-10 3"]
    assert checked(*issues, frequency="weekly") == []
    assert [one.rule for one in checked(*issues, frequency="monthly")] == ["date-twice"] * 2


def test_only_findings_of_the_named_issues_are_reported() -> None:
    issues = stated("2015-01 1", "2015-02 1", "2015-10 10", "2015-11 10")
    for keys, count in (({"2015-01"}, 1), ({"2015-02"}, 1), ({"2015-10"}, 1), ({"2015-12"}, 0)):
        assert len(check_series(issues, "monthly", keys=keys)) == count


def test_check_names_both_places(tmp_path, program) -> None:
    text = workbench.ISSUE.replace("date", "number: 10\ndate")
    other = text.replace("2015-10", "2015-11").replace("heading: One", "heading: [")
    workspace = lay_out(
        tmp_path, {"issues/update/2015-10.yaml": text, "issues/update/2015-11.yaml": other}
    )
    ended = program(workspace, "check")
    assert "issues/update/2015-11.yaml:2:9: warning: 2015-11 has the number 10" in ended.err
    assert "(issues/update/2015-10.yaml:2:9)" in ended.err


# what comes next


@pytest.mark.parametrize(
    ("frequency", "issues", "date", "wanted"),
    [
        ("monthly", ["2015-10 10"], "2015-11", ("2015-11", "11", None)),
        ("monthly", ["2015-10 10"], None, ("2015-11", "11", None)),
        ("monthly", ["2015-12 12"], None, ("2016-01", "1", None)),
        ("monthly", ["2015-12 12 3"], None, ("2016-01", "1", "4")),
        ("monthly", ["2015-12 118"], None, ("2016-01", "119", None)),
        ("monthly", ["2014-12 106", "2015-12 118"], None, ("2016-01", "119", None)),
        ("monthly", ["2015-12 118 3"], None, ("2016-01", "119", "3")),
        ("monthly", ["2015-07 7-8"], "2015-09", ("2015-09", "9", None)),
        ("monthly", ["2015-07 7/8"], None, ("2015-08", "9", None)),
        ("monthly", ["2015-10"], None, ("2015-11", None, None)),
        ("monthly", ["2015-08 12 3", "2015-09 1 4", "2016-08 12 4"], None, ("2016-09", "1", "5")),
        ("quarterly", ["2015-07 3"], None, ("2015-10", "4", None)),
        ("quarterly", ["2015-10 4"], None, ("2016-01", "1", None)),
        ("bimonthly", ["2015-11 6"], None, ("2016-01", "1", None)),
        ("half-yearly", ["2015-12 2"], None, ("2016-06", "1", None)),
        ("yearly", ["2015-06 31"], None, ("2016-06", "32", None)),
        ("weekly", ["2015-10-26 44"], None, ("2015-11-02", "45", None)),
        ("fortnightly", ["2015-10-26 22"], None, ("2015-11-09", "23", None)),
        ("weekly", ["2015-12-28 52"], None, ("2016-01-04", "1", None)),
        ("monthly", ["2015-10-15 10"], None, ("2015-11-15", "11", None)),
        ("monthly", ["2015-10-15 10"], "2015-12", ("2015-12-15", "11", None)),
        ("monthly", ["2015-12-31 12", "2016-01-31 1"], None, ("2016-02-29", "2", None)),
        ("monthly", ["2016-01-31 1", "2016-02-29 2"], None, ("2016-03-31", "3", None)),
        ("irregular", ["2015-01 1", "2015-04 2", "2015-07 3"], None, ("2015-10", "4", None)),
        ("irregular", ["2015-01 1", "2015-03 2", "2015-05 3"], None, ("2015-07", "4", None)),
        ("irregular", ["2015-10-05 1", "2015-10-12 2"], None, ("2015-10-19", "3", None)),
        ("irregular", ["2015-10-05 1", "2015-11-05 2"], None, ("2015-12-05", "3", None)),
        ("irregular", ["2015-10 4"], None, ("2015-11", "5", None)),
        ("irregular", ["2014-12 4", "2015-01 1", "2015-12 4"], "2016-01", ("2016-01", "1", None)),
        ("monthly", ["2015-09 9", "2015-11 11"], "2015-10", ("2015-10", "10", None)),
        ("monthly", ["2015-09 9", "2015-11 10"], "2015-10", ("2015-10", None, None)),
        ("monthly", ["2015-09 9"], "2015-08", ("2015-08", None, None)),
    ],
)  # fmt: skip
def test_the_next_issue(frequency: Frequency, issues, date, wanted) -> None:
    _, new = following(stated(*issues), frequency, date=date)
    assert (new.date, new.number, new.volume) == wanted


def test_a_new_issue_follows_the_last_one_before_its_date() -> None:
    issues = stated("2015-09 9", "2015-10 10", "2015-12 12")
    assert following(issues, "monthly", date="2015-11")[0].key == "2015-10"
    assert following(issues, "monthly")[0].key == "2015-12"


def test_only_files_that_changed_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printissue.core.disk_cache.cache_folder", lambda: tmp_path / "cache")
    other = workbench.ISSUE.replace("2015-10", "2015-11").replace("title", "number: 7\ntitle")
    workspace = lay_out(tmp_path / "workspace", {"issues/update/2015-11.yaml": other})
    read: list[str] = []
    real = manuscript.read_valid

    def counted(workspace: Workspace, ref: IssueRef) -> object:
        read.append(ref.key)
        return real(workspace, ref)

    monkeypatch.setattr(manuscript, "read_valid", counted)
    first = series(workspace, "update")
    assert [(one.key, one.number) for one in first] == [("2015-10", None), ("2015-11", "7")]
    assert series(workspace, "update") == first
    assert read == ["2015-10", "2015-11"]
    path = workspace.issue_file(IssueRef("update", "2015-11"))
    path.write_text(other.replace("number: 7", "number: 8"))
    assert [one.number for one in series(workspace, "update")] == [None, "8"]
    assert read == ["2015-10", "2015-11", "2015-11"]
    path.unlink()
    assert [one.key for one in series(workspace, "update")] == ["2015-10"]
