"""Who gets which key? One with some scopes, perhaps for some lists and to an end; by key no more than the maker's."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access.keys import MARKETING, SENDING, ApiKey, Asker, Scope
from newsletter.access.secret import HINT, digest, new_secret
from newsletter.errors import Invalid, NotAllowed, NotFound, NotPermitted, Problem
from newsletter.organisations.models import Organisation


def expanded(words: Collection[str]) -> frozenset[Scope]:
    """The scopes that these words stand for: each itself, `marketing` all that sending takes. Raises Invalid."""
    scopes = set[Scope]()
    for word in words:
        if word != MARKETING and word not in set(Scope):
            there_are = ", ".join([MARKETING, *Scope])
            raise Invalid(Problem("/scopes", "scope", f"There is no scope {word}. There are: {there_are}."))
        scopes |= SENDING if word == MARKETING else {Scope(word)}
    return frozenset(scopes)


async def create_key(
    session: AsyncSession,
    organisation: Organisation,
    name: str,
    *,
    scopes: Collection[str] = (MARKETING,),
    lists: Collection[int] | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> str:
    """Make a key and answer it: the only time it is seen. Raises Invalid for a scope that is none, or a past end."""
    return (await make(session, organisation, name, scopes, lists, expires_at, now=now))[1]


async def make(
    session: AsyncSession,
    organisation: Organisation,
    name: str,
    scopes: Collection[str],
    lists: Collection[int] | None,
    expires_at: datetime | None,
    *,
    now: datetime,
) -> tuple[ApiKey, str]:
    """`create_key`, with what is kept of it."""
    if expires_at is not None and expires_at <= now:
        raise Invalid(Problem("/expires_at", "time", "Give a time that is to come: it opens nothing from then on."))
    secret = new_secret()
    kept = ApiKey(
        organisation_id=organisation.id,
        name=name,
        scopes=sorted(expanded(scopes)),
        list_ids=None if lists is None else sorted(set(lists)),
        hint=secret[:HINT],
        digest=digest(secret),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(kept)
    await session.flush()
    return kept, secret


async def make_by(
    session: AsyncSession,
    maker: Asker,
    name: str,
    *,
    scopes: Collection[str],
    lists: Collection[int] | None,
    expires_at: datetime | None,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Make a key by another one. Raises NotPermitted where it would have more than its maker, or could approve."""
    own = await session.get(ApiKey, maker.key_id, with_for_update=True, populate_existing=True)
    if own is None or own.revoked_at is not None:  # while this request waited for its turn
        raise NotAllowed("This API key was revoked.")
    if Scope.NOTICES_APPROVE in expanded(scopes):
        raise NotPermitted(f"A second person approves, and gets that key from elsewhere. {_LEFT_TO_THE_OPERATOR}")
    if beyond := sorted(expanded(scopes) - maker.scopes):
        raise NotPermitted(f"A key cannot give what it has not: {', '.join(beyond)}. {_LEFT_TO_THE_OPERATOR}")
    if not within(lists, maker):
        raise NotPermitted(
            f"This key is limited to some lists, and can only make keys for these: name them. {_LEFT_TO_THE_OPERATOR}"
        )
    if maker.expires_at is not None and (expires_at is None or expires_at > maker.expires_at):
        raise NotPermitted(
            f"This key ends at {maker.expires_at.isoformat()}, and can only make keys that end by then: say when. "
            f"{_LEFT_TO_THE_OPERATOR}"
        )
    return await make(session, maker.organisation, name, scopes, lists, expires_at, now=now)


_LEFT_TO_THE_OPERATOR = "Who runs the service can make any, with: newsletter api-key create"


def within(lists: Collection[int] | None, reach: Asker) -> bool:
    """Whether a key for these lists reaches no further than this one."""
    return reach.lists is None or (lists is not None and reach.lists.issuperset(lists))


async def keys_of(session: AsyncSession, asking: Asker, *, after: int = 0) -> list[ApiKey]:
    """Every key that was ever made for what this one reaches, oldest first. They are few."""
    theirs = (ApiKey.organisation_id == asking.organisation.id, col(ApiKey.id) > after)
    found = (await session.exec(select(ApiKey).where(*theirs).order_by(col(ApiKey.id)))).all()
    return [key for key in found if within(key.list_ids, asking)]


async def key_of(session: AsyncSession, asking: Asker, uid: UUID) -> ApiKey:
    """The key with this id, if it is one of `keys_of`. Raises NotFound."""
    theirs = (ApiKey.organisation_id == asking.organisation.id, ApiKey.uid == uid)
    found = (await session.exec(select(ApiKey).where(*theirs))).first()
    if found is None or not within(found.list_ids, asking):
        raise NotFound("API key")
    return found
