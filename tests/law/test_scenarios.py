"""May this message go? Facts told in full, and what the law answers, as a table.

Each row is a file in `scenarios/`; `newsletter law decide tests/law/scenarios/c01.json` gives the same answer.
"""

import pytest

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Assumption, Caution, Duty, Permitted, Refused, Review
from newsletter.law.reasons import Reason
from tests.law.cases import NAMES, decided, every_decision, facts, outcome

SCENARIOS: list[tuple[str, str, str]] = [
    ("c01", "A box ticked beside complete words, confirmed: the monthly programme", "permitted consent"),
    ("c02", "The box was ticked beforehand", "refused consent_preticked"),
    ("c03", "Newsletters stood in the terms of sale", "refused consent_bundled"),
    ("c04", "An address given to enter a competition", "refused no_basis"),
    ("c05", "A season-ticket holder who left the offered opt-out unused", "permitted existing_customer"),
    ("c06", "One cheap ticket, once", "refused relationship_insufficient"),
    ("c07", "The concert is cancelled, and who unsubscribed from everything is told", "permitted contract_message"),
    (
        "c08",
        "A season-ticket holder who was offered no opt-out at the counter",
        "refused optout_not_offered_at_collection",
    ),
    ("c09", "Mobile plans to a broadband customer", "refused not_corresponding"),
    ("c10", "A sister company's customer", "refused wrong_entity"),
    ("c11", "A cart that was left", "refused no_sale"),
    ("c12", "A free club membership", "refused no_sale"),
    ("c13", "A cold offer to post@ an AS", "permitted not_natural_person"),
    (
        "c14",
        "A cold offer to an employee, whose address stands in a public register",
        "refused natural_person_no_basis",
    ),
    ("c15", "A cold offer to post@ a sole proprietorship", "refused enk_natural_person"),
    ("c16", "Consented to the programme; these are restaurant offers", "refused out_of_scope_purpose"),
    ("c17", 'Consented to a partner and its "selected partners"', "refused consent_not_for_sender"),
    ("c18", '"Do you still want our news?" to people without proof', "refused consent_request_is_marketing"),
    ("c19", "Left five minutes before the mail would have gone", "refused withdrawn"),
    ("c20", "Said no in 2024, and consented anew in 2026", "permitted consent"),
    ("c21", 'A season-ticket holder wrote "no advertising, please"', "refused objected"),
    ("c21-service", "The same person's season ticket goes on", "permitted contract_message"),
    ("c22-jazz", "Left Jazz alone: Jazz", "refused withdrawn"),
    ("c22-theatre", "Left Jazz alone: Theatre", "permitted consent"),
    ("c23", "An order confirmation with a banner", "refused mixed_content"),
    ("c23-without-banner", "The same without the banner", "permitted contract_message"),
    ("c24", "A partner's advertisement nobody consented to", "refused partner_content_out_of_scope"),
    ("c24-without-the-ad", "The same without the advertisement", "permitted consent"),
    ("c24-partner-named", "The partner is named in the consent", "permitted consent"),
    ("c25", "A pixel nobody consented to: the mail goes without it", "permitted consent"),
    # Recipients abroad.
    ("abroad-denmark-consent", "A Dane consented eight months ago", "permitted consent"),
    (
        "abroad-denmark-consent-lapsed",
        "A Dane's consent has not been used for a year to the second",
        "refused consent_stale",
    ),
    (
        "abroad-denmark-consent-lapsed-promise",
        "A Dane's consent lapses after a year whatever its words promise",
        "refused consent_stale",
    ),
    (
        "abroad-denmark-customer",
        "A Danish season-ticket holder: an existing customer in both countries' law",
        "permitted existing_customer",
    ),
    ("abroad-denmark-company", "Denmark protects companies like people", "refused country_protects_organisations"),
    ("abroad-germany-company", "Germany protects companies like people", "refused country_protects_organisations"),
    (
        "abroad-sweden-company",
        "Sweden does not protect companies; its register is to be asked",
        "permitted not_natural_person",
    ),
    ("abroad-britain-company", "Britain does not protect companies", "permitted not_natural_person"),
    (
        "abroad-france-company",
        "France decides for itself whether it protects companies, and it is not known here how",
        "review country_rule_unknown",
    ),
    ("abroad-france-consent", "A consent holds in France as here", "permitted consent"),
    ("abroad-usa-consent", "A consent holds in the USA, with a caution", "permitted consent"),
    (
        "abroad-nobody-knows-where",
        "Nobody knows in which country the person is: taken for the sender's, and said so",
        "permitted consent",
    ),
    ("abroad-swedish-sender", "A Swedish sender, nobody knows where the person is", "permitted consent"),
    (
        "abroad-canada-company",
        "Canada's law is not known here, and it does protect companies",
        "review country_rule_unknown",
    ),
    ("abroad-usa-company", "Nor is the law of the USA", "review country_rule_unknown"),
    ("abroad-canada-consent", "A Canadian who consented, with a caution", "permitted consent"),
    # How old.
    ("age-14", "Nobody under 15 can consent", "refused under_age"),
    ("age-15", "At 15 one can consent, with special care", "permitted consent"),
    ("age-17-customer", "A customer of 17: can as a rule make no contract", "review minor_customer"),
    ("age-18-customer", "A customer of 18", "permitted existing_customer"),
    ("age-unknown-childrens-list", "A list directed at children, and an age nobody knows", "review age_unknown"),
    ("age-unknown-childrens-list-company", "A company's mailbox has no age", "permitted not_natural_person"),
    ("age-14-ticket", "Whoever is 14 is told that the concert is cancelled all the same", "permitted contract_message"),
    ("age-16-childrens-list", "A list directed at children, and somebody of 16", "permitted consent"),
    # Customers.
    ("customer-piano-23-months", "A piano bought 23 months ago", "permitted existing_customer"),
    ("customer-piano-24-months", "A piano bought 24 months ago to the day", "refused relationship_ended"),
    ("customer-piano-25-months", "A piano bought 25 months ago", "refused relationship_ended"),
    ("customer-ends-today", "A season ticket that ends today", "refused relationship_ended"),
    ("customer-ends-tomorrow", "A season ticket that ends tomorrow", "permitted existing_customer"),
    ("customer-win-back", "Winning back whose season ticket ended in June", "refused relationship_ended"),
    ("customer-win-back-consented", "Winning back whose ticket ended, and who consented", "permitted consent"),
    ("customer-freemium", "A free account on the way to a paid one", "review relationship_unclear"),
    ("customer-repeat", "Five concert tickets in a year", "review relationship_unclear"),
    ("customer-opted-out", "Opted out when the address was collected", "refused opted_out_at_collection"),
    ("customer-answer-not-kept", "What was answered to the opt-out is not kept", "review optout_answer_unknown"),
    (
        "customer-corresponding",
        "That mobile corresponds to broadband was decided and documented",
        "permitted existing_customer",
    ),
    (
        "customer-corresponding-undocumented",
        "That mobile corresponds to broadband was decided, nobody wrote down why",
        "refused not_corresponding",
    ),
    (
        "customer-corresponding-other-way",
        "That broadband corresponds to mobile says nothing of mobile for broadband customers",
        "refused not_corresponding",
    ),
    ("customer-one-foreign-group", "One product group too many", "refused not_corresponding"),
    ("customer-group-company", "A group company is a partner like any other", "refused partner_content_out_of_scope"),
    ("customer-not-own", "Somebody else's goods", "refused not_own_products"),
    ("customer-ownership-unknown", "Nobody knows whose goods they are", "refused not_own_products"),
    (
        "customer-cart-of-a-customer",
        "A season-ticket holder who left a cart: the ticket carries it",
        "permitted existing_customer",
    ),
    ("customer-not-recognisable", "A customer's mail that hides what it is", "refused not_recognisable"),
    (
        "customer-asked-for-consent",
        "A customer may be asked for consent, in what customers may be sent",
        "permitted existing_customer",
    ),
    ("customer-sms", "SMS is electronic mail too (§ 15 fourth paragraph)", "permitted existing_customer"),
    ("customer-lacks-reference", "A season ticket without a number", "review sale_reference_missing"),
    ("customer-lacks-made-on", "A season ticket bought nobody knows when", "review sale_date_missing"),
    (
        "customer-lacks-address-given-by-customer",
        "The address came from somewhere else than the sale",
        "refused address_not_from_sale",
    ),
    ("customer-lacks-marketing-use-told", "The customer was not told of the use", "refused marketing_use_not_told"),
    ("customer-lacks-opt-out-text", "The text of the opt-out is lost", "review optout_text_missing"),
    (
        "customer-opted-out-last-year",
        "Opted out last year, bought again and left this year's box alone",
        "refused opted_out_at_collection",
    ),
    ("customer-answer-of-last-year-lost", "What was answered last year is not kept", "review optout_answer_unknown"),
    ("customer-opted-out-elsewhere", "Opted out with another seller", "permitted existing_customer"),
    ("customer-contact-person", "The employee who ordered the company's season tickets", "review relationship_unclear"),
    ("customer-company", "The impersonal mailbox of a company with season tickets", "permitted existing_customer"),
    (
        "customer-opted-out-after-consent",
        "Consented in March, opted out at a purchase in August",
        "refused opted_out_at_collection",
    ),
    (
        "customer-opted-out-before-consent",
        "Opted out at a purchase in February, consented in March",
        "permitted consent",
    ),
    (
        "customer-opted-out-nobody-knows-when",
        "Consented, and opted out nobody knows when",
        "refused opted_out_at_collection",
    ),
    ("customer-company-opted-out", "A company that opted out when it bought", "refused opted_out_at_collection"),
    ("customer-bought-tomorrow", "A season ticket bought tomorrow: some date is wrong", "review sale_date_missing"),
    (
        "customer-for-three-years",
        "A season ticket renewed for three years: an agreement does not wear out",
        "permitted existing_customer",
    ),
    # Consents.
    ("consent-not-recognisable", "Who consented expects it: it need not say that it is marketing", "permitted consent"),
    ("consent-asked-for-more", "Who consented may be asked for more", "permitted consent"),
    ("consent-paper-with-scan", "Signed on paper, the scan is kept", "permitted consent"),
    ("consent-paper-without-scan", "Signed on paper, nobody finds it", "review mailbox_not_confirmed"),
    ("consent-call-recorded", "Said in a call, the recording is kept", "permitted consent"),
    ("consent-box-with-document", "A screenshot does not show who ticked", "review mailbox_not_confirmed"),
    ("consent-to-sms-only", "A consent to SMS only", "refused out_of_scope_channel"),
    ("consent-names-no-channel", "A consent that names no channel", "review consent_channel_not_stated"),
    ("consent-waits", "Signed up, not confirmed", "refused not_confirmed"),
    (
        "consent-content-outside",
        "A competition in a mail to whom only the programme was promised",
        "refused out_of_scope_content",
    ),
    ("consent-content-inside", "Content within what was promised", "permitted consent"),
    ("consent-partner-spelled-otherwise", "The named partner, spelled otherwise", "permitted consent"),
    (
        "consent-one-partner-too-many",
        "A group company beside the named partner",
        "refused partner_content_out_of_scope",
    ),
    (
        "consent-frequency-at-launch",
        "One mail this month already, asked at launch: with a caution",
        "permitted consent",
    ),
    ("consent-frequency-at-the-door", "One mail this month already, asked at the door", "refused frequency_exceeded"),
    ("consent-frequency-last-month", "The last mail was in October", "permitted consent"),
    (
        "consent-collected-without-contract",
        "Collected at a fair by somebody without a contract",
        "review collector_not_documented",
    ),
    ("consent-by-number", "The sender has changed its name, the number is the same", "permitted consent"),
    ("consent-sister-company", "A consent to a sister company", "refused consent_not_for_sender"),
    ("consent-forced", "Had to, to be allowed to buy", "refused consent_condition_of_purchase"),
    ("consent-silence", "Did not say no", "refused consent_by_silence"),
    ("consent-time-unknown", "Nobody knows when", "refused consent_time_unknown"),
    ("consent-lacks-act", "Nobody knows what the person did", "refused consent_act_unknown"),
    ("consent-lacks-text", "The words are lost", "refused consent_words_missing"),
    ("consent-lacks-content", "The words do not say what comes", "refused consent_content_not_stated"),
    ("consent-lacks-withdrawal", "The words do not say how to leave", "refused consent_withdrawal_not_told"),
    ("consent-lacks-place", "Nobody knows where", "review consent_place_unknown"),
    (
        "consent-lacks-language",
        "Nobody knows in which language the words were shown",
        "review consent_language_unknown",
    ),
    ("consent-lacks-frequency", "The words do not say how often", "review consent_frequency_not_stated"),
    (
        "consent-others-goods-unnamed",
        "Somebody else's goods, and nobody says whose",
        "review partner_content_out_of_scope",
    ),
    ("consent-resold-for-a-named-partner", "The named partner's own goods", "permitted consent"),
    ("consent-confirmed-later", "Asked about before the confirmation came", "refused not_confirmed"),
    (
        "consent-confirmed-later-unasked",
        "The same, and nobody kept when the confirmation was asked for",
        "refused not_confirmed",
    ),
    ("consent-given-later", "Asked about before the consent was given", "refused no_basis"),
    ("consent-content-not-limited", "A consent that is limited to no kinds of content", "permitted consent"),
    ("consent-waits-for-a-buyer", "Signed up, not confirmed, and bought a ticket", "refused not_confirmed"),
    ("consent-segmented", "A mail aimed by profile, to who never said no to that", "permitted consent"),
    ("consent-collected-under-contract", "Collected at a fair by somebody under contract", "permitted consent"),
    (
        "consent-lacks-controller-number",
        "The words name the sender without its number",
        "review consent_number_missing",
    ),
    # Not in business.
    ("charity-appeal", "An association that sells nothing asks for gifts", "permitted non_commercial"),
    ("charity-lottery", "An association that sells lottery tickets acts as anybody", "refused no_basis"),
    (
        "charity-undocumented",
        "Nobody wrote down why the association's interest outweighs",
        "review non_commercial_not_documented",
    ),
    ("charity-objected", "Who objected gets no appeals either", "refused objected"),
    ("charity-in-business", "Who acts in business cannot call its mail an appeal", "refused no_basis"),
    ("charity-no-way-out", "An appeal without a way out", "refused no_opt_out"),
    ("charity-with-an-ad", "An appeal with a brewery's advertisement in it", "refused no_basis"),
    ("charity-appeal-to-britain", "An appeal to Britain, where it is marketing", "refused no_basis"),
    ("charity-appeal-to-canada", "An appeal to Canada, whose law is not known here", "permitted non_commercial"),
    # A no, and what lifts it.
    ("no-consent-brought-in-later", "A consent from March says nothing against a no from June", "refused objected"),
    ("no-preticked-later", "A pre-ticked box lifts no objection", "refused objected"),
    ("no-unconfirmed-later", "A sign-up that nobody confirmed lifts no objection", "refused objected"),
    ("no-paper-with-scan-later", "A later signature on paper, kept, lifts an objection", "permitted consent"),
    ("no-paper-without-scan-later", "A later signature that is not kept lifts none", "refused objected"),
    ("no-same-moment", "Of a yes and a no of the same moment the no counts", "refused objected"),
    ("no-not-yet-said", "A no that is said a second later", "permitted consent"),
    ("no-to-sms", "A no to SMS leaves e-mail alone", "permitted consent"),
    ("no-to-email", "A no to e-mail ends it, customer or not", "refused objected"),
    ("no-to-list-customer", "A customer who left this list", "refused withdrawn"),
    ("no-company-objected", "A company's no is a no", "refused objected"),
    ("no-profiling-segmented", "A no to profiling, and a mail aimed by profile", "refused profiling_objected"),
    ("no-profiling-to-all", "A no to profiling, and a mail to everybody", "permitted consent"),
    ("no-block-service", "A blocked mailbox gets no service mail either", "refused blocked"),
    ("no-block-then-consent", "A later consent lifts no block", "refused blocked"),
    ("no-to-a-list-nobody-named", "Left a list, and nobody wrote down which", "refused withdrawn"),
    ("no-to-list-spelled-otherwise", "Left this list, spelled otherwise", "refused withdrawn"),
    ("no-to-another-list", "Left another list", "permitted consent"),
    ("no-to-email-then-yes-to-sms", "No to e-mail, later yes to SMS: that says nothing of e-mail", "refused objected"),
    ("no-to-email-then-yes-to-email", "No to e-mail, later yes to e-mail", "permitted consent"),
    (
        "no-left-then-imported",
        "A customer who left the list, and a pre-ticked box brought in since",
        "refused withdrawn",
    ),
    (
        "no-left-then-form-sent",
        "A customer who left the list, and a form that somebody sent since",
        "refused withdrawn",
    ),
    (
        "no-between-sign-up-and-confirmation",
        "Signed up, said no, and followed the old link all the same",
        "refused objected",
    ),
    # Long unused.
    ("stale-11-months", "Unused for 11 months", "permitted consent"),
    ("stale-12-months", "Unused for 12 months: with a caution", "permitted consent"),
    ("stale-23-months", "Unused for 23 months: with a caution", "permitted consent"),
    ("stale-24-months", "Unused for 24 months", "refused consent_stale"),
    (
        "stale-24-months-since-the-form",
        "Sent the form 24 months ago and confirmed five minutes later: those are left",
        "permitted consent",
    ),
    ("stale-24-months-used", "Six years old, used in October", "permitted consent"),
    ("stale-35-of-36-months", "Its words promised 36 months, 35 have passed", "permitted consent"),
    ("stale-36-of-36-months", "Its words promised 36 months, all have passed", "refused consent_stale"),
    ("stale-6-of-6-months", "Its words promised six months, all have passed", "refused consent_stale"),
    ("stale-5-of-6-months", "Its words promised six months, five have passed", "permitted consent"),
    ("stale-29-of-30-months", "Its words promised 30 months, 29 have passed", "permitted consent"),
    ("stale-30-of-30-months", "Its words promised 30 months, all have passed", "refused consent_stale"),
    # Whose mailbox.
    ("mailbox-unclear", "daglig.leder@ an AS: one cannot see", "review mailbox_unclear"),
    (
        "mailbox-unverified",
        "An impersonal mailbox, nobody wrote down how that was found",
        "review mailbox_not_verified",
    ),
    ("mailbox-form-unknown", "An impersonal mailbox of nobody knows what", "review organisation_form_unknown"),
    (
        "mailbox-number-missing",
        "An impersonal mailbox of an organisation without number",
        "review organisation_number_missing",
    ),
    ("mailbox-work-consented", "An employee who consented", "permitted consent"),
    ("mailbox-enk-spelled-out", "A sole proprietorship, spelled out", "refused enk_natural_person"),
    (
        "mailbox-foreign-branch",
        "The branch of a foreign enterprise, which may be one person's",
        "review organisation_form_unknown",
    ),
    ("mailbox-association", "An association", "permitted not_natural_person"),
    # Surveys.
    ("survey", "How was the concert? Once, with nothing promoted", "permitted contract_message"),
    ("survey-voucher", "A survey with a voucher in it", "refused mixed_content"),
    ("survey-second", "A second survey about the same concert", "refused no_basis"),
    ("survey-germany", "A survey to Germany, where it is marketing", "refused no_basis"),
    ("survey-germany-consented", "A survey to a German who consented", "permitted consent"),
    ("survey-canada", "A survey to Canada", "permitted contract_message"),
    # Replies.
    ("reply-confirmation", "A confirmation to who just signed up", "permitted requested_reply"),
    ("reply-to-who-objected", "Who objected and now asks for a quote gets it", "permitted requested_reply"),
    ("reply-answered", "What was asked for has been answered", "refused not_asked"),
    ("reply-nobody-asked", "A reply to what nobody asked", "refused not_asked"),
    ("reply-with-voucher", "A confirmation with a voucher in it", "refused mixed_content"),
    ("reply-confirmation-after-leaving", "The confirmation that form asks for", "permitted requested_reply"),
    # Service messages.
    (
        "service-nobody-looked",
        "Nobody has looked whether the notice is free of advertising",
        "review ad_free_not_shown",
    ),
    ("service-no-order", "A notice about no order", "review reference_missing"),
    ("service-legal-duty", "A confirmation that a statute demands", "permitted legal_duty"),
    ("service-mixed-no-way-out", "A ticket with a programme in it and no way out", "refused no_opt_out"),
    (
        "service-mixed-to-consenting",
        "A ticket with a programme in it, to who consented to the programme",
        "permitted consent",
    ),
    # What the sender tells itself.
    ("own-notice", "Where the ledger ended, told to the sender's own address", "permitted requested_reply"),
    ("own-notice-with-offers", "The same with an offer in it, to an address that said no", "refused objected"),
    ("own-notice-nobody-looked", "The same, and nobody looked what else is in it", "review ad_free_not_shown"),
    # What no basis permits.
    ("content-alcohol", "No consent permits alcohol", "refused content_banned"),
    ("content-tobacco", "No consent permits tobacco", "refused content_banned"),
    ("content-unlicensed-gambling", "No consent permits unlicensed gambling", "refused content_banned"),
    ("content-exhorts-children", "No consent permits exhorts children", "refused content_banned"),
    ("content-alcohol-in-a-ticket", "Nor does a ticket carry it", "refused content_banned"),
    # How the message is made.
    ("template-no-sender", "A mail that hides who sends it", "refused sender_not_identified"),
    ("template-nobody-reads", "A mail whose answers nobody reads", "refused replies_not_monitored"),
    ("template-login", "A way out behind a login is none", "refused no_opt_out"),
    # Tracking.
    ("tracking-consented", "A consent to being tracked, apart from all else", "permitted consent"),
    ("tracking-taken-back", "The tracking consent was taken back", "permitted consent"),
    ("tracking-consented-tomorrow", "A tracking consent of tomorrow is none today", "permitted consent"),
    ("tracking-not-wanted", "May be tracked, and the mail does not want to", "permitted consent"),
    (
        "tracking-before-objection",
        "An objection ended being tracked too, and the new consent is to mail alone",
        "permitted consent",
    ),
    # Answers given in review.
    ("review-yes", "A person found the paper", "permitted consent"),
    ("review-no", "A person looked for the paper, and said no", "refused reviewed_no"),
    ("review-expired", "The answer held until this moment", "review mailbox_not_confirmed"),
    ("review-other-rules", "The answer was given under other rules", "review mailbox_not_confirmed"),
    ("review-about-something-else", "The answer was about something else", "review mailbox_not_confirmed"),
    ("review-lifts-no-refusal", "No answer makes a pre-ticked box a consent", "refused consent_preticked"),
    ("review-lifts-no-objection", "No answer lifts an objection", "refused objected"),
    ("review-freemium-yes", "A person judged the free account a customer relationship", "permitted existing_customer"),
    ("review-yes-and-no", "Two people were asked, and one said no", "refused reviewed_no"),
    ("review-yes-by-nobody", "An answer nobody put a name to", "review mailbox_not_confirmed"),
    ("review-yes-without-ground", "An answer without a ground", "review mailbox_not_confirmed"),
    ("review-one-of-two", "One of two questions is answered", "review consent_place_unknown"),
    ("review-no-to-the-second", "A no to one question spares the other", "refused reviewed_no"),
    # Tests.
    ("test-mail", "A test to a colleague of whom nothing is known", "permitted requested_reply"),
    ("test-mail-objected", "A test to somebody who objected", "refused objected"),
]


