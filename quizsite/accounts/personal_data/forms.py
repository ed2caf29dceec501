"""The forms of consents and of requests about one's own data."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quizsite.accounts import consents
from quizsite.accounts.models import ConsentText, Purpose
from quizsite.accounts.personal_data.models import RequestKind
from quizsite.language.fields import VisibleTextField


class ConsentsForm(forms.Form):
    """Asks for each purpose by itself; the form sends the versions that were on the screen."""

    consent_version = forms.CharField(max_length=40, widget=forms.HiddenInput)
    has_agreed = forms.BooleanField(
        label=_("Tôi đồng ý cho dùng dữ liệu cá nhân của tôi để dự thi"),
        error_messages={"required": _("Hãy đọc và đánh dấu đồng ý để đăng ký dự thi.")},
    )
    agrees_publication = forms.BooleanField(
        label=_("Tôi đồng ý công khai tên viết gọn trên bảng xếp hạng"), required=False
    )
    agrees_messages = forms.BooleanField(label=_("Tôi đồng ý nhận tin về cuộc thi"), required=False)
    TICKS = (
        (Purpose.TAKING_PART, "has_agreed"),
        (Purpose.PUBLICATION, "agrees_publication"),
        (Purpose.MESSAGES, "agrees_messages"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = consents.current_texts([purpose for purpose, _tick in self.TICKS])
        self.fields["consent_version"].initial = self._versions

    @property
    def _versions(self) -> str:
        return "-".join(str(text.version) for text in self.texts.values())

    def ticks(self) -> list[tuple[ConsentText, forms.BoundField]]:
        """Each text with its tick, for the template."""
        return [(self.texts[purpose], self[name]) for purpose, name in self.TICKS]

    def clean_consent_version(self) -> str:
        versions: str = self.cleaned_data["consent_version"]
        if versions != self._versions:
            data = cast("QueryDict", self.data).copy()
            data["consent_version"] = self._versions
            for _purpose, name in self.TICKS:
                data.pop(name, None)
            self.data = data
            raise forms.ValidationError(
                _("Nội dung đồng ý vừa có bản mới. Hãy đọc lại rồi đánh dấu lần nữa."),
                code="consent_changed",
            )
        return versions

    def agreed(self) -> list[ConsentText]:
        """The texts that the person ticked."""
        return [self.texts[purpose] for purpose, name in self.TICKS if self.cleaned_data.get(name)]


class DecisionForm(forms.Form):
    """One purpose, which the person withdraws or agrees to again; the button says which."""

    # The account's purpose is not among them: withdrawing it is deleting the account.
    _PURPOSES = tuple(one for one in Purpose.choices if one[0] != Purpose.ACCOUNT)
    rut_lai = forms.ChoiceField(choices=_PURPOSES, required=False)
    dong_y = forms.ChoiceField(choices=_PURPOSES, required=False)

    def add_prefix(self, field_name: str) -> str:
        return field_name.replace("_", "-")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["rut_lai"]) == bool(cleaned["dong_y"]):
            raise forms.ValidationError(_("Hãy chọn một mục."), code="one_decision")
        return cleaned

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.cleaned_data["rut_lai"] or self.cleaned_data["dong_y"])


class RequestForm(forms.Form):
    """What the page has no button for; people of the site answer it."""

    _KINDS = (RequestKind.RESTRICTION, RequestKind.OBJECTION, RequestKind.CORRECTION)
    kind = forms.ChoiceField(
        label=_("Bạn yêu cầu"), choices=[(one.value, one.label.capitalize()) for one in _KINDS]
    )
    body = forms.CharField(
        label=_("Nội dung"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Dữ liệu nào, ở cuộc thi nào, bạn muốn thế nào."),
    )

    def clean_kind(self) -> RequestKind:
        return RequestKind(self.cleaned_data["kind"])


class OutcomeForm(forms.Form):
    """The staff say what was done about a request, in words that the person reads."""

    request = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    outcome = VisibleTextField(
        label=_("Đã làm gì, trả lời người yêu cầu thế nào"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Hãy ghi đã làm gì: người yêu cầu đọc được.")},
    )


class EraseForm(forms.Form):
    has_understood = forms.BooleanField(
        label=_("Tôi hiểu rằng việc xóa không lấy lại được"),
        error_messages={"required": _("Hãy đánh dấu rằng bạn hiểu việc xóa không lấy lại được.")},
    )
