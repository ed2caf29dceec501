"""Gives the pages of a contest whom to ask, in their footer."""

from typing import Any

from django import template

from contests.models import Contest

register = template.Library()


@register.inclusion_tag("contests/_help.html", takes_context=True)
def contest_help(context: dict[str, Any]) -> dict[str, Any]:
    """Where a page has read no more of its contest than its name, the contest's page says it."""
    contest = context.get("contest") or getattr(context.get("choice"), "contest", None)
    if not isinstance(contest, Contest) or not contest.slug:
        return {}
    is_read = not {"contact", "organiser_name"} & contest.get_deferred_fields()
    return {"contest": contest, "contact": _contact_of(contest) if is_read else ""}


def _contact_of(contest: Contest) -> str:
    return contest.contact or contest.controller.contact
