"""The parts of a revision in words, to be compared with those of another."""

from __future__ import annotations

from django.utils.translation import gettext as _

from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.wording import Wording
from questionbank.models import Audience, Difficulty, LegalDocument, QuestionKind
from questionbank.question_types.choice_order import LETTERS
from questionbank.reviewing.comparing import Part, pieces_of


def compared(old: Wording, new: Wording) -> list[Part]:
    numbers = LegalDocument.objects.in_bulk({old.document_id, new.document_id} - {None})
    pairs = [(_("Câu hỏi"), old.stem, new.stem)]
    was, became = _cells(old), _cells(new)
    is_choice = {old.kind, new.kind} == {QuestionKind.CHOICE}
    row = _("Phương án %(letter)s") if is_choice else _("Dòng %(letter)s")
    for letter in LETTERS:
        if letter in was or letter in became:
            texts = (was.get(letter, ""), became.get(letter, ""))
            pairs.append((row % {"letter": letter}, *texts))
    pairs += [
        (_("Đáp án"), was.get("right", ""), became.get("right", "")),
        (_("Giải thích"), old.explanation, new.explanation),
        (_("Văn bản"), _number(old, numbers), _number(new, numbers)),
        (_("Điều, khoản"), old.article, new.article),
        (_("Đối tượng"), str(Audience(old.audience).label), str(Audience(new.audience).label)),
        (_("Mức độ"), str(Difficulty(old.difficulty).label), str(Difficulty(new.difficulty).label)),
    ]
    return [Part(name, pieces_of(*texts)) for name, *texts in pairs]


def _cells(wording: Wording) -> dict[str, str]:
    """Rows and key as a file of questions has them, whatever the kind."""
    return WRITTEN_KINDS[wording.kind].write_cells(wording.options, wording.right)


def _number(wording: Wording, numbers: dict[int, LegalDocument]) -> str:
    return numbers[wording.document_id].number if wording.document_id else _("không có")