@pytest.mark.parametrize(("name", "title", "expected"), SCENARIOS, ids=[row[0] for row in SCENARIOS])
def test_the_law_answers(name: str, title: str, expected: str) -> None:
    assert outcome(decided(facts(name))) == expected, title


def test_every_file_is_a_row_and_every_row_a_file() -> None:
    assert sorted(name for name, _, _ in SCENARIOS) == NAMES


#: What is said besides, where that is what the scenario is about.
BESIDES: dict[str, set[str]] = {
    "abroad-sweden-company": {Duty.CONSULT_REGISTER, Duty.LABEL_AS_MARKETING, Duty.TELL_RIGHT_TO_OBJECT},
    "abroad-denmark-customer": {Duty.CONSULT_REGISTER},
    "abroad-usa-consent": {Caution.COUNTRY_LAW_UNKNOWN},
    "charity-appeal-to-canada": {Caution.COUNTRY_LAW_UNKNOWN},
    "survey-canada": {Caution.COUNTRY_LAW_UNKNOWN},
    "abroad-nobody-knows-where": {Assumption.COUNTRY_OF_SENDER},
    "age-15": {Duty.CARE_FOR_MINORS},
    "c13": {Duty.LABEL_AS_MARKETING, Duty.TELL_RIGHT_TO_OBJECT, Assumption.ADULT},
    "c24-partner-named": {Duty.LABEL_PARTNER_CONTENT},
    "consent-frequency-at-launch": {Caution.FREQUENCY_REACHED},
    "stale-12-months": {Caution.CONSENT_UNUSED},
    "stale-23-months": {Caution.CONSENT_UNUSED},
    "stale-35-of-36-months": {Caution.CONSENT_UNUSED},
    "c01": {Assumption.CONTENT_AS_PROMISED, Duty.OFFER_OPT_OUT, Duty.IDENTIFY_SENDER, Duty.NO_TRACKING},
    "c07": {Duty.NO_MARKETING, Duty.NO_TRACKING, Duty.IDENTIFY_SENDER},
    "c25": {Duty.NO_TRACKING},
    "tracking-taken-back": {Duty.NO_TRACKING},
    "tracking-not-wanted": {Duty.NO_TRACKING},
    "tracking-before-objection": {Duty.NO_TRACKING},
    "tracking-consented-tomorrow": {Duty.NO_TRACKING},
    "charity-appeal": {Duty.TELL_RIGHT_TO_OBJECT},
    "review-yes": {Reason.MAILBOX_NOT_CONFIRMED},
}
#: What is not said.
NOT_BESIDES: dict[str, set[str]] = {
    "abroad-britain-company": {Duty.CONSULT_REGISTER},
    "abroad-denmark-consent": {Duty.CONSULT_REGISTER, Duty.LABEL_AS_MARKETING},
    "c13": {Duty.CONSULT_REGISTER},
    "c01": {Caution.CONSENT_UNUSED, Assumption.ADULT, Assumption.COUNTRY_OF_SENDER, Duty.CARE_FOR_MINORS},
    "stale-11-months": {Caution.CONSENT_UNUSED},
    "stale-24-months-used": {Caution.CONSENT_UNUSED},
    "tracking-consented": {Duty.NO_TRACKING},
    "age-unknown-childrens-list": {Assumption.ADULT},
    "c07": {Assumption.CONTENT_AS_PROMISED},
    "consent-content-inside": {Assumption.CONTENT_AS_PROMISED},
}


