"""Encrypts a push message for one browser (RFC 8291) and signs who sends it (RFC 8292)."""

from __future__ import annotations

import base64
import json
import os
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_RECORD = 4096
_POINT, _SECRET, _SALT = 65, 16, 16
# Push services refuse more than a day.
_TOKEN_LASTS = timedelta(hours=12)


def to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """What a browser gives with its subscription: its public point, and a shared secret."""

    point: bytes
    secret: bytes

    @classmethod
    def read(cls, point: str, secret: str) -> BrowserKeys:
        """Raise ValueError for what no browser gives."""
        keys = cls(from_base64(point), from_base64(secret))
        if len(keys.point) != _POINT or len(keys.secret) != _SECRET:
            raise ValueError("keys of another length")
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, keys.point)
        return keys


def encrypt(
    text: bytes,
    *,
    to: BrowserKeys,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Make the body of content coding aes128gcm; the own key and the salt are new each time."""
    own, salt = own or ec.generate_private_key(_CURVE), salt or os.urandom(_SALT)
    own_point = point_of(own)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, to.point)
    shared = own.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + to.point + own_point
    secret = _derive(shared, salt=to.secret, info=info, length=32)
    key = _derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    head = salt + struct.pack("!LB", _RECORD, len(own_point)) + own_point
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def new_site_key() -> str:
    number = ec.generate_private_key(_CURVE).private_numbers().private_value
    return to_base64(number.to_bytes(32, "big"))


def site_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Read the key as `manage.py push_key` writes it; ValueError if it is none."""
    return ec.derive_private_key(int.from_bytes(from_base64(text), "big"), _CURVE)


def authorization(
    *, origin: str, contact: str, key: ec.EllipticCurvePrivateKey, at: datetime
) -> str:
    """The header that tells the push service who we are."""
    ends = int((at + _TOKEN_LASTS).timestamp())
    head = _json({"typ": "JWT", "alg": "ES256"})
    token = f"{head}.{_json({'aud': origin, 'exp': ends, 'sub': contact})}"
    r, s = decode_dss_signature(key.sign(token.encode(), ec.ECDSA(hashes.SHA256())))
    signature = to_base64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={token}.{signature}, k={to_base64(point_of(key))}"


def _json(said: dict[str, object]) -> str:
    return to_base64(json.dumps(said, separators=(",", ":")).encode())
