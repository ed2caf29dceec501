"""Forms of ballots and their candidates."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.forms import moment_field
from contests.models import Ballot, Candidate, RoundKind
from quizsite.language.fields import VisibleTextField


class BallotForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    title = VisibleTextField(label=gettext_lazy("Tên bình chọn"), max_length=200)
    opens_at = moment_field(gettext_lazy("Mở lúc"))
    closes_at = moment_field(gettext_lazy("Đóng lúc"))

    class Meta:
        model = Ballot
        fields = ("title", "introduction", "round", "opens_at", "closes_at", "public_percent")
        widgets: ClassVar[dict[str, Any]] = {"introduction": forms.Textarea({"rows": 3})}
        help_texts: ClassVar[dict[str, Any]] = {
            "round": gettext_lazy(
                "Vòng thi viết có tác phẩm được bình chọn. Để trống thì bạn tự ghi từng tác phẩm."
            ),
            "public_percent": gettext_lazy(
                "0 là giải bình chọn riêng. Nhiều nhất 20: tác phẩm nhiều phiếu nhất được trọn "
                "phần này, tác phẩm khác theo tỷ lệ phiếu so với nó."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = self.fields["round"]
        assert isinstance(rounds, forms.ModelChoiceField)  # noqa: S101 -- it is, by the model
        rounds.queryset = self.instance.contest.rounds.filter(kind=RoundKind.WRITTEN)
        rounds.empty_label = str(_("(không gắn với vòng thi nào)"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        opens_at, closes_at = said.get("opens_at"), said.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Giờ đóng phải sau giờ mở."))
        if said.get("public_percent") and said.get("round") is None:
            self.add_error(
                "round", _("Bình chọn tính vào tổng điểm thì phải gắn với một vòng thi viết.")
            )
        return said


class CandidateForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    title = VisibleTextField(label=gettext_lazy("Tên tác phẩm"), max_length=300)

    class Meta:
        model = Candidate
        fields = ("title", "text")
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea({"rows": 4})}
        help_texts: ClassVar[dict[str, Any]] = {
            "text": gettext_lazy("Đừng ghi tên tác giả hay đơn vị khi ban giám khảo còn chấm.")
        }