def besides(name: str) -> set[str]:
    """All that a decision says besides yes, no and why."""
    decision = every_decision()[name]
    permitted = decision if isinstance(decision, Permitted) else None
    more = permitted.duties | permitted.cautions | permitted.settled if permitted else frozenset[str]()
    return {*decision.assumptions, *more}


@pytest.mark.parametrize("name", BESIDES)
def test_what_the_law_says_besides(name: str) -> None:
    assert besides(name) >= BESIDES[name]


@pytest.mark.parametrize("name", NOT_BESIDES)
def test_what_the_law_does_not_say_besides(name: str) -> None:
    assert besides(name) & NOT_BESIDES[name] == set()


# Nothing in the law is there for nothing: each word of it is some scenario's answer.


def test_every_reason_is_some_scenarios_answer() -> None:
    given = {found.reason for found in every_decision().values() if isinstance(found, Refused | Review)}
    assert set(Reason) - given == set()


def test_every_rule_is_one_that_some_answer_rests_on() -> None:
    assert set(rules.ALL) - {found.rule for found in every_decision().values()} == set()


def test_every_basis_but_the_unknown_carries_something() -> None:
    carrying = {found.basis for found in every_decision().values() if isinstance(found, Permitted)}
    assert set(LegalBasis) - carrying == {LegalBasis.UNKNOWN}


@pytest.mark.parametrize("words", [Duty, Caution, Assumption])
def test_every_duty_caution_and_assumption_goes_with_some_answer(words: type[Duty | Caution | Assumption]) -> None:
    assert set(words) - {said for name in NAMES for said in besides(name)} == set()


def test_a_refusal_of_marketing_names_the_first_failing_condition_of_each_basis_tried() -> None:
    decision = every_decision()["c06"]
    assert isinstance(decision, Refused)
    assert decision.tried == (
        (LegalBasis.CONSENT, Reason.NO_BASIS),
        (LegalBasis.EXISTING_CUSTOMER, Reason.RELATIONSHIP_INSUFFICIENT),
        (LegalBasis.NOT_NATURAL_PERSON, Reason.NATURAL_PERSON_NO_BASIS),
    )
