"""Secrets of links that give a role: the link holds the secret, the database only its digest."""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """A digest without salt serves, since nobody guesses 32 random bytes."""
    return hashlib.sha256(secret.encode()).hexdigest()
