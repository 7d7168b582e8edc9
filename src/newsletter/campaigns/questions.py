"""How is a review put to a person? Its question in plain words, and what would settle it."""

from newsletter.languages import sentence
from newsletter.law.reasons import Reason

QUESTIONS: dict[Reason, tuple[str, str]] = {
    Reason.MAILBOX_NOT_CONFIRMED: (
        sentence("A consent is recorded, but nothing shows that the holder of the mailbox gave it. Did they?"),
        sentence("A signed paper, a recording, or any other trace that ties the consent to this mailbox."),
    ),
    Reason.CONSENT_NUMBER_MISSING: (
        sentence("The words do not give our organisation number. Was it clear all the same who would write?"),
        sentence("The form or page as it was shown then, with our name on it."),
    ),
    Reason.CONSENT_PLACE_UNKNOWN: (
        sentence("It is not kept where the consent was given. Can that still be found out?"),
        sentence("The form, page, shop or event it came from."),
    ),
    Reason.CONSENT_LANGUAGE_UNKNOWN: (
        sentence("It is not kept in which language the words were shown. Could the person understand them?"),
        sentence("The form as it was shown then."),
    ),
    Reason.CONSENT_FREQUENCY_NOT_STATED: (
        sentence("The words do not say how often mail comes. Could the person expect as much as we send?"),
        sentence("What else was said about it where the person signed up."),
    ),
    Reason.CONSENT_CHANNEL_NOT_STATED: (
        sentence("The words do not say that the marketing comes by e-mail. Was that clear all the same?"),
        sentence("The form as it was shown then: an e-mail address was asked for, and nothing else."),
    ),
    Reason.COLLECTOR_NOT_DOCUMENTED: (
        sentence("Somebody else collected the consent for us. Was it done as we would have done it?"),
        sentence("The contract with them, and their own record of the consent."),
    ),
    Reason.PARTNER_CONTENT_OUT_OF_SCOPE: (
        sentence("The message promotes others' goods without naming whose. Are they among those the consent names?"),
        sentence("Whose goods they are: name them as partners of the campaign, or say that all of them are our own."),
    ),
    Reason.AGE_UNKNOWN: (
        sentence("The list is directed at children, and the person's age is not known. Is the person 15 or older?"),
        sentence("The person's own statement, or a parent's."),
    ),
    Reason.RELATIONSHIP_UNCLEAR: (
        sentence("Is this a customer relationship in the sense of the Marketing Control Act?"),
        sentence("What was bought, how often, and what for; a single purchase is as a rule not enough."),
    ),
    Reason.MINOR_CUSTOMER: (
        sentence("The customer is under 18. Did somebody make the contract who could?"),
        sentence("A parent's consent to the contract, or a contract within what a minor may make."),
    ),
    Reason.SALE_REFERENCE_MISSING: (
        sentence("No order or contract number is kept. Can the sale still be shown?"),
        sentence("The receipt, the contract, or the entry in the ticket system."),
    ),
    Reason.SALE_DATE_MISSING: (
        sentence("The date of the sale is not kept. Can it still be shown?"),
        sentence("The receipt, the contract, or the entry in the ticket system."),
    ),
    Reason.OPT_OUT_TEXT_MISSING: (
        sentence("The words by which the customer could say no when buying are not kept. Were they clear?"),
        sentence("The checkout page as it was then."),
    ),
    Reason.OPT_OUT_ANSWER_UNKNOWN: (
        sentence("It is not kept whether the customer said no when buying. Did they not?"),
        sentence("The order as it was stored, with the answer in it."),
    ),
    Reason.MAILBOX_UNCLEAR: (
        sentence("Is this mailbox impersonal, or one person's own?"),
        sentence("Who reads it, as the organisation itself says."),
    ),
    Reason.ORGANISATION_FORM_UNKNOWN: (
        sentence("What kind of organisation has this mailbox? A sole proprietorship is a natural person."),
        sentence("Its entry in the register of organisations."),
    ),
    Reason.ORGANISATION_NUMBER_MISSING: (
        sentence("The number of the organisation that has this mailbox is not kept. Is it clear which it is?"),
        sentence("Its entry in the register of organisations."),
    ),
    Reason.MAILBOX_NOT_VERIFIED: (
        sentence("It is not kept how the mailbox was found to be impersonal. Is it?"),
        sentence("The organisation's own website, or its answer to a letter or a call."),
    ),
    Reason.COUNTRY_RULE_UNKNOWN: (
        sentence("The recipient's country decides for itself how far it protects organisations. Does it allow this?"),
        sentence("Advice from somebody who knows that country's law."),
    ),
    Reason.AD_FREE_NOT_SHOWN: (
        sentence("Nobody has looked whether the message is free of advertising. Is it?"),
        sentence("Somebody who has read the whole message, links and foot included."),
    ),
    Reason.REFERENCE_MISSING: (
        sentence("The message does not name the order, contract or statute it carries out. Does it carry out one?"),
        sentence("The order, the contract, or the paragraph."),
    ),
    Reason.NON_COMMERCIAL_NOT_DOCUMENTED: (
        sentence("Why we do not act in business here is not documented. Is it so?"),
        sentence("The statutes of the organisation, and a document that weighs our interest against the person's."),
    ),
}
"""For each reason a person may settle: the question, and what would settle it. Message ids of the catalogue."""
