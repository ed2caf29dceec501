"""Who sent an idea lets it stand in the gallery, and takes it out again whenever they like."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.initiatives.history import about_initiative
from contests.initiatives.rules import BY_SITE
from contests.models import Initiative
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@transaction.atomic
def agree_to_show_idea(initiative: Initiative, *, is_shown: bool, at: datetime) -> None:
    """Whoever has its tracking code sent it; the list of ideas shows it all the same."""
    Initiative.objects.filter(pk=initiative.pk).update(may_be_shown=is_shown)
    initiative.may_be_shown = is_shown
    about, after = about_initiative(initiative), {"is_shown": is_shown}
    record(about, kind=AuditKind.WORK_SHOWING, by=BY_SITE, at=at, after=after)
