"""Pages on which organisers and staff keep surveys: list, settings, opening, links, codes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest
from contests.forms import told_in
from contests.models import Contest, Response, Survey
from contests.rules import ContestRefusal
from contests.surveys.access import own_survey
from contests.surveys.codes import codes_table, make_codes
from contests.surveys.forms import CodesForm, NewSurveyForm, PlaceForm, SurveyForm
from contests.surveys.response_form import ResponseForm
from contests.surveys.rules import check_may_survey_site
from contests.surveys.surveys import (
    add_place,
    close_survey,
    create_survey,
    delete_survey,
    edit_survey,
    open_survey,
    remove_place,
)
from contests.surveys.words import people_in_words
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.responses import workbook_response
from quizsite.tables.xlsx_writer import stream_workbook
from quizsite.web.qr import qr_svg

_DONE = {
    "mo": gettext_lazy("Đã mở khảo sát. Hãy gửi đường dẫn hoặc in mã QR."),
    "dong": gettext_lazy("Đã đóng khảo sát."),
    "xoa": gettext_lazy("Đã xóa bản nháp khảo sát."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_surveys(request: HttpRequest, slug: str) -> HttpResponse:
    return _surveys(request, organised_contest(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def site_surveys(request: HttpRequest) -> HttpResponse:
    check_may_survey_site(signed_in_user(request))
    return _surveys(request, None)


def _surveys(request: HttpRequest, contest: Contest | None) -> HttpResponse:
    at, by = timezone.now(), signed_in_user(request)
    draft = Survey(contest=contest, is_sample=contest is not None and contest.is_sample)
    initial = {"organiser_name": contest.organiser_name if contest else ""}
    form = NewSurveyForm(request.POST or None, instance=draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = create_survey(draft, template=form.chosen(), by=by, at=at)
        messages.success(request, _("Đã tạo bản nháp. Hãy xem lại câu hỏi rồi mở khảo sát."))
        return redirect("contests:survey_desk", made.code)
    surveys = [(one, one.phase(at)) for one in Survey.objects.filter(contest=contest)]
    context = {"contest": contest, "form": form, "surveys": surveys}
    return render(request, "contests/surveys/list.html", context)


@login_required
@require_safe
def survey_desk(request: HttpRequest, code: str) -> HttpResponse:
    survey, at = own_survey(request, code), timezone.now()
    received = Response.objects.filter(survey=survey).count()
    context = {
        "survey": survey,
        "contest": survey.contest,
        "phase": survey.phase(at),
        "questions": survey.questions.all(),
        "places": survey.places.select_related("unit"),
        "received": people_in_words(received),
        "codes_left": survey.codes.count() if survey.needs_code else 0,
        "codes_form": CodesForm(),
    }
    return render(request, "contests/surveys/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_edit(request: HttpRequest, code: str) -> HttpResponse:
    survey = own_survey(request, code)
    form = SurveyForm(request.POST or None, instance=own_survey(request, code))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_survey(form.instance, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu khảo sát."))
            return redirect("contests:survey_desk", code)
    context = {"survey": survey, "contest": survey.contest, "form": form}
    return render(request, "contests/surveys/edit.html", context)


@login_required
@require_POST
def survey_move(request: HttpRequest, code: str, step: str) -> HttpResponse:
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    steps = {"mo": open_survey, "dong": close_survey, "xoa": delete_survey}
    if step not in steps:
        raise Http404
    try:
        steps[step](survey, by=by, at=at)
    except ContestRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _DONE[step])
        if step == "xoa":
            return _to_list(survey)
    return redirect("contests:survey_desk", code)


def _to_list(survey: Survey) -> HttpResponse:
    if survey.contest is None:
        return redirect("contests:site_surveys")
    return redirect("contests:contest_surveys", survey.contest.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_places(request: HttpRequest, code: str) -> HttpResponse:
    """Where the survey is held, with a link and a QR code to print for each place."""
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    form = PlaceForm(request.POST or None, on=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            add_place(survey, form.cleaned_data["unit"], by=by, at=at)
            messages.success(request, _("Đã thêm nơi khảo sát."))
            return redirect("contests:survey_places", code)
    places = survey.places.select_related("unit")
    links = [(place, *_link(request, survey, noi=place.unit.code)) for place in places]
    context = {
        "survey": survey,
        "contest": survey.contest,
        "form": form,
        "links": links,
        "whole": _link(request, survey),
    }
    return render(request, "contests/surveys/places.html", context)


@login_required
@require_POST
def survey_place_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    survey = own_survey(request, code)
    place = get_object_or_404(survey.places.select_related("unit"), pk=pk)
    remove_place(place, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bỏ nơi khảo sát."))
    return redirect("contests:survey_places", code)


@login_required
@require_safe
def survey_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The form as people will see it; nothing can be sent from here."""
    survey = own_survey(request, code)
    places = list(survey.places.select_related("unit"))
    context = {"survey": survey, "form": ResponseForm(survey=survey, places=places)}
    return render(request, "contests/surveys/survey.html", {**context, "is_preview": True})


@never_cache
@login_required
@require_POST
def survey_codes(request: HttpRequest, code: str) -> HttpResponseBase:
    """Make codes and send them at once: nobody can read them again."""
    survey, by, at = own_survey(request, code), signed_in_user(request), timezone.now()
    form = CodesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Số mã phải từ 1 đến 5.000."))
        return redirect("contests:survey_desk", code)
    codes = make_codes(survey, count=form.cleaned_data["count"], by=by, at=at)
    address, _qr = _link(request, survey)
    table = codes_table(codes, title=survey.title, address=address)
    name = f"ma-khao-sat-{survey.code}.xlsx"
    return workbook_response(b"".join(stream_workbook(table)), name=name)


def _link(request: HttpRequest, survey: Survey, **names: str) -> tuple[str, str]:
    """The address, and its QR code as an SVG element."""
    path = reverse("contests:survey", args=[survey.code])
    query = f"?{urlencode(names)}" if names else ""
    address = request.build_absolute_uri(f"{path}{query}")
    return address, qr_svg(address)
