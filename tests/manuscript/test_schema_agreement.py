"""The JSON Schema and the program allow and reject the same: every key with many values, and parts as wholes.

An editor checks what YAML makes of a text, in version 1.2 (most editors) or 1.1 (PyYAML). A schema cannot know what
YAML changes: `010` can become 8, and `1e3` becomes 1000. These tests leave out such spellings, and what only the
program can check: the check digit of an ISSN, the order of two days.
"""

import re
from functools import cache

import pytest
import yaml

from printissue.core.workspace import Workspace
from printissue.manuscript.parsing import parse
from printissue.manuscript.reading import read_printers
from printissue.manuscript.schema import schema
from printissue.manuscript.source import decode
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.validation import validate
from printissue.model.back_issues import BackIssue
from printissue.model.issue import Issue, Publication
from printissue.model.printers import Printer
from printissue.model.settings import WorkspaceSettings
from printissue.model.site import Site
from printissue.model.theme import Theme

jsonschema = pytest.importorskip(
    "jsonschema", reason="jsonschema is not installed: the schemas are not tried"
)

ROOTS = {
    "issue": Issue,
    "publication": Publication,
    "old-issue": BackIssue,
    "theme": Theme,
    "printers": Printer,
    "workspace": WorkspaceSettings,
    "site": Site,
}


