"""Makes a draft contest of a template, at an opening day that the organiser chose."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from contests.contest_templates.adapting import Adapted, adapted, read_site
from contests.contest_templates.template import ContestTemplate
from contests.models import Contest
from contests.planning.outlines import build_contest
from quizsite.accounts.models import User

MONDAY = 0
_LEAD = timedelta(days=14)  # time to fill the bank and to announce


def usual_first_day(today: date) -> date:
    """The first Monday that leaves two weeks."""
    day = today + _LEAD
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


def opening(template: ContestTemplate, first_day: date) -> datetime:
    return timezone.make_aware(datetime.combine(first_day, template.opens_at))


def adapted_to_this_site(
    template: ContestTemplate, *, first_day: date, organiser_name: str
) -> Adapted:
    return adapted(template, read_site(on=first_day), organiser_name=organiser_name)


def make_from_template(
    template: ContestTemplate,
    *,
    title: str,
    slug: str,
    organiser_name: str,
    first_day: date,
    by: User,
    at: datetime,
) -> Contest:
    """Everything in the draft may be edited; its maker is its only organiser."""
    found = adapted_to_this_site(template, first_day=first_day, organiser_name=organiser_name)
    return build_contest(
        found.outline,
        title=title,
        slug=slug,
        first_opens_at=opening(template, first_day),
        by=by,
        at=at,
    )
