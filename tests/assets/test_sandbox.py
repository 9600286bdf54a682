"""The sandbox of templates: whatever one tries, it ends in a finding at its line or in harmless text."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from printissue.assets.resources import Resources
from printissue.assets.sandbox import Sandbox, Views
from printissue.core.limits import Limit
from printissue.html import HtmlOptions, compose
from printissue.model.cross_references import RelatedStory
from printissue.model.issue import Issue, Publication

PUBLICATION = Publication(title="Update", publisher="The Centre")
ISSUE = Issue.model_validate(
    {
        "title": "October",
        "date": "2015-10",
        "sections": [
            {
                "title": "News",
                "articles": [
                    {"heading": "One", "body": "Words of *one*.", "topics": ["type", "ink"]},
                    {"heading": "Two", "authors": ["Ann"], "related": ["one"]},
                ],
            }
        ],
    }
)
TEMPLATE = "issue.html.j2"
HEAD = (
    "{% set section = issue.sections[0] %}{% set item = section.articles[0] %}{% set tag = 'en' %}"
)
LIMIT = Limit("template", 0.5, 128 << 20)
"""Enough for what is harmless, and soon over for what is not."""

PICKLE = "cos\\nsystem\\n(S'touch pwned'\\ntR."

ESCAPES = [
    # the hole that this file closes: methods of the model
    f'{{{{ issue.parse_raw("{PICKLE}", proto="pickle", allow_pickle=true) }}}}',
    '{{ issue.parse_file("secret.txt") }}',
    '{{ issue.sections[0].parse_file("secret.txt", content_type="pickle", allow_pickle=true) }}',
    "{{ issue.model_construct(title='x') }}",
    "{{ issue.copy(update={'title': 'x'}) }}",
    "{{ issue.model_copy(update={'title': 'x'}) }}",
    "{{ issue.model_dump() }}",
    "{{ issue.json() }}",
    "{{ issue.dict() }}",
    "{{ issue.model_fields }}",
    "{{ issue.__fields__ }}",
    "{{ issue.model_config }}",
    "{{ issue.model_post_init(1) }}",
    "{{ issue.from_orm(issue) }}",
    "{{ issue.schema_json() }}",
    "{{ issue['parse_file']('secret.txt') }}",
    "{{ issue._value }}",
    "{{ issue._views._made }}",
    "{{ item._names }}",
    "{{ setting.__dataclass_fields__ }}",
    # attributes of Python
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ().__class__.__base__ }}",
    "{{ {}.__class__ }}",
    "{{ issue.__class__ }}",
    "{{ issue.__init__.__globals__ }}",
    "{{ prose.__globals__ }}",
    "{{ prose.__closure__ }}",
    "{{ prose._function }}",
    "{{ prose.__call__.__func__ }}",
    "{{ inline.__wrapped__ }}",
    "{{ label.__self__ }}",
    "{{ notes.mark.__self__ }}",
    "{{ notes.__class__ }}",
    "{{ notes._numbers }}",
    "{{ issue.title.join.__self__ }}",
    "{{ (1).__class__ }}",
    "{{ (1).to_bytes(9) }}",
    "{{ 'x'.encode() }}",
    "{{ issue.day.strftime('%Y') }}",
    "{{ issue.day.__reduce__() }}",
    # Jinja's own objects
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ namespace(a=1)._Namespace__attrs }}",
    "{{ namespace(a=1).__class__ }}",
    "{{ range.__self__ }}",
    "{{ dict.__class__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__class__ }}",
    "{{ _context }}",
    "{{ context }}",
    "{{ environment }}",
    "{{ config }}",
    "{{ request.application.__globals__ }}",
    "{{ undefined_name.__class__ }}",
    "{{ undefined_name._undefined_name }}",
    "{{ __import__('os') }}",
    "{{ eval('1') }}",
    "{% for x in [1] %}{{ loop._iterable }}{% endfor %}",
    "{% for x in [1] %}{{ loop._context }}{% endfor %}",
    "{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop._to_iterator }}{% endfor %}",
    "{% for x in [1] %}{{ loop.cycle.__self__ }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{{ caller._func }}{% endmacro %}{% call m() %}x{% endcall %}",
    "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}",
    "{% block own %}{{ self.own.__func__ }}{% endblock %}",
    "{% block own %}{{ self.own._context }}{% endblock %}",
    "{% block own %}{{ super.__globals__ }}{% endblock %}",
    "{% import 'parts/links.html.j2' as m with context %}{{ m.__dict__ }}",
    "{% import 'parts/links.html.j2' as m with context %}{{ m._body_stream }}",
    "{% from 'parts/links.html.j2' import __class__ %}",
    # filters and formats
    "{{ issue|attr('parse_file') }}",
    "{{ ''|attr('__class__') }}",
    "{{ [issue]|map(attribute='parse_file')|first }}",
    "{{ [issue]|map('attr', '__class__')|list }}",
    "{{ [issue]|selectattr('__class__')|list }}",
    "{{ [issue]|sum(attribute='__class__.__len__') }}",
    "{{ [issue]|max(attribute='model_config') }}",
    "{{ issue|pprint }}",
    "{{ issue|tojson }}",
    "{{ issue|xmlattr }}",
    "{{ issue|items }}",
    "{{ issue|dictsort }}",
    "{{ '{0.__class__}'.format(issue) }}",
    "{{ '{0.__class__.__mro__}'.format_map({'0': issue}) }}",
    "{{ ('{0.__class__}'|safe).format(issue) }}",
    "{{ '%(a)s %(a.__class__)s'|format(a=issue) }}",
    "{{ 'x'.translate(issue) }}",
    # files
    "{% include '/etc/passwd' %}",
    "{% include '../secret.txt' %}",
    "{% include '!builtin/../secret.txt' %}",
    "{% include ['../secret.txt', '/etc/passwd'] %}",
    "{% include issue %}",
    "{% import '../secret.txt' as m %}{{ m }}",
    "{% extends '/etc/passwd' %}",
    "{% include 'parts/' ~ '../../secret.txt' %}",
    "{{ label_in('../../secret')('x') }}",
    "{{ src('../secret.txt') }}",
    # changes
    "{% set issue.title = 'x' %}",
    "{% set item.heading = 'x' %}",
    "{{ item.topics.append('x') }}",
    "{{ item.topics.clear() }}",
    "{{ issue.sections.pop() }}",
    "{{ setting.pictures.update({'a': 'b'}) }}",
    "{{ [1].append(2) }}",
    "{{ {}.update({'a': 1}) }}",
    "{{ {}.setdefault('a', 1) }}",
    "{{ notes.mark(item).__class__ }}",
    "{{ notes.live.__setattr__('x', 1) }}",
    # functions of ours, called as they are not meant
    "{{ prose(issue, 1, 2) }}",
    "{{ anchor(1) }}",
    "{{ anchor(namespace(a=1)) }}",
    "{{ runs(issue) }}",
    "{{ names(5, item) }}",
    "{{ related(issue) }}",
    "{{ day_range(issue, issue, issue) }}",
    "{{ dir(self) }}",
    "{{ label(label) }}",
    "{{ prose(**{'text': issue}) }}",
    # syntax that is not there
    "{% do issue.copy() %}",
    "{% debug %}",
    "{{ await issue }}",
    "{% async for x in [] %}{% endfor %}",
    "{{ (lambda: 1)() }}",
    "{{ [x for x in [1]] }}",
    "{% trans %}x{% endtrans %}",
    "{% set _x = 1 %}{{ _x.__class__ }}",
]
"""Each of these ends in a finding: nothing that it asks for is there."""

HARMLESS = [
    "{{ notes.link(item, item) }}",
    "{{ [issue]|sort(attribute='__class__') }}",
    "{{ [issue]|groupby('__class__') }}",
    "{{ [issue]|map(attribute='__class__')|list }}",
    "{{ item }}{{ issue ~ '' }}",
    "{{ issue ~ '' }}",
    "{{ [issue]|join }}",
    "{{ issue|string }}",
    "{{ '%s %r'|format(issue, prose) }}",
    "{{ '%s' % issue }}",
    "{{ prose ~ notes.link ~ range ~ ''.upper ~ {}.items }}",
    "{{ prose }}",
    "{{ ''.upper }}",
    "{% for x in [1] %}{{ loop }}{{ loop.cycle ~ '' }}{% endfor %}",
    "{% for x in [1] %}{{ loop ~ '' }}{% endfor %}",
    "{{ self ~ '' }}",
    "{% block own %}{{ self.own ~ '' }}{% endblock %}",
    "{{ ([1]|map('string')) ~ ([1]|batch(1)) ~ ([1]|slice(1)) ~ ([1]|select) }}",
    "{{ {'a': 1}.items() ~ '' }}",
    "{{ namespace(a=issue) ~ '' }}",
    "{% macro m() %}{% endmacro %}{{ m ~ '' }}",
    "{% macro m() %}{{ caller ~ '' }}{% endmacro %}{% call m() %}x{% endcall %}",
    "{% import 'parts/links.html.j2' as m with context %}{{ m ~ '' }}",
    "{{ issue.__class__ is defined }}",
    "{{ issue.__class__|default('x') }}",
    "{{ issue is callable }}",
    "{% autoescape false %}{{ issue.title }}{% endautoescape %}",
    "{{ namespace(__class__=1)['__class__'] is defined }}",
    "{{ item is sameas section.articles[0] }}",
    "{{ setting ~ blocks ~ inside ~ runs(section) }}",
    "{{ section.articles ~ '' }}",
]
"""Each of these ends in a finding or in text that shows nothing of what is behind it."""

BOMBS = [
    "{{ 'x' * 10 ** 10 }}",
    "{{ 10 ** 10 * 'x' }}",
    "{{ ('x' * 1000000) * 1000 }}",
    "{{ ('f' * 4000000)|int(base=16) // 3 }}",
    "{{ ['f' * 4000000]|map('int', base=16)|first }}",
    "{{ 0x" + "f" * 100_000 + " // 3 }}",
    "{{ 7 - 0x" + "f" * 100_000 + " }}",
    "{{ 0x" + "f" * 100_000 + " % 3 }}",
    "{{ 0x" + "f" * 100_000 + " }}",
    "{{ [0] * 10 ** 10 }}",
    "{{ (1, 2) * 100000 }}",
    "{{ 2 ** 99999999 }}",
    "{{ 10 ** (10 ** 10) }}",
    "{{ (2 ** 4000) * (2 ** 4000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '%*d' % (10 ** 9, 1) }}",
    "{{ '%(a(b))1000000000d' % {'a(b)': 1} }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ ('%1000000000d'|safe) % 1 }}",
    "{{ ('%1000000000s'|safe)|format(1) }}",
    "{{ 'x'|center(10 ** 10) }}",
    "{{ 'x'|center(width=10 ** 10) }}",
    "{{ 'x\ny'|indent(10 ** 10) }}",
    "{{ 'x'|indent(width=10 ** 9, first=true) }}",
    "{{ 1|round(-10 ** 9) }}",
    "{{ 1.5|round(precision=10 ** 9) }}",
    "{{ [1]|batch(10 ** 10, 0) }}",
    "{{ [1]|batch(linecount=10 ** 10, fill_with=0) }}",
    "{{ [1]|slice(10 ** 10) }}",
    "{{ [1]|slice(slices=10 ** 10) }}",
    "{{ ['x']|map('center', 10 ** 10) }}",
    "{{ range(10 ** 10)|list }}",
    "{{ range(99999)|join }}",
    "{{ range(9999)|join('x' * 1000000) }}",
    "{{ ('x' * 1000000)|replace('x', 'y' * 1000000) }}",
    "{{ 'x'.join('y' * 1000000).join('y' * 1000000) }}",
    "{{ ('x' * 1000000).replace('x', 'y' * 1000000) }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{{ 'x' * 4000000 }}{% endfor %}",
    "{% set x = namespace(t='x') %}{% for a in range(9999) %}{% set x.t = x.t ~ x.t %}{% endfor %}",
    "{% set x = namespace(t='x') %}{% for a in range(9999) %}{% set x.t = x.t + x.t %}{% endfor %}",
    "{% set x = namespace(t=[1]) %}{% for a in range(9999) %}{% set x.t = x.t + x.t %}{% endfor %}",
    "{% set x = namespace(t=[]) %}{% for a in range(9999) %}{% set x.t = [x.t, x.t] %}{% endfor %}{{ x.t }}",
    "{% set x = namespace(t=3) %}{% for a in range(9999) %}{% set x.t = x.t * x.t %}{% endfor %}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(90) }}",
    "{% for x in [[[]]] recursive %}{{ loop([[[]]]) }}{% endfor %}",
    "{% for a in range(9999) %}{{ prose('*x* ' * 9999, 'en', 3) }}{% endfor %}",
    "{% set x %}{% for a in range(9999) %}{% for b in range(9999) %}xxxxxxxxxxxx{% endfor %}{% endfor %}{% endset %}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "-" * 3000 + "1 }}",
    "{{ " + "1" * 9999 + " }}",
    "{% if 1 %}" * 400 + "{% endif %}" * 400,
    "{% for a in [1] %}" * 60 + "{% endfor %}" * 60,
    "{{ [" * 900,
    "{{ x }}" * 200_000,
]
"""Each of these takes all time, all memory or all of the stack where nothing stops it."""


@dataclass
class Tried:
    """What came of a template."""

    html: str
    rule: str
    place: str
    message: str


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """Fill an issue's template with a text of one's own, and look at what is left behind."""
    monkeypatch.chdir(tmp_path)
    Path("secret.txt").write_text("the secret")

    def attempt(text: str, limit: Limit = LIMIT) -> Tried:
        target = tmp_path / "templates" / TEMPLATE
        target.parent.mkdir(parents=True)
        target.write_text(f"{HEAD}\n{text}\n")
        before = ISSUE.model_dump_json()
        setting = HtmlOptions(
            "screen", "2015-10", related={"one": RelatedStory("One", "October", "#one")}
        )
        composed, findings = compose(
            ISSUE, PUBLICATION, Resources.of(tmp_path), options=setting, limit=limit
        )
        assert ISSUE.model_dump_json() == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.txt", "templates"]
        html = composed.html if composed else ""
        assert not re.search(r"0x[0-9a-f]{6}|object at|the secret|root:|printissue\.\w", html)
        [finding] = findings or [None]
        if finding is None:
            return Tried(html, "", "", "")
        said = f"{finding.message} {finding.hint}"
        assert not re.search(r"0x[0-9a-f]{6}|[0-9]{12}|object at|the secret|root:", said)
        return Tried(html, finding.rule, str(finding.place), finding.message)

    return attempt


@pytest.mark.slow
@pytest.mark.parametrize("text", ESCAPES)
def test_a_way_out_is_not_there(tried, text):
    ended = tried(text)
    assert ended.rule in (
        "template-undefined", "template-fault", "template-syntax", "template-missing",
    )  # fmt: skip
    assert re.match(rf"templates/{TEMPLATE}:[12]\b", ended.place)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_printed_shows_nothing_that_is_behind_it(tried, text):
    ended = tried(text)
    if ended.rule:
        assert re.match(rf"templates/{TEMPLATE}:2:", ended.place)


# the alarm may ring in a callback of the test run itself; it rings again
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("text", BOMBS, ids=lambda text: text[:60])
def test_a_bomb_ends_in_a_finding(tried, text):
    ended = tried(text)
    assert ended.rule in ("template-limits", "template-fault", "template-syntax", "template-undefined")  # fmt: skip
    assert re.match(rf"templates/{TEMPLATE}:\d", ended.place)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ issue.parse_raw('x') }}", "Issue has no attribute 'parse_raw'"),
        ("{{ issue() }}", "Issue cannot be called"),
        ("{{ nope() }}", "'nope' is undefined"),
        ("{{ issue.title() }}", "str cannot be called"),
        ("{{ issue.sections[0].x.y }}", "Section has no attribute 'x'"),
        ("{{ {'a': 1}.b }}", "dict has no attribute 'b'"),
        ("{{ issue }}", "Issue cannot be printed: print one of its fields"),
        ("{{ prose }}", "a function cannot be printed: call <function prose> with ()"),
    ],
)
def test_the_message_says_what_is_wrong(tried, text, message):
    assert tried(text).message == message


def test_names_of_arguments_do_not_collide(tried):
    text = (
        "{% macro m() %}{{ kwargs.obj }}{{ kwargs.context }}{% endmacro %}{{ m(obj=1, context=2) }}"
    )
    assert "12" in tried(text).html


def test_time_without_end_names_the_limit_and_how_to_raise_it(tried):
    text = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
    ended = tried(text, Limit("template", 0.2, 256 << 20))
    assert ended.rule == "template-limits"
    assert ended.message == "the templates take more than 0.2 seconds of processor time"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ item.heading.upper() }} {{ item.topics|join('+') }}", "ONE type+ink"),
        ("{{ issue.day.year + 1 }}", "2016"),
        ("{{ (item.topics + ['x'])|length }}", "3"),
        ("{{ {'a': 1}.items()|first|last }}", "1"),
        ("{% for a in [1, 2] %}{{ loop.cycle('x', 'y') }}{{ loop.last }}{% endfor %}", "xFalseyTrue"),
        ("{% set n = namespace(t=0) %}{% set n.t = n.t + 2 %}{{ n.t }}", "2"),
        ("{% macro m(a) %}<b>{{ a }}</b>{{ caller() }}{% endmacro %}{% call m('<') %}c{% endcall %}", "<b>&lt;</b>c"),
        ("{{ '%.1f' | format(1.25) }} {{ '%s of %d' % ('a', 2) }}", "1.2 a of 2"),
        ("{{ section.articles|selectattr('authors')|map(attribute='heading')|join }}", "Two"),
        ("{% for key, group in section.articles|groupby('heading') %}{{ group|length }}{% endfor %}", "11"),
        ("{{ section.kind }} {{ section.articles.index(item) }}", "articles 0"),
        ("{{ range(3)|sum }} {{ 7 % 3 }} {{ 2 ** 8 }} {{ 'ab' * 2 }}", "3 1 256 abab"),
        ("{{ issue.sections[0].articles[0] is sameas item }}", "True"),
        ("{% block own %}{{ 'x'.__len__ is defined }}{% endblock %}{{ self.own() }}", "FalseFalse"),
        ("{{ 'a' in item.topics }} {{ item.kicker is none }}", "False True"),
        ("{{ setting['layout'] }} {{ item['heading'] }}", "screen One"),
    ],
)  # fmt: skip
def test_what_templates_need_is_there(tried, text, shown):
    ended = tried(text)
    assert ended.message == ""
    assert shown in re.sub(r"\n", "", ended.html)


def test_a_block_that_overrides_another_has_it(tmp_path):
    target = tmp_path / "templates" / "issue.html.j2"
    target.parent.mkdir()
    target.write_text(
        '{% extends "!builtin/issue.html.j2" %}{% block back %}{{ super ~ "" }}{{ super.super is defined }}'
        "{{ super() }}{% endblock %}"
    )
    setting = HtmlOptions(
        "screen", "2015-10", related={"one": RelatedStory("One", "October", "#one")}
    )
    composed, findings = compose(ISSUE, PUBLICATION, Resources.of(tmp_path), options=setting)
    assert findings == ()
    assert "&lt;block back&gt;False" in composed.html
    assert 'class="back"' in composed.html


def test_a_view_of_a_value_is_one():
    views = Views({})
    assert views.of(ISSUE) is views.of(ISSUE)
    assert Sandbox(None, views).getattr(views.of(ISSUE), "sections") == (
        views.of(ISSUE.sections[0]),
    )
