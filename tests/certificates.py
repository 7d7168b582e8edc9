"""Certificates for mail servers of tests, by the openssl that every Debian has."""

import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate and its key."""

    file: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


@pytest.fixture(scope="session")
def certificate_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Certificate]:
    """Makes a certificate for a name, good for two days or so many; for -1, until yesterday."""

    @cache
    def make(name: str, days: int = 2) -> Certificate:
        folder = tmp_path_factory.mktemp("certificate")
        made, asked = Certificate(folder / "certificate.pem", folder / "key.pem"), str(folder / "request.pem")
        curve = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj /CN=test"
        run("req", "-new", *curve.split(), "-addext", f"subjectAltName={name}", "-keyout", str(made.key), "-out", asked)
        run(
            "x509", "-req", "-in", asked, "-signkey", str(made.key), "-days", str(days), *COPIED, "-out", str(made.file)
        )
        return made

    return make


COPIED = ("-copy_extensions", "copyall")


def run(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
