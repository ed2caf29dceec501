"""Proposes the address that somebody probably meant: gmail.com for gmai.com. Pure.

Only a question comes of it: any address is taken when the person says that it is right."""

from difflib import get_close_matches

# Where people have private mailboxes; offices' own domains differ by as little from each other.
_COMMON = (
    "gmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "outlook.com",
    "outlook.com.vn",
    "hotmail.com",
    "icloud.com",
)
# Domains that look like a common one and are no mistake.
_OTHERS = frozenset({"mail.com", "ymail.com", "email.com", "gmx.com", "hotmail.com.vn", "live.com"})
_CLOSENESS = 0.83


def likely_meant(address: str) -> str | None:
    """Return another address if the domain of this one looks mistyped; a stored one comes in."""
    local, _at, domain = address.rpartition("@")
    if domain in _COMMON or domain in _OTHERS:
        return None
    close = get_close_matches(domain, _COMMON, n=1, cutoff=_CLOSENESS)
    return f"{local}@{close[0]}" if close else None
