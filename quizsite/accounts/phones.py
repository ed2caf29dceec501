"""Phone numbers as people in Việt Nam write them, kept as E.164. Pure."""

import phonenumbers

REGION = "VN"


def to_e164(written: str) -> str | None:
    """ "0912 345 678", "+84912…", "84912…" → "+84912345678"; None if it is no phone number."""
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
    """ "+84912345678" → "0912 345 678"; foreign numbers keep their country."""
    number = phonenumbers.parse(e164, REGION)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if phonenumbers.region_code_for_number(number) == REGION
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)
