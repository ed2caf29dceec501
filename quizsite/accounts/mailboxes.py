"""Tells which mailbox an address leads to, however its owner writes it. Pure.

Only to propose that two people may be one: no account is found, merged or refused by it."""

# Domains of one provider that lead to the same mailbox.
_SAME = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
}
# What these providers do not look at before the @.
_IGNORED = {"gmail.com": ".", "proton.me": ".-_"}


def mailbox_of(address: str) -> str:
    """Turn "tran.binh+thi2@googlemail.com" into "tranbinh@gmail.com"; a stored address comes in."""
    local, _at, domain = address.lower().rpartition("@")
    domain = _SAME.get(domain, domain)
    name = local.partition("+")[0]
    for letter in _IGNORED.get(domain, ""):
        name = name.replace(letter, "")
    return f"{name or local}@{domain}"
