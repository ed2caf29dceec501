"""What the rules of a contest will say, from its outline alone: nothing is stored."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

from contests.awards import Award
from contests.models import Contest, Division, PrizeTerms, Round, RuleClause
from contests.planning.outline_prizes import AwardOutline, planned_award
from contests.planning.outlines import (
    ContestOutline,
    RoundOutline,
    common_sets,
    sections_in,
)
from contests.quotas.outline import planned_eligibility
from contests.regulation.contest import Article
from contests.regulation.document import whole_regulation
from contests.regulation.prizes import prize_articles
from questionbank.models import Axis

Row = TypeVar("Row", bound=Model)


def planned_regulation(
    outline: ContestOutline, *, title: str, first_opens_at: datetime
) -> list[Article]:
    """Write the articles that the contest would have with all its rounds published."""
    contest = _as_if_stored(Contest(title=title, **outline.settings))
    # Numbers in place of keys, by which sections and prizes find what they belong to.
    divisions = [
        _as_if_stored(Division(pk=place, contest=contest, position=place, **settings))
        for place, settings in enumerate(outline.divisions, start=1)
    ]
    axes, sets = {axis.code: axis for axis in Axis.objects.all()}, common_sets()
    rounds = [
        (_round(one, contest, number=number, first_opens_at=first_opens_at), one)
        for number, one in enumerate(outline.rounds, start=1)
    ]
    terms = _as_if_stored(PrizeTerms(contest=contest, **outline.prize_terms))

    def prizes(award: Award, planned: AwardOutline) -> list[Article]:
        listed = planned_award(planned, award, divisions=divisions)
        return prize_articles(listed, terms, chain=award.tie_chain, is_total=award.round is None)

    return whole_regulation(
        contest,
        divisions=divisions,
        rounds=[
            (round, sections_in(one, divisions=divisions, axes=axes, sets=sets))
            for round, one in rounds
        ],
        clauses=[RuleClause(**one) for one in outline.clauses],
        prizes={
            None: prizes(Award(contest), outline.award),
            **{round.pk: prizes(Award(contest, round), one.award) for round, one in rounds},
        },
        eligibility=planned_eligibility(outline.eligibility, divisions, first=first_opens_at),
    )


def _as_if_stored(row: Row) -> Row:
    """Give it what the database would write into fields that nobody set."""
    for one in row._meta.concrete_fields:  # noqa: SLF001 -- Django documents _meta
        if isinstance(getattr(row, one.attname), DatabaseDefault):
            setattr(row, one.attname, one.db_default)
    return row


def _round(one: RoundOutline, contest: Contest, *, number: int, first_opens_at: datetime) -> Round:
    opens_at = first_opens_at + one.opens_after
    times = {"opens_at": opens_at, "closes_at": opens_at + one.lasts}
    return _as_if_stored(Round(pk=number, number=number, contest=contest, **times, **one.settings))
