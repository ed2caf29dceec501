"""Reads phone numbers as people in Việt Nam write them, and keeps them as E.164. Pure."""

from collections.abc import Collection

import phonenumbers

REGION = "VN"
_MOBILE = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,  # where a country tells them apart not
}


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


def takes_texts(e164: str, *, countries: Collection[str]) -> bool:
    """Say whether this is a mobile number of one of these countries ("VN"); texts elsewhere cost
    money that a stranger may spend for us."""
    number = phonenumbers.parse(e164, REGION)
    return (
        phonenumbers.region_code_for_number(number) in countries
        and phonenumbers.number_type(number) in _MOBILE
    )


def is_landline(e164: str) -> bool:
    kind = phonenumbers.number_type(phonenumbers.parse(e164, REGION))
    return bool(kind == phonenumbers.PhoneNumberType.FIXED_LINE)


def as_spoken(e164: str) -> str:
    """Turn "+84912345678" into "0912 345 678"; a foreign number keeps its country code."""
    number = phonenumbers.parse(e164, REGION)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if phonenumbers.region_code_for_number(number) == REGION
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)
