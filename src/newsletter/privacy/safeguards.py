"""What keeps the data safe here? Only what is true of this program as it is set up (GDPR art. 32(1))."""

from newsletter.languages import sentence
from newsletter.relay import TLS, relay
from newsletter.settings import Environment, Settings

ALWAYS = (
    sentence("In the ledger a person is named by a keyed fingerprint, never by address."),
    sentence("What identifies a person lies beside the ledger's records and can be erased without breaking them."),
    sentence(
        "The database refuses changes to the ledger; its records stand under seals, signed with a key kept elsewhere."
    ),
    sentence("Everything belongs to one organisation, and is found with a key of that organisation alone."),
    sentence("API keys are random, shown once, and kept as hashes."),
    sentence("Links in mails are signed, and each is good for one thing."),
    sentence("The law is asked about each person just before each mail, and a no takes effect at once."),
    sentence("There is no access log, and no address stands in any log."),
    sentence("Pages set no cookie, run no script and load nothing from elsewhere; mails carry no tracking."),
)
PRODUCTION = sentence("It runs for production: weak keys are refused, and links begin with https.")
DEVELOPMENT = sentence("It runs for development: keys lie beside the database, and nothing keeps links to https.")
ENCRYPTED = sentence("Mails travel to the mail server under TLS.")
IN_THE_CLEAR = sentence("Mails travel to the mail server without TLS.")
CAUGHT = sentence("Mails do not leave the machine: they are caught in a mailbox for development.")


def measures(settings: Settings) -> tuple[str, ...]:
    """The measures in force with these settings; message ids of the catalogue."""
    stage = PRODUCTION if settings.environment is Environment.PRODUCTION else DEVELOPMENT
    return (*ALWAYS, stage, _transport(settings))


def _transport(settings: Settings) -> str:
    if settings.own_mailbox:
        return CAUGHT
    in_the_clear = relay(settings.smtp_url.get_secret_value()).tls is TLS.NONE
    return IN_THE_CLEAR if in_the_clear else ENCRYPTED
