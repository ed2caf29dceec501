"""The form of a round: its times, attempts, ranking, and when results are shown."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import PredictionTarget, ResultDetail, Round
from contests.planning.forms_tie_chain import TieForm, check_prediction

_MOMENT = "%Y-%m-%dT%H:%M"
YEARS = range(2000, 2100)  # others are typing mistakes; dates at the ends of time cannot be stored


class RoundForm(TieForm):
    minutes = forms.IntegerField(
        label=_("Thời gian làm bài (phút)"), min_value=1, max_value=240, initial=20
    )

    class Meta:
        model = Round
        fields: ClassVar = [
            "title",
            "opens_at",
            "closes_at",
            "attempt_policy",
            "attempt_limit",
            "recognised",
            "is_practice",
            "prediction_target",
            "prediction_scope",
            "shown_after_submit",
            "shown_after_close",
            "is_question_order_shuffled",
            "is_option_order_shuffled",
        ]
        widgets: ClassVar = {
            "opens_at": forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT),
            "closes_at": forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT),
        }
        help_texts: ClassVar = {
            "opens_at": _("Câu hỏi phải còn căn cứ pháp lý vào ngày này."),
            "closes_at": _("Từ thời điểm này không nhận bài. Hết ngày 29 là 00:00 ngày 30."),
            "attempt_limit": _("Dùng khi giới hạn theo kỳ hoặc theo ngày."),
            "prediction_target": _("Câu dự đoán không tính điểm, chỉ dùng để xếp hạng."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.time_limit_s:
            self.fields["minutes"].initial = self.instance.time_limit_s // 60
        limit = self.fields["attempt_limit"]
        limit.widget.attrs["min"] = 1
        shown = self.fields["shown_after_submit"]
        assert isinstance(shown, forms.TypedChoiceField)  # noqa: S101 -- a field with choices
        shown.choices = [choice for choice in ResultDetail.choices if choice[0] != ResultDetail.KEY]

    def clean_attempt_limit(self) -> int:
        limit: int = self.cleaned_data["attempt_limit"]
        if limit < 1:
            raise ValidationError(_("Hãy cho ít nhất một lượt thi."))
        return limit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("minutes"):
            self.instance.time_limit_s = 60 * cleaned["minutes"]
        self._check_window(cleaned)
        has_prediction = cleaned.get("prediction_target") != PredictionTarget.NONE
        if not cleaned.get("is_practice"):
            try:
                check_prediction(cleaned["tie_chain"], has_prediction=has_prediction)
            except ValidationError as error:
                self.add_error("prediction_target", error)
        return cleaned

    def _check_window(self, cleaned: dict[str, Any]) -> None:
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        for name, moment in (("opens_at", opens_at), ("closes_at", closes_at)):
            if moment and moment.year not in YEARS:
                self.add_error(name, _("Hãy kiểm tra lại năm."))
        if not opens_at or not closes_at:
            return
        if closes_at <= opens_at:
            self.add_error("closes_at", _("Giờ đóng phải sau giờ mở."))
        elif (closes_at - opens_at).total_seconds() < 60 * cleaned.get("minutes", 0):
            self.add_error("minutes", _("Thời gian làm bài dài hơn cả kỳ thi."))
