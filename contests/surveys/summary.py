"""The published summary: figures as they were when somebody published them, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from contests.models import Survey
from contests.subjects import about_survey, survey_runner
from contests.surveys.results import ItemResult, Results, results_of
from contests.surveys.results_file import factor_in_words
from contests.surveys.rules import check_may_publish_summary
from contests.surveys.words import (
    mean_in_words,
    people_in_words,
    quarter_in_words,
    share_in_words,
)
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@transaction.atomic
def publish_summary(survey: Survey, *, by: User, at: datetime) -> Survey:
    """Store what everybody reads from now on. Free texts and hidden figures are no part of it."""
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    check_may_publish_summary(locked, at=at)
    results = results_of(locked, at=at)
    locked.summary, locked.published_at = summary_of(results), at
    locked.save(update_fields=["summary", "published_at"])
    kind, after = AuditKind.SURVEY_PUBLISHED, {"responses_counted": results.counted}
    record(about_survey(locked), kind=kind, by=survey_runner(locked, by), at=at, after=after)
    return locked


def summary_of(results: Results) -> dict[str, Any]:
    """Words and figures as a page shows them, so that the page asks no answer ever again."""
    return {
        "counted": people_in_words(results.counted),
        "overall": _figures(results.overall),
        "factors": [_figures(one) for one in results.factors],
        "items": [_figures(one) for one in results.items],
        "places": [
            {"label": name, **_shown(results.overall.by_place[place])}
            for place, name in results.places.items()
        ],
        "quarters": [
            {"label": quarter_in_words(one), **_shown(results.overall.by_quarter[one])}
            for one in results.quarters
        ],
        "choices": [
            {
                "text": choice.text,
                "options": [
                    {"label": option.label, "share": share_in_words(option.chosen)}
                    for option in choice.options
                ],
            }
            for choice in results.choices
        ],
    }


def _figures(one: ItemResult) -> dict[str, str]:
    words = {"label": one.label, "heading": one.heading, "factor": factor_in_words(one.factor)}
    return {**words, **_shown(one.whole)}


def _shown(figures: Any) -> dict[str, str]:
    return {
        "people": people_in_words(figures.people) if figures.people else share_in_words(None),
        "mean": mean_in_words(figures),
        "satisfied": share_in_words(figures.satisfied),
    }
