"""Pages for everybody who answers a survey; quizsite/web/untraced.py lets them leave no trace."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms import told_in
from contests.models import Survey, SurveyPhase, SurveyPlace, SurveyState
from contests.surveys.responding import answer_survey
from contests.surveys.response_form import ResponseForm
from quizsite.web.page_cache import reads
from quizsite.web.untraced import is_own_page, posts_too_often


# No CSRF cookie, which would tell one browser from another: the origin of the post is looked at.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@reads("noi", "ma")
def survey(request: HttpRequest, code: str) -> HttpResponse:
    found, at = _open_to_all(code), timezone.now()
    phase = found.phase(at)
    if phase != SurveyPhase.OPEN and request.method != "POST":
        context = {"survey": found, "phase": phase}
        return render(request, "contests/surveys/not_open.html", context)
    form, status = _form(request, found), 200
    if request.method == "POST":
        is_valid = form.is_valid()
        status = _refuse(request, form)
        if is_valid and status == 200:
            with told_in(form):
                typed = form.cleaned_data.get("ma", "")
                answer_survey(found, form.filled(), form_id=form.form_id(), code=typed, at=at)
                return redirect(_thanks(request, code))
    shown: dict[str, Any] = {"survey": found, "form": form}
    return render(request, "contests/surveys/survey.html", shown, status=status)


def _thanks(request: HttpRequest, code: str) -> str:
    """Keep the place, so that a shared screen offers the next person the same form."""
    place = request.GET.get("noi", "")[:64]
    query = f"?{urlencode({'noi': place})}" if place else ""
    return f"{reverse('contests:survey_thanks', args=[code])}{query}"


@require_safe
@reads("noi")
def survey_thanks(request: HttpRequest, code: str) -> HttpResponse:
    context = {"survey": _open_to_all(code), "place": request.GET.get("noi", "")[:64]}
    return render(request, "contests/surveys/thanks.html", context)


@require_safe
@reads()
def survey_summary(request: HttpRequest, code: str) -> HttpResponse:
    """What was published, as it was then; this page reads no answer."""
    found = _open_to_all(code)
    if found.summary is None:
        raise Http404
    context = {"survey": found, "summary": found.summary}
    return render(request, "contests/surveys/summary.html", context)


def _open_to_all(code: str) -> Survey:
    """Find a survey that is no draft; a draft does not exist for others."""
    found = Survey.objects.exclude(state=SurveyState.DRAFT).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, survey: Survey) -> ResponseForm:
    places = list(survey.places.select_related("unit"))
    return ResponseForm(
        request.POST if request.method == "POST" else None,
        survey=survey,
        places=places,
        place=_place(request, places),
        initial={"ma": request.GET.get("ma", "")[:40]},
    )


def _place(request: HttpRequest, places: list[SurveyPlace]) -> SurveyPlace | None:
    """The place that the link names; the only one where there is one."""
    if len(places) == 1:
        return places[0]
    asked = request.GET.get("noi", "")
    return next((one for one in places if one.unit.code == asked), None)


def _refuse(request: HttpRequest, form: ResponseForm) -> int:
    """Return the status; the form says why nothing was taken, and keeps what was filled in."""
    if not is_own_page(request):
        form.add_error(None, _("Phiếu phải gửi từ chính trang này. Hãy bấm gửi lại ở đây."))
        return 403
    if posts_too_often(request):
        form.add_error(None, _("Nơi này gửi quá nhiều phiếu trong một phút. Hãy chờ rồi gửi lại."))
        return 429
    return 200
