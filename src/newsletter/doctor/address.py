"""Does the address that stands in every mail lead here?"""

import asyncio
import http.client
import json
from urllib.parse import urlsplit

from newsletter.doctor.finding import Finding, doubtful, fine
from newsletter.settings import Settings

PATIENCE = 5.0  # seconds


async def examine_address(settings: Settings) -> Finding:
    """Whether `/healthz` under the base address answers as this service does, over HTTPS."""
    base = settings.base_url
    try:
        status, body = await asyncio.to_thread(_get, f"{base}/healthz")
    except (OSError, http.client.HTTPException) as error:
        do = "Start the service, and see that the name and the proxy lead to it; or it cannot be reached from here."
        return doubtful("base address", f"Nothing answers at {base}: {error}. {do}")
    if 300 <= status < 400:
        return doubtful("base address", f"{base} redirects, which breaks one-click (RFC 8058). Pass paths unchanged.")
    if status != http.client.OK or not _is_ours(body):
        return doubtful("base address", f"Something else answers at {base} ({status}). See where the proxy leads.")
    if not base.startswith("https://"):
        return doubtful("base address", f"This service answers at {base}; mails to people need https:// (RFC 8058).")
    return fine("base address", f"This service answers at {base}.")


def _get(url: str) -> tuple[int, bytes]:
    """One request, no redirect followed."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=PATIENCE)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read(1_000)
    finally:
        connection.close()


def _is_ours(body: bytes) -> bool:
    try:
        return bool(json.loads(body) == {"status": "alive"})
    except ValueError:
        return False
