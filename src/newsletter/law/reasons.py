"""Why not? Every reason there is for a message not to go. Stable: programs and reports hold on to these."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a message may not go, or not until a person has decided."""

    # What is in the message, or how it is made.
    #: The message holds what no basis permits.
    CONTENT_BANNED = "content_banned"
    #: A service message with advertising in it is marketing, and nothing permits that.
    MIXED_CONTENT = "mixed_content"
    #: Nobody has looked whether the service message is free of advertising.
    AD_FREE_NOT_SHOWN = "ad_free_not_shown"
    #: The service message does not name the order, contract or statute it carries out.
    REFERENCE_MISSING = "reference_missing"
    #: The message does not say on whose behalf it comes.
    SENDER_NOT_IDENTIFIED = "sender_not_identified"
    #: Nobody reads answers to the message.
    REPLIES_NOT_MONITORED = "replies_not_monitored"
    #: The message offers no free opt-out without login.
    NO_OPT_OUT = "no_opt_out"
    #: Nobody asked for the message, and it does not show at once that it is marketing.
    NOT_RECOGNISABLE = "not_recognisable"
    #: Asking for consent by e-mail is itself marketing, and nothing permits that.
    CONSENT_REQUEST_IS_MARKETING = "consent_request_is_marketing"
    #: Nobody asked for this, or it has been answered.
    NOT_ASKED = "not_asked"
    #: Why the sender does not act in business is not documented.
    NON_COMMERCIAL_NOT_DOCUMENTED = "non_commercial_not_documented"

    # What the person said.
    #: Nothing at all may go to this mailbox.
    BLOCKED = "blocked"
    #: The person said no to all marketing of this sender.
    OBJECTED = "objected"
    #: The person left the list.
    WITHDRAWN = "withdrawn"
    #: The person said no to being profiled, and this mail was aimed by profile.
    PROFILING_OBJECTED = "profiling_objected"

    # Who the person is.
    #: Nothing shows that the person agreed, or is a customer.
    NO_BASIS = "no_basis"
    #: The mailbox is one employee's own, which the law protects like a private one.
    NATURAL_PERSON_NO_BASIS = "natural_person_no_basis"
    #: A sole proprietorship is its owner, a natural person.
    ENK_NATURAL_PERSON = "enk_natural_person"
    #: It cannot be seen whether the mailbox is one person's.
    MAILBOX_UNCLEAR = "mailbox_unclear"
    #: It is not known what kind of organisation has the mailbox.
    ORGANISATION_FORM_UNKNOWN = "organisation_form_unknown"
    #: The number of the organisation that has the mailbox is not kept.
    ORGANISATION_NUMBER_MISSING = "organisation_number_missing"
    #: It is not kept how the mailbox was found to be impersonal.
    MAILBOX_NOT_VERIFIED = "mailbox_not_verified"
    #: The recipient's country protects organisations too.
    COUNTRY_PROTECTS_ORGANISATIONS = "country_protects_organisations"
    #: It is not known here whether the recipient's country protects organisations too.
    COUNTRY_RULE_UNKNOWN = "country_rule_unknown"
    #: The person is under 15.
    UNDER_AGE = "under_age"
    #: The list is directed at children, and the person's age is not known.
    AGE_UNKNOWN = "age_unknown"
    #: The customer is under 18, and can as a rule make no contract.
    MINOR_CUSTOMER = "minor_customer"

    # What is kept of a consent.
    #: Signed up, but never confirmed from the mailbox.
    NOT_CONFIRMED = "not_confirmed"
    #: It is not kept when the consent was given.
    CONSENT_TIME_UNKNOWN = "consent_time_unknown"
    #: It is not kept what the person did to consent.
    CONSENT_ACT_UNKNOWN = "consent_act_unknown"
    #: The box was ticked beforehand.
    CONSENT_PRETICKED = "consent_preticked"
    #: The consent was a clause in terms.
    CONSENT_BUNDLED = "consent_bundled"
    #: The person did nothing.
    CONSENT_BY_SILENCE = "consent_by_silence"
    #: The person had to, to be allowed to buy.
    CONSENT_FORCED = "consent_condition_of_purchase"
    #: The words the person agreed to are not kept.
    CONSENT_WORDS_MISSING = "consent_words_missing"
    #: The words do not name this sender.
    CONSENT_NOT_FOR_SENDER = "consent_not_for_sender"
    #: The words do not say what comes.
    CONSENT_CONTENT_NOT_STATED = "consent_content_not_stated"
    #: The words do not say how to leave.
    CONSENT_WITHDRAWAL_NOT_TOLD = "consent_withdrawal_not_told"
    #: The consent was given for another list.
    OUT_OF_SCOPE_PURPOSE = "out_of_scope_purpose"
    #: The consent is about another channel.
    OUT_OF_SCOPE_CHANNEL = "out_of_scope_channel"
    #: The message holds kinds of content the consent is not about.
    OUT_OF_SCOPE_CONTENT = "out_of_scope_content"
    #: The message holds content of a partner the consent does not name; among customers no partner's may come along.
    PARTNER_CONTENT_OUT_OF_SCOPE = "partner_content_out_of_scope"
    #: The consent has not been used for so long that it counts no more.
    CONSENT_STALE = "consent_stale"
    #: More would come than the words promised.
    FREQUENCY_EXCEEDED = "frequency_exceeded"
    #: The words give no organisation number.
    CONSENT_NUMBER_MISSING = "consent_number_missing"
    #: It is not known where the consent was given.
    CONSENT_PLACE_UNKNOWN = "consent_place_unknown"
    #: It is not kept in which language the words were shown.
    CONSENT_LANGUAGE_UNKNOWN = "consent_language_unknown"
    #: The words do not name the channel.
    CONSENT_CHANNEL_NOT_STATED = "consent_channel_not_stated"
    #: The words do not say how often.
    CONSENT_FREQUENCY_NOT_STATED = "consent_frequency_not_stated"
    #: A consent was recorded, but neither did the mailbox confirm it nor is a signed paper or a recording kept.
    MAILBOX_NOT_CONFIRMED = "mailbox_not_confirmed"
    #: Somebody else collected the consent, and no contract with them is kept.
    COLLECTOR_NOT_DOCUMENTED = "collector_not_documented"

    # What is kept of a customer relationship.
    #: There was no sale.
    NO_SALE = "no_sale"
    #: Another legal entity was the seller.
    WRONG_ENTITY = "wrong_entity"
    #: One purchase, or a few cheap ones, are no customer relationship.
    RELATIONSHIP_INSUFFICIENT = "relationship_insufficient"
    #: It is open whether this is a customer relationship.
    RELATIONSHIP_UNCLEAR = "relationship_unclear"
    #: The customer relationship has ended.
    RELATIONSHIP_ENDED = "relationship_ended"
    #: The customer did not give the address in that sale.
    ADDRESS_NOT_FROM_SALE = "address_not_from_sale"
    #: The customer was not told that the address would be used for marketing.
    USE_NOT_TOLD = "marketing_use_not_told"
    #: No opt-out was offered when the address was collected.
    OPT_OUT_NOT_OFFERED = "optout_not_offered_at_collection"
    #: The customer opted out when the address was collected.
    OPTED_OUT = "opted_out_at_collection"
    #: The message promotes what is not the sender's own.
    NOT_OWN_PRODUCTS = "not_own_products"
    #: What the message promotes does not correspond to what the customer bought, or one of them is not kept.
    NOT_CORRESPONDING = "not_corresponding"
    #: No sale or contract reference is kept.
    SALE_REFERENCE_MISSING = "sale_reference_missing"
    #: The date of the sale is not kept.
    SALE_DATE_MISSING = "sale_date_missing"
    #: The text of the opt-out offered at collection is not kept.
    OPT_OUT_TEXT_MISSING = "optout_text_missing"
    #: What the customer answered to the opt-out offered at collection is not kept.
    OPT_OUT_ANSWER_UNKNOWN = "optout_answer_unknown"
    #: A person was asked in review, and said no.
    REVIEWED_NO = "reviewed_no"
