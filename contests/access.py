"""Finds what the person who asks may organise."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.models import Contest, Round
from contests.rules import ContestRefusal, check_may_change, check_may_organise
from quizsite.accounts.rules import signed_in_user


def organised_contest(request: HttpRequest, slug: str) -> Contest:
    """Find this organiser's contest to read it, or to change it as far as they may now."""
    contest = own_contest(request, slug)
    check_method(request, contest)
    return contest


def own_contest(request: HttpRequest, slug: str) -> Contest:
    """Find this organiser's contest; another person's is not found."""
    user = signed_in_user(request)
    contest = get_object_or_404(Contest.objects.filter(organisers=user), slug=slug)
    check_may_organise(user, contest)
    return contest


def check_method(request: HttpRequest, contest: Contest) -> None:
    """Everything that changes a contest is posted."""
    if request.method == "POST":
        check_may_change(signed_in_user(request), contest)


def organised_round(request: HttpRequest, slug: str, number: int) -> Round:
    contest = organised_contest(request, slug)
    return get_object_or_404(
        Round.objects.filter(contest=contest).select_related("contest"), number=number
    )


class NotAQuiz(ContestRefusal):
    code = "not_a_quiz"
    status = 409
    message = _(
        "Kỳ này nhận bài viết, không có đề trắc nghiệm nên không có trang này. Hãy mở trang “Bài "
        "đã nộp” của kỳ."
    )


def organised_quiz(request: HttpRequest, slug: str, number: int) -> Round:
    """Find a round whose papers the page is about; in a written one nobody takes a paper."""
    round = organised_round(request, slug, number)
    if round.is_staged:
        raise NotAQuiz(
            _("Kỳ này thi trên sân khấu, không có đề trắc nghiệm nên không có trang này.")
        )
    if round.is_written:
        raise NotAQuiz
    return round


class NotStaged(ContestRefusal):
    code = "not_staged"
    status = 404
    message = _("Kỳ này không thi trên sân khấu.")


def organised_stage_round(request: HttpRequest, slug: str, number: int) -> Round:
    round = organised_round(request, slug, number)
    if not round.is_staged:
        raise NotStaged
    return round


class NotWritten(ContestRefusal):
    code = "not_written"
    status = 404
    message = _("Kỳ này không nhận bài viết.")


def organised_written_round(request: HttpRequest, slug: str, number: int) -> Round:
    round = organised_round(request, slug, number)
    if not round.takes_works:
        raise NotWritten
    return round


def organised_award(request: HttpRequest, slug: str, number: int | None) -> Award:
    """Find the award of a round, or without a number that of the whole contest."""
    if number is None:
        return Award(organised_contest(request, slug))
    round = organised_round(request, slug, number)
    return Award(round.contest, round)
