"""A form that came when its person's session had just ended is kept for that person.

It lies in the new session, beside who sent it; only the same person, signed in again in the same
browser, is asked whether to send it. Nobody else sees it, and it goes when somebody else comes."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from quizsite.accounts.sessions import keep_for_a_visit

_KEPT = "form_typed_before"
# An hour in which to sign in again, and more letters than any form of the desks takes.
_KEPT_S = 3600
_MOST_LETTERS = 200_000
_SKIP = "bo-qua"


class TypedForm(NamedTuple):
    """`fields` as (name, values); `has_files` says that files must be chosen again."""

    path: str
    fields: list[tuple[str, list[str]]]
    has_files: bool
    person: str
    at: float


def typed_form(request: HttpRequest) -> TypedForm | None:
    """Read the form that this request sends; call it while the person is still signed in."""
    if request.method != "POST" or _is_forged(request):
        return None
    fields = [
        (name, [str(value) for value in values])
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    ]
    if sum(len(value) for _name, values in fields for value in values) > _MOST_LETTERS:
        return None
    person = str(request.session[SESSION_KEY])
    return TypedForm(request.get_full_path(), fields, bool(request.FILES), person, time.time())


def keep_form(request: HttpRequest, form: TypedForm) -> None:
    """The session ends soon if nobody signs in: it may hold names that were typed."""
    request.session[_KEPT] = list(form)
    keep_for_a_visit(request)


def ask_to_send_again(request: HttpRequest) -> HttpResponse | None:
    """Answer a page of this person whose form was kept; None goes on to the page itself."""
    form = _kept_form(request)
    if form is None or request.path != form.path.partition("?")[0]:
        return None
    if request.method != "GET" or _SKIP in request.GET:
        del request.session[_KEPT]
        return HttpResponseRedirect(form.path) if request.method == "GET" else None
    texts = [value for _name, values in form.fields for value in values if " " in value.strip()]
    context = {"form": form, "texts": texts, "skip": f"{request.path}?{_SKIP}=1"}
    return render(request, "accounts/typed_form.html", context)


def _kept_form(request: HttpRequest) -> TypedForm | None:
    kept: Any = request.session.get(_KEPT)
    if kept is None or SESSION_KEY not in request.session:
        return None
    path, fields, has_files, person, at = kept
    form = TypedForm(path, [(name, values) for name, values in fields], has_files, person, at)
    if form.person == str(request.session[SESSION_KEY]) and time.time() - form.at < _KEPT_S:
        return form
    del request.session[_KEPT]
    return None


def _is_forged(request: HttpRequest) -> bool:
    """Middleware that answers before the view is asked must look at the token itself."""
    refusal = CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {})
    return refusal is not None


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
