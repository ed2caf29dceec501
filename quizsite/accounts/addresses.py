"""Brings e-mail addresses into the one spelling that is stored and compared. Pure."""

import unicodedata
from functools import lru_cache

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST, LONGEST_LOCAL = 254, 64


def to_address(written: str) -> str | None:
    """Turn "An@Coquan.Gov.VN", also with full-width letters, into "an@coquan.gov.vn"; None if the
    result is no address.

    One mailbox has one spelling: ligatures and full-width letters become plain ones, invisible
    ones go, the domain is written as the network writes it (xn--…). It is checked last, since
    what is stored must be an address and not only what was typed."""
    if len(written) > 2 * LONGEST:
        return None
    visible = "".join(c for c in written if unicodedata.category(c) != "Cf")
    local, at, domain = unicodedata.normalize("NFKC", visible).strip().lower().rpartition("@")
    # A quoted local part is a second spelling of the plain one.
    if not at or not local.isascii() or '"' in local or len(local) > LONGEST_LOCAL:
        return None
    try:
        address = f"{local}@{_as_the_network_writes(domain)}"
        validate_email(address)
    except (ValidationError, UnicodeError):
        return None
    return address if len(address) <= LONGEST else None


@lru_cache(maxsize=1024)  # a list of 60,000 people has a few domains
def _as_the_network_writes(domain: str) -> str:
    """Raise UnicodeError for what is no domain, such as a number in brackets."""
    return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
