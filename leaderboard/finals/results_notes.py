"""What a file of results says of people beside their results: their field, and what let them in."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.models import Qualification, Round
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from quizsite.tables.columns import Column, Row


@dataclass(frozen=True, slots=True)
class Notes:
    """Empty where the round has neither parts by field nor a list of who may take it."""

    corrected: Set[int]  # entries whose field organisers corrected
    let_in: Mapping[int, str]

    def on(self, entry_id: int, *, field: str) -> Row:
        if field and entry_id in self.corrected:
            field = _("%(field)s (ban tổ chức sửa)") % {"field": field}
        return {"field": field, "let_in": self.let_in.get(entry_id, "")}


def deals_by_field(round: Round) -> bool:
    return round.sections.exclude(field="").exists()


def note_columns(round: Round) -> list[Column]:
    return [
        *([Column("field", _("Lĩnh vực"), width=30)] if deals_by_field(round) else ()),
        *([Column("let_in", _("Được vào kỳ"), width=30)] if round.qualify_scope else ()),
    ]


def notes_of(round: Round) -> Notes:
    return Notes(
        _corrected(round) if deals_by_field(round) else frozenset(),
        _let_in(round) if round.qualify_scope else {},
    )


def _corrected(round: Round) -> Set[int]:
    kind = AuditKind.ENTRY_FIELD_CHANGED
    lines = AuditLine.objects.filter(contest=round.contest_id, kind=kind)
    return set(lines.values_list("about_id", flat=True))


def _let_in(round: Round) -> dict[int, str]:
    by_hand = dict(round.admissions.filter(is_admitted=True).values_list("entry", "reason"))
    listed = Qualification.objects.filter(round=round)
    said = {}
    for entry_id, title, place in listed.values_list("entry", "source__title", "place"):
        if entry_id in by_hand:
            reason = by_hand[entry_id] or "–"  # emptied with the person's data
            said[entry_id] = _("ban tổ chức thêm: %(reason)s") % {"reason": reason}
        else:
            said[entry_id] = _("hạng %(place)d, %(round)s") % {"place": place, "round": title}
    return said
