"""Pages of the templates: all of them, and one with the rules that it would have here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.contest_templates.catalogue import TEMPLATES, template_or_404
from contests.contest_templates.forms import TemplateForm
from contests.contest_templates.making import (
    adapted_to_this_site,
    make_from_template,
    opening,
    usual_first_day,
)
from contests.contest_templates.template import ContestTemplate
from contests.forms import told_in
from contests.planning.contests import SlugTaken
from contests.planning.outline_words import planned_regulation
from contests.rules import check_may_create_contest
from quizsite.accounts.rules import signed_in_user


@login_required
@require_safe
def contest_templates(request: HttpRequest) -> HttpResponse:
    check_may_create_contest(signed_in_user(request))
    return render(request, "contests/organising/templates.html", {"templates": TEMPLATES})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_template(request: HttpRequest, key: str) -> HttpResponse:
    """The button for the preview shows the rules again; the other one makes the draft."""
    by = signed_in_user(request)
    check_may_create_contest(by)
    template = template_or_404(key)
    initial = {"first_day": usual_first_day(timezone.localdate())}
    form = TemplateForm(request.POST or None, initial=initial)
    if "preview" in request.POST:
        form.ask_only_the_day()
    elif request.method == "POST" and form.is_valid():
        with told_in(form):
            try:
                made = make_from_template(template, **form.cleaned_data, by=by, at=timezone.now())
            except SlugTaken as refusal:
                form.add_error("slug", str(refusal))
            else:
                messages.success(request, _("Đã tạo bản nháp. Mọi thiết lập đều sửa được."))
                return redirect("contests:organise_contest", made.slug)
    return _page(request, template=template, form=form)


def _page(request: HttpRequest, *, template: ContestTemplate, form: TemplateForm) -> HttpResponse:
    shown = form.shown()
    found = adapted_to_this_site(template, **shown)
    articles = planned_regulation(
        found.outline,
        title=str(template.title),
        first_opens_at=opening(template, shown["first_day"]),
    )
    context = {"template": template, "form": form, "notes": found.notes, "articles": articles}
    return render(request, "contests/organising/template.html", context)
