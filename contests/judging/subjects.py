"""What lines of the trail about panels are about, and who acts in them."""

from __future__ import annotations

from contests.models.judged import Panel, PanelMember
from quizsite.accounts.models import User
from quizsite.audit.kinds import Role, Subject
from quizsite.audit.trail import About, Actor


def about_panel(panel: Panel) -> About:
    return About(Subject.PANEL, panel.pk, panel.title, contest=panel.contest_id)


def juror(user: User) -> Actor:
    return Actor(user, Role.JUROR)


def lead_of(panel: Panel, user: User | None) -> Actor:
    """Somebody on the panel acts for it, anybody else as an organiser; nobody for samples."""
    if user is None:
        return Actor(None, Role.SYSTEM)
    is_member = PanelMember.objects.current().filter(panel=panel, user=user).exists()
    return Actor(user, Role.JUROR if is_member else Role.ORGANISER)
