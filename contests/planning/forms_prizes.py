"""The forms of prizes, of their terms, and of how units compare for theirs."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.awards import Award, listed_in
from contests.models import CollectiveMeasure, CollectiveRule, Prize, PrizeTerms
from quizsite.accounts.models import HeadcountCategory, UnitKind
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.language.vietnamese import tidy

TIES = 3
_WEIGHTS = ("rate_weight", "mean_weight", "points_weight", "prize_weight")
_PRIZE_POINTS = re.compile(r"(?:bậc\s+)?(\d{1,3})\s*:\s*(\d{1,4})", re.IGNORECASE)
_TIER = re.compile(r"(?:dưới\s+)?(\d{1,6})\s*:\s*(\d{1,3})\s*%?", re.IGNORECASE)


class PrizeTermsForm(forms.ModelForm):  # type: ignore[type-arg]  # of PrizeTerms
    class Meta:
        model = PrizeTerms
        fields: ClassVar = ["limit", "most_percent", "checks_winners"]
        help_texts: ClassVar = {
            "most_percent": _("Tính trong từng bảng thi. Để trống thì không giới hạn."),
            "checks_winners": _(
                "Kỳ thi có giải chỉ chốt được khi mọi người đạt giải đã được xác nhận."
            ),
        }


def _blocks() -> QuerySet[UnitKind]:
    return UnitKind.objects.exclude(code=NO_UNIT)


class PrizeForm(forms.ModelForm):  # type: ignore[type-arg]  # of Prize
    class Meta:
        model = Prize
        fields: ClassVar = [
            *("collective", "title", "kind", "position", "count", "value_vnd", "value_text"),
            *("division", "unit_kind", "needs_all_correct"),
        ]
        help_texts: ClassVar = {
            "title": _("Ví dụ: Nhất, Nhì, Ba, Khuyến khích."),
            "count": _("Trong mỗi bảng thi, nếu để giải cho mọi bảng."),
            "value_text": _("Ví dụ: kèm giấy chứng nhận, một máy tính bảng."),
            "unit_kind": _("Chỉ xét người của các đơn vị thuộc khối này."),
        }

    def __init__(self, *args: Any, award: Award, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = listed_in(award)
        if not self.instance.pk:
            highest = max((one.position for one in listed.prizes), default=0)
            self.fields["position"].initial = highest + 1
        self.fields["value_vnd"].widget.attrs["inputmode"] = "numeric"
        for name, words, choices in (
            (
                "collective",
                _("cá nhân"),
                CollectiveRule.objects.filter(contest=award.contest, round=award.round),
            ),
            ("division", _("mỗi bảng thi"), award.contest.divisions.filter(is_prizeless=False)),
            ("unit_kind", _("mọi khối"), _blocks()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- foreign keys
            field.empty_label = str(words)
            field.queryset = choices
        if not listed.rules:
            del self.fields["collective"]

    def clean_title(self) -> str:
        """The rules write "1 giải Nhất" for "Nhất" and for "Giải Nhất"."""
        return re.sub(r"^giải\s+", "", tidy(self.cleaned_data["title"]), flags=re.IGNORECASE)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("collective"):
            said["division"] = said["unit_kind"] = None
            said["needs_all_correct"] = False
        return said


class CollectiveRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # of CollectiveRule
    tier_lines = forms.CharField(
        label=_("Mức tối thiểu theo số biên chế"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Mỗi dòng một mức, như “dưới 50: 30” là đơn vị dưới 50 biên chế phải đạt 30 %. Đơn vị "
            "lớn hơn mọi mức thì theo ô tỷ lệ tối thiểu."
        ),
    )

    prize_point_lines = forms.CharField(
        label=_("Điểm của mỗi bậc giải"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Chỉ dùng khi xét theo điểm theo bậc giải. Mỗi dòng một bậc, như “bậc 1: 5” là mỗi "
            "giải cá nhân bậc 1 cho đơn vị 5 điểm. Bậc không ghi thì không có điểm."
        ),
    )

    class Meta:
        model = CollectiveRule
        fields: ClassVar = [
            *("title", "unit_kind", "more_kinds", "category", "measure"),
            *("rate_weight", "mean_weight", "points_weight", "prize_weight"),
            *("min_percent", "min_people", "needs_winner", "needs_quotas", "headcount_on"),
        ]
        widgets: ClassVar = {
            "headcount_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "more_kinds": forms.CheckboxSelectMultiple,
        }
        help_texts: ClassVar = {
            "title": _("Ví dụ: Khối sở, ngành."),
            "more_kinds": _("Không đánh dấu thì chỉ xét khối đã chọn ở trên."),
            "rate_weight": _("Bốn hệ số chỉ dùng khi xét theo điểm tổng hợp."),
            "points_weight": _("Điểm sáng kiến, tuyên truyền, video… do ban tổ chức ghi."),
            "needs_quotas": _("Chỉ tiêu đặt ở trang “Chỉ tiêu”, tính trên cả cuộc thi."),
            "headcount_on": _("Để trống thì lấy ngày mở kỳ thi."),
        }

    def __init__(self, *args: Any, award: Award, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        divisions = award.contest.divisions.all()
        known = {one.headcount_category for one in divisions} - {""}
        self.has_category = bool(known)
        category = self.fields["category"]
        assert isinstance(category, forms.TypedChoiceField)  # noqa: S101 -- a field with choices
        for name in ("unit_kind", "more_kinds"):
            block = self.fields[name]
            assert isinstance(block, forms.ModelChoiceField)  # noqa: S101 -- khối of the site
            block.queryset = _blocks()
        category.choices = [
            ("", _("như trang tham gia theo đơn vị")),
            *(one for one in HeadcountCategory.choices if one[0] in known),
        ]
        chain = self.instance.tie_chain
        for n in range(1, TIES + 1):
            self.fields[f"tie_{n}"] = forms.ChoiceField(
                label=_("Bằng nhau thì xét tiếp (%(n)d)") % {"n": n},
                choices=[("", _("(dừng ở đây)")), *CollectiveMeasure.choices],
                required=False,
                initial=chain[n - 1] if n <= len(chain) else "",
            )
        self.fields["tier_lines"].initial = "\n".join(
            f"dưới {below}: {percent}" for below, percent in self.instance.tiers
        )
        self.fields["prize_point_lines"].initial = "\n".join(
            f"bậc {position}: {points}" for position, points in self.instance.prize_points
        )

    def ties(self) -> list[forms.BoundField]:
        return [self[f"tie_{n}"] for n in range(1, TIES + 1)]

    def clean_tier_lines(self) -> str:
        tiers: dict[int, int] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["tier_lines"].splitlines())):
            found = _TIER.fullmatch(line)
            if found is None or int(found[2]) > 100 or not int(found[1]):
                raise ValidationError(
                    _("Hãy ghi mỗi dòng như “dưới 50: 30”. Dòng chưa đúng: %(line)s")
                    % {"line": line}
                )
            tiers[int(found[1])] = int(found[2])
        self.instance.tiers = [list(one) for one in sorted(tiers.items())]
        lines: str = self.cleaned_data["tier_lines"]
        return lines

    def clean_prize_point_lines(self) -> str:
        worth: dict[int, int] = {}
        lines: str = self.cleaned_data["prize_point_lines"]
        for line in filter(None, map(str.strip, lines.splitlines())):
            found = _PRIZE_POINTS.fullmatch(line)
            if found is None or not int(found[1]):
                raise ValidationError(
                    _("Hãy ghi mỗi dòng như “bậc 1: 5”. Dòng chưa đúng: %(line)s") % {"line": line}
                )
            worth[int(found[1])] = int(found[2])
        self.instance.prize_points = [list(one) for one in sorted(worth.items())]
        return lines

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        measure = said.get("measure", "")
        chosen = [said.get(f"tie_{n}", "") for n in range(1, TIES + 1)]
        chain = [one for one in dict.fromkeys(chosen) if one and one != measure]
        self.instance.tie_chain = chain
        used = {measure, *chain}
        if CollectiveMeasure.WEIGHTED in used and not any(said.get(name) for name in _WEIGHTS):
            self.add_error("rate_weight", _("Hãy cho ít nhất một hệ số lớn hơn 0."))
        is_of_prizes = CollectiveMeasure.PRIZE_POINTS in used or (
            CollectiveMeasure.WEIGHTED in used and said.get("prize_weight")
        )
        has_worth = any(points for _position, points in self.instance.prize_points)
        if is_of_prizes and not has_worth and "prize_point_lines" not in self.errors:
            self.add_error("prize_point_lines", _("Hãy cho ít nhất một bậc giải có điểm."))
        is_of_rate = {CollectiveMeasure.RATE, CollectiveMeasure.WEIGHTED} & used
        if is_of_rate and not self.has_category:
            self.add_error(
                "measure", _("Cuộc thi chưa có bảng nào tính tỷ lệ. Hãy sửa ở trang bảng thi.")
            )
        return said
