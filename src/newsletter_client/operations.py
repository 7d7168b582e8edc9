"""What can be asked of the service, grouped as the document groups it.

Made by `make client` from the OpenAPI document: do not edit.
"""

import builtins
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from httpx2 import ServerSentEvent

from newsletter_client.calling import LEFT_OUT, Caller
from newsletter_client.models import (
    AddedShown,
    AddressChangeShown,
    AnswerShown,
    AnswerTold,
    ApiKeyMade,
    ApiKeyShown,
    AuditEntryShown,
    BannedContent,
    BodyFormat,
    CampaignShown,
    CampaignState,
    ChecklistShown,
    ConsentAct,
    ConsentDocumentShown,
    ConsentShown,
    ConsentTextShown,
    ConsentTold,
    CorrespondenceShown,
    DecisionShown,
    DeclaredSent,
    DeliveryShown,
    DeliveryState,
    Disclosure,
    Explanation,
    FormShown,
    FormTextSent,
    ListShown,
    MailboxKind,
    MailboxShown,
    MessageTold,
    MovedShown,
    NoticeExplanation,
    NoticePreviewShown,
    NoticeReportShown,
    NoticeShown,
    NoTold,
    OptOutSent,
    OrganisationShown,
    Per,
    PersonalData,
    PreviewShown,
    ProcessingBasis,
    ProcessingRecord,
    ProductGroupShown,
    Progress,
    Proof,
    QueuedShown,
    Recipient,
    RecipientSent,
    RecipientShown,
    RelationshipKind,
    ReportShown,
    ReviewShown,
    SaleOutcome,
    SaleRecorded,
    SaleShown,
    SaleTold,
    Scope,
    Sender,
    Standing,
    SubscriberShown,
    SubscriptionOutcome,
    SubscriptionShown,
    SubscriptionState,
    SuppressionShown,
    TrackingConsentShown,
    WebhookDeliveryShown,
    WebhookEvent,
    WebhookMade,
    WebhookShown,
)


