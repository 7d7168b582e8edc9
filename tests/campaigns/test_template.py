"""What a marketer may write, what it becomes for one person, and what nobody may do with it."""

import time
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.campaigns import template
from newsletter.campaigns.checking import mistakes_in
from newsletter.campaigns.models import BodyFormat, Campaign
from newsletter.campaigns.rendering import Recipient, Rendered, render
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LEAVE = "https://news.venue.example/unsubscribe/AbC_d-e.f"
MARKDOWN, HTML = BodyFormat.MARKDOWN, BodyFormat.HTML
VENUE = Organisation(name="Venue & Co", organisation_number="999", postal_address="Quay 1", created_at=NOW)
JAZZ = MailingList(
    organisation_id=1, name="Jazz", language="en", sender_name="Venue", sender_email="v@venue.example", created_at=NOW
)


def written(body: str, body_format: BodyFormat = MARKDOWN, subject: str = "Hello") -> Campaign:
    return Campaign(
        organisation_id=1,
        list_id=1,
        subject=subject,
        body=body,
        body_format=body_format,
        created_at=NOW,
        changed_at=NOW,
    )


def read(body: str, name: str = "Anne", body_format: BodyFormat = MARKDOWN, subject: str = "Hello") -> Rendered:
    """What one person reads of a campaign without mistakes."""
    campaign = written(body, body_format, subject)
    assert mistakes_in(campaign) == []
    return render(campaign, JAZZ, VENUE, Recipient(name, "anne@people.example", LEAVE))


