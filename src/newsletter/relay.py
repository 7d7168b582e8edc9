"""Which mail server does all mail leave by, and how is the connection to it secured? What `SMTP_URL` names."""

from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from newsletter.errors import Misconfigured


class TLS(StrEnum):
    """How the connection to the mail server is secured; nothing in between (RFC 8314)."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


class Relay(BaseModel):
    """The mail server that `SMTP_URL` names."""

    model_config = ConfigDict(frozen=True)

    host: str
    port: int
    tls: TLS
    username: str | None = None
    password: SecretStr | None = None


def relay(smtp_url: str) -> Relay:
    """Read an SMTP URL. Raises Misconfigured when it cannot be meant or would send a password in the clear."""
    meant = (
        "NEWSLETTER_SMTP_URL must look like smtp://user:password@host:587?tls=starttls, with tls implicit, starttls "
        "or none. In a password write / as %2F, ? as %3F and # as %23."
    )
    try:
        parts = urlsplit(smtp_url)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        tls = TLS(asked.pop("tls", "starttls"))
        port = parts.port or (465 if tls is TLS.IMPLICIT else 587)
    except ValueError:
        raise Misconfigured(meant) from None
    more = asked or parts.path.strip("/") or parts.fragment or (parts.password and not parts.username)
    if parts.scheme != "smtp" or not parts.hostname or more:
        raise Misconfigured(meant)
    if parts.username and tls is TLS.NONE and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Misconfigured("NEWSLETTER_SMTP_URL: a password may not travel without TLS; use tls=starttls or implicit.")
    return Relay(
        host=parts.hostname,
        port=port,
        tls=tls,
        username=unquote(parts.username) if parts.username else None,
        password=SecretStr(unquote(parts.password)) if parts.password else None,
    )
