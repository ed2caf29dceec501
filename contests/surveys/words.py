"""Figures of a survey in words; a hidden one says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contests.surveys.grades import Graded
from contests.surveys.response_form import GRADES
from contests.surveys.small_cells import FEWEST, Band, Share, is_small
from quizsite.language.moments import number
from quizsite.language.rates import percent


def hidden() -> str:
    return _("ẩn")


def people_in_words(count: int) -> str:
    return _("dưới %(n)d") % {"n": FEWEST} if is_small(count) else number(count)


def mean_in_words(figures: Graded) -> str:
    return hidden() if figures.mean is None else number_format(figures.mean, 2)


def share_in_words(found: Share | None) -> str:
    """98,00 %; trên 95,00 %, where those few others could be counted."""
    if found is None:
        return hidden()
    said = _("%(share)s %%") % {"share": number_format(percent_of(found), 2)}
    if not found.is_bound:
        return said
    bound = _("trên %(share)s") if found.is_above else _("dưới %(share)s")
    return bound % {"share": said}


def percent_of(found: Share) -> Decimal:
    return percent(found.people, found.whole) or Decimal(0)


def bands_in_words(bands: tuple[Band, ...]) -> str:
    return " · ".join(f"{_grades(band)}: {number(band.people)}" for band in bands) or hidden()


def _grades(band: Band) -> str:
    if band.lowest == band.highest:
        return _("mức %(n)d") % {"n": band.lowest}
    return _("mức %(low)d–%(high)d") % {"low": band.lowest, "high": band.highest}


def quarter_in_words(quarter: date) -> str:
    return _("quý %(n)d/%(year)d") % {"n": (quarter.month + 2) // 3, "year": quarter.year}


def legend() -> str:
    """Which number stands for which grade."""
    return "; ".join(f"{n} – {str(words).lower()}" for n, words in GRADES)
