"""Reads phone numbers as people in Việt Nam write them, and keeps them as E.164. Pure."""

import phonenumbers

REGION = "VN"


def to_e164(written: str) -> str | None:
    """Turn "0912 345 678", "+84912…" or "84912…" into "+84912345678"; None if it is no number."""
    written = written.strip()
    if written.startswith("84"):
        written = f"+{written}"
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_spoken(e164: str) -> str:
    """Turn "+84912345678" into "0912 345 678"; a foreign number keeps its country code."""
    number = phonenumbers.parse(e164, REGION)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if phonenumbers.region_code_for_number(number) == REGION
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)
