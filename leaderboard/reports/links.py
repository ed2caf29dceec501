"""Addresses of the people and units behind the figures of a report."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from contests.awards import Award
from leaderboard.participation.figures import UnitFigures
from leaderboard.reports.figures import Part, Report


def entries_url(slug: str, **asked: str) -> str:
    return _with(reverse("contests:entries", args=[slug]), asked)


def people_url(award: Award, **asked: str) -> str:
    """Those behind a figure, each with the result."""
    numbers = [award.round.number] if award.round else []
    name = "leaderboard:round_report_people" if numbers else "leaderboard:report_people"
    return _with(reverse(name, args=[award.contest.slug, *numbers]), asked)


def participation_url(report: Report, part: Part | None = None, **asked: str) -> str:
    """The public page, of this round and category; it knows published contests alone."""
    own = {"ky": str(report.award.round.number)} if report.award.round else {}
    if part is not None and len(report.parts) > 1:
        own["tinh-tren"] = part.category
    return _with(
        reverse("leaderboard:participation", args=[report.award.contest.slug]), own | asked
    )


def unit_url(report: Report, one: UnitFigures) -> str:
    own = {"ky": str(report.award.round.number)} if report.award.round else {}
    slug = report.award.contest.slug
    return _with(reverse("leaderboard:participation", args=[slug, one.unit.code]), own)


def _with(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
