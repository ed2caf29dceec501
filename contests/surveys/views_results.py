"""Pages of what a survey found: figures, pictures, the file, publishing, the sample."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.models import SurveyPhase
from contests.surveys.access import own_survey
from contests.surveys.charts import result_charts
from contests.surveys.forms_sample import SampleForm
from contests.surveys.results import Results, results_of
from contests.surveys.results_file import remarks_table, results_table, take_results
from contests.surveys.sample_plan import plan_parts, planned_size, save_sample, strata_of
from contests.surveys.summary import publish_summary, summary_of
from contests.surveys.words import bands_in_words, legend, people_in_words
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.responses import workbook_response
from quizsite.tables.xlsx_writer import Table, stream_workbook

MOST_REMARKS = 200


@login_required
@require_safe
def survey_results(request: HttpRequest, code: str) -> HttpResponse:
    survey, at = own_survey(request, code), timezone.now()
    results, phase = results_of(survey, at=at), survey.phase(at)
    context = {
        "survey": survey,
        "contest": survey.contest,
        "phase": phase,
        "may_publish": phase == SurveyPhase.CLOSED and survey.published_at is None,
        "charts": result_charts(results),
        "legend": legend(),
        **_words(results),
    }
    return render(request, "contests/surveys/results.html", context)


def _words(results: Results) -> dict[str, Any]:
    return {
        "received": people_in_words(results.received),
        "screened_out": people_in_words(results.screened_out),
        "counted": people_in_words(results.counted),
        "summary": summary_of(results),
        "bands": [(one, bands_in_words(one.whole.bands)) for one in results.items],
        "remarks": results.remarks,
        "has_remarks": any(remark.texts for remark in results.remarks),
        "most_remarks": MOST_REMARKS,
        "shown_remarks": f":{MOST_REMARKS}",
    }


@never_cache
@login_required
@require_safe
def survey_file(request: HttpRequest, code: str) -> HttpResponseBase:
    survey, at = own_survey(request, code), timezone.now()
    results = results_of(survey, at=at)
    take_results(survey, counted=results.counted, by=signed_in_user(request), at=at)
    return _file(results_table(survey, results, at=at), f"khao-sat-{survey.code}.xlsx")


@never_cache
@login_required
@require_safe
def survey_remarks_file(request: HttpRequest, code: str) -> HttpResponseBase:
    survey, at = own_survey(request, code), timezone.now()
    results = results_of(survey, at=at)
    take_results(survey, counted=results.counted, by=signed_in_user(request), at=at)
    return _file(remarks_table(survey, results), f"y-kien-{survey.code}.xlsx")


def _file(table: Table, name: str) -> HttpResponse:
    return workbook_response(b"".join(stream_workbook(table)), name=name)


@login_required
@require_POST
def survey_publish(request: HttpRequest, code: str) -> HttpResponse:
    survey = own_survey(request, code)
    publish_summary(survey, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã công bố. Ai có đường dẫn cũng đọc được kết quả."))
    return redirect("contests:survey_results", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_sample(request: HttpRequest, code: str) -> HttpResponse:
    """How many people to ask, and how many of each group have answered."""
    survey, at = own_survey(request, code), timezone.now()
    form = SampleForm(request.POST or None, survey=survey, strata=strata_of(survey))
    if request.method == "POST" and form.is_valid():
        save_sample(survey, **form.planned(), by=signed_in_user(request), at=at)
        messages.success(request, _("Đã lưu cỡ mẫu."))
        return redirect("contests:survey_sample", code)
    results = results_of(survey, at=at)
    context = {
        "survey": survey,
        "contest": survey.contest,
        "form": form,
        "size": planned_size(survey),
        "parts": plan_parts(survey, results),
        "received": people_in_words(results.received),
        "counted": people_in_words(results.counted),
    }
    return render(request, "contests/surveys/sample.html", context)
