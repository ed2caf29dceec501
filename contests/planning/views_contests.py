"""Pages of an organiser's contests: list, create, describe, publish."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.awards import Award
from contests.eligibility.settings import divisions_with_rules
from contests.initiatives.rules import check_may_keep_column
from contests.models import (
    Appeal,
    Contest,
    ContestState,
    Entry,
    IntegrityCase,
    ReturnedPaper,
    ReturnState,
    Round,
    RoundState,
)
from contests.monitoring.next_deeds import next_deeds
from contests.planning.contests import (
    create_contest,
    describe_contest,
    publish_contest,
    update_contest,
)
from contests.planning.double_roles import double_holders
from contests.planning.forms_contest import (
    ContestForm,
    DescriptionForm,
    division_formset,
    divisions_in,
)
from contests.quotas.sentences import eligibility_of
from contests.regulation.contest import contest_regulation
from contests.regulation.prizes import rules_of
from contests.rules import (
    check_may_create_contest,
    check_may_give_bank_roles,
    check_may_oversee_people,
    check_may_read_site_trail,
    check_may_see_operations,
)
from contests.schedule import slots_of
from contests.surveys.rules import check_may_survey_site
from quizsite.accounts.personal_data.requests import count_waiting
from quizsite.accounts.rules import (
    check_may_answer_requests,
    check_may_keep_units,
    check_second_factor,
    signed_in_user,
)
from quizsite.refusals import allowed

VALID_PEOPLE = Count("entries", filter=Q(entries__voided_at=None))


@login_required
@require_safe
def organise(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    check_second_factor(user)
    contests = (
        Contest.objects.filter(organisers=user)
        .annotate(people=VALID_PEOPLE)
        .prefetch_related(Prefetch("rounds", Round.objects.order_by("number")))
    )
    at = timezone.now()
    is_staff = allowed(check_may_answer_requests, user)
    context = {
        "contests": [(contest, slots_of(contest.rounds.all(), at=at)) for contest in contests],
        "may_answer_requests": is_staff,
        "requests_waiting": count_waiting() if is_staff else 0,
        "may_create": allowed(check_may_create_contest, user),
        "may_see_operations": allowed(check_may_see_operations, user),
        "may_give_bank_roles": allowed(check_may_give_bank_roles, user),
        "may_read_site_trail": allowed(check_may_read_site_trail, user),
        "may_keep_units": allowed(check_may_keep_units, user),
        "may_keep_column": allowed(check_may_keep_column, user),
        "may_survey_site": allowed(check_may_survey_site, user),
        "may_oversee_people": allowed(check_may_oversee_people, user),
    }
    return render(request, "contests/organising/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_new(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    check_may_create_contest(user)
    contest = Contest()
    form = ContestForm(request.POST or None, instance=contest)
    formset = division_formset(contest, request.POST or None)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        create_contest(contest, divisions=divisions_in(formset), by=user, at=timezone.now())
        messages.success(request, _("Đã tạo cuộc thi. Bước tiếp theo: tạo kỳ thi đầu tiên."))
        return redirect("contests:organise_contest", contest.slug)
    return _contest_page(request, contest=contest, form=form, formset=formset)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_edit(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    if contest.state != ContestState.DRAFT:
        return _describe(request, contest)
    form = ContestForm(request.POST or None, instance=contest)
    formset = division_formset(contest, request.POST or None)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        update_contest(
            contest,
            divisions=divisions_in(formset),
            by=signed_in_user(request),
            at=timezone.now(),
        )
        messages.success(request, _("Đã lưu cuộc thi."))
        return redirect("contests:organise_contest", contest.slug)
    return _contest_page(request, contest=contest, form=form, formset=formset)


def _describe(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = DescriptionForm(request.POST or None, instance=contest)
    if request.method == "POST" and form.is_valid():
        describe_contest(contest, by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã lưu. Thay đổi được ghi trong nhật ký."))
        return redirect("contests:organise_contest", contest.slug)
    return _contest_page(request, contest=contest, form=form, formset=None)


def _contest_page(
    request: HttpRequest, *, contest: Contest, form: Any, formset: Any
) -> HttpResponse:
    # A refused form has already been written onto the instance; links need what is stored.
    stored = Contest.objects.filter(pk=contest.pk).first() if contest.pk else None
    context = {"contest": stored, "form": form, "formset": formset}
    return render(request, "contests/organising/contest_form.html", context)


@login_required
@require_safe
def organise_contest(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    at = timezone.now()
    people = Entry.objects.filter(contest=contest)
    slots = slots_of(contest.rounds.order_by("number"), at=at)
    is_used = any(slot.round.state != RoundState.DRAFT for slot in slots)
    context = {
        "contest": contest,
        "divisions": contest.divisions.annotate(people=VALID_PEOPLE),
        "doubles": double_holders(contest),
        "slots": slots,
        "may_create": allowed(check_may_create_contest, signed_in_user(request)),
        "deeds": next_deeds(contest, slots=slots, at=at),
        "may_take_back": not is_used and not people.exists(),
        "registered": people.valid().count(),
        "voided": people.exclude(voided_at=None).count(),
        "returned_papers": ReturnedPaper.objects.filter(
            contest=contest, state=ReturnState.WAITING
        ).count(),
        "open_appeals": Appeal.objects.filter(contest=contest).open().count(),
        "likely_doubles": contest.likely_doubles.filter(settled_at=None).count(),
        "cases_waiting": IntegrityCase.objects.undecided().filter(round__contest=contest).count(),
    }
    return render(request, "contests/organising/contest.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_publish(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    if request.method == "POST":
        publish_contest(contest, by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã công bố cuộc thi. Mọi người có thể đăng ký."))
        return redirect("contests:organise_contest", contest.slug)
    divisions = divisions_with_rules(contest)
    regulation = contest_regulation(
        contest, divisions=divisions, eligibility=eligibility_of(contest, divisions)
    )
    regulation += rules_of(Award(contest))
    context = {"contest": contest, "regulation": regulation}
    return render(request, "contests/organising/contest_publish.html", context)