class Group:
    """Some of what can be asked."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller


class Organisations(Group):
    """What can be asked of organisations."""

    def list(self) -> AsyncIterator[OrganisationShown]:
        """The organisation this key belongs to."""
        return self._caller.listing("/api/v1/organisations", OrganisationShown)

    async def get(self, organisation_id: UUID | str, *, if_none_match: str = LEFT_OUT) -> OrganisationShown:
        """One organisation: the one this key belongs to.

        organisation_id: The organisation's id.
        if_none_match: The ETag of the version that you have. If it is still the same, the answer is an empty 304.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/organisations/{organisation_id}", organisation_id=organisation_id),
            OrganisationShown,
            headers={
                "If-None-Match": if_none_match,
            },
        )

    async def change(
        self,
        organisation_id: UUID | str,
        *,
        if_match: str = LEFT_OUT,
        name: str | None = LEFT_OUT,
        organisation_number: str | None = LEFT_OUT,
        postal_address: str | None = LEFT_OUT,
        email: str | None = LEFT_OUT,
        website: str | None = LEFT_OUT,
        privacy_policy_url: str | None = LEFT_OUT,
        country: str | None = LEFT_OUT,
        in_business: bool | None = LEFT_OUT,
        non_commercial_because: str | None = LEFT_OUT,
        balancing_test: str | None = LEFT_OUT,
    ) -> OrganisationShown:
        """Change what mails tell about the sender.

        organisation_id: The organisation's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        name: The name.
        organisation_number: The organisation number.
        postal_address: The postal address.
        email: The e-mail address.
        website: The website.
        privacy_policy_url: Where the privacy policy is.
        country: Where the organisation is, by ISO 3166 code.
        in_business: False for who has no economic aim. It sells nothing.
        non_commercial_because: Why it does not act in business.
        balancing_test: Which document weighs its interest against the person's, or names its public task.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/organisations/{organisation_id}", organisation_id=organisation_id),
            OrganisationShown,
            body={
                "name": name,
                "organisation_number": organisation_number,
                "postal_address": postal_address,
                "email": email,
                "website": website,
                "privacy_policy_url": privacy_policy_url,
                "country": country,
                "in_business": in_business,
                "non_commercial_because": non_commercial_because,
                "balancing_test": balancing_test,
            },
            headers={
                "If-Match": if_match,
            },
        )


class Lists(Group):
    """What can be asked of lists."""

    def list(self) -> AsyncIterator[ListShown]:
        """The organisation's lists."""
        return self._caller.listing("/api/v1/lists", ListShown)

    async def create(
        self,
        *,
        name: str,
        language: str,
        sender_name: str,
        sender_email: str,
        description: str = LEFT_OUT,
        reply_to: str = LEFT_OUT,
        directed_at_children: bool = LEFT_OUT,
    ) -> ListShown:
        """Make a list.

        name: The list's name, as people see it.
        description: What comes, for whoever considers joining.
        language: The language, by code: `nb` or `en`.
        sender_name: The name that mails come from.
        sender_email: The address that mails come from.
        reply_to: Where answers go. Without it the list cannot send.
        directed_at_children: Whether the list is meant for children.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/lists",
            ListShown,
            body={
                "name": name,
                "description": description,
                "language": language,
                "sender_name": sender_name,
                "sender_email": sender_email,
                "reply_to": reply_to,
                "directed_at_children": directed_at_children,
            },
        )

    async def get(self, list_id: UUID | str, *, if_none_match: str = LEFT_OUT) -> ListShown:
        """One list.

        list_id: The list's id.
        if_none_match: The ETag of the version that you have. If it is still the same, the answer is an empty 304.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/lists/{list_id}", list_id=list_id),
            ListShown,
            headers={
                "If-None-Match": if_none_match,
            },
        )

    async def change(
        self,
        list_id: UUID | str,
        *,
        if_match: str = LEFT_OUT,
        name: str | None = LEFT_OUT,
        description: str | None = LEFT_OUT,
        sender_name: str | None = LEFT_OUT,
        sender_email: str | None = LEFT_OUT,
        reply_to: str | None = LEFT_OUT,
        directed_at_children: bool | None = LEFT_OUT,
    ) -> ListShown:
        """Change a list.

        list_id: The list's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        name: The name.
        description: What comes, for whoever considers joining.
        sender_name: The name that mails come from.
        sender_email: The address that mails come from.
        reply_to: Where answers go. Without it the list cannot send.
        directed_at_children: Whether the list is meant for children.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/lists/{list_id}", list_id=list_id),
            ListShown,
            body={
                "name": name,
                "description": description,
                "sender_name": sender_name,
                "sender_email": sender_email,
                "reply_to": reply_to,
                "directed_at_children": directed_at_children,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def delete(self, list_id: UUID | str, *, if_match: str = LEFT_OUT) -> None:
        """Retire a list: nobody can join it or be mailed by it. Its evidence stays, and so do its unsubscribe links.

        list_id: The list's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        """
        return await self._caller.tell(
            "DELETE",
            self._caller.at("/api/v1/lists/{list_id}", list_id=list_id),
            headers={
                "If-Match": if_match,
            },
        )

    def list_consent_texts(self, list_id: UUID | str) -> AsyncIterator[ConsentTextShown]:
        """Every version of a list's consent texts, oldest first.

        list_id: The list's id.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/lists/{list_id}/consent-texts", list_id=list_id), ConsentTextShown
        )

    async def create_consent_text(
        self,
        list_id: UUID | str,
        *,
        language: str,
        words: str,
        content: str,
        frequency: str,
        withdrawal: str,
        if_match: str = LEFT_OUT,
        content_types: Sequence[str] = LEFT_OUT,
        partners: Sequence[str] = LEFT_OUT,
        at_most: int | None = LEFT_OUT,
        per: Per | None = LEFT_OUT,
        lasts_months: Literal[0, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120] = LEFT_OUT,
    ) -> ConsentTextShown:
        """Add the next version of a list's consent text in one language.

        list_id: The list's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        language: The language, by code: `nb` or `en`.
        words: The exact words.
        content: What comes, as the words promise it.
        frequency: How often it comes, as the words promise it.
        withdrawal: How one gets off again, as the words tell it.
        content_types: Limits it to these kinds of content.
        partners: Partners the words name, one by one.
        at_most: How often in numbers: at most so many …
        per: … in each of these calendar periods.
        lasts_months: For how many months without use the words say it lasts; 0: they do not say.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/lists/{list_id}/consent-texts", list_id=list_id),
            ConsentTextShown,
            body={
                "language": language,
                "words": words,
                "content": content,
                "frequency": frequency,
                "withdrawal": withdrawal,
                "content_types": content_types,
                "partners": partners,
                "at_most": at_most,
                "per": per,
                "lasts_months": lasts_months,
            },
            headers={
                "If-Match": if_match,
            },
        )

    def list_subscriptions(
        self, list_id: UUID | str, *, state: SubscriptionState | None = LEFT_OUT, standing: Standing | None = LEFT_OUT
    ) -> AsyncIterator[SubscriptionShown]:
        """Who is, was, or asked to be on a list. `state=active` are those on it. `standing` tells more finely.

        list_id: The list's id.
        state: Only those in this state.
        standing: Only those of this standing.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/lists/{list_id}/subscriptions", list_id=list_id),
            SubscriptionShown,
            query={
                "state": state,
                "standing": standing,
            },
        )

    async def create_subscription(
        self, list_id: UUID | str, *, email: str, if_match: str = LEFT_OUT, name: str = LEFT_OUT
    ) -> SubscriptionShown:
        """Bring an address in without proof. Its legal basis is `unknown`, so it gets nothing that is marketing.

        Nobody is written to: asking for consent by e-mail is itself marketing. Let people sign up by a form.

        list_id: The list's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        email: The e-mail address.
        name: The name.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/lists/{list_id}/subscriptions", list_id=list_id),
            SubscriptionShown,
            body={
                "email": email,
                "name": name,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def create_subscriptions(
        self, list_id: UUID | str, *, subscriptions: Sequence[Mapping[str, Any]]
    ) -> builtins.list[SubscriptionOutcome]:
        """Bring up to 1,000 addresses in without proof, or correct what is known of them: an outcome for each, in order.

        Nobody gets a legal basis by it, and nobody who said no comes back by it. What was done stays done whatever becomes
        of the others, and it can be sent again as a whole. Of two with the same mailbox the first counts.

        list_id: The list's id.
        subscriptions: The addresses, each with what is known of the person.
        """
        return await self._caller.rows(
            "POST",
            self._caller.at("/api/v1/lists/{list_id}/subscriptions/batch", list_id=list_id),
            SubscriptionOutcome,
            body={
                "subscriptions": subscriptions,
            },
        )


class Forms(Group):
    """What can be asked of forms."""

    def list(self) -> AsyncIterator[FormShown]:
        """The organisation's forms."""
        return self._caller.listing("/api/v1/forms", FormShown)

    async def create(
        self, *, list_id: UUID | str, slug: str, texts: Sequence[FormTextSent], origins: Sequence[str] = LEFT_OUT
    ) -> FormShown:
        """Make a sign-up form. Refused when its consent texts leave out what the law wants told.

        list_id: The list.
        slug: The last part of the form's address.
        texts: The form in each language.
        origins: The websites whose scripts may post the form, as `https://host`. Plain HTML needs no leave.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/forms",
            FormShown,
            body={
                "list_id": list_id,
                "slug": slug,
                "texts": texts,
                "origins": origins,
            },
        )

    async def get(self, form_id: UUID | str, *, if_none_match: str = LEFT_OUT) -> FormShown:
        """One form.

        form_id: The form's id.
        if_none_match: The ETag of the version that you have. If it is still the same, the answer is an empty 304.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/forms/{form_id}", form_id=form_id),
            FormShown,
            headers={
                "If-None-Match": if_none_match,
            },
        )

    async def change(
        self,
        form_id: UUID | str,
        *,
        if_match: str = LEFT_OUT,
        texts: Sequence[FormTextSent] | None = LEFT_OUT,
        origins: Sequence[str] | None = LEFT_OUT,
    ) -> FormShown:
        """Make the next version of a form.

        form_id: The form's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        texts: The form in each language.
        origins: The websites whose scripts may post the form, as `https://host`. Plain HTML needs no leave.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/forms/{form_id}", form_id=form_id),
            FormShown,
            body={
                "texts": texts,
                "origins": origins,
            },
            headers={
                "If-Match": if_match,
            },
        )


class Subscribers(Group):
    """What can be asked of subscribers."""

    def list(self, *, email: str | None = LEFT_OUT) -> AsyncIterator[SubscriberShown]:
        """The organisation's subscribers; `email` finds one by address.

        email: The one subscriber with this address.
        """
        return self._caller.listing(
            "/api/v1/subscribers",
            SubscriberShown,
            query={
                "email": email,
            },
        )

    async def get(self, subscriber_id: UUID | str, *, if_none_match: str = LEFT_OUT) -> SubscriberShown:
        """One subscriber.

        subscriber_id: The subscriber's id.
        if_none_match: The ETag of the version that you have. If it is still the same, the answer is an empty 304.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/subscribers/{subscriber_id}", subscriber_id=subscriber_id),
            SubscriberShown,
            headers={
                "If-None-Match": if_none_match,
            },
        )

    async def change(
        self,
        subscriber_id: UUID | str,
        *,
        if_match: str = LEFT_OUT,
        name: str | None = LEFT_OUT,
        language: str | None = LEFT_OUT,
        country: str | None = LEFT_OUT,
        born_on: date | None = LEFT_OUT,
    ) -> SubscriberShown:
        """Correct what is known of a person. The country and the age decide which law protects them.

        subscriber_id: The subscriber's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        name: The name.
        language: The language, by code: `nb` or `en`.
        country: Where the person lives, by ISO 3166 code; empty where it is not known.
        born_on: The person's birthday; null where it is not known.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/subscribers/{subscriber_id}", subscriber_id=subscriber_id),
            SubscriberShown,
            body={
                "name": name,
                "language": language,
                "country": country,
                "born_on": born_on,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def create_address_change(
        self,
        subscriber_id: UUID | str,
        *,
        email: str,
        channel: Literal["email", "phone", "letter", "in_person", "other"],
        if_match: str = LEFT_OUT,
        note: str = LEFT_OUT,
    ) -> AddressChangeShown:
        """Ask a person's new mailbox to confirm that it is theirs. From then on everything goes there, noes included.

        subscriber_id: The subscriber's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        email: The e-mail address.
        channel: How it reached the sender.
        note: Whatever else is worth knowing. It can be erased.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/address-changes", subscriber_id=subscriber_id),
            AddressChangeShown,
            body={
                "email": email,
                "channel": channel,
                "note": note,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def get_mailbox(self, subscriber_id: UUID | str, *, if_none_match: str = LEFT_OUT) -> MailboxShown:
        """Whose mailbox it is; a person's own where nothing was recorded.

        subscriber_id: The subscriber's id.
        if_none_match: The ETag of the version that you have. If it is still the same, the answer is an empty 304.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/mailbox", subscriber_id=subscriber_id),
            MailboxShown,
            headers={
                "If-None-Match": if_none_match,
            },
        )

    async def describe_mailbox(
        self,
        subscriber_id: UUID | str,
        *,
        kind: MailboxKind,
        if_match: str = LEFT_OUT,
        organisation_form: str = LEFT_OUT,
        organisation_number: str = LEFT_OUT,
        verified_how: str = LEFT_OUT,
        verified_on: date | None = LEFT_OUT,
    ) -> MailboxShown:
        """Record whose mailbox it is. An impersonal one of an organisation may be written to without consent.

        subscriber_id: The subscriber's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        kind: private: a person's own; work: one employee's; role: impersonal, as post@; unclear.
        organisation_form: As Brønnøysundregistrene abbreviate it. ENK is a natural person.
        organisation_number: The organisation number.
        verified_how: How it was found to be impersonal. Name no person here.
        verified_on: When that was found out.
        """
        return await self._caller.ask(
            "PUT",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/mailbox", subscriber_id=subscriber_id),
            MailboxShown,
            body={
                "kind": kind,
                "organisation_form": organisation_form,
                "organisation_number": organisation_number,
                "verified_how": verified_how,
                "verified_on": verified_on,
            },
            headers={
                "If-Match": if_match,
            },
        )

    def list_suppressions(self) -> AsyncIterator[SuppressionShown]:
        """Every mailbox that gets no marketing, or nothing, from this organisation. A subscriber shows every no."""
        return self._caller.listing("/api/v1/suppressions", SuppressionShown)

    async def create_suppression(
        self,
        *,
        email: str,
        kind: Literal["objection", "block", "profiling", "tracking", "list"],
        channel: Literal["email", "phone", "letter", "in_person", "other"],
        list_id: UUID | str | None = LEFT_OUT,
        note: str = LEFT_OUT,
        happened_at: datetime | None = LEFT_OUT,
    ) -> SuppressionShown:
        """Record a no that was said by mail, telephone or letter. It counts like a click, from this moment.

        email: The e-mail address.
        kind: Which kind it is.
        list_id: With kind `list`: which.
        channel: How it reached the sender.
        note: Whatever else is worth knowing. It can be erased.
        happened_at: When it happened, with its offset; past.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/suppressions",
            SuppressionShown,
            body={
                "email": email,
                "kind": kind,
                "list_id": list_id,
                "channel": channel,
                "note": note,
                "happened_at": happened_at,
            },
        )

    async def explain(
        self, subscriber_id: UUID | str, *, campaign_id: UUID | str, language: str = LEFT_OUT
    ) -> Explanation:
        """Would this person get this campaign now, and why? The decision, its facts, and the record behind each.

        subscriber_id: The subscriber's id.
        campaign_id: The campaign's id.
        language: In which language sentences are wanted: `nb` or `en`.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/explanation", subscriber_id=subscriber_id),
            Explanation,
            query={
                "campaign_id": campaign_id,
                "language": language,
            },
        )


class Consents(Group):
    """What can be asked of consents."""

    async def create(
        self,
        list_id: UUID | str,
        *,
        act: ConsentAct,
        happened_at: datetime,
        email: str,
        consent_text_id: UUID | str,
        if_match: str = LEFT_OUT,
        place: str = LEFT_OUT,
        document_id: UUID | str | None = LEFT_OUT,
        collected_by: str = LEFT_OUT,
        collector_contract: str = LEFT_OUT,
        name: str = LEFT_OUT,
    ) -> ConsentShown:
        """Record a consent that was given on paper, in a recorded call or on another website, when it was given.

        Nobody is written to. What it is good for is the law's question: without the paper or the recording it is for
        review, and what the law knows as no consent permits nothing.

        list_id: The list's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        act: What the person did to consent.
        happened_at: When it happened, with its offset; past.
        place: Where it was given: an address on the web, or a place.
        document_id: The paper or recording that shows it; send the file first.
        collected_by: The organisation that collected it for the sender, if another did.
        collector_contract: The contract under which it did.
        email: The e-mail address.
        name: The name.
        consent_text_id: The consent text whose words were shown.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/lists/{list_id}/consents", list_id=list_id),
            ConsentShown,
            body={
                "act": act,
                "happened_at": happened_at,
                "place": place,
                "document_id": document_id,
                "collected_by": collected_by,
                "collector_contract": collector_contract,
                "email": email,
                "name": name,
                "consent_text_id": consent_text_id,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def create_tracking_consent(
        self,
        subscriber_id: UUID | str,
        *,
        act: ConsentAct,
        happened_at: datetime,
        words: str,
        language: str,
        if_match: str = LEFT_OUT,
        place: str = LEFT_OUT,
        document_id: UUID | str | None = LEFT_OUT,
        collected_by: str = LEFT_OUT,
        collector_contract: str = LEFT_OUT,
    ) -> TrackingConsentShown:
        """Record that a person consented to being tracked. It counts when the document shows the person's own act.

        subscriber_id: The subscriber's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        act: What the person did to consent.
        happened_at: When it happened, with its offset; past.
        place: Where it was given: an address on the web, or a place.
        document_id: The paper or recording that shows it; send the file first.
        collected_by: The organisation that collected it for the sender, if another did.
        collector_contract: The contract under which it did.
        words: The exact words.
        language: The language, by code: `nb` or `en`.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/tracking-consents", subscriber_id=subscriber_id),
            TrackingConsentShown,
            body={
                "act": act,
                "happened_at": happened_at,
                "place": place,
                "document_id": document_id,
                "collected_by": collected_by,
                "collector_contract": collector_contract,
                "words": words,
                "language": language,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def create_consent_document(
        self,
        *,
        content: bytes,
        media_type: Literal[
            "application/pdf",
            "image/png",
            "image/jpeg",
            "audio/wav",
            "audio/mpeg",
            "audio/ogg",
            "text/plain",
        ],
    ) -> ConsentDocumentShown:
        """Keep a scan, a recording or a letter that shows a consent: the bytes as they are, up to 10 MiB."""
        return await self._caller.ask(
            "POST",
            "/api/v1/consent-documents",
            ConsentDocumentShown,
            content=content,
            headers={"Content-Type": media_type},
        )

    async def get_consent_document(self, document_id: UUID | str) -> bytes:
        """A document as it came.

        document_id: The document's id.
        """
        return await self._caller.fetch(
            "GET", self._caller.at("/api/v1/consent-documents/{document_id}", document_id=document_id)
        )


class Customers(Group):
    """What can be asked of customers."""

    async def create_sale(
        self,
        *,
        email: str,
        kind: RelationshipKind,
        seller: str,
        name: str = LEFT_OUT,
        language: str | None = LEFT_OUT,
        country: str = LEFT_OUT,
        born_on: date | None = LEFT_OUT,
        list_ids: Sequence[UUID | str] = LEFT_OUT,
        completed: bool = LEFT_OUT,
        seller_number: str = LEFT_OUT,
        reference: str = LEFT_OUT,
        made_on: date | None = LEFT_OUT,
        ended_on: date | None = LEFT_OUT,
        product_groups: Sequence[str] = LEFT_OUT,
        address_given_by_customer: bool = LEFT_OUT,
        marketing_use_told: bool = LEFT_OUT,
        opt_out: OptOutSent = LEFT_OUT,
        note: str = LEFT_OUT,
    ) -> SaleRecorded:
        """Record a sale. The same reference of the same seller is one sale: sent again it is answered with 200.

        email: The e-mail address.
        name: The name.
        language: The language, by code: `nb` or `en`.
        country: Where the person lives, by ISO 3166 code; empty where it is not known.
        born_on: The person's birthday; null where it is not known.
        list_ids: Lists to register the person on.
        kind: continuing_agreement (season ticket, subscription), capital_good, repeat_purchase, single_purchase, freemium_account, none (free membership, competition, quote).
        completed: The purchase was completed and not left in the cart.
        seller: The legal entity that was party to the contract: at a hired hall the promoter, not the venue.
        seller_number: Its organisation number.
        reference: Order or contract number. Recorded again, it is the same sale.
        made_on: The day of the sale; null where it is not known.
        ended_on: The day on which an agreement ends.
        product_groups: What was sold, by code.
        address_given_by_customer: By the customer, in this sale.
        marketing_use_told: The customer was told of the use for marketing.
        opt_out: The opt-out that was offered when the address was given.
        note: Whatever else is worth knowing. It can be erased.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/sales",
            SaleRecorded,
            body={
                "email": email,
                "name": name,
                "language": language,
                "country": country,
                "born_on": born_on,
                "list_ids": list_ids,
                "kind": kind,
                "completed": completed,
                "seller": seller,
                "seller_number": seller_number,
                "reference": reference,
                "made_on": made_on,
                "ended_on": ended_on,
                "product_groups": product_groups,
                "address_given_by_customer": address_given_by_customer,
                "marketing_use_told": marketing_use_told,
                "opt_out": opt_out,
                "note": note,
            },
        )

    async def create_sales(self, *, sales: Sequence[Mapping[str, Any]]) -> builtins.list[SaleOutcome]:
        """Record up to 1,000 sales, each on its own: the answer tells of each, in the order they were sent.

        What was recorded stays recorded whatever becomes of the others. It can be sent again as a whole.

        sales: The sales.
        """
        return await self._caller.rows(
            "POST",
            "/api/v1/sales/batch",
            SaleOutcome,
            body={
                "sales": sales,
            },
        )

    async def end_sale(self, sale_id: UUID | str, *, ended_on: date | None = LEFT_OUT) -> SaleShown:
        """Record the day on which an agreement ends. From that day on nothing rests on it.

        sale_id: The sale's id.
        ended_on: The day on which it ends; null while none is known.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/sales/{sale_id}/end", sale_id=sale_id),
            SaleShown,
            body={
                "ended_on": ended_on,
            },
        )

    def list_sales(self, subscriber_id: UUID | str) -> AsyncIterator[SaleShown]:
        """Every sale recorded of a subscriber, oldest first.

        subscriber_id: The subscriber's id.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/subscribers/{subscriber_id}/sales", subscriber_id=subscriber_id), SaleShown
        )

    def list_product_groups(self) -> AsyncIterator[ProductGroupShown]:
        """The organisation's product groups."""
        return self._caller.listing("/api/v1/product-groups", ProductGroupShown)

    async def create_product_group(self, *, code: str, name: str) -> ProductGroupShown:
        """Make a product group.

        code: A word for programs.
        name: The name.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/product-groups",
            ProductGroupShown,
            body={
                "code": code,
                "name": name,
            },
        )

    async def rename_product_group(self, code: str, *, name: str) -> ProductGroupShown:
        """Give a product group another name. Its code stays.

        code: The product group's code.
        name: The name.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/product-groups/{code}", code=code),
            ProductGroupShown,
            body={
                "name": name,
            },
        )

    def list_correspondences(self, code: str) -> AsyncIterator[CorrespondenceShown]:
        """Every decision about a promoted group, the revoked too, oldest first.

        code: The product group's code.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/product-groups/{code}/correspondences", code=code), CorrespondenceShown
        )

    async def create_correspondence(self, code: str, *, to: str, decided_by: str, why: str) -> CorrespondenceShown:
        """Decide that campaigns about this group may go to customers of another one.

        code: The product group's code.
        to: The group whose customers may get it, by code.
        decided_by: Who decided, by name or office.
        why: On what ground.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/product-groups/{code}/correspondences", code=code),
            CorrespondenceShown,
            body={
                "to": to,
                "decided_by": decided_by,
                "why": why,
            },
        )

    async def revoke_correspondence(self, code: str, correspondence_id: UUID | str) -> CorrespondenceShown:
        """Let a decision count no more, from this moment. What has gone out stays as it was decided.

        code: The product group's code.
        correspondence_id: The decision's id.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at(
                "/api/v1/product-groups/{code}/correspondences/{correspondence_id}/revoke",
                code=code,
                correspondence_id=correspondence_id,
            ),
            CorrespondenceShown,
        )


class Campaigns(Group):
    """What can be asked of campaigns."""

    def list(
        self, *, state: CampaignState | None = LEFT_OUT, list_id: UUID | str | None = LEFT_OUT
    ) -> AsyncIterator[CampaignShown]:
        """The organisation's campaigns, oldest first; those in one state, or to one list.

        state: Only those in this state.
        list_id: The list's id.
        """
        return self._caller.listing(
            "/api/v1/campaigns",
            CampaignShown,
            query={
                "state": state,
                "list_id": list_id,
            },
        )

    async def create(
        self,
        *,
        list_id: UUID | str,
        subject: str,
        body: str,
        body_format: BodyFormat = LEFT_OUT,
        product_groups: Sequence[str] = LEFT_OUT,
        own_products: bool | None = LEFT_OUT,
        sells: bool = LEFT_OUT,
        content_types: Sequence[str] = LEFT_OUT,
        partners: Sequence[str] = LEFT_OUT,
        banned_content: Sequence[BannedContent] = LEFT_OUT,
        asks_consent: bool = LEFT_OUT,
    ) -> CampaignShown:
        """Begin a campaign as a draft.

        list_id: The list.
        subject: The subject line.
        body: What the mail says, with merge fields such as `{{ subscriber.name }}`.
        body_format: How the body is written.
        product_groups: What it promotes. Needed to reach customers.
        own_products: All that it promotes is sold by the sender itself. Null: nobody has said.
        sells: It offers something against payment.
        content_types: Kinds of content in it; empty: what the list promises.
        partners: Others whose offers or advertising are in it.
        banned_content: What is in it that may go to nobody.
        asks_consent: It asks for a consent, which is itself marketing.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/campaigns",
            CampaignShown,
            body={
                "list_id": list_id,
                "subject": subject,
                "body": body,
                "body_format": body_format,
                "product_groups": product_groups,
                "own_products": own_products,
                "sells": sells,
                "content_types": content_types,
                "partners": partners,
                "banned_content": banned_content,
                "asks_consent": asks_consent,
            },
        )

    async def get(self, campaign_id: UUID | str, *, if_none_match: str = LEFT_OUT) -> CampaignShown:
        """One campaign.

        campaign_id: The campaign's id.
        if_none_match: The ETag of the version that you have. If it is still the same, the answer is an empty 304.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id),
            CampaignShown,
            headers={
                "If-None-Match": if_none_match,
            },
        )

    async def change(
        self,
        campaign_id: UUID | str,
        *,
        if_match: str = LEFT_OUT,
        subject: str | None = LEFT_OUT,
        body: str | None = LEFT_OUT,
        body_format: BodyFormat | None = LEFT_OUT,
        product_groups: Sequence[str] | None = LEFT_OUT,
        own_products: bool | None = LEFT_OUT,
        sells: bool | None = LEFT_OUT,
        content_types: Sequence[str] | None = LEFT_OUT,
        partners: Sequence[str] | None = LEFT_OUT,
        banned_content: Sequence[BannedContent] | None = LEFT_OUT,
        asks_consent: bool | None = LEFT_OUT,
    ) -> CampaignShown:
        """Change a campaign that was not launched.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        subject: The subject line.
        body: What the mail says, with merge fields such as `{{ subscriber.name }}`.
        body_format: How the body is written.
        product_groups: What it is about, by product group code.
        own_products: Whether all that it promotes is sold by the sender itself; null: nobody has said.
        sells: Whether it offers something against payment.
        content_types: The kinds of content in it.
        partners: Others whose offers or advertising are in it, by name.
        banned_content: What is in it that may go to nobody.
        asks_consent: Whether it asks for a consent, which is itself marketing.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id),
            CampaignShown,
            body={
                "subject": subject,
                "body": body,
                "body_format": body_format,
                "product_groups": product_groups,
                "own_products": own_products,
                "sells": sells,
                "content_types": content_types,
                "partners": partners,
                "banned_content": banned_content,
                "asks_consent": asks_consent,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def delete(self, campaign_id: UUID | str, *, if_match: str = LEFT_OUT) -> None:
        """Delete a campaign that is not on its way. What was sent stays on record.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        """
        return await self._caller.tell(
            "DELETE",
            self._caller.at("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id),
            headers={
                "If-Match": if_match,
            },
        )

    async def preview(self, campaign_id: UUID | str, *, subscriber_id: UUID | str) -> PreviewShown:
        """The campaign as one subscriber would read it.

        campaign_id: The campaign's id.
        subscriber_id: The subscriber's id.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/campaigns/{campaign_id}/preview", campaign_id=campaign_id),
            PreviewShown,
            query={
                "subscriber_id": subscriber_id,
            },
        )

    async def test(self, campaign_id: UUID | str, *, to: Sequence[str], if_match: str = LEFT_OUT) -> CampaignShown:
        """Send the campaign to some addresses of yours, marked as a test.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        to: Addresses of yours.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/test", campaign_id=campaign_id),
            CampaignShown,
            body={
                "to": to,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def schedule(
        self, campaign_id: UUID | str, *, at: str, if_match: str = LEFT_OUT, zone: str | None = LEFT_OUT
    ) -> CampaignShown:
        """Let the campaign go at a time, such as 2026-12-01T09:00 in Europe/Oslo, or 2026-12-01T09:00+01:00.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        at: What the clocks of the zone show, or with its offset an instant.
        zone: Needed for a time without its offset.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/schedule", campaign_id=campaign_id),
            CampaignShown,
            body={
                "at": at,
                "zone": zone,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def launch(self, campaign_id: UUID | str, *, if_match: str = LEFT_OUT) -> CampaignShown:
        """Let the campaign go now. The report shows how far it is.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/launch", campaign_id=campaign_id),
            CampaignShown,
            headers={
                "If-Match": if_match,
            },
        )

    async def pause(self, campaign_id: UUID | str, *, if_match: str = LEFT_OUT) -> CampaignShown:
        """Hold the campaign. A message whose body is on the wire ends; nothing more begins.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/pause", campaign_id=campaign_id),
            CampaignShown,
            headers={
                "If-Match": if_match,
            },
        )

    async def resume(self, campaign_id: UUID | str, *, if_match: str = LEFT_OUT) -> CampaignShown:
        """Go on with a paused campaign. What refused us before counts no more; to those refused you may send again.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/resume", campaign_id=campaign_id),
            CampaignShown,
            headers={
                "If-Match": if_match,
            },
        )

    async def cancel(self, campaign_id: UUID | str, *, if_match: str = LEFT_OUT) -> CampaignShown:
        """Call the campaign off for good.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/cancel", campaign_id=campaign_id),
            CampaignShown,
            headers={
                "If-Match": if_match,
            },
        )

    async def check(self, campaign_id: UUID | str) -> ChecklistShown:
        """What is missing before the campaign may go, and how many on the list would get it, by the law's own answer.

        campaign_id: The campaign's id.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}/checklist", campaign_id=campaign_id), ChecklistShown
        )

    async def get_progress(self, campaign_id: UUID | str) -> Progress:
        """How far it is: counts by state and reason, the rate, and the time that is left. May be asked every second.

        campaign_id: The campaign's id.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}/progress", campaign_id=campaign_id), Progress
        )

    def watch(self, campaign_id: UUID | str) -> AsyncIterator[ServerSentEvent]:
        """How far it is, at once and then whenever it changes: events named `progress`, with the fields of its `progress`.

        Ends when nothing more will come without a person: it is finished or cancelled, or nobody has launched it.

        campaign_id: The campaign's id.
        """
        return self._caller.events(self._caller.at("/api/v1/campaigns/{campaign_id}/events", campaign_id=campaign_id))

    async def report(self, campaign_id: UUID | str) -> ReportShown:
        """How many were considered, and what became of the message to them.

        campaign_id: The campaign's id.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}/report", campaign_id=campaign_id), ReportShown
        )

    def list_deliveries(
        self, campaign_id: UUID | str, *, state: DeliveryState | None = LEFT_OUT, reason: str | None = LEFT_OUT
    ) -> AsyncIterator[DeliveryShown]:
        """Everybody the campaign considered, one by one: why they got it, or why not.

        campaign_id: The campaign's id.
        state: Only those in this state.
        reason: Only those with this reason.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/campaigns/{campaign_id}/deliveries", campaign_id=campaign_id),
            DeliveryShown,
            query={
                "state": state,
                "reason": reason,
            },
        )

    async def settle_uncertain(
        self,
        campaign_id: UUID | str,
        *,
        action: Literal["send_again", "close"],
        if_match: str = LEFT_OUT,
        delivery_ids: Sequence[UUID | str] | None = LEFT_OUT,
    ) -> MovedShown:
        """Send again what may not have arrived, or close it. Those of them who left meanwhile get nothing.

        Asked twice, it is done once: what was sent again or closed is not uncertain and open any more.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        delivery_ids: Left out: all there are.
        action: What is to become of them.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/uncertain", campaign_id=campaign_id),
            MovedShown,
            body={
                "delivery_ids": delivery_ids,
                "action": action,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def send_again_to_refused(
        self, campaign_id: UUID | str, *, if_match: str = LEFT_OUT, delivery_ids: Sequence[UUID | str] | None = LEFT_OUT
    ) -> MovedShown:
        """Send again to those whom the mail server refused for what we are (`policy_refused`), once that is mended.

        campaign_id: The campaign's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        delivery_ids: Left out: all there are.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/refused", campaign_id=campaign_id),
            MovedShown,
            body={
                "delivery_ids": delivery_ids,
            },
            headers={
                "If-Match": if_match,
            },
        )


class Reviews(Group):
    """What can be asked of reviews."""

    def list(self, *, open: bool | None = LEFT_OUT, language: str = LEFT_OUT) -> AsyncIterator[ReviewShown]:
        """What the law left to a person to decide, one question for each situation.

        open: `true`: those without an answer that counts; `false`: those with one.
        language: In which language sentences are wanted: `nb` or `en`.
        """
        return self._caller.listing(
            "/api/v1/reviews",
            ReviewShown,
            query={
                "open": open,
                "language": language,
            },
        )

    async def answer(
        self, review_id: UUID | str, *, permitted: bool, by: str, why: str, until: datetime
    ) -> AnswerShown:
        """Answer a question. It holds until the time given, or until the rules change.

        People whom a campaign on its way withheld for it are queued, and the law is asked once more before each is sent
        to: an answer never lifts a refusal.

        review_id: The review's id.
        permitted: Whether people in this situation may be sent to.
        by: Who answers, by name.
        why: On what ground.
        until: Until when the answer counts.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/reviews/{review_id}/answers", review_id=review_id),
            AnswerShown,
            body={
                "permitted": permitted,
                "by": by,
                "why": why,
                "until": until,
            },
        )


