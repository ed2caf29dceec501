"""Pages where organisers list the prizes of a contest and of its rounds."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_award, organised_contest
from contests.awards import award_of, prizes_by_award, terms_of
from contests.forms import told_in
from contests.models import CollectiveRule, ContestState, Prize
from contests.planning.forms_prizes import CollectiveRuleForm, PrizeForm, PrizeTermsForm
from contests.planning.prizes import (
    remove_listed,
    save_collective_rule,
    save_prize,
    set_prize_terms,
)
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prizes(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = PrizeTermsForm(request.POST or None, instance=terms_of(contest))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            set_prize_terms(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu quy định về giải."))
            return redirect("contests:prizes", slug)
    context = {
        "contest": contest,
        "form": form,
        "is_draft": contest.state == ContestState.DRAFT,
        "awards": prizes_by_award(contest, contest.rounds.filter(is_practice=False)),
    }
    return render(request, "contests/organising/prizes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prize_new(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award = organised_award(request, slug, number)
    prize = Prize(contest=award.contest, round=award.round)
    return _prize_page(request, prize, PrizeForm(_sent(request), instance=prize, award=award))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prize_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    prize = _prize(request, slug, pk)
    form = PrizeForm(_sent(request), instance=prize, award=award_of(prize))
    return _prize_page(request, prize, form)


def _prize_page(request: HttpRequest, prize: Prize, form: PrizeForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save_prize(prize, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu giải."))
            return redirect("contests:prizes", prize.contest.slug)
    return _form_page(request, "contests/organising/prize_form.html", prize, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collective_new(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award = organised_award(request, slug, number)
    rule = CollectiveRule(contest=award.contest, round=award.round)
    form = CollectiveRuleForm(_sent(request), instance=rule, award=award)
    return _collective_page(request, rule, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collective_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rule = _rule(request, slug, pk)
    form = CollectiveRuleForm(_sent(request), instance=rule, award=award_of(rule))
    return _collective_page(request, rule, form)


def _collective_page(
    request: HttpRequest, rule: CollectiveRule, form: CollectiveRuleForm
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save_collective_rule(
                rule,
                more_kinds=form.cleaned_data["more_kinds"],
                by=signed_in_user(request),
                at=timezone.now(),
            )
            messages.success(request, _("Đã lưu. Bước tiếp theo: thêm giải trao cho tập thể."))
            return redirect("contests:prizes", rule.contest.slug)
    return _form_page(request, "contests/organising/collective_form.html", rule, form)


@login_required
@require_POST
def prize_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _removed(request, _prize(request, slug, pk))


@login_required
@require_POST
def collective_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _removed(request, _rule(request, slug, pk))


def _removed(request: HttpRequest, listed: Prize | CollectiveRule) -> HttpResponse:
    slug = listed.contest.slug
    remove_listed(listed, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bỏ khỏi danh sách giải."))
    return redirect("contests:prizes", slug)


def _form_page(
    request: HttpRequest, template: str, listed: Prize | CollectiveRule, form: forms.BaseForm
) -> HttpResponse:
    award = award_of(listed)
    context = {"contest": award.contest, "award": award, "listed": listed, "form": form}
    return render(request, template, context)


def _prize(request: HttpRequest, slug: str, pk: int) -> Prize:
    contest = organised_contest(request, slug)
    own = Prize.objects.filter(contest=contest).select_related("contest", "round")
    return get_object_or_404(own, pk=pk)


def _rule(request: HttpRequest, slug: str, pk: int) -> CollectiveRule:
    contest = organised_contest(request, slug)
    own = CollectiveRule.objects.filter(contest=contest).select_related("contest", "round")
    return get_object_or_404(own, pk=pk)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
