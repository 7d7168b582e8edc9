"""Certificates for mail servers of tests."""

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
def certificate_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Certificate]:
    """Makes a certificate for a name, by the openssl that every Debian has."""

    @cache
    def make(name: str) -> Certificate:
        folder = tmp_path_factory.mktemp("certificate")
        made = Certificate(folder / "certificate.pem", folder / "key.pem")
        command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 2 -subj /CN=test"
        places = ["-addext", f"subjectAltName={name}", "-out", str(made.file), "-keyout", str(made.key)]
        subprocess.run([*command.split(), *places], check=True, capture_output=True)
        return made

    return make
