"""The form in which people choose a tie chain: a known order, or their own, rank by rank."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import TieCriterion

# Provinces and party committees use these orders in the regulations of their contests.
PRESETS: dict[str, tuple[str, ...]] = {
    "t2": ("correct", "prediction", "time_used", "submitted_earlier", "lots"),
    "t1": ("all_correct", "prediction", "submitted_earlier"),
    "t3": ("correct", "time_used", "fewer_attempts", "registered_earlier"),
}
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

    tie_preset = forms.ChoiceField(
        label=_("Thứ tự xếp hạng"),
        choices=list(_PRESET_WORDS.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chain = tuple(self.instance.tie_chain or PRESETS["t2"])
        known = [name for name, preset in PRESETS.items() if preset == chain]
        self.fields["tie_preset"].initial = known[0] if known else OWN
        for rank in range(1, RANKS + 1):
            self.fields[f"tie_{rank}"] = forms.ChoiceField(
                label=_("Tiêu chí thứ %(n)d") % {"n": rank},
                choices=[("", _("(dừng ở đây)")), *TieCriterion.choices],
                required=False,
                initial=chain[rank - 1] if rank <= len(chain) else "",
            )

    def ranks(self) -> list[forms.BoundField]:
        return [self[f"tie_{rank}"] for rank in range(1, RANKS + 1)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        chain = list(self._chosen_chain())
        if not chain:
            self.add_error("tie_preset", _("Hãy chọn ít nhất một tiêu chí xếp hạng."))
        if len(set(chain)) < len(chain):
            self.add_error("tie_preset", _("Mỗi tiêu chí chỉ dùng một lần."))
        self.cleaned_data["tie_chain"] = self.instance.tie_chain = chain
        return self.cleaned_data

    def _chosen_chain(self) -> tuple[str, ...]:
        preset = self.cleaned_data.get("tie_preset")
        if preset in PRESETS:
            return PRESETS[preset]
        ranks = (self.cleaned_data.get(f"tie_{rank}") for rank in range(1, RANKS + 1))
        return tuple(name for name in ranks if name)


def check_prediction(chain: list[str], *, has_prediction: bool) -> None:
    if TieCriterion.PREDICTION in chain and not has_prediction:
        raise ValidationError(
            _("Thứ tự này có tiêu chí dự đoán. Hãy chọn câu dự đoán, hoặc chọn thứ tự khác.")
        )
