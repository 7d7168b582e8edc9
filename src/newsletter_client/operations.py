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
    AddressChangeShown,
    AnswerShown,
    AnswerTold,
    BannedContent,
    BodyFormat,
    CampaignShown,
    ChecklistShown,
    ConsentAct,
    ConsentDocumentShown,
    ConsentShown,
    ConsentTextShown,
    ConsentTold,
    CorrespondenceShown,
    DecisionShown,
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
    Recipient,
    RelationshipKind,
    ReportShown,
    ReviewShown,
    SaleOutcome,
    SaleRecorded,
    SaleShown,
    SaleTold,
    Sender,
    SubscriberShown,
    SubscriptionShown,
    SuppressionShown,
    TrackingConsentShown,
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

    async def change(
        self,
        organisation_id: UUID | str,
        *,
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
        """Make a list."""
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

    async def get(self, list_id: UUID | str) -> ListShown:
        """One list."""
        return await self._caller.ask("GET", self._caller.at("/api/v1/lists/{list_id}", list_id=list_id), ListShown)

    async def change(
        self,
        list_id: UUID | str,
        *,
        name: str | None = LEFT_OUT,
        description: str | None = LEFT_OUT,
        sender_name: str | None = LEFT_OUT,
        sender_email: str | None = LEFT_OUT,
        reply_to: str | None = LEFT_OUT,
        directed_at_children: bool | None = LEFT_OUT,
    ) -> ListShown:
        """Change a list."""
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
        )

    async def delete(self, list_id: UUID | str) -> None:
        """Retire a list: nobody can join it or be mailed by it. Its evidence stays, and so do its unsubscribe links."""
        return await self._caller.tell("DELETE", self._caller.at("/api/v1/lists/{list_id}", list_id=list_id))

    def list_consent_texts(self, list_id: UUID | str) -> AsyncIterator[ConsentTextShown]:
        """Every version of a list's consent texts, oldest first."""
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
        content_types: Sequence[str] = LEFT_OUT,
        partners: Sequence[str] = LEFT_OUT,
        at_most: int | None = LEFT_OUT,
        per: Per | None = LEFT_OUT,
        lasts_months: Literal[0, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120] = LEFT_OUT,
    ) -> ConsentTextShown:
        """Add the next version of a list's consent text in one language.

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
        )

    def list_subscriptions(self, list_id: UUID | str) -> AsyncIterator[SubscriptionShown]:
        """Who is, was, or asked to be on a list."""
        return self._caller.listing(
            self._caller.at("/api/v1/lists/{list_id}/subscriptions", list_id=list_id), SubscriptionShown
        )

    async def create_subscription(self, list_id: UUID | str, *, email: str, name: str = LEFT_OUT) -> SubscriptionShown:
        """Bring an address in without proof. Its legal basis is `unknown`, so it gets nothing that is marketing.

        Nobody is written to: asking for consent by e-mail is itself marketing. Let people sign up by a form.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/lists/{list_id}/subscriptions", list_id=list_id),
            SubscriptionShown,
            body={
                "email": email,
                "name": name,
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
        """Make a sign-up form. Refused when its consent texts leave out what the law wants told."""
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

    async def get(self, form_id: UUID | str) -> FormShown:
        """One form."""
        return await self._caller.ask("GET", self._caller.at("/api/v1/forms/{form_id}", form_id=form_id), FormShown)

    async def change(
        self,
        form_id: UUID | str,
        *,
        texts: Sequence[FormTextSent] | None = LEFT_OUT,
        origins: Sequence[str] | None = LEFT_OUT,
    ) -> FormShown:
        """Make the next version of a form."""
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/forms/{form_id}", form_id=form_id),
            FormShown,
            body={
                "texts": texts,
                "origins": origins,
            },
        )


