"""The form in which people choose a tie chain: a known order, or their own, rank by rank."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import CONDITIONS, Round, TieCriterion
from contests.planning.tie_chains import (
    NO_EXACT_WORDS,
    PRESETS,
    RANKED,
    as_condition,
    preset_of,
    with_conditions,
)
from contests.regulation.predictions import is_prediction_ranked

OWN = "own"
RANKS = 6
_PRESET_WORDS = {
    "t2": _("Số câu đúng, rồi dự đoán sát, làm nhanh, nộp sớm, cuối cùng là bốc thăm"),
    "t1": _("Phải đúng tất cả các câu, rồi dự đoán sát, nộp sớm"),
    "t3": _("Số câu đúng, rồi làm nhanh, ít lượt thi, đăng ký sớm (không cần câu dự đoán)"),
    OWN: _("Tự xếp thứ tự"),
}


class TieForm(forms.ModelForm):  # type: ignore[type-arg]  # the subclass's
    """A form of a model with a `tie_chain`: one choice among orders, or ranks one by one."""

    CONDITIONS: ClassVar[tuple[TieCriterion, ...]] = CONDITIONS  # that this model may ask for

    conditions = forms.MultipleChoiceField(
        label=_("Điều kiện xét giải"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Người chưa đạt vẫn có tên trên bảng, xếp sau mọi người đạt, ghi “Chưa đạt điều kiện "
            "xét giải”."
        ),
    )
    tie_preset = forms.ChoiceField(
        label=_("Thứ tự xếp hạng"),
        choices=list(_PRESET_WORDS.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chain = self.offered_chain()
        conditions = self.fields["conditions"]
        assert isinstance(conditions, forms.MultipleChoiceField)  # noqa: S101 -- it is, above
        conditions.choices = [(one.value, one.label) for one in self.CONDITIONS]
        conditions.initial = [name for name in chain if name in self.CONDITIONS]
        self.fields["tie_preset"].initial = preset_of(chain) or OWN
        ranked = [name for name in chain if name not in CONDITIONS]
        for rank in range(1, RANKS + 1):
            self.fields[f"tie_{rank}"] = forms.ChoiceField(
                label=_("Tiêu chí thứ %(n)d") % {"n": rank},
                choices=[("", _("(dừng ở đây)")), *((one.value, one.label) for one in RANKED)],
                required=False,
                initial=ranked[rank - 1] if rank <= len(ranked) else "",
            )

    def offered_chain(self) -> list[str]:
        return as_condition(self.instance.tie_chain or PRESETS["t2"])

    def ranks(self) -> list[forms.BoundField]:
        return [self[f"tie_{rank}"] for rank in range(1, RANKS + 1)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        chosen = list(self._chosen_chain())
        if not chosen:
            self.add_error("tie_preset", _("Hãy chọn ít nhất một tiêu chí xếp hạng."))
        if len(set(chosen)) < len(chosen):
            self.add_error("tie_preset", _("Mỗi tiêu chí chỉ dùng một lần."))
        chain = with_conditions(chosen, self.cleaned_data.get("conditions", ()))
        self.cleaned_data["tie_chain"] = self.instance.tie_chain = chain
        return self.cleaned_data

    def _chosen_chain(self) -> tuple[str, ...]:
        preset = self.cleaned_data.get("tie_preset")
        if preset in PRESETS:
            return PRESETS[preset]
        ranks = (self.cleaned_data.get(f"tie_{rank}") for rank in range(1, RANKS + 1))
        return tuple(name for name in ranks if name)


def check_prediction(chain: list[str], *, round: Round) -> None:
    if is_prediction_ranked(chain) and not round.has_prediction:
        raise ValidationError(
            _("Thứ tự này có tiêu chí dự đoán. Hãy chọn câu dự đoán, hoặc chọn thứ tự khác.")
        )
    if TieCriterion.EXACT in chain and round.asks_words:
        raise ValidationError(NO_EXACT_WORDS)
