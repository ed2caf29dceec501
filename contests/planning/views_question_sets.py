"""The page where organisers choose their contest's question sets."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.models import Contest
from contests.planning.question_sets import choose_sets, create_own_set, set_words, sets_for
from questionbank.authoring.forms import SetForm
from questionbank.models import QuestionSet
from quizsite.accounts.rules import signed_in_user


class ChooseSetsForm(forms.Form):
    """Its choices are plain texts, since SQLite fails on a number of more than 64 bits."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Bộ câu hỏi được dùng"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, sent: Any, *, contest: Contest) -> None:
        before = contest.question_sets.values_list("pk", flat=True)
        super().__init__(sent, initial={"chosen": [str(pk) for pk in before]})
        self.sets = {str(one.pk): one for one in sets_for(contest)}
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = [(pk, set_words(one)) for pk, one in self.sets.items()]

    def chosen_sets(self) -> list[QuestionSet]:
        return [self.sets[pk] for pk in self.cleaned_data["chosen"]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_sets(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    user, at = signed_in_user(request), timezone.now()
    sent = request.POST if request.method == "POST" else None
    is_new = sent is not None and "name" in sent
    form = ChooseSetsForm(None if is_new else sent, contest=contest)
    new_form = SetForm(sent if is_new else None)
    if sent is not None and is_new and new_form.is_valid():
        said = new_form.cleaned_data
        made = create_own_set(
            contest, said["name"], is_practice=said["is_practice"], by=user, at=at
        )
        messages.success(request, _("Đã tạo %(name)s.") % {"name": made.name})
        return redirect("contests:question_sets", slug)
    if sent is not None and not is_new and form.is_valid():
        choose_sets(contest, form.chosen_sets(), by=user, at=at)
        messages.success(request, _("Đã lưu bộ câu hỏi của cuộc thi."))
        return redirect("contests:question_sets", slug)
    context = {"contest": contest, "form": form, "new_form": new_form}
    return render(request, "contests/organising/question_sets.html", context)