class Subscribers(Group):
    """What can be asked of subscribers."""

    def list(self, *, email: str | None = LEFT_OUT) -> AsyncIterator[SubscriberShown]:
        """The organisation's subscribers; `email` finds one by address."""
        return self._caller.listing(
            "/api/v1/subscribers",
            SubscriberShown,
            query={
                "email": email,
            },
        )

    async def get(self, subscriber_id: UUID | str) -> SubscriberShown:
        """One subscriber."""
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/subscribers/{subscriber_id}", subscriber_id=subscriber_id), SubscriberShown
        )

    async def change(
        self,
        subscriber_id: UUID | str,
        *,
        name: str | None = LEFT_OUT,
        language: str | None = LEFT_OUT,
        country: str | None = LEFT_OUT,
        born_on: date | None = LEFT_OUT,
    ) -> SubscriberShown:
        """Correct what is known of a person. The country and the age decide which law protects them."""
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
        )

    async def create_address_change(
        self,
        subscriber_id: UUID | str,
        *,
        email: str,
        channel: Literal["email", "phone", "letter", "in_person", "other"],
        note: str = LEFT_OUT,
    ) -> AddressChangeShown:
        """Ask a person's new mailbox to confirm that it is theirs. From then on everything goes there, noes included."""
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/address-changes", subscriber_id=subscriber_id),
            AddressChangeShown,
            body={
                "email": email,
                "channel": channel,
                "note": note,
            },
        )

    async def get_mailbox(self, subscriber_id: UUID | str) -> MailboxShown:
        """Whose mailbox it is; a person's own where nothing was recorded."""
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/subscribers/{subscriber_id}/mailbox", subscriber_id=subscriber_id),
            MailboxShown,
        )

    async def describe_mailbox(
        self,
        subscriber_id: UUID | str,
        *,
        kind: MailboxKind,
        organisation_form: str = LEFT_OUT,
        organisation_number: str = LEFT_OUT,
        verified_how: str = LEFT_OUT,
        verified_on: date | None = LEFT_OUT,
    ) -> MailboxShown:
        """Record whose mailbox it is. An impersonal one of an organisation may be written to without consent.

        kind: private: a person's own; work: one employee's; role: impersonal, as post@; unclear.
        organisation_form: As Brønnøysundregistrene abbreviate it. ENK is a natural person.
        verified_how: How it was found to be impersonal. Name no person here.
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
        """Record a no that was said by mail, telephone or letter. It counts like a click, from this moment."""
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
        """Would this person get this campaign now, and why? The decision, its facts, and the record behind each."""
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
        place: str = LEFT_OUT,
        document_id: UUID | str | None = LEFT_OUT,
        collected_by: str = LEFT_OUT,
        collector_contract: str = LEFT_OUT,
        name: str = LEFT_OUT,
    ) -> ConsentShown:
        """Record a consent that was given on paper, in a recorded call or on another website, when it was given.

        Nobody is written to. What it is good for is the law's question: without the paper or the recording it is for
        review, and what the law knows as no consent permits nothing.
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
        )

    async def create_tracking_consent(
        self,
        subscriber_id: UUID | str,
        *,
        act: ConsentAct,
        happened_at: datetime,
        words: str,
        language: str,
        place: str = LEFT_OUT,
        document_id: UUID | str | None = LEFT_OUT,
        collected_by: str = LEFT_OUT,
        collector_contract: str = LEFT_OUT,
    ) -> TrackingConsentShown:
        """Record that a person consented to being tracked. It counts when the document shows the person's own act."""
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
        """A document as it came."""
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

        list_ids: Lists to register the person on.
        kind: continuing_agreement (season ticket, subscription), capital_good, repeat_purchase, single_purchase, freemium_account, none (free membership, competition, quote).
        completed: The purchase was completed and not left in the cart.
        seller: The legal entity that was party to the contract: at a hired hall the promoter, not the venue.
        seller_number: Its organisation number.
        reference: Order or contract number. Recorded again, it is the same sale.
        ended_on: The day on which an agreement ends.
        product_groups: What was sold, by code.
        address_given_by_customer: By the customer, in this sale.
        marketing_use_told: The customer was told of the use for marketing.
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
        """Record the day on which an agreement ends. From that day on nothing rests on it."""
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/sales/{sale_id}/end", sale_id=sale_id),
            SaleShown,
            body={
                "ended_on": ended_on,
            },
        )

    def list_sales(self, subscriber_id: UUID | str) -> AsyncIterator[SaleShown]:
        """Every sale recorded of a subscriber, oldest first."""
        return self._caller.listing(
            self._caller.at("/api/v1/subscribers/{subscriber_id}/sales", subscriber_id=subscriber_id), SaleShown
        )

    def list_product_groups(self) -> AsyncIterator[ProductGroupShown]:
        """The organisation's product groups."""
        return self._caller.listing("/api/v1/product-groups", ProductGroupShown)

    async def create_product_group(self, *, code: str, name: str) -> ProductGroupShown:
        """Make a product group."""
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
        """Give a product group another name. Its code stays."""
        return await self._caller.ask(
            "PATCH",
            self._caller.at("/api/v1/product-groups/{code}", code=code),
            ProductGroupShown,
            body={
                "name": name,
            },
        )

    def list_correspondences(self, code: str) -> AsyncIterator[CorrespondenceShown]:
        """Every decision about a promoted group, the revoked too, oldest first."""
        return self._caller.listing(
            self._caller.at("/api/v1/product-groups/{code}/correspondences", code=code), CorrespondenceShown
        )

    async def create_correspondence(self, code: str, *, to: str, decided_by: str, why: str) -> CorrespondenceShown:
        """Decide that campaigns about this group may go to customers of another one."""
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
        """Let a decision count no more, from this moment. What has gone out stays as it was decided."""
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

    def list(self) -> AsyncIterator[CampaignShown]:
        """The organisation's campaigns."""
        return self._caller.listing("/api/v1/campaigns", CampaignShown)

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

    async def get(self, campaign_id: UUID | str) -> CampaignShown:
        """One campaign."""
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id), CampaignShown
        )

    async def change(
        self,
        campaign_id: UUID | str,
        *,
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
        """Change a campaign that was not launched."""
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
        )

    async def delete(self, campaign_id: UUID | str) -> None:
        """Delete a campaign that is not on its way. What was sent stays on record."""
        return await self._caller.tell(
            "DELETE", self._caller.at("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id)
        )

    async def preview(self, campaign_id: UUID | str, *, subscriber_id: UUID | str) -> PreviewShown:
        """The campaign as one subscriber would read it."""
        return await self._caller.ask(
            "GET",
            self._caller.at("/api/v1/campaigns/{campaign_id}/preview", campaign_id=campaign_id),
            PreviewShown,
            query={
                "subscriber_id": subscriber_id,
            },
        )

    async def test(self, campaign_id: UUID | str, *, to: Sequence[str]) -> CampaignShown:
        """Send the campaign to some addresses of yours, marked as a test."""
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/test", campaign_id=campaign_id),
            CampaignShown,
            body={
                "to": to,
            },
        )

    async def schedule(self, campaign_id: UUID | str, *, at: str, zone: str) -> CampaignShown:
        """Let the campaign go at a time, such as 2026-12-01T09:00 in Europe/Oslo."""
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/schedule", campaign_id=campaign_id),
            CampaignShown,
            body={
                "at": at,
                "zone": zone,
            },
        )

    async def launch(self, campaign_id: UUID | str) -> CampaignShown:
        """Let the campaign go now. The report shows how far it is."""
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/campaigns/{campaign_id}/launch", campaign_id=campaign_id), CampaignShown
        )

    async def pause(self, campaign_id: UUID | str) -> CampaignShown:
        """Hold the campaign. A message whose body is on the wire ends; nothing more begins."""
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/campaigns/{campaign_id}/pause", campaign_id=campaign_id), CampaignShown
        )

    async def resume(self, campaign_id: UUID | str) -> CampaignShown:
        """Go on with a paused campaign. What refused us before counts no more; to those refused you may send again."""
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/campaigns/{campaign_id}/resume", campaign_id=campaign_id), CampaignShown
        )

    async def cancel(self, campaign_id: UUID | str) -> CampaignShown:
        """Call the campaign off for good."""
        return await self._caller.ask(
            "POST", self._caller.at("/api/v1/campaigns/{campaign_id}/cancel", campaign_id=campaign_id), CampaignShown
        )

    async def check(self, campaign_id: UUID | str) -> ChecklistShown:
        """What is missing before the campaign may go, and how many on the list would get it, by the law's own answer."""
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}/checklist", campaign_id=campaign_id), ChecklistShown
        )

    async def get_progress(self, campaign_id: UUID | str) -> Progress:
        """How far it is: counts by state and reason, the rate, and the time that is left. May be asked every second."""
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}/progress", campaign_id=campaign_id), Progress
        )

    def watch(self, campaign_id: UUID | str) -> AsyncIterator[ServerSentEvent]:
        """How far it is, at once and then whenever it changes: events named `progress`, with the fields of its `progress`.

        Ends when nothing more will come without a person: it is finished or cancelled, or nobody has launched it.
        """
        return self._caller.events(self._caller.at("/api/v1/campaigns/{campaign_id}/events", campaign_id=campaign_id))

    async def report(self, campaign_id: UUID | str) -> ReportShown:
        """How many were considered, and what became of the message to them."""
        return await self._caller.ask(
            "GET", self._caller.at("/api/v1/campaigns/{campaign_id}/report", campaign_id=campaign_id), ReportShown
        )

    def list_deliveries(
        self, campaign_id: UUID | str, *, state: DeliveryState | None = LEFT_OUT, reason: str | None = LEFT_OUT
    ) -> AsyncIterator[DeliveryShown]:
        """Everybody the campaign considered, one by one: why they got it, or why not."""
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
        delivery_ids: Sequence[UUID | str] | None = LEFT_OUT,
    ) -> MovedShown:
        """Send again what may not have arrived, or close it. Those of them who left meanwhile get nothing.

        Asked twice, it is done once: what was sent again or closed is not uncertain and open any more.

        delivery_ids: Left out: all there are.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/uncertain", campaign_id=campaign_id),
            MovedShown,
            body={
                "delivery_ids": delivery_ids,
                "action": action,
            },
        )

    async def send_again_to_refused(
        self, campaign_id: UUID | str, *, delivery_ids: Sequence[UUID | str] | None = LEFT_OUT
    ) -> MovedShown:
        """Send again to those whom the mail server refused for what we are (`policy_refused`), once that is mended.

        delivery_ids: Left out: all there are.
        """
        return await self._caller.ask(
            "POST",
            self._caller.at("/api/v1/campaigns/{campaign_id}/refused", campaign_id=campaign_id),
            MovedShown,
            body={
                "delivery_ids": delivery_ids,
            },
        )


class Reviews(Group):
    """What can be asked of reviews."""

    def list(self, *, open: bool | None = LEFT_OUT, language: str = LEFT_OUT) -> AsyncIterator[ReviewShown]:
        """What the law left to a person to decide, one question for each situation."""
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
        """To whom a subscriber's data went, oldest first."""
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
        happened_at: datetime | None = LEFT_OUT,
    ) -> Disclosure:
        """Put on record that a subscriber's data went to a partner. It says so and hands over nothing."""
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
        )

    async def get_processing_record(self, *, language: str | None = LEFT_OUT) -> ProcessingRecord:
        """What the organisation does with personal data here. As JSON, or with `Accept: text/html` as a page."""
        return await self._caller.ask(
            "GET",
            "/api/v1/processing-record",
            ProcessingRecord,
            query={
                "language": language,
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
