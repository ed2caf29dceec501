"""Finds the surveys that the person who asks may run."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from contests.access import check_method
from contests.models import Survey
from contests.rules import check_may_organise
from contests.surveys.rules import check_may_survey_site
from quizsite.accounts.rules import signed_in_user


def own_survey(request: HttpRequest, code: str) -> Survey:
    """Find it to read it, or to change it as far as they may now; another person's is not found."""
    user = signed_in_user(request)
    found = Survey.objects.run_by(user).select_related("contest")
    survey = get_object_or_404(found, code=code)
    if survey.contest is None:
        check_may_survey_site(user)
    else:
        check_may_organise(user, survey.contest)
        check_method(request, survey.contest)
    return survey
