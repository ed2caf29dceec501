"""The form of clauses that organisers write themselves."""

from typing import Any, ClassVar

from django import forms

from contests.models import Contest, RuleClause
from contests.regulation.versions import MOST_CLAUSES


class ClauseForm(forms.ModelForm):  # type: ignore[type-arg]  # of RuleClause
    class Meta:
        model = RuleClause
        fields: ClassVar = ["heading", "place", "body"]
        widgets: ClassVar = {"place": forms.RadioSelect, "body": forms.Textarea({"rows": 4})}


def clause_formset(contest: Contest, data: Any = None) -> Any:
    """Show the contest's own clauses and a blank one."""
    make = forms.inlineformset_factory(
        Contest,
        RuleClause,
        form=ClauseForm,
        extra=1,
        can_delete=True,
        max_num=MOST_CLAUSES,
        validate_max=True,
    )
    return make(data, instance=contest, prefix="dieu")


def clauses_in(formset: Any) -> list[RuleClause]:
    """List the clauses that stay, in the order of the page."""
    return [
        form.instance
        for form in formset.forms
        if (form.has_changed() or form.instance.pk) and not form.cleaned_data.get("DELETE")
    ]
