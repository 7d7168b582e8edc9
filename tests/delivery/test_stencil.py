"""A campaign written by its stencil for one person after another, held against what the email package would build."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from newsletter.campaigns import template
from newsletter.campaigns.checking import mistakes_in
from newsletter.campaigns.cutting import cut
from newsletter.campaigns.models import BodyFormat, Campaign
from newsletter.campaigns.rendering import ASKED_FOR, Footing, Original
from newsletter.delivery.composing import Draft
from newsletter.delivery.message import Malformed, encode
from newsletter.delivery.stencil import stencil
from newsletter.delivery.writing import compose, write
from newsletter.handing_over import Taken
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Duty
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList
from newsletter.tokens import Tokens
from tests.delivery import package
from tests.delivery.test_message import check_every_line, header, part, read

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MARKDOWN, HTML = BodyFormat.MARKDOWN, BodyFormat.HTML
SETTINGS = Settings(base_url="https://news.venue.example")
TOKENS = Tokens(["a key of the tests, long enough to sign"])
VENUE = Organisation(name="Brygga & Co", organisation_number="999", postal_address="Brygga 1", created_at=NOW)
JAZZ = MailingList(
    uid=UUID(int=8),
    organisation_id=1,
    name="Konserter på Brygga",
    language="nb",
    sender_name="Kulturhuset på Brygga",
    sender_email="program@venue.example",
    reply_to="post@venue.example",
    created_at=NOW,
)
OBJECTING = Footing(
    LegalBasis.EXISTING_CUSTOMER,
    frozenset({Duty.LABEL_AS_MARKETING, Duty.TELL_RIGHT_TO_OBJECT, Duty.LABEL_PARTNER_CONTENT}),
)


def written(body: str, body_format: BodyFormat = MARKDOWN, subject: str = "Desember") -> Campaign:
    return Campaign(
        id=1,
        organisation_id=1,
        list_id=1,
        subject=subject,
        body=body,
        body_format=body_format,
        partners=["Fjordbryggeriet <AS>"],
        created_at=NOW,
        changed_at=NOW,
    )


def draft(campaign: Campaign, name: str, number: int = 7, footing: Footing = ASKED_FOR) -> Draft:
    """The campaign on its way to somebody; the number is in the address, the id and the link."""
    delivery = Taken(number, UUID(int=number), 1, Purpose.CAMPAIGN, number.to_bytes(32, "big"))
    email = f"person.{number}@people.example"
    return Draft(delivery, JAZZ, VENUE, email, name, campaign, None, None, footing)


def wire(one: Draft) -> bytes:
    return write(one, SETTINGS, TOKENS, now=NOW)[2]


FRAGMENTS = [
    "{{ subscriber.name }}", "{{ subscriber.email }}", "{{ unsubscribe_url }}", "{{ list.name }}",
    "{{- subscriber.name -}}", "{{ subscriber.name|default('venn') }}", "{{ subscriber.name|truncate(9) }}",
    "{{ subscriber.name|upper|e }}", "{{ subscriber.name or list.name }}", "{{ 'a' if subscriber.name }}",
    "{{ organisation.name|upper }}", "{{ '<b>' }}", "{{ '\\r' }}", "{{ subscriber.name == 'Anne' }}",
    "{% if subscriber.name %}Hei {{ subscriber.name }},{% else %}\n\n{% endif %}",
    "{% if subscriber.name == 'Anne' %}<html>{% elif list.name %}  {% endif %}",
    "{% if list.name %}{{ subscriber.name|lower }}{{ list.name }}{% endif %}",
    "{% if list.name %} jazz {% endif %}", "{# aside #}", "{% raw %}{{ x }}{% endraw %}",
    "Hei ", "\n", "\n\n", "  ", "\t", ".", "=", "=20", "--=_alternative\n", "From ", "x" * 80, "<p>", "<", "ht", "ml",
    "<html>", "æøå 🎷", "\u2028", "\x85", "\x00", "# ", "[x]({{ unsubscribe_url }})",
    "<b title='{{ subscriber.name }}'>",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=9).map("".join)
NAMES = st.sampled_from(
    [
        "", " ", "Anne", "Åse Øvergård", "🎷👩🏽‍🎤🇳🇴", "عبد الله\u200f", "<b>&\"'", "{{ subscriber.email }}",
        "{% raw %}", "=?utf-8?q?x?=", "--=_alternative--", "=", ".", "place0n1", "a\nb", "a\r\nb", "\r", "\n.\r\n",
        "\x00", "a  b ", "x" * 300, "æ" * 300, "html", "x" * 75, "x" * 76, "y" * 74 + "=", "\u2028",
    ]
) | st.text(max_size=100)  # fmt: skip
FORMATS = st.sampled_from(BodyFormat)
SUBJECTS = ["Desember", "Hei {{ subscriber.name }}", "{{ subscriber.name|upper }} {{ subscriber.email }}"]
A_FIELD_IN_A_SUBJECT = written("x", MARKDOWN, "{{ subscriber.name }}, velkommen til Brygga i desember!")


@settings(max_examples=150, deadline=None)
@given(st.builds(written, TEXTS, FORMATS, TEXTS), st.sampled_from([ASKED_FOR, OBJECTING]), NAMES, NAMES)
@example(written("<{{ subscriber.name }}>", HTML), ASKED_FOR, "html", "Anne")
@example(written("<ht{% if subscriber.name == 'Anne' %}ml>{% endif %}", HTML), ASKED_FOR, "Bart", "Anne")
@example(written("{{ subscriber.name }}\n\n{{ unsubscribe_url }}\n"), ASKED_FOR, "", "Anne")
@example(written("a{% if subscriber.name %}{{ '\\r' }}{% endif %}\nb"), ASKED_FOR, "Anne", "")
@example(written("{{ '\\r' }}{{ subscriber.name }}\nb", HTML), ASKED_FOR, "Anne", "")
@example(written("a {{ subscriber.name }}\nb"), ASKED_FOR, "Anne\r", "Bart")
@example(written("<p>{{ subscriber.name }} {{ subscriber.name|e }}</p>", HTML), ASKED_FOR, "<b>&\"'", "Anne")
@example(A_FIELD_IN_A_SUBJECT, OBJECTING, "æ" * 300, "<>")
def test_everybody_reads_what_the_email_package_would_have_built_for_them(
    campaign: Campaign, footing: Footing, first: str, second: str
) -> None:
    """Also when one follows upon another, and comes again after them."""
    assume(not mistakes_in(campaign))
    people = [draft(campaign, first, 1, footing), draft(campaign, second, 2, footing)]
    for one in (*people, people[0]):
        check_that_it_is_the_same(one)


def check_that_it_is_the_same(one: Draft) -> None:
    letter = compose(one, SETTINGS, TOKENS, now=NOW)
    try:
        encode(letter)
    except Malformed:
        with pytest.raises(Malformed):
            wire(one)
        return
    ours, expected = wire(one), package.built(replace(letter, subject="x"))
    check_every_line(ours)
    assert part(ours, "plain") == part(expected, "plain")
    assert part(ours, "html") == part(expected, "html")
    for name in ("From", "To", "Date", "Message-ID", "Reply-To", "List-Unsubscribe-Post"):
        assert str(read(ours)[name]) == str(read(expected)[name])
    assert str(read(ours)["Subject"]) == letter.subject
    assert header(ours, "List-Unsubscribe") == f"<{letter.unsubscribe_url}>"
    assert ours == wire(one)


@settings(max_examples=50, deadline=None)
@given(st.builds(written, TEXTS, FORMATS, st.sampled_from(SUBJECTS)), st.uuids(), st.uuids())
def test_nothing_of_one_person_is_in_the_mail_of_another(campaign: Campaign, first: UUID, second: UUID) -> None:
    assume(first != second and not mistakes_in(campaign))
    for name, other, number in ((first, second, 1), (second, first, 2), (first, second, 1)):
        data = wire(draft(campaign, name.hex, number))
        everything = " ".join((part(data, "plain"), part(data, "html"), str(read(data))))
        assert other.hex not in everything.lower()
        assert f"person.{3 - number}@" not in everything


BOUNDS = st.integers(min_value=60, max_value=90)


@settings(max_examples=100, deadline=None)
@given(BOUNDS, st.text("xé= .\t🎷", max_size=90), BOUNDS, st.sampled_from(["", "\n", " ", "=", "."]))
def test_wherever_a_name_meets_the_end_of_a_line_it_is_read_as_it_is(
    before: int, name: str, after: int, ends: str
) -> None:
    check_that_it_is_the_same(draft(written("x" * before + "{{ subscriber.name }}" + ends + "y" * after, HTML), name))


def original(campaign: Campaign) -> Original:
    return Original.of(campaign, JAZZ, VENUE)


def test_a_stencil_is_made_once_for_all_rows_that_say_the_same() -> None:
    first, again = written("Hei {{ subscriber.name }}!"), written("Hei {{ subscriber.name }}!")
    assert stencil(original(first)) is stencil(original(again))


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Januar"}, {"body": "Hei!"}, {"body_format": HTML}, {"language": "en"}, {"list_name": "Viser"},
        {"footing": OBJECTING}, {"partners": ("Andre",)},
    ],
    ids=lambda changed: next(iter(changed)),
)  # fmt: skip
def test_what_is_changed_in_a_campaign_is_in_the_next_message(changed: dict[str, Any]) -> None:
    before = original(written("Hei {{ subscriber.name }}!"))
    assert stencil(before) is not stencil(before._replace(**changed))


def test_an_edited_campaign_is_sent_as_edited() -> None:
    campaign = written("Hei {{ subscriber.name }}!")
    assert "Hei Anne!" in part(wire(draft(campaign, "Anne")), "plain")
    campaign.body = "Morn {{ subscriber.name }}!"
    assert "Morn Anne!" in part(wire(draft(campaign, "Anne")), "plain")


def test_a_condition_is_decided_for_each_person() -> None:
    campaign = written("{% if subscriber.name %}Hei {{ subscriber.name|upper }}{% else %}Hei du{% endif %}!")
    read_by = [part(wire(draft(campaign, name)), "plain").splitlines()[0] for name in ("Anne", "", "Bart")]
    assert read_by == ["Hei ANNE!", "Hei du!", "Hei BART!"]


@pytest.mark.parametrize("field", template.FIELDS)
def test_every_merge_field_has_its_place_in_a_stencil(field: str) -> None:
    campaign = written(f"Her: {{{{ {field} }}}}, {{{{ {field}|upper }}}}", subject=f"{{{{ {field} }}}}")
    assert stencil(original(campaign)) is not None
    check_that_it_is_the_same(draft(campaign, "Anne"))


def test_what_all_share_is_in_few_pieces_and_rendered_once() -> None:
    pieces = cut(original(written("Hei {{ subscriber.name }}, velkommen til {{ list.name|upper }}!")))
    assert pieces is not None
    assert [isinstance(piece, str) for piece in pieces.text] == [True, False, True, False, True]
    assert pieces.text[0] == "Hei "
    assert str(pieces.text[2]).startswith(", velkommen til KONSERTER PÅ BRYGGA!")


def test_a_part_stays_readable_in_its_source() -> None:
    data = wire(draft(written("Hei {{ subscriber.name }}, det er jazz på fredag."), "Anne")).decode()
    assert re.search(r"\r\nHei =\r\nAnne=\r\n, det er jazz p=C3=A5 fredag\.\r\n", data)


def test_a_tag_that_is_repeated_is_compiled_once_and_many_different_ones_are_not_cut() -> None:
    same = "{{ subscriber.name|upper }} jazz " * 400
    different = "".join(f"{{{{ subscriber.name|truncate({length}) }}}} jazz " for length in range(3, 60))
    made = stencil(original(written(same)))
    assert made is not None
    assert len(made.places) < 10
    assert stencil(original(written(different))) is None
    check_that_it_is_the_same(draft(written(same), "Anne"))
    check_that_it_is_the_same(draft(written(different), "Anne"))
