"""What the picture of each preview says."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contests.models import Contest
from leaderboard.participation.figures import UnitFigures
from leaderboard.sharing.shares import ShownResult
from quizsite.language.moments import number
from quizsite.previews.drawing import Ground, Preview


def of_site() -> Preview:
    said = _("Vào thi, xem bảng xếp hạng và tỷ lệ tham gia của từng đơn vị.")
    return Preview(Ground.CARP, _("Thi trực tuyến"), _("Tìm hiểu cải cách hành chính"), (said,))


def of_contest(contest: Contest) -> Preview:
    return Preview(
        Ground.CARP,
        contest.organiser_name,
        contest.title,
        (_("Thi trực tuyến, trên điện thoại cũng được."),),
    )


def of_unit(contest: Contest, unit: UnitFigures, *, shows_people: bool) -> Preview:
    """Without figures while an open round asks people to predict them."""
    said = (_in_figures(unit),) if shows_people else ()
    return Preview(Ground.LOTUS, contest.title, unit.unit.name, said)


def _in_figures(unit: UnitFigures) -> str:
    if unit.base is None or unit.rate is None:
        people = unit.counted.people + unit.residents.people
        return _("%(people)s người đã dự thi") % {"people": number(people)}
    return _("%(people)s / %(headcount)s người · %(rate)s %%") % {
        "people": number(unit.counted.people),
        "headcount": number(unit.base.people),
        "rate": number_format(unit.rate, 2),
    }


def of_result(shown: ShownResult) -> Preview:
    round, unit = shown.attempt.round, shown.attempt.entry.unit
    place = _("Hạng %(place)s") % {"place": number(shown.place)} if shown.place else ""
    state = ", ".join(part for part in (place, str(shown.state or "")) if part)
    lines = (f"{round.contest.title}, {round.title}", unit.name, state)
    return Preview(Ground.ROOSTER, shown.name, shown.title, tuple(line for line in lines if line))
