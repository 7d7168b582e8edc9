"""Would the mail server take our mail? Greeted, secured and signed in to as the sender does; then goodbye."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta

import aiosmtplib
from aiosmtplib import SMTPAuthenticationError, SMTPException

from newsletter.doctor.finding import Finding, doubtful, fine, wrong
from newsletter.errors import Misconfigured
from newsletter.relay import TLS, Relay, relay
from newsletter.settings import Settings

ABOUT = "mail server"
SOON = timedelta(days=14)
"""Policy. How long before its end a certificate is worth a word."""
OFFERS = ("pipelining", "size", "8bitmime", "smtputf8")


class _Lacking(Exception):
    """It does not offer what the settings ask for."""


async def examine_mail_server(settings: Settings, now: datetime) -> list[Finding]:
    if settings.own_mailbox:
        return [fine(ABOUT, "None: all mail is caught in the development mailbox.")]
    try:
        named = relay(settings.smtp_url.get_secret_value())
    except Misconfigured as error:
        return [wrong(ABOUT, str(error))]
    client = aiosmtplib.SMTP(
        hostname=named.host,
        port=named.port,
        timeout=settings.smtp_timeout,
        use_tls=named.tls is TLS.IMPLICIT,
        start_tls=False,  # said by hand, to know what failed
        tls_context=ssl.create_default_context(),
    )
    found: list[Finding] = []
    try:
        async with asyncio.timeout(settings.smtp_timeout * 2):
            await _talk(client, named, now, found)
    except (SMTPException, _Lacking, OSError, TimeoutError, ValueError) as error:
        found.append(wrong(ABOUT, _what_failed(error, named)))
    finally:
        client.close()
    return found


async def _talk(client: aiosmtplib.SMTP, named: Relay, now: datetime, found: list[Finding]) -> None:
    """Say hello, secure the line, sign in, and say goodbye; what is learnt on the way is `found`."""
    await client.connect()
    await client.ehlo()
    if named.tls is TLS.STARTTLS:
        if not client.supports_extension("starttls"):
            raise _Lacking("It offers no STARTTLS. Use the port that does (587), or tls=implicit on 465.")
        await client.starttls()
        await client.ehlo()
    found.append(_line(client, named, now))
    if named.username:
        if not client.server_auth_methods:
            raise _Lacking("It offers no login. Use its port for submission (587 or 465), or name no user.")
        await client.login(named.username, named.password.get_secret_value() if named.password else "")
        found.append(fine("mail login", f"{named.username} is let in."))
    found.append(_offers(client))
    await client.quit()


def _line(client: aiosmtplib.SMTP, named: Relay, now: datetime) -> Finding:
    """How the line is secured, and until when the certificate is good."""
    where = f"{named.host}:{named.port} answers"
    if named.tls is TLS.NONE:
        here = named.host in ("127.0.0.1", "localhost", "::1")
        return fine(ABOUT, f"{where}.") if here else doubtful(ABOUT, f"{where}, and mails travel there in the clear.")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(client.get_transport_info("peercert")["notAfter"]), UTC)
    says = f"{where}, with a good certificate until {ends:%Y-%m-%d}."
    return fine(ABOUT, says) if ends - now > SOON else doubtful(ABOUT, f"{says} See that it is renewed.")


def _offers(client: aiosmtplib.SMTP) -> Finding:
    there = [f"{name} {client.esmtp_extensions[name]}".strip() for name in OFFERS if client.supports_extension(name)]
    lacking = [name for name in OFFERS if not client.supports_extension(name)]
    says = f"It offers {', '.join(there).upper() or 'nothing'}"
    return fine("mail offers", f"{says}; not {', '.join(lacking).upper()}." if lacking else f"{says}.")


def _what_failed(error: Exception, named: Relay) -> str:
    where = f"{named.host}:{named.port}"
    cause = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {where} is not to be trusted: {cause.verify_message}. Have it renewed, or name the "
            "host as the certificate does; for one of your own making, name its file in SSL_CERT_FILE."
        )
    if isinstance(cause, ssl.SSLError):
        return f"{where} speaks no TLS as asked. tls=implicit is for port 465, tls=starttls for 587."
    if isinstance(error, SMTPAuthenticationError):
        return (
            f"{where} does not let {named.username} in: {error.code} {error.message}. Check name and password in "
            "NEWSLETTER_SMTP_URL; in a password write / as %2F, ? as %3F and # as %23."
        )
    if isinstance(error, _Lacking):
        return f"{where}: {error}"
    return (
        f"{where} does not answer as a mail server: {error or 'too slow'}. Check its name, its port and the firewall."
    )