class Page(HTMLParser):
    """A page as a reader's program sees it: elements with their attributes, links, and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


# What works ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "reads"),
    [
        ("Hello {{ subscriber.name }}!", "Anne", "Hello Anne!"),
        ("To {{subscriber.email}}", "", "To anne@people.example"),
        ("{{ list.name }} by {{ organisation.name }}", "", "Jazz by Venue & Co"),
        ("{{ unsubscribe_url }}", "", LEAVE),
        ("Hello {{ subscriber.name|default('friend') }}!", "", "Hello friend!"),
        ("Hello {{ subscriber.name|default('friend') }}!", "Anne", "Hello Anne!"),
        ("Hello {{ subscriber.name|d(default_value='friend') }}!", "", "Hello friend!"),
        ("Hello {{ subscriber.name or 'friend' }}!", "", "Hello friend!"),
        ("Hello {{ subscriber.name if subscriber.name else 'you' }}!", "", "Hello you!"),
        ("Hello{% if subscriber.name %} {{ subscriber.name }}{% else %} friend{% endif %}!", "Anne", "Hello Anne!"),
        ("Hello{% if subscriber.name %} {{ subscriber.name }}{% else %} friend{% endif %}!", "", "Hello friend!"),
        ("{% if subscriber.name == 'Anne' %}You!{% elif subscriber.name %}Hi!{% else %}Who?{% endif %}", "Li", "Hi!"),
        ("{% if 'Ann' in subscriber.name and list.name != 'Folk' %}Yes{% endif %}", "Anne", "Yes"),
        ("{{ subscriber.name|upper }} {{ subscriber.name|lower }}", "Anne", "ANNE anne"),
        ("{{ subscriber.name|title }} {{ subscriber.name|capitalize }}", "anne LI", "Anne Li Anne li"),
        ("{{ subscriber.name|trim }}.", " Anne ", "Anne."),
        ("{{ subscriber.name|truncate(7) }}", "Anne Margrethe Lie", "Anne..."),
        ("{{ subscriber.name|truncate(length=9, killwords=true) }}", "Anne Margrethe Lie", "Anne M..."),
        ("{{ subscriber.name|e }} {{ subscriber.name|escape }}", "Per & Pål", "Per & Pål Per & Pål"),
        ("one {# a note to myself #}two", "", "one two"),
        ("{% raw %}{{ this stays }}{% endraw %}", "", "{{ this stays }}"),
        ("{{ 'a}}b' }} {{ \"c}}d\" }} {{ '{{' }}", "", "a}}b c}}d {{"),
        ("{{ 'it' if subscriber.name }}.", "", "."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("body_format", BodyFormat)
def test_fields_filters_and_conditions_say_the_same_in_both_parts(
    body: str, name: str, reads: str, body_format: BodyFormat
) -> None:
    seen = read(body, name, body_format)
    assert reads in " ".join(Page(seen.html).words.split())
    assert reads in " ".join(seen.text.split())


def test_the_subject_is_one_line_whatever_the_name() -> None:
    assert read("x", "Anne\u2028Lie\x85\tB", subject="For {{ subscriber.name }}").subject == "For Anne Lie B"


def test_a_merge_field_as_a_link_and_in_quotes_survives_markdown() -> None:
    body = """See [the "{{ list.name }}" page]({{ unsubscribe_url }} "for {{ subscriber.name }}"),
    "{{ subscriber.name }}" — **{{ subscriber.name }}**"""
    seen = read(body, 'Per "P" & Co')
    assert LEAVE in Page(seen.html).links
    assert 'title="for Per &#34;P&#34; &amp; Co"' in seen.html
    assert "&quot;Per &#34;P&#34; &amp; Co&quot;" in seen.html
    assert "<strong>Per &#34;P&#34; &amp; Co</strong>" in seen.html
    assert 'the "Jazz" page' in seen.text
    assert f"({LEAVE}" in seen.text
    assert '"Per "P" & Co"' in seen.text


def test_markup_in_a_markdown_body_is_shown_as_it_was_typed() -> None:
    plain, typed = read("x"), read("<b>5 < 6</b> <script>alert(1)</script> [x](javascript:alert(1))")
    assert "<b>5 < 6</b> <script>alert(1)</script> [x](javascript:alert(1))" in Page(typed.html).words
    assert Page(typed.html).elements == Page(plain.html).elements


def test_an_html_body_gets_a_text_part_with_its_links() -> None:
    body = """<html><head><title>T</title><style>p { color: red }</style></head><body>
    <div style="display: none">preview words</div>
    <table><tr><td><p>Hello {{ subscriber.name }},</p>
    <p>jazz on <a href="https://venue.example/a?b=1&amp;c=2">Friday</a>.</p></td></tr>
    <tr><td>Fri</td><td>20:00</td></tr></table>
    {% if subscriber.name %}<a href="{{ unsubscribe_url }}">Leave</a>{% endif %}</body></html>"""
    seen = read(body, "Per & <Pål>", HTML)
    lines = [line.strip() for line in seen.text.splitlines()]
    assert "Hello Per & <Pål>," in lines
    assert "jazz on [Friday](https://venue.example/a?b=1&c=2)." in lines
    assert "Fri 20:00" in lines
    assert f"[Leave]({LEAVE})" in lines
    for hidden in ("preview words", "color: red", "<p>"):
        assert hidden not in seen.text
    assert "Hello Per &amp; &lt;Pål&gt;,</p>" in seen.html


def test_both_parts_carry_the_frame_whatever_the_body_says() -> None:
    for body_format in BodyFormat:
        seen = read("<html><body>Hi</body></html>", body_format=body_format)
        for part in (seen.html, seen.text):
            assert LEAVE in part
            assert "Quay 1" in part


# Names are words, never markup --------------------------------------------------------------------------------------

NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><h1>x",
    "' onmouseover='alert(1)",
    "<!-- ",
    "]]><x>",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "[click](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "**bold** _it_ `code`",
    "# heading",
    "1. item",
    "> quote",
    "***",
    "[x]: https://evil.example",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x",
    "{{ subscriber.email }}",
    "=?utf-8?q?x?=",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("body", "body_format"),
    [
        ("{{ subscriber.name }}", MARKDOWN),
        ("Hi {{ subscriber.name }}, [{{ subscriber.name }}]({{ unsubscribe_url }} '{{ subscriber.name }}')", MARKDOWN),
        ("- {{ subscriber.name }}\n\n`{{ subscriber.name }}`\n\n    {{ subscriber.name }}\n", MARKDOWN),
        ("<p title=\"{{ subscriber.name }}\">{{ subscriber.name }}</p><a href='{{ unsubscribe_url }}'>x</a>", HTML),
        ("{% if subscriber.name|upper %}{{ subscriber.name|e|title }}{{ 'Hi '|d(subscriber.name) }}{% endif %}", HTML),
    ],
    ids=["alone", "link", "blocks", "attribute", "filters"],
)  # fmt: skip
def test_a_name_is_escaped_in_the_html_part_and_left_alone_in_the_text(
    body: str, body_format: BodyFormat, name: str
) -> None:
    """Nothing of the page but its words depends on the name."""
    named, plain = read(body, name, body_format), Page(read(body, "Anne", body_format).html)
    seen = Page(named.html)
    assert (seen.elements, seen.links) == (plain.elements, plain.links)
    assert name.strip().lower() in seen.words.lower()
    assert name.strip().lower() in named.text.lower()


def test_what_a_subject_says_is_escaped_in_the_page_it_titles() -> None:
    seen = read("x", "</title><script>", subject="{{ subscriber.name }}")
    assert seen.subject == "</title><script>"
    assert "<script" not in seen.html


# What does not work is named ----------------------------------------------------------------------------------------


def test_an_unknown_field_is_a_mistake_with_its_line_and_name() -> None:
    found = mistakes_in(written("Hello\n{{ subscriber.nmae }}\n\n{{ naem }}", subject="{{ lsit.name }}"))
    assert [(problem.pointer, problem.message.partition(".")[0]) for problem in found] == [
        ("/subject", "Line 1: There is no merge field lsit"),
        ("/body", "Line 2: There is no merge field subscriber"),
        ("/body", "Line 4: There is no merge field naem"),
    ]
    assert "subscriber.nmae" in found[1].message
    assert all("subscriber.name, subscriber.email" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{{ subscriber.name", "Line 1"),
        ("a\nb {% if subscriber.name %}", "endif"),
        ("{{ }}", "Merge fields look like"),
        ("{{ subscriber }}", "no merge field subscriber."),
        ("{{ name }}", "no merge field name."),
        ("{{ subscriber.name|money }}", "no filter money"),
        ("{{ subscriber.name|upper(1) }}", "upper takes nothing"),
        ("{{ subscriber.name|truncate('7') }}", "a number of characters"),
        ("{{ subscriber.name|default(7) }}", "default is given a text"),
        ("{{ subscriber.name == 7 }}", "Only texts can be compared"),
        ("{% for x in subscriber.name %}{% endfor %}", "not 'for'"),
        ("<!-- {% if subscriber.name %} -->x{% endif %}", "Put it around the text"),
        ("x" * 100_001, "at most 100000 characters"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_to_write_instead(body: str, says: str) -> None:
    found = mistakes_in(written(body, HTML))
    assert says in found[0].message
    assert found[0].pointer == "/body"


CANARY = "canary"
HOSTILE = [
    # Reaching for the program
    "{{ subscriber.__class__ }}", "{{ subscriber.name.__class__.__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ subscriber['name'] }}", "{{ subscriber['__class__'] }}",
    "{{ subscriber.name|attr('__class__') }}", "{{ subscriber|attr('name') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}", "{{ self }}", "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__['os'].environ }}",
    "{{ joiner }}", "{{ namespace() }}", "{{ dict() }}", "{{ range(9) }}", "{{ config }}", "{{ settings.secret_key }}",
    "{{ request }}", "{{ url_for }}", "{{ get_flashed_messages }}", "{{ debug() }}", "{% debug %}", "{{ caller() }}",
    "{{ super() }}", "{{ loop.index }}", "{{ varargs }}", "{{ _ }}", "{{ organisation.id }}",
    "{{ list._sa_instance_state }}", "{{ subscriber.name.format }}", "{{ '%s'|format(subscriber) }}",
    "{{ '{0.__class__}'.format(subscriber) }}", "{{ subscriber.name.join(['a']) }}",
    "{{ [subscriber]|map(attribute='__class__')|list }}", "{{ subscriber|pprint }}", "{{ subscriber|tojson }}",
    "{{ subscriber.name|safe }}", "{{ '<b>'|safe }}", "{{ subscriber.name|xmlattr }}", "{{ subscriber.name|urlize }}",
    "{{ subscriber.name|forceescape }}", "{{ subscriber.name|striptags }}", "{{ subscriber.name is defined }}",
    "{{ subscriber.name is filter('x') }}", "{{ none }}",
    # Statements
    "{% for a in 'ab' %}{{ a }}{% endfor %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% set a = 1 %}",
    "{% set a %}x{% endset %}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}",
    "{% from 'os' import path %}", "{% extends 'email/frame.html' %}", "{% block content %}{% endblock %}",
    "{% call x() %}{% endcall %}", "{% with a = 1 %}{% endwith %}", "{% filter upper %}x{% endfilter %}",
    "{% autoescape false %}{% endautoescape %}", "{% do 1 %}", "{% trans %}x{% endtrans %}", "{% continue %}",
    # Arithmetic and what else grows
    "{{ 7*7 }}", "{{ 'A' * 10**9 }}", "{{ 10**10**10 }}", "{{ 9**9**9 }}", "{{ 1/0 }}", "{{ 7//0 }}", "{{ 7%0 }}",
    "{{ -1 }}", "{{ 'a' ~ 'b' }}", "{{ 'a' + 'b' }}", "{{ [1, 2] }}", "{{ (1, 2) }}", "{{ {'a': 1} }}",
    "{{ 'abc'[0:2] }}", "{{ 'x'|center(10**9) }}", "{{ '%2000000000d'|format(1) }}", "{{ 'x'|indent(10**9) }}",
    "{{ lipsum(n=100000) }}", "{{ 'x'|replace('x', 'y'*10**9) }}", "{{ subscriber.name|wordwrap(1) }}",
    "{{ 'abc'|batch(2)|list }}", "{{ 'x'|truncate(99999999999) }}", "{{ 99999999999999999999 }}", "{{ 1e400 }}",
    "{{ 'x'|truncate(" + "9" * 5000 + ") }}", "{{ 0x" + "f" * 5000 + " }}",
    # What would fail for one person only
    "{{ subscriber.name|truncate(1) }}", "{{ subscriber.name|truncate(-1) }}", "{{ subscriber.name|truncate(9.5) }}",
    "{{ subscriber.name|truncate(length=9, length=8) }}", "{{ subscriber.name|truncate(9, length=8) }}",
    "{{ subscriber.name|truncate(9, leeway=-1) }}", "{{ subscriber.name|truncate(subscriber.name) }}",
    "{{ 'x'|default(*subscriber.name) }}", "{{ 'x'|default(**subscriber.name) }}", "{{ 'x'|upper(*subscriber.name) }}",
    "{{ subscriber.name < 7 }}", "{{ 'a' in 7 }}", "{{ true in subscriber.name }}", "{{ (7 == 7)|upper }}",
    "{{ ('a' if subscriber.name) < 'b' }}", "{{ (not subscriber.name)|truncate(9) }}", "{{ 7|truncate(9) }}",
    # Unfinished, and too much within each other
    "{{", "{%", "{{ subscriber.name }", "{% if %}", "{% endif %}", "{% if subscriber.name %}", "{% else %}",
    "{{ 'a }}", "{{ subscriber. }}", "{{ |upper }}", "{{ subscriber.name| }}", "{{ a b }}",
    "{% nonsense %}", "{{ {{ }} }}", "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "{{ " + "not " * 20_000 + "'a' }}", "{{ 'a'" + "|upper" * 15_000 + " }}", "{{ a" + ".a" * 40_000 + " }}",
    "{{ 'a'" + " or 'a'" * 12_000 + " }}", "{{ 'a'" + " == 'a'" * 11_000 + " }}",
    "{{ 'a'" + " if 'a' else 'a'" * 5_000 + " }}", "{{ " + "[" * 40_000, "{{" * 50_000, "{%" * 50_000, "{{ '" * 20_000,
    "{% if 'a' %}" * 101 + "{% endif %}" * 101, "{% if 'a' %}" + "{% elif 'a' %}" * 6_000 + "{% endif %}",
    "{{ list.name }}" * 6_000, "{% raw %}" + "{{" * 45_000, "{{ 'x'|d(" * 9_000, "{{ " + "-" * 90_000 + "1 }}",
    "{% for a in 'ab' %}" * 30 + "{% endfor %}" * 30, "A" * 50_000_000,
]  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE, ids=lambda payload: f"{payload[:40]!a} {len(payload)}")
def test_what_is_not_in_the_language_is_a_mistake_never_run_and_never_slow(
    payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY", CANARY)
    begun = time.process_time()
    found = mistakes_in(written(payload, HTML)) + mistakes_in(written("x", subject=payload))
    took = time.process_time() - begun
    assert [problem.pointer for problem in found if problem.pointer == "/body"]
    assert [problem.pointer for problem in found if problem.pointer == "/subject"]
    assert not any(CANARY in problem.message or len(problem.message) > 50_000 for problem in found)
    assert took < 2, f"{took:.1f} s"


def test_a_mistake_is_found_before_anything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiles(*_: object, **__: object) -> None:
        raise AssertionError("Jinja computes constants when it compiles")

    monkeypatch.setattr(template.TEXT, "from_string", compiles)
    monkeypatch.setattr(template.HTML, "from_string", compiles)
    assert mistakes_in(written("{{ 'A' * 10**9 }}"))


@pytest.mark.parametrize(
    ("body", "body_format", "reads"),
    [
        (r"\{\{ 7*7 \}\} \{\% for x in 'ab' \%\}", MARKDOWN, "{{ 7*7 }} {% for x in 'ab' %}"),
        ("&#123;&#123; 7*7 &#125;&#125;", MARKDOWN, "{{ 7*7 }}"),
        ("&lbrace;{ 7*7 }}", MARKDOWN, "{{ 7*7 }}"),
        (r"\{\% raw \%\}{{ subscriber.name }}\{\% endraw \%\}", MARKDOWN, "{% raw %}Anne{% endraw %}"),
        (r"\{\{ x \{\% endraw \%\}\{\{ 7 \}\}", MARKDOWN, "{{ x {% endraw %}{{ 7 }}"),
        ("{&#8203;{{ subscriber.name }}&#123;", MARKDOWN, "{\u200bAnne{"),
        (r"x \{\{ 'A' \* 10**9 \}\}", MARKDOWN, "x {{ 'A' * 10**9 }}"),
        ("&#123;&#123; 7*7 &#125;&#125;", HTML, "{{ 7*7 }}"),
        ("{<b></b>{ 7*7 }<b></b>}", HTML, "{{ 7*7 }}"),
        ("{<i>% for x in 'ab' %</i>}", HTML, "{% for x in 'ab' %}"),
        ("mergefield0end mergefield7end field0n0end {{ subscriber.name }}", MARKDOWN,
         "mergefield0end mergefield7end field0n0end Anne"),
    ],
)  # fmt: skip
def test_text_that_becomes_a_tag_only_by_conversion_stays_text(body: str, body_format: BodyFormat, reads: str) -> None:
    """An escaped or encoded brace was never judged, so it must never be run."""
    seen = read(body, body_format=body_format)
    part = seen.text if body_format is HTML else Page(seen.html).words
    assert reads in part


@pytest.mark.parametrize(
    ("body", "body_format"),
    [
        ("![" * 25_000, MARKDOWN),
        ("[a](" * 12_500, MARKDOWN),
        ("*a **a " * 7_000, MARKDOWN),
        ("`a" * 25_000, MARKDOWN),
        (">" * 50_000, MARKDOWN),
        ("[" * 99_999, MARKDOWN),
        ("\n".join(" " * 2 * depth + "- a" for depth in range(200)), MARKDOWN),
        ('[a]: /u "' + "T" * 24_000 + '"\n\n' + "[a] " * 6_000, MARKDOWN),
        ("{% raw %}" + "{{" * 24_000 + "{% endraw %}", MARKDOWN),
        ("{{ list.name }}" * 500, MARKDOWN),
        ("<div>" * 18_000, HTML),
        ("<table><tr><td>" * 6_000, HTML),
        ("<table><tr><td>" + "x" * 50_000 + "<tr><td>y" * 5_000, HTML),
        ('<p style="margin-top: 99999em; padding-left: 99999em">x</p>' * 1_500, HTML),
        ('<p style="' + "style:" * 15_000 + 'x">x</p>', HTML),
        ("<a href=x>" * 9_000, HTML),
        ("<!--" * 22_000, HTML),
        ("<" * 90_000, HTML),
    ],
    ids=lambda value: f"{value[:24]!a}",
)  # fmt: skip
def test_no_body_makes_a_message_slow_or_huge(body: str, body_format: BodyFormat) -> None:
    campaign = written(body, body_format)
    begun = time.process_time()
    if not mistakes_in(campaign):
        seen = render(campaign, JAZZ, VENUE, Recipient("Anne", "anne@people.example", LEAVE))
        assert len(seen.html) + len(seen.text) < 2_000_000
    assert time.process_time() - begun < 3


# Everything else ----------------------------------------------------------------------------------------------------

PIECES = [
    "{{ subscriber.name }}", "{{ unsubscribe_url }}", "{{ list.name|upper }}", "{{ subscriber.name|truncate(9) }}",
    "{% if subscriber.name %}", "{% elif list.name == 'x' %}", "{% else %}", "{% endif %}", "{# x #}", "{% raw %}",
    "{% endraw %}", "{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "|", "subscriber", ".name", "'", '"', "(", ")",
    " if ", " else ", " and ", " or ", "not ", " in ", " == ", " < ", "'a'", "7", "true", "|default(", "|d('x')",
    "|truncate(", "|e", "|title", "[", "](", "![", "*", "**", "_", "`", "```\n", "# ", "- ", "1. ", "> ", "\n", "\n\n",
    "    ", "\\", "\\{", "&#123;", "&lt;", "&", "<b>", "</b>", "<p>", "<!--", "-->", "<a href=\"", "\">", "<style>",
    "</style>", "<html>", "<body>", "<table><tr><td>", "</table>", "<ul><li>", "<br>", "<script>", "<![CDATA[",
    "<?xml ", "<pre>", " style='display:none'", "https://x.example", "é", "\u2028", "mergefield0end",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)
PEOPLE = st.text(max_size=40) | st.sampled_from(NAMES) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(body=TEXTS, subject=TEXTS, name=PEOPLE, body_format=st.sampled_from(BodyFormat))
def test_any_text_either_has_mistakes_or_can_be_read_by_anybody(
    body: str, subject: str, name: str, body_format: BodyFormat
) -> None:
    campaign = written(body, body_format, subject)
    if not mistakes_in(campaign):
        seen = render(campaign, JAZZ, VENUE, Recipient(name, "anne@people.example", LEAVE))
        assert "\n" not in seen.subject


@settings(max_examples=100, deadline=None)
@given(name=PEOPLE)
def test_no_name_adds_an_element_or_a_link(name: str) -> None:
    body = "Hi {{ subscriber.name }}, \"{{ subscriber.name|default('you') }}\"\n\n- [x]({{ unsubscribe_url }})"
    seen, plain = Page(read(body, name).html), Page(read(body, "Anne").html)
    assert (seen.elements, seen.links) == (plain.elements, plain.links)
