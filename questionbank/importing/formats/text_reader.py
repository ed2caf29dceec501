"""Plain text, Aiken and GIFT: what a .txt file or a pasted text may hold."""

from __future__ import annotations

from pathlib import Path

from questionbank.importing.formats.gift import is_gift, read_gift
from questionbank.importing.parsing.lines import plain
from questionbank.importing.parsing.questions import Source
from quizsite.language.legacy_letters import repair_texts
from quizsite.language.syllables import bare_words, share_of_syllables
from quizsite.tables.csv_reader import decoded
from quizsite.tables.limits import MAX_TEXT, Trouble


def read(path: str) -> Source:
    return of_text(in_unicode(Path(path).read_bytes()))


def read_as_gift(path: str) -> Source:
    """A .gift file, whatever kinds of question are in it."""
    text = _checked(in_unicode(Path(path).read_bytes()))
    return read_gift(text) if "{" in text else of_text(text)


def _checked(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise Trouble("too_much_text")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def of_text(text: str) -> Source:
    text = _checked(text)
    if is_gift(text):
        return read_gift(text)
    parts = [
        plain(line[:5000], place=f"dòng {n}") for n, line in enumerate(text.split("\n"), start=1)
    ]
    return Source(parts)


def in_unicode(data: bytes) -> str:
    """UTF-8 or UTF-16, else the old encoding in which most words are syllables."""
    try:
        text = decoded(data)
    except Trouble as trouble:
        if trouble.code != "unknown_encoding":
            raise
        text = ""
    if text and _is_unicode(data):
        return text
    other = data.decode("cp1252", errors="replace").replace("\ufffd", "")
    mended = "\n".join(repair_texts(other.split("\n")).texts)
    candidates = [text, mended] if text else [mended]
    best = max(candidates, key=lambda said: share_of_syllables(bare_words(said[:20_000])))
    if not text and share_of_syllables(bare_words(best[:20_000])) < 0.5:
        raise Trouble("unknown_encoding")
    return best


def _is_unicode(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return True
