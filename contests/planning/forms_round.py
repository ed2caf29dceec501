"""The form of a round: its times, attempts, ranking, and when results are shown."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import (
    PredictionTarget,
    QualifyScope,
    ResultDetail,
    Round,
    TieCriterion,
)
from contests.planning.blueprint import drawn_from
from contests.planning.forms_points import PointsField, Scoring
from contests.planning.forms_tie_chain import TieForm, check_prediction
from contests.planning.question_sets import set_words, sets_for
from contests.planning.tie_chains import with_points, without_points
from questionbank.models import DrawnFrom, QuestionSet

MOMENT = "%Y-%m-%dT%H:%M"
YEARS = range(2000, 2100)  # others are typing mistakes; dates at the ends of time cannot be stored

# Settings that mean nothing where every right answer counts the same.
_OF_POINTS = ("wrong_points", "is_partial_credit", "may_fall_below_zero")
POINTS_UNUSED = _(
    "Bạn đã ghi điểm nhưng đang để mỗi câu đúng tính như nhau. Hãy chọn tính điểm theo từng phần, "
    "hoặc xóa các ô điểm."
)


class RoundForm(TieForm):
    # Plain texts, since SQLite fails on a number of more than 64 bits.
    question_sets = forms.MultipleChoiceField(
        label=_("Bộ câu hỏi của kỳ"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn bộ nào thì rút từ các bộ mà cả cuộc thi dùng."),
    )
    qualify_from = forms.MultipleChoiceField(
        label=_("Xét từ các kỳ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    scoring = forms.ChoiceField(
        label=_("Cách tính điểm"),
        choices=Scoring.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Tính điểm riêng thì “số câu đúng” trong thứ tự xếp hạng được thay bằng điểm."),
    )
    wrong_points = PointsField(
        label=_("Điểm trừ mỗi câu sai"),
        least=0,
        help_text=_("Ví dụ 0,25. Để trống hoặc 0 thì không trừ; câu bỏ trống không bị trừ."),
    )
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
            "sub_question",
            "points_scale",
            "wrong_points",
            "is_partial_credit",
            "may_fall_below_zero",
            "qualify_scope",
            "qualify_top",
            "shown_after_submit",
            "shown_after_close",
            "freeze_minutes",
            "is_question_order_shuffled",
            "is_option_order_shuffled",
        ]
        widgets: ClassVar = {
            "opens_at": forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
            "closes_at": forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        }
        help_texts: ClassVar = {
            "opens_at": _("Câu hỏi phải còn căn cứ pháp lý vào ngày này."),
            "closes_at": _("Từ thời điểm này không nhận bài. Hết ngày 29 là 00:00 ngày 30."),
            "attempt_limit": _("Dùng khi giới hạn theo kỳ, theo ngày hoặc theo tuần."),
            "sub_question": _(
                "Ví dụ: Năm 2025 thành phố tiếp nhận bao nhiêu hồ sơ trực tuyến? Hai người trong "
                "ban tổ chức nhập và xác nhận đáp án sau khi kỳ thi đóng; câu trả lời bằng lời thì "
                "một người chấm từ 0 đến 10, người khác xác nhận."
            ),
            "is_partial_credit": _(
                "Điểm của câu × (phương án đúng đã chọn − phương án sai đã chọn) ÷ số phương án "
                "đúng, không dưới 0. Câu có một phương án đúng thì đủ điểm hoặc không."
            ),
            "may_fall_below_zero": _("Không chọn thì bài bị trừ nhiều hơn được vẫn là 0 điểm."),
            "points_scale": _("Ví dụ 100 hoặc 150. Để trống thì chỉ hiện số câu đúng."),
            "freeze_minutes": _(
                "Ghi 0 nếu bảng cập nhật đến hết kỳ thi. Thứ hạng hiện lại khi ban tổ chức công bố."
            ),
            "prediction_target": _("Câu dự đoán không tính điểm, chỉ dùng để xếp hạng."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_by_points = self.instance.has_points
        self.fields["scoring"].initial = Scoring.POINTS if is_by_points else Scoring.EQUAL
        if self.instance.time_limit_s:
            self.fields["minutes"].initial = self.instance.time_limit_s // 60
        limit = self.fields["attempt_limit"]
        limit.widget.attrs["min"] = 1
        self._offer_sets()
        self._offer_earlier_rounds()
        self.fields["freeze_minutes"].required = False
        shown = self.fields["shown_after_submit"]
        assert isinstance(shown, forms.TypedChoiceField)  # noqa: S101 -- a field with choices
        shown.choices = [choice for choice in ResultDetail.choices if choice[0] != ResultDetail.KEY]

    def offered_chain(self) -> list[str]:
        return without_points(super().offered_chain())

    def _offer_sets(self) -> None:
        self.sets = {str(one.pk): one for one in sets_for(self.instance.contest)}
        field = self.fields["question_sets"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = [(pk, set_words(one)) for pk, one in self.sets.items()]
        chosen = (
            self.instance.question_sets.values_list("pk", flat=True) if self.instance.pk else ()
        )
        field.initial = [str(pk) for pk in chosen]

    def _offer_earlier_rounds(self) -> None:
        field = self.fields["qualify_from"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        earlier = self.instance.contest.rounds.filter(is_practice=False)
        if self.instance.number is not None:
            earlier = earlier.filter(number__lt=self.instance.number)
        field.choices = [(str(one.number), one.title) for one in earlier]
        field.initial = [str(number) for number in self.instance.qualify_from or ()]
        top = self.fields["qualify_top"]
        top.required, top.widget.attrs["min"] = False, 1

    def chosen_sets(self) -> list[QuestionSet]:
        """The sets ticked; those stored if the form is not sent or wrong."""
        cleaned = getattr(self, "cleaned_data", {})
        ticked = cleaned.get("question_sets", self.fields["question_sets"].initial)
        return [self.sets[pk] for pk in ticked if pk in self.sets]

    def drawn_from(self) -> DrawnFrom:
        return drawn_from(self.instance, [one.pk for one in self.chosen_sets()])

    def clean_qualify_top(self) -> int:
        return self.cleaned_data["qualify_top"] or 10

    def clean_wrong_points(self) -> int:
        return self.cleaned_data["wrong_points"] or 0

    def clean_attempt_limit(self) -> int:
        limit: int = self.cleaned_data["attempt_limit"]
        if limit < 1:
            raise ValidationError(_("Hãy cho ít nhất một lượt thi."))
        return limit

    def clean_freeze_minutes(self) -> int:
        return self.cleaned_data["freeze_minutes"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("minutes"):
            self.instance.time_limit_s = 60 * cleaned["minutes"]
        self._check_window(cleaned)
        self._check_points(cleaned)
        if any(one.is_practice != cleaned.get("is_practice") for one in self.chosen_sets()):
            self.add_error(
                "question_sets",
                _("Kỳ thi thử chỉ rút từ bộ thi thử; kỳ có xếp hạng thì không rút từ bộ thi thử."),
            )
        self._check_qualifying(cleaned)
        self._check_prediction(cleaned)
        return cleaned

    def _check_prediction(self, cleaned: dict[str, Any]) -> None:
        # The model's properties read what stands in the form.
        self.instance.prediction_target = cleaned.get("prediction_target", PredictionTarget.NONE)
        if not self.instance.asks_sub_question:
            cleaned["sub_question"] = ""
        elif not cleaned.get("sub_question"):
            self.add_error("sub_question", _("Hãy ghi nội dung câu hỏi phụ."))
        if not cleaned.get("is_practice"):
            try:
                check_prediction(cleaned["tie_chain"], round=self.instance)
            except ValidationError as error:
                self.add_error("prediction_target", error)

    @property
    def has_points(self) -> bool:
        """Asked of a form that was sent."""
        return getattr(self, "cleaned_data", {}).get("scoring") == Scoring.POINTS

    def _check_points(self, cleaned: dict[str, Any]) -> None:
        chain = cleaned["tie_chain"]
        if self.has_points:
            cleaned["tie_chain"] = self.instance.tie_chain = with_points(chain)
            if cleaned.get("points_scale"):
                self.add_error(
                    "points_scale",
                    _("Kỳ thi đã tính điểm theo từng phần. Hãy để trống thang điểm."),
                )
            return
        if TieCriterion.POINTS in chain:
            self.add_error(
                "tie_preset",
                _(
                    "Thứ tự này có tiêu chí điểm. Hãy chọn cách tính điểm theo từng phần, hoặc "
                    "dùng số câu đúng."
                ),
            )
        if any(cleaned.get(name) for name in _OF_POINTS):
            self.add_error("scoring", POINTS_UNUSED)

    def _check_qualifying(self, cleaned: dict[str, Any]) -> None:
        numbers = sorted(int(number) for number in cleaned.get("qualify_from", ()))
        is_open = cleaned.get("qualify_scope") == QualifyScope.EVERYBODY
        if not is_open and not numbers:
            self.add_error("qualify_from", _("Hãy chọn ít nhất một kỳ để xét."))
        self.instance.qualify_from = None if is_open else numbers

    def _check_window(self, cleaned: dict[str, Any]) -> None:
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        for name, moment in (("opens_at", opens_at), ("closes_at", closes_at)):
            if moment and moment.year not in YEARS:
                self.add_error(name, _("Hãy kiểm tra lại năm."))
        if not opens_at or not closes_at:
            return
        if closes_at <= opens_at:
            self.add_error("closes_at", _("Giờ đóng phải sau giờ mở."))
            return
        lasts_s = (closes_at - opens_at).total_seconds()
        if lasts_s < 60 * cleaned.get("minutes", 0):
            self.add_error("minutes", _("Thời gian làm bài dài hơn cả kỳ thi."))
        if lasts_s < 60 * (cleaned.get("freeze_minutes") or 0):
            self.add_error("freeze_minutes", _("Khoảng dừng dài hơn cả kỳ thi."))