class Law(Group):
    """What can be asked of law."""

    async def decide_by_law(
        self,
        *,
        at: datetime,
        sender: Sender,
        message: MessageTold,
        recipient: Recipient = LEFT_OUT,
        consents: Sequence[ConsentTold] = LEFT_OUT,
        sales: Sequence[SaleTold] = LEFT_OUT,
        noes: Sequence[NoTold] = LEFT_OUT,
        mails: Sequence[datetime] = LEFT_OUT,
        answers: Sequence[AnswerTold] = LEFT_OUT,
    ) -> DecisionShown:
        """What the law says to one message to one mailbox, told in full. Nothing of it is kept.

        at: When the question is asked, with offset. Calendar periods are counted in this offset.
        sender: Who sends.
        message: What would be sent.
        recipient: To whom.
        consents: Every consent of this person to this sender that is kept.
        sales: Every sale, agreement or other way by which the sender got the address.
        noes: Every no of this person.
        mails: When earlier marketing mails to this list went to this person.
        answers: Answers given in review.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/law/decide",
            DecisionShown,
            body={
                "at": at,
                "sender": sender,
                "message": message,
                "recipient": recipient,
                "consents": consents,
                "sales": sales,
                "noes": noes,
                "mails": mails,
                "answers": answers,
            },
        )


class Privacy(Group):
    """What can be asked of privacy."""

    async def prove_subscriber(
        self,
        subscriber_id: UUID | str,
        *,
        format: Literal["json", "pdf"] | None = LEFT_OUT,
        language: str | None = LEFT_OUT,
    ) -> Proof | bytes:
        """All that can be shown about one subscriber: consents, noes, mails, and what is lacking.

        As JSON, its sentences in `language`, English where none is given; or with `format=pdf` or
        `Accept: application/pdf` on paper.

        subscriber_id: The subscriber's id.
        format: `json` or `pdf`; left out, the Accept header says.
        language: In which language sentences are wanted: `nb` or `en`.
        """
        return await self._caller.ask_or_fetch(
            "GET",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/proof", subscriber_id=subscriber_id),
            Proof,
            query={
                "format": format,
                "language": language,
            },
        )

    def list_disclosures(self, subscriber_id: UUID | str) -> AsyncIterator[Disclosure]:
        """To whom a subscriber's data went, oldest first.

        subscriber_id: The subscriber's id.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/subscribers/{subscriber_id}/disclosures", subscriber_id=subscriber_id), Disclosure
        )

    async def create_disclosure(
        self,
        subscriber_id: UUID | str,
        *,
        partner: str,
        partner_number: str,
        data: Sequence[PersonalData],
        purpose: str,
        basis: ProcessingBasis,
        if_match: str = LEFT_OUT,
        happened_at: datetime | None = LEFT_OUT,
    ) -> Disclosure:
        """Put on record that a subscriber's data went to a partner. It says so and hands over nothing.

        subscriber_id: The subscriber's id.
        if_match: The ETag of the version that was seen. Another version is left alone, and told with 412.
        partner: The partner's registered name.
        partner_number: Its organisation number.
        data: Which kinds of data went.
        purpose: What for.
        basis: The legal basis.
        happened_at: When it happened, with its offset; past.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/disclosures", subscriber_id=subscriber_id),
            Disclosure,
            body={
                "partner": partner,
                "partner_number": partner_number,
                "data": data,
                "purpose": purpose,
                "basis": basis,
                "happened_at": happened_at,
            },
            headers={
                "If-Match": if_match,
            },
        )

    async def get_processing_record(self, *, language: str | None = LEFT_OUT) -> ProcessingRecord:
        """What the organisation does with personal data here. As JSON, or with `Accept: text/html` as a page.

        language: In which language sentences are wanted: `nb` or `en`.
        """
        return await self._caller.ask(
            "GET",
            "/api/v1/processing-record",
            ProcessingRecord,
            query={
                "language": language,
            },
        )


class ApiKeys(Group):
    """What can be asked of api keys."""

    def list(self) -> AsyncIterator[ApiKeyShown]:
        """Every key the organisation has or had; with a key for some lists, those for no others."""
        return self._caller.listing("/api/v1/api-keys", ApiKeyShown)

    async def create(
        self,
        *,
        name: str,
        scopes: Sequence[Scope | Literal["marketing"]],
        list_ids: Sequence[UUID | str] | None = LEFT_OUT,
        expires_at: datetime | None = LEFT_OUT,
    ) -> ApiKeyMade:
        """Make a key and answer it, this once. Nobody can give another key what their own has not.

        name: What it is for, or whose it is.
        scopes: What it may be used for. `marketing` stands for all that sending takes.
        list_ids: The lists it is limited to. Null: all of the organisation.
        expires_at: It opens nothing from then on. Null: it stays good.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/api-keys",
            ApiKeyMade,
            body={
                "name": name,
                "scopes": scopes,
                "list_ids": list_ids,
                "expires_at": expires_at,
            },
        )

    async def get(self, api_key_id: UUID | str) -> ApiKeyShown:
        """One key, without itself.

        api_key_id: The key's id.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/api-keys/{api_key_id}", api_key_id=api_key_id), ApiKeyShown
        )

    async def revoke(self, api_key_id: UUID | str) -> None:
        """Let a key open nothing from this moment on. It stays on record. Revoked again, it is as it was.

        api_key_id: The key's id.
        """
        return await self._caller.tell(
            "DELETE", self._caller.at("/api/v1/api-keys/{api_key_id}", api_key_id=api_key_id)
        )


class Webhooks(Group):
    """What can be asked of webhooks."""

    def list(self) -> AsyncIterator[WebhookShown]:
        """The organisation's webhooks."""
        return self._caller.listing("/api/v1/webhooks", WebhookShown)

    async def create(
        self,
        *,
        url: str,
        events: Sequence[WebhookEvent],
        description: str = LEFT_OUT,
        include_email: bool = LEFT_OUT,
        email_because: str = LEFT_OUT,
    ) -> WebhookMade:
        """Tell another program what happens from now on. The answer holds the secret that signs it, this once.

        url: Where it is told: an address of yours, by https.
        events: What it is told of.
        description: Who is told, for people.
        include_email: Whether it is told e-mail addresses.
        email_because: What the receiver needs e-mail addresses for.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/webhooks",
            WebhookMade,
            body={
                "url": url,
                "events": events,
                "description": description,
                "include_email": include_email,
                "email_because": email_because,
            },
        )

    async def get(self, webhook_id: UUID | str) -> WebhookShown:
        """One webhook.

        webhook_id: The webhook's id.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/webhooks/{webhook_id}", webhook_id=webhook_id), WebhookShown
        )

    async def change(
        self,
        webhook_id: UUID | str,
        *,
        url: str | None = LEFT_OUT,
        events: Sequence[WebhookEvent] | None = LEFT_OUT,
        description: str | None = LEFT_OUT,
        enabled: bool | None = LEFT_OUT,
    ) -> WebhookShown:
        """Change a webhook, disable it, or enable it again. What waits for it is told then.

        webhook_id: The webhook's id.
        url: Where it is told: an address of yours, by https.
        events: What it is told of.
        description: Who is told, for people.
        enabled: True: it is told what happens; false: it is not.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/webhooks/{webhook_id}", webhook_id=webhook_id),
            WebhookShown,
            body={
                "url": url,
                "events": events,
                "description": description,
                "enabled": enabled,
            },
        )

    async def delete(self, webhook_id: UUID | str) -> None:
        """Tell it nothing more, and forget what it was told.

        webhook_id: The webhook's id.
        """
        return await self._caller.tell(
            "DELETE", self._caller.at("/api/v1/webhooks/{webhook_id}", webhook_id=webhook_id)
        )

    async def rotate_webhook_secret(self, webhook_id: UUID | str) -> WebhookMade:
        """A new secret, shown this once. The one before signs as well until `old_secret_until`.

        webhook_id: The webhook's id.
        """
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/webhooks/{webhook_id}/rotate", webhook_id=webhook_id), WebhookMade
        )

    async def test(self, webhook_id: UUID | str) -> WebhookDeliveryShown:
        """Send it a `ping`. What came of it stands in its deliveries a moment later.

        webhook_id: The webhook's id.
        """
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/webhooks/{webhook_id}/test", webhook_id=webhook_id), WebhookDeliveryShown
        )

    def list_webhook_deliveries(self, webhook_id: UUID | str) -> AsyncIterator[WebhookDeliveryShown]:
        """What it was told and what it answered, newest first. Kept for some weeks.

        webhook_id: The webhook's id.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/webhooks/{webhook_id}/deliveries", webhook_id=webhook_id), WebhookDeliveryShown
        )

    async def replay_webhook_delivery(self, webhook_id: UUID | str, delivery_id: UUID | str) -> WebhookDeliveryShown:
        """Tell it this once more, under the same id.

        webhook_id: The webhook's id.
        delivery_id: The delivery's id.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at(
                "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
                webhook_id=webhook_id,
                delivery_id=delivery_id,
            ),
            WebhookDeliveryShown,
        )


class Audit(Group):
    """What can be asked of audit."""

    def list_audit_entries(
        self,
        *,
        object_id: UUID | str | None = LEFT_OUT,
        object_kind: str | None = LEFT_OUT,
        operation: str | None = LEFT_OUT,
        key_hint: str | None = LEFT_OUT,
        from_: datetime | None = LEFT_OUT,
        until: datetime | None = LEFT_OUT,
    ) -> AsyncIterator[AuditEntryShown]:
        """Who changed what, newest first, by API key or command line. What people did themselves is in the ledger.

        object_id: Only changes of the thing with this id.
        object_kind: Only changes of things of this kind.
        operation: Only what was done by this operationId or command.
        key_hint: Only what was done with the key that begins so.
        from_: From then on, with its offset.
        until: Before then, with its offset.
        """
        return self._caller.listing(
            "/api/v1/audit",
            AuditEntryShown,
            query={
                "object_id": object_id,
                "object_kind": object_kind,
                "operation": operation,
                "key_hint": key_hint,
                "from": from_,
                "until": until,
            },
        )


class Notices(Group):
    """What can be asked of notices."""

    def list(self) -> AsyncIterator[NoticeShown]:
        """The organisation's notices and templates."""
        return self._caller.listing("/api/v1/notices", NoticeShown)

    async def create(
        self,
        *,
        class_: Literal["contract_message", "legal_duty"],
        concerns: str,
        subject: str,
        body: str,
        because: str = LEFT_OUT,
        list_id: UUID | str | None = LEFT_OUT,
        sender_name: str | None = LEFT_OUT,
        sender_email: str | None = LEFT_OUT,
        reply_to: str | None = LEFT_OUT,
        language: str | None = LEFT_OUT,
        declared: DeclaredSent = LEFT_OUT,
        links: Mapping[str, Any] = LEFT_OUT,
        recipients: Sequence[RecipientSent] = LEFT_OUT,
    ) -> NoticeShown:
        """Begin a notice as a draft: mail that carries out a contract with its recipients, or that a statute demands.

        class_: Why it is no marketing.
        concerns: The event, order or contract it is about.
        because: For a legal duty: the statute that demands it.
        list_id: The list whose sender, address and language it has.
        sender_name: In the place of a list's.
        sender_email: The address that mails come from.
        reply_to: Where answers go.
        language: The language, by code: `nb` or `en`.
        subject: The subject line.
        body: In Markdown. It carries no pictures.
        declared: What the composer says it holds.
        links: Hosts it links to besides the organisation's website, each with why: no marketing.
        recipients: Whom it is for. More can be added.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/notices",
            NoticeShown,
            body={
                "class": class_,
                "concerns": concerns,
                "because": because,
                "list_id": list_id,
                "sender_name": sender_name,
                "sender_email": sender_email,
                "reply_to": reply_to,
                "language": language,
                "subject": subject,
                "body": body,
                "declared": declared,
                "links": links,
                "recipients": recipients,
            },
        )

    async def get(self, notice_id: UUID | str) -> NoticeShown:
        """One notice, or a template.

        notice_id: The id of the notice or template.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/notices/{notice_id}", notice_id=notice_id), NoticeShown
        )

    async def change(
        self,
        notice_id: UUID | str,
        *,
        concerns: str | None = LEFT_OUT,
        because: str | None = LEFT_OUT,
        reply_to: str | None = LEFT_OUT,
        subject: str | None = LEFT_OUT,
        body: str | None = LEFT_OUT,
        declared: DeclaredSent | None = LEFT_OUT,
        links: Mapping[str, Any] | None = LEFT_OUT,
    ) -> NoticeShown:
        """Change a notice that was not sent. Any change makes it a draft again, and drops what was handed in.

        notice_id: The id of the notice or template.
        concerns: The event, order or contract it is about.
        because: For a legal duty: the statute that demands it.
        reply_to: Where answers go.
        subject: The subject line.
        body: What it says, in Markdown, with `{{ name }}` and `{{ reference }}`.
        declared: What the composer says it holds.
        links: Hosts it links to besides the organisation's website, each with why that is no marketing.
        """
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/notices/{notice_id}", notice_id=notice_id),
            NoticeShown,
            body={
                "concerns": concerns,
                "because": because,
                "reply_to": reply_to,
                "subject": subject,
                "body": body,
                "declared": declared,
                "links": links,
            },
        )

    async def preview(self, notice_id: UUID | str) -> NoticePreviewShown:
        """The notice as its first recipient reads it, what is in its way, and the digest to approve it by.

        notice_id: The id of the notice or template.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/notices/{notice_id}/preview", notice_id=notice_id), NoticePreviewShown
        )

    async def submit(self, notice_id: UUID | str) -> NoticeShown:
        """Hand it in. It goes once somebody with another key has approved it, or at once where no approval is asked for.

        notice_id: The id of the notice or template.
        """
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/notices/{notice_id}/submit", notice_id=notice_id), NoticeShown
        )

    async def approve(self, notice_id: UUID | str, *, digest: str, by: str) -> NoticeShown:
        """Let it go as you have read it. Not with a key that wrote it or handed it in.

        notice_id: The id of the notice or template.
        digest: The digest of what was read.
        by: The person who read it.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/notices/{notice_id}/approve", notice_id=notice_id),
            NoticeShown,
            body={
                "digest": digest,
                "by": by,
            },
        )

    async def cancel(self, notice_id: UUID | str) -> NoticeShown:
        """Call it off for good. What has not begun is called back; a template is used no more.

        notice_id: The id of the notice or template.
        """
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/notices/{notice_id}/cancel", notice_id=notice_id), NoticeShown
        )

    def list_notice_recipients(
        self, notice_id: UUID | str, *, state: DeliveryState | None = LEFT_OUT
    ) -> AsyncIterator[RecipientShown]:
        """Everybody the notice is for, one by one, and what became of the message to them.

        notice_id: The id of the notice or template.
        state: Only those in this state.
        """
        return self._caller.listing(
            self._caller.at("/api/v1/notices/{notice_id}/recipients", notice_id=notice_id),
            RecipientShown,
            query={
                "state": state,
            },
        )

    async def add_notice_recipients(self, notice_id: UUID | str, *, recipients: Sequence[RecipientSent]) -> AddedShown:
        """Add recipients. They become nobody's subscribers, and are forgotten some days after the notice ended.

        notice_id: The id of the notice or template.
        recipients: Whom it is for as well.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/notices/{notice_id}/recipients", notice_id=notice_id),
            AddedShown,
            body={
                "recipients": recipients,
            },
        )

    async def upload_notice_recipients(self, notice_id: UUID | str, *, content: bytes) -> AddedShown:
        """Add recipients out of a file: CSV in UTF-8 whose first line is `email,reference,name`.

        notice_id: The id of the notice or template.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/notices/{notice_id}/recipients/csv", notice_id=notice_id),
            AddedShown,
            content=content,
            headers={"Content-Type": "text/csv"},
        )

    async def explain_notice_recipient(self, notice_id: UUID | str, recipient_id: UUID | str) -> NoticeExplanation:
        """Why it was no marketing, or what kept it from this recipient: the rule with its citation, then and now.

        notice_id: The id of the notice or template.
        recipient_id: The recipient's id.
        """
        return await self._caller.ask(
            "GET",
            self._caller.at(
                "/api/v1/notices/{notice_id}/recipients/{recipient_id}/explanation",
                notice_id=notice_id,
                recipient_id=recipient_id,
            ),
            NoticeExplanation,
        )

    async def report(self, notice_id: UUID | str) -> NoticeReportShown:
        """How many it is for, and what became of the message to them.

        notice_id: The id of the notice or template.
        """
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/notices/{notice_id}/report", notice_id=notice_id), NoticeReportShown
        )

    async def create_notice_template(
        self,
        *,
        class_: Literal["contract_message", "legal_duty"],
        concerns: str,
        subject: str,
        body: str,
        because: str = LEFT_OUT,
        list_id: UUID | str | None = LEFT_OUT,
        sender_name: str | None = LEFT_OUT,
        sender_email: str | None = LEFT_OUT,
        reply_to: str | None = LEFT_OUT,
        language: str | None = LEFT_OUT,
        declared: DeclaredSent = LEFT_OUT,
        links: Mapping[str, Any] = LEFT_OUT,
        fields: Sequence[str] = LEFT_OUT,
    ) -> NoticeShown:
        """Keep a template. Hand it in and have it approved as a notice; then it is in use until it is cancelled.

        class_: Why it is no marketing.
        concerns: The event, order or contract it is about.
        because: For a legal duty: the statute that demands it.
        list_id: The list whose sender, address and language it has.
        sender_name: In the place of a list's.
        sender_email: The address that mails come from.
        reply_to: Where answers go.
        language: The language, by code: `nb` or `en`.
        subject: The subject line.
        body: In Markdown. It carries no pictures.
        declared: What the composer says it holds.
        links: Hosts it links to besides the organisation's website, each with why: no marketing.
        fields: The values that each sending fills in, by name.
        """
        return await self._caller.ask(
            "POST",
            "/api/v1/notices/templates",
            NoticeShown,
            body={
                "class": class_,
                "concerns": concerns,
                "because": because,
                "list_id": list_id,
                "sender_name": sender_name,
                "sender_email": sender_email,
                "reply_to": reply_to,
                "language": language,
                "subject": subject,
                "body": body,
                "declared": declared,
                "links": links,
                "fields": fields,
            },
        )

    async def send_notice_template(
        self,
        notice_id: UUID | str,
        *,
        email: str,
        reference: str,
        name: str = LEFT_OUT,
        values: Mapping[str, Any] = LEFT_OUT,
    ) -> QueuedShown:
        """Send it to one recipient. It goes before all campaigns, whatever marketing the recipient has said no to.

        notice_id: The id of the notice or template.
        email: The e-mail address.
        reference: Order or contract number.
        name: The name.
        values: A value for each field of the template, by the field's name.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/notices/templates/{notice_id}/send", notice_id=notice_id),
            QueuedShown,
            body={
                "email": email,
                "reference": reference,
                "name": name,
                "values": values,
            },
        )


class Doors:
    """Every group, by its name."""

    def __init__(self, caller: Caller) -> None:
        self.organisations = Organisations(caller)
        self.lists = Lists(caller)
        self.forms = Forms(caller)
        self.subscribers = Subscribers(caller)
        self.consents = Consents(caller)
        self.customers = Customers(caller)
        self.campaigns = Campaigns(caller)
        self.reviews = Reviews(caller)
        self.law = Law(caller)
        self.privacy = Privacy(caller)
        self.api_keys = ApiKeys(caller)
        self.webhooks = Webhooks(caller)
        self.audit = Audit(caller)
        self.notices = Notices(caller)
