"""Forms of written rounds: what is written without scripts, authors, paper works, the filter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from contests.models import Entry, Round, Work, WorkAuthor, WorkDraft, WorkState, WrittenTerms
from contests.written.authors import AuthorLine
from contests.written.desk import WorkFilter
from contests.written.drafts import MOST_STATEMENT, MOST_TITLE, Written
from contests.written.paper_entries import PaperEntry
from quizsite.accounts.units.fields import UnitField
from quizsite.language.fields import NameField, VisibleTextField
from quizsite.language.vietnamese import tidy


class WorkForm(forms.Form):
    """Everything of a draft; the page's script saves the same as it is typed."""

    title = forms.CharField(label=_("Tên bài"), max_length=MOST_TITLE, required=False)
    writer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, terms: WrittenTerms, draft: WorkDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = draft.title
        self.fields["base"].initial = draft.sequence
        self.headings = list(terms.headings.all()) if terms.takes_text else []
        for one in self.headings:
            self.fields[f"muc_{one.pk}"] = forms.CharField(
                label=one.title,
                help_text=one.hint,
                required=False,
                strip=False,
                initial=draft.texts.get(str(one.pk), ""),
                widget=forms.Textarea({"rows": 10, "data-heading": f"{one.pk:d}"}),
            )
        if terms.asks_tools:
            self.fields["tools"] = forms.CharField(
                label=_("Bạn đã dùng công cụ AI thế nào?"),
                help_text=_("Ghi công cụ và việc đã dùng; không dùng thì ghi “không dùng”."),
                required=False,
                max_length=MOST_STATEMENT,
                initial=draft.tool_statement,
                widget=forms.Textarea({"rows": 3}),
            )

    @property
    def parts(self) -> list[tuple[forms.BoundField, Any]]:
        """Each heading's field with the heading."""
        return [(self[f"muc_{one.pk}"], one) for one in self.headings]

    def written(self) -> Written:
        said = self.cleaned_data
        return Written(
            title=said["title"],
            texts={str(one.pk): said[f"muc_{one.pk}"] for one in self.headings},
            tool_statement=said.get("tools", ""),
        )


def _percent(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=100, required=False)


class OwnShareForm(forms.Form):
    own_share = forms.IntegerField(
        label=_("Tỷ lệ đóng góp của bạn (%)"), min_value=1, max_value=100
    )


class AuthorForm(forms.Form):
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    full_name = NameField(label=_("Họ và tên đồng tác giả"), required=False)
    unit = UnitField(required=False)
    share_percent = _percent(_("Tỷ lệ đóng góp (%)"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = timezone.localdate(at)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("full_name") and not cleaned.get("share_percent"):
            self.add_error("share_percent", _("Hãy ghi tỷ lệ đóng góp của người này."))
        is_unnamed = not cleaned.get("full_name") and "full_name" not in self.errors
        if is_unnamed and (cleaned.get("share_percent") or cleaned.get("unit")):
            self.add_error("full_name", _("Hãy ghi họ và tên, hoặc xóa các ô của người này."))
        return cleaned

    def line(self) -> AuthorLine | None:
        said = self.cleaned_data
        if not said.get("full_name"):
            return None
        return AuthorLine(
            said["full_name"], said.get("unit"), said["share_percent"], pk=said.get("pk")
        )


def author_forms(
    work: Work, data: Any, *, most: int, at: datetime
) -> tuple[OwnShareForm, BaseFormSet[AuthorForm]]:
    """The owner's share, and as many lines as there may be co-authors."""
    authors = list(work.authors.select_related("unit"))
    own = next((one for one in authors if one.entry_id == work.entry_id), None)
    others = [one for one in authors if one is not own]
    made = formset_factory(
        AuthorForm, extra=max(0, most - 1 - len(others)), max_num=10, absolute_max=20
    )
    lines = made(
        data, initial=[_initial(one) for one in others], prefix="tac-gia", form_kwargs={"at": at}
    )
    share = OwnShareForm(data, initial={"own_share": own.share_percent if own else 100})
    return share, lines


def _initial(author: WorkAuthor) -> dict[str, Any]:
    return {
        "pk": author.pk,
        "full_name": author.full_name,
        "unit": author.unit,
        "share_percent": author.share_percent,
    }


class PaperWorkForm(forms.Form):
    title = VisibleTextField(label=_("Tên bài"), max_length=MOST_TITLE)
    entrant = forms.CharField(
        label=_("Người dự thi đã đăng ký"),
        required=False,
        max_length=200,
        help_text=_("Ghi đúng họ và tên, hoặc thư điện tử, của người đã đăng ký."),
    )
    full_name = NameField(label=_("Hoặc họ và tên tác giả chưa đăng ký"), required=False)
    unit = UnitField(required=False, label=_("Đơn vị của tác giả chưa đăng ký"))
    arrived_on = forms.DateField(label=_("Ngày nhận"), widget=forms.DateInput({"type": "date"}))
    postmarked_on = forms.DateField(
        label=_("Ngày dấu bưu điện"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args: Any, round: Round, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        self.found: Entry | None = None
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = timezone.localdate(at)
        self.fields["arrived_on"].initial = unit.on.isoformat()

    def clean_entrant(self) -> str:
        said = tidy(self.cleaned_data["entrant"])
        if not said:
            return ""
        people = Entry.objects.filter(contest=self.round.contest_id).select_related("user")
        same = people.filter(user__email__iexact=said) | people.filter(user__full_name=said)
        found = list(same[:2])
        if not found:
            raise ValidationError(
                _("Không có người dự thi nào như vậy. Hãy xem lại, hoặc ghi ở ô tiếp theo.")
            )
        if len(found) > 1:
            raise ValidationError(_("Có nhiều người trùng họ tên. Hãy ghi thư điện tử."))
        self.found = found[0]
        return said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.found and not cleaned.get("full_name"):
            self.add_error("entrant", _("Hãy chọn người dự thi, hoặc ghi họ và tên tác giả."))
        if self.found and cleaned.get("full_name"):
            self.add_error("full_name", _("Chỉ ghi một trong hai ô tên. Hãy xóa một ô."))
        return cleaned

    def said(self) -> PaperEntry:
        said = self.cleaned_data
        return PaperEntry(
            title=said["title"],
            arrived_on=said["arrived_on"],
            entry=self.found,
            full_name=said["full_name"],
            unit=said.get("unit"),
            postmarked_on=said.get("postmarked_on"),
        )


class WorkFilterForm(forms.Form):
    tim = forms.CharField(label=_("Số, tên bài hoặc tác giả"), required=False, max_length=100)
    trang_thai = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("mọi trạng thái")), *WorkState.choices],
    )

    def kept(self) -> str:
        """The filter as part of an address, for the links to other pages."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def wanted(self) -> WorkFilter:
        """What a wrong address asks for narrows nothing down."""
        said = self.cleaned_data if self.is_valid() else {}
        return WorkFilter(said.get("tim", ""), said.get("trang_thai", ""))
