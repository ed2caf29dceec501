"""Finds panels for those who set them up (organisers), and for those who lead them."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from contests.access import check_method, organised_contest
from contests.judging.rules import NotOnPanel, check_may_lead
from contests.models import Assignment, Panel
from quizsite.accounts.rules import signed_in_user


def organised_panel(request: HttpRequest, slug: str, panel_id: int) -> Panel:
    """A panel of this organiser's contest; another one is not found."""
    contest = organised_contest(request, slug)
    panel: Panel = get_object_or_404(contest.panels.all(), pk=panel_id)
    panel.contest = contest
    return panel


def led_panel(request: HttpRequest, panel_id: int) -> Panel:
    """A panel that the person chairs, keeps the papers of, or organises the contest of."""
    user = signed_in_user(request)
    panel = Panel.objects.select_related("contest", "round").filter(pk=panel_id).first()
    if panel is None:
        raise NotOnPanel
    check_may_lead(user, panel)
    if panel.contest.organisers.filter(pk=user.pk).exists():
        check_method(request, panel.contest)
    return panel


def led_assignment(request: HttpRequest, panel_id: int, pk: int) -> Assignment:
    panel = led_panel(request, panel_id)
    found = Assignment.objects.filter(work__panel=panel).select_related("work", "member__user")
    return get_object_or_404(found, pk=pk)
