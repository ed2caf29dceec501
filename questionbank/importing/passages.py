"""What a file says of passages, and what stays of a question that a file cannot say.

A row names a passage by its code; the text may stand in one row of the file alone, or nowhere if
the bank has it. Pictures do not travel in tables: questions and passages keep the bank's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.authoring.passages import newest_passages
from questionbank.authoring.wording import (
    LONGEST_PASSAGE,
    PassageText,
    Wording,
    passage_text_of,
    too_wide,
)
from questionbank.models import QuestionKind
from questionbank.question_text import MOST_COLUMNS, pasted_tables, widest_table
from questionbank.question_types.choice_order import LETTERS
from quizsite.language import vietnamese as text
from quizsite.tables.reader import RawRow

Passages = Mapping[str, PassageText]


def passages_of(rows: Iterable[RawRow]) -> dict[str, PassageText]:
    """Map each code in the file to its text: the first that a row gives, else the bank's."""
    said: dict[str, str] = {}
    for row in rows:
        code = text.tidy(row.cells.get("passage_code", ""))
        words = tidied(row.cells.get("passage", ""))
        if code and not said.get(code):
            said[code] = words
    known = {code: passage_text_of(one) for code, one in newest_passages(said).items()}
    found = {}
    for code, words in said.items():
        bank = known.get(code)
        if bank and words in ("", bank.text):
            found[code] = bank
        else:
            found[code] = PassageText(code, words, bank.pictures if bank else ())
    return found


def tidied(said: str) -> str:
    return text.tidy_lines(pasted_tables(said))


def passage_faults(said: Mapping[str, str], passages: Passages) -> list[Fault]:
    code, words = said["passage_code"], said["passage"]
    if not code:
        advice = _("Hãy đặt mã cho đoạn dẫn, hoặc để trống ô này.")
        return [Fault("passage", advice)] if words else []
    meant = passages[code].text
    faults = []
    if len(code) > 40:
        faults.append(Fault("passage_code", too_long(40)))
    if not meant:
        advice = _("Chưa có đoạn dẫn mang mã này. Hãy ghi nội dung đoạn ở một dòng của tệp.")
        faults.append(Fault("passage", advice))
    elif words and words != meant:
        advice = _("Mã đoạn dẫn này có hai nội dung khác nhau trong tệp. Hãy giữ một.")
        faults.append(Fault("passage", advice))
    elif len(meant) > LONGEST_PASSAGE:
        faults.append(Fault("passage", too_long(LONGEST_PASSAGE)))
    elif widest_table(meant) > MOST_COLUMNS:
        faults.append(Fault("passage", too_wide()))
    place = said["passage_place"]
    if place and not (place.isdecimal() and len(place) <= 2):
        advice = _("Hãy ghi một số từ 0 đến 99, hoặc để trống.")
        faults.append(Fault("passage_place", advice))
    return faults


def with_passage(wording: Wording, said: Mapping[str, str], passages: Passages) -> Wording:
    passage = passages.get(said["passage_code"])
    place = int(said["passage_place"] or 0) if passage else 0
    return replace(wording, passage=passage, passage_place=place)


def keep_parts(wording: Wording, before: Wording, columns: Iterable[str]) -> Wording:
    """Keep pictures, and the passage too where the file has no column for it."""
    count = len(wording.options) if wording.kind == QuestionKind.CHOICE else 0
    places = {"stem", *LETTERS[:count]}
    kept = tuple(one for one in before.pictures if one.place in places)
    wording = replace(wording, pictures=kept)
    if "passage_code" in columns:
        return wording
    return replace(wording, passage=before.passage, passage_place=before.passage_place)


def changed_parts(before: Wording, after: Wording) -> set[str]:
    """Name the columns of a file in which two wordings differ."""
    was, now = before.passage, after.passage
    changed = set()
    if (was and was.code) != (now and now.code):
        changed.add("passage_code")
    elif was != now:
        changed.add("passage")
    if before.passage_place != after.passage_place:
        changed.add("passage_place")
    return changed


def written_parts(wording: Wording) -> dict[str, str]:
    """Write the cells of a wording; what describes its pictures is there to be read only."""
    passage = wording.passage
    pictures = "\n".join(f"{_place(one.place)}: {one.alt}" for one in wording.all_pictures)
    if passage is None:
        return {"pictures": pictures}
    return {
        "passage_code": passage.code,
        "passage": passage.text,
        "passage_place": str(wording.passage_place or ""),
        "pictures": pictures,
    }


def _place(place: str) -> str:
    return {"stem": _("Câu hỏi"), "passage": _("Đoạn dẫn")}.get(place, place)
