"""A certificate authority of a run's own, and what stands for clients who trust it.

The people of a run speak plainly; the bridge carries what they say to nginx over TLS and looks at
the certificate as a browser does."""

import asyncio
import ipaddress
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_CHUNK = 65536


class Authority:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA of a rehearsal")])
        is_authority = x509.BasicConstraints(ca=True, path_length=0)
        own = self._begun(self._name, self._key.public_key(), ends_in=timedelta(days=2))
        own = own.add_extension(is_authority, critical=True)
        self.path = folder / "authority.pem"
        self.path.write_bytes(_pem(own.sign(self._key, hashes.SHA256())))

    def issue(self, *, ends_in: timedelta) -> None:
        """Write key and certificate where nginx reads them when it loads its configuration."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        leaf = self._begun(name, key.public_key(), ends_in=ends_in)
        signed = leaf.add_extension(address, critical=False).sign(self._key, hashes.SHA256())
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        (self._folder / "privkey.pem").write_bytes(
            key.private_bytes(serialization.Encoding.PEM, form, plain)
        )
        (self._folder / "fullchain.pem").write_bytes(_pem(signed))

    def _begun(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, *, ends_in: timedelta
    ) -> x509.CertificateBuilder:
        at = datetime.now(UTC)
        begun = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key)
        begun = begun.serial_number(x509.random_serial_number())
        return begun.not_valid_before(at - timedelta(days=1)).not_valid_after(at + ends_in)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


class TlsBridge:
    """Each connection to `port` becomes one to nginx, or ends if its certificate is no good."""

    def __init__(self, port: int, *, to: int, authority: Path) -> None:
        self.refused = 0
        self._port, self._to, self._authority = port, to, authority
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._trusts = ssl.create_default_context(cafile=str(self._authority))
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._to, ssl=self._trusts)
        except OSError as error:  # SSLError is one
            self.refused += isinstance(error, ssl.SSLCertVerificationError)
            writer.close()
            return
        await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()