class Core(yaml.SafeLoader):
    """Reads YAML as version 1.2 does in its core schema."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("null", "~|null|Null|NULL|", "~nN"),
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), [*first, ""]
    )
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


class Older(yaml.SafeLoader):
    """Reads YAML as version 1.1 does; days stay the texts that editors make of them."""


Older.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def as_json(value: object) -> object:
    """Return a loaded value as JSON: all keys are texts."""
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value


@cache
def validator(kind: str, part: str) -> "jsonschema.Draft202012Validator":
    made = schema(kind)
    if part and part in made.get("$defs", {}):
        made = {"$ref": f"#/$defs/{part}", "$defs": made["$defs"]}
    return jsonschema.Draft202012Validator(made)


def program_allows(model: type, text: str) -> bool:
    source, findings = decode("x.yaml", text.encode())
    assert source is not None
    tree, more = parse(source)
    if tree is None or findings or more:
        return False
    value, faults = validate(model, SourceMap(source, tree))
    assert (value is None) == bool(faults)
    return value is not None


def schema_allows(kind: str, part: str, text: str, loader: type = Core) -> bool:
    return validator(kind, part).is_valid(as_json(yaml.load(text, loader)))


SCALARS = """
word
two words
1984
0
7
4
64
65
12345
9999
10000
999999
1000000
-4
4.5
1.10
1.125
320
99
100
400
400.5
401
36
35.9
4800
4801
true
false
"7"
"4"
"0"
"64"
"65"
"true"
yes
no
Yes
NO
on
perhaps
~
null
"null"
""
" "
"  padded  "
"7 "
7-8
7–8
7-8-9
7/8
"18:30"
"9:05"
"24:00"
"12:60"
Europe/Vienna
2015-10
2015-13
2015-00
0000-10
2015-10-19
2015-10-32
2015-02-29
2016-02-29
1900-02-29
2000-02-29
2015-04-31
2015-1-1
"2015-10"
October
en
de-AT
zh-Hant-TW
EN
english
con
com1
aux/x
nul-x
key
key/id
key/Id
2015-10/one
-key
key-
a_b
https://example.org
https://example.org/a?b=c#d
HTTPS://EXAMPLE.ORG
http://u@example.org:80/
https://[::1]/
https://example.org:99999/
https://example.org:x/
https://
https:///x
http:example.org
https://exa mple.org
'https://example.org/\\'
"https://example.org/{a}"
mailto:a@example.org
"mailto:"
tel:+431234
ftp://example.org
javascript:alert(1)
www.example.org
/relative
office@example.org
office@example
a b@example.org
1234-5679
1234-5678
12345679
50% 30%
100% 0%
101% 0%
50%
50 30
3mm
3 mm
0.125in
0.9842in
0.9843in
1in
25mm
25.0 mm
25.1mm
26mm
3
3cm
300%
300 %
300 ppi
300ppi
240
86400
86400.5
0.5
127 MB
128 MB
4 GB
4GB
1024 GB
1025 GB
1048576 MB
1048577 MB
4 TB
4 pages
100 72 0 32
100 72 0 101
100 72 0
"#14387f"
"#14387F"
"#14387"
14387f
0.85 1.15
1 1
1.1 1.2
0 1
0.5 0.9
0.5 101
0.85
type.css
/type.css
../type.css
type.scss
A4
A5
Letter
a4
monthly
montly
free
fixed
column
wide
lead
short
half
sheetfed
saddle
relative
issue
continuous
bulletin
[]
[a]
[a, b]
[1984]
[1984, true]
[[ink, paper]]
[[ink]]
[[ink, paper, text]]
[null]
[""]
{}
{a: b}
[{}]
[key, con]
[https://example.org]
|
  block

>
  7

""".strip("\n")
VALUES = [one.replace("\n", "\n  ") for one in re.split(r"\n(?! )", SCALARS) if one]
"""Values in YAML, valid ones of every type and invalid ones."""

MINIMAL = {
    "Issue": "title: T\ndate: 2015-10\nsections: [{title: S, articles: [{heading: H}]}]",
    "Publication": "title: T\npublisher: P",
    "BackIssue": "title: T\ndate: 2015-10",
    "Theme": "title: T\ninks: {ink: {cmyk: 0 0 0 100, rgb: '#000000'}}\nsheets: [a.css]",
    "Printer": "title: T",
    "Translation": "language: de\nissue: k",
    "Author": "name: N",
    "Signature": "text: T",
    "NoticeContact": "phone: '1'",
    "Advertisement": "heading: H",
    "MixedItem": "article: {heading: H}",
    "Section": "title: S\narticles: [{heading: H}]",
    "Spotlight": "heading: H\nlead: L",
    "RequiredPages": "pages: 4",
    "Link": "label: L\nurl: https://example.org",
    "Image": "file: a.png\nalt: A",
    "Abbreviation": "short: S\nlong: L",
    "PullQuote": "text: T",
    "Box": "heading: H\nbody: B",
    "Article": "heading: H",
    "Notice": "heading: H",
    "Download": "language: en\nurl: https://example.org",
    "Reading": "title: T",
    "Event": "title: T\nstart: 2000-01-01",
    "Contact": "phone: '1'",
    "MailSettings": "pictures: link",
    "StandingFiller": "heading: H",
    "Heading": "title: T\npage: 1",
    "Ink": "cmyk: 0 0 0 100\nrgb: '#000000'",
    "AdjustableParts": "line: 13",
    "Bleed": "top: 3mm",
    "WorkspaceSettings": "limits: {}",
    "LimitSettings": "layout: {}",
    "LimitSetting": "seconds: 240",
    "Site": "title: T\nbase_url: https://example.org/",
    "AccessibilityStatement": "conformance: full\nprepared: 2026-01-01\nfeedback: {label: L, url: https://example.org}",
}


def parts() -> list[tuple[str, type]]:
    """Return every part with the kind of file that contains it."""
    found: dict[type, str] = {}

    def collect(kind: str, part: type) -> None:
        if part in found:
            return
        found[part] = kind
        from printissue.manuscript.model_paths import _parts_of

        for below in _parts_of(part):
            collect(kind, below)

    for kind, root in ROOTS.items():
        collect(kind, root)
    from printissue.model.theme import Ink

    found.setdefault(Ink, "theme")
    return [(kind, part) for part, kind in found.items()]


PARTS = parts()


def keys() -> list[tuple[str, type, str]]:
    """Return the keys of all parts; of several keys with the same type and schema, the first one."""
    found = {}
    for kind, part in PARTS:
        made = schema(kind)
        for key, field in part.model_fields.items():
            expected_text = made.get("$defs", {}).get(part.__name__, made)["properties"][key]
            expected_text = {
                name: one
                for name, one in expected_text.items()
                if name not in ("description", "examples")
            }
            found.setdefault(
                (repr(field.rebuild_annotation()), repr(expected_text)), (kind, part, key)
            )
    return list(found.values())


@cache
def without_key(part: type, key: str) -> str:
    """Return a valid part without one of its keys."""
    own = yaml.load(MINIMAL[part.__name__], yaml.BaseLoader)
    own.pop(key, None)
    return yaml.dump(own, allow_unicode=True, default_style="'") if own else ""


def with_key(part: type, key: str, value: str) -> str:
    """Return a valid part with one key set to a value."""
    return f"{without_key(part, key)}{key}: {value}\n"


@cache
def loaded(text: str, loader: type) -> object:
    return as_json(yaml.load(text, loader))


def test_every_part_has_a_sample():
    assert {part.__name__ for _, part in PARTS} == set(MINIMAL)
    for kind, part in PARTS:
        assert program_allows(part, MINIMAL[part.__name__]), part
        assert schema_allows(kind, part.__name__, MINIMAL[part.__name__]), part


READ_ALIKE = frozenset(one for one in VALUES if yaml.load(one, Core) == yaml.load(one, Older))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "part", "key"), keys())
def test_each_key_with_each_value(kind, part, key):
    wrong = []
    for value in VALUES:
        text = with_key(part, key, value)
        takes = program_allows(part, text)
        for loader in (Core,) if value in READ_ALIKE else (Core, Older):
            own = loaded(without_key(part, key), loader) or {}
            document = own | loaded(f"{key}: {value}\n", loader)
            by_schema = validator(kind, part.__name__).is_valid(document)
            if by_schema != takes and not lost(key, value, loader):
                wrong.append((value, loader.__name__, "program" if takes else "schema"))
    assert wrong == []


def lost(key: str, value: str, loader: type) -> bool:
    """Return whether YAML changes a value so that a schema cannot check it."""
    if loader is Older and value in ("yes", "no", "Yes", "NO", "on"):
        return True  # truth values, whatever is meant
    if key == "language" and value in ("true", "false"):
        return True  # no is Norwegian, and false to YAML 1.1
    return value == "1234-5678"  # its last digit is wrong


@pytest.mark.parametrize(("kind", "part"), PARTS)
def test_a_part_without_a_key(kind, part):
    own = yaml.load(MINIMAL[part.__name__], yaml.BaseLoader)
    for key in own:
        text = yaml.dump({name: value for name, value in own.items() if name != key})
        assert schema_allows(kind, part.__name__, text) == program_allows(part, text), text


WHOLES = [
    ("Section", "title: S"),
    ("Section", "title: S\narticles: []"),
    ("Section", "title: S\narticles: []\nlead: L"),
    ("Section", "title: S\nnotices: []\nmore: []"),
    ("Section", "title: S\nevents: []\nmore: [{label: L, url: 'tel:1'}]"),
    ("Section", "title: S\narticles: [{heading: H}]\nnotices: []"),
    ("Section", "title: S\narticles: [{heading: H}]\nevents: [{title: T, start: 2015-10-19}]"),
    ("Section", "title: S\nlead: L"),
    ("Section", "title: S\nreadings: [{title: T}]"),
    (
        "Section",
        "title: S\nitems: [{article: {heading: H}}, {event: {title: T, start: 2015-10-19}}]",
    ),
    ("Section", "title: S\nitems: [{article: {heading: H}, notice: {heading: H}}]"),
    ("Section", "title: S\nitems: [{}]"),
    ("Section", "title: S\nadvertisements: [{heading: H}]"),
    ("Article", "heading: H\nauthors: [Ada, {name: Ben, role: R}]\nsignature: Ada"),
    ("Article", "heading: H\nauthors: [[Ada]]"),
    ("Article", "heading: H\nsignature: {text: A, image: {file: a.png, alt: A}}"),
    ("Article", "heading: H\nsignature: {image: {file: a.png, alt: A}}"),
    ("Notice", "heading: H\ncontact: {}"),
    ("Notice", "heading: H\ncontact: Ada"),
    ("Advertisement", "advertiser: A"),
    ("Advertisement", "advertiser: A\nsponsor: S\nheading: H"),
    ("Event", "title: T\nstart: 2015-10-19\nend_time: '18:30'"),
    ("Event", "title: T\nstart: 2015-10-19\ntimezone: Europe/Vienna"),
    ("Event", "title: T\nstart: 2015-10-19\nstart_time: '18:30'\ntimezone: Europe/Vienna"),
    ("Translation", "language: de"),
    ("Translation", "language: de\nissue: k\nurl: https://example.org"),
    ("RequiredPages", "{}"),
    ("RequiredPages", "pages: 8\nmultiple: 4"),
    ("RequiredPages", 'multiple: "4"'),
    ("RequiredPages", "multiple: 4"),
    ("Image", "file: a.png"),
    ("Image", "file: a.png\ndecorative: yes"),
    ("Image", "file: a.png\ndecorative: true"),
    ("Image", "file: a.png\ndecorative: no"),
    ("Image", "file: a.png\ndecorative: no\nalt: A"),
    ("Image", "file: a.png\ndecorative: yes\nalt: A"),
    ("Image", "file: a.png\nalt: ''"),
    ("Image", "file: a.png\nalt: 1984"),
    ("Contact", "{}"),
    ("Bleed", "{}"),
    ("Theme", "title: T\nsheets: [a.css]\ninks: {}"),
    ("Theme", "title: T\nsheets: [a.css]\ninks: {No Key: {cmyk: 0 0 0 1, rgb: '#000000'}}"),
    ("Theme", "title: T\nsheets: [a.css]\ninks: {con: {cmyk: 0 0 0 1, rgb: '#000000'}}"),
    ("Theme", "title: T\nsheets: [a.css]\ninks: {1: {cmyk: 0 0 0 1, rgb: '#000000'}}"),
    ("Theme", "title: T\nsheets: []\ninks: {a: {cmyk: 0 0 0 1, rgb: '#000000'}}"),
    ("Article", "heading: H\ntopics: [1984]\nauthors: [true, 1.5]"),
    ("Article", "heading: H\nkiker: K"),
]


@pytest.mark.parametrize(("name", "text"), WHOLES)
def test_parts_as_wholes(name, text):
    kind, part = next((kind, part) for kind, part in PARTS if part.__name__ == name)
    assert schema_allows(kind, name, text) == program_allows(part, text)


PRINTERS = [
    "ours: {title: T}",
    "{}",
    "No Key: {title: T}",
    "con: {title: T}",
    "ours: text",
    "ours: []",
    "ours: {}",
    "1984: {title: T}",
    "ours: {title: T, zzz: 1}",
]


@pytest.mark.parametrize("text", PRINTERS)
def test_a_file_of_printers(tmp_path, text):
    (tmp_path / "printers.yaml").write_text(text)
    _, findings = read_printers(Workspace(tmp_path))
    assert schema_allows("printers", "", text) == (not findings), findings


@pytest.mark.parametrize("kind", ROOTS)
def test_defaults_and_examples_pass(kind):
    """The defaults and examples that an editor fills in are valid."""
    made = schema(kind)
    for part in (made, *made.get("$defs", {}).values()):
        for key, field in part.get("properties", {}).items():
            one = jsonschema.Draft202012Validator({**field, "$defs": made.get("$defs", {})})
            if "default" in field:
                assert one.is_valid(field["default"]), key
            for example in field.get("examples", ()):
                value = yaml.load(example, Core) if isinstance(example, str) else example
                assert one.is_valid(as_json(value)), (key, example)
