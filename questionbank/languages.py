"""The notation of words in another language within a question's text: {en:one-stop shop}. Pure.

A screen reader then reads them in their own language. Whatever else stands in braces is only
text."""

import re
from html import escape

# Code of BCP 47 → whom the guide names it for. Names of peoples as Vietnam's list has them.
LANGUAGES = {
    "en": "Anh",
    "fr": "Pháp",
    "la": "La-tinh",
    "zh": "Trung",
    "km": "Khmer",
    "tyz": "Tày",
    "blt": "Thái",
    "mtq": "Mường",
    "nut": "Nùng",
    "hmn": "H'Mông",
    "ium": "Dao",
    "jra": "Gia Rai",
    "rad": "Ê Đê",
    "bdq": "Ba Na",
    "cjm": "Chăm",
}
_MARKED = re.compile(r"\{([a-z]{2,3}):[ ]?([^{}\n]*[^{}\s])[ ]?\}")


def as_html(text: str) -> str:
    """Escape a text, and put each marked part into a span of its language."""
    return spans_in(escape(text))


def spans_in(escaped: str) -> str:
    """Write the marks of a text that is escaped already as spans: a code is two or three letters
    from the list, and nothing in a part can end its span."""
    return _MARKED.sub(_span, escaped)


def _span(found: re.Match[str]) -> str:
    code, said = found.groups()
    return f'<span lang="{code}">{said}</span>' if code in LANGUAGES else found[0]


def without_marks(text: str) -> str:
    """The words alone, where no part can have a language of its own."""
    return _MARKED.sub(lambda found: found[2] if found[1] in LANGUAGES else found[0], text)


def unknown_codes(text: str) -> list[str]:
    """Find what looks like a mark and is none, since the list has no such language."""
    return sorted({code for code, _said in _MARKED.findall(text) if code not in LANGUAGES})
