"""The form that tells of an incident: whom it met, and what they are given."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import ReasonForm, moment_field
from contests.models import Affected, Entry, Incident, Remedy, Round
from quizsite.accounts.people import find_account
from quizsite.accounts.units.fields import UnitField

MOST_LISTED = 500


class IncidentForm(ReasonForm):
    """Fields that the chosen answers do not need are folded away, and not looked at."""

    affected = forms.ChoiceField(
        label=_("Ai bị ảnh hưởng"),
        choices=Affected.choices,
        widget=forms.RadioSelect,
        initial=Affected.PAPERS,
        error_messages={"required": _("Hãy chọn ai bị ảnh hưởng.")},
    )
    began_at = moment_field(_("Sự cố từ"), required=False)
    ended_at = moment_field(_("Sự cố đến"), required=False)
    unit = UnitField(required=False)
    people = forms.CharField(
        label=_("Danh sách người"),
        help_text=_("Mỗi dòng một thư điện tử hoặc số điện thoại, nhiều nhất 500 dòng."),
        max_length=40_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    remedy = forms.ChoiceField(
        label=_("Cách khắc phục"),
        choices=Remedy.choices,
        widget=forms.RadioSelect,
        initial=Remedy.TIME,
        error_messages={"required": _("Hãy chọn cách khắc phục.")},
    )
    minutes = forms.IntegerField(
        label=_("Số phút thêm"), min_value=1, max_value=24 * 60, required=False
    )
    may_pass_closing = forms.BooleanField(
        label=_("Bài được kết thúc sau giờ đóng kỳ thi"), required=False
    )
    opens_at = moment_field(_("Thi bù từ"), required=False)
    ends_at = moment_field(_("Thi bù đến"), required=False)
    with_attempt = forms.BooleanField(
        label=_("Kèm một lượt thi cho người đã có bài trong kỳ"), required=False, initial=True
    )
    accepts_shown = forms.BooleanField(
        label=_("Tôi biết đáp án hoặc số liệu dự đoán của kỳ này đã hiện, và vẫn cho thi bù"),
        required=False,
    )

    def __init__(self, data: Any, *, round: Round, on: date) -> None:
        super().__init__(data)
        self.round = round
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = on
        unit.label = _("Chỉ đơn vị này và các đơn vị trực thuộc")
        self.fields["reason"].help_text = _(
            "Người được cho thêm đọc được lý do, và lý do được lưu trong nhật ký."
        )

    def clean_people(self) -> list[int]:
        """Find the entries; a line that names nobody of this contest is named back."""
        if self.data.get("affected") != Affected.LISTED:
            return []
        written = [line.strip() for line in self.cleaned_data["people"].splitlines()]
        lines = list(dict.fromkeys(line for line in written if line))
        if len(lines) > MOST_LISTED:
            raise forms.ValidationError(_("Danh sách dài quá 500 dòng."))
        found = {line: find_account(line) for line in lines}
        entries = dict(
            Entry.objects.valid()
            .filter(contest=self.round.contest_id, user__in=[one for one in found.values() if one])
            .values_list("user", "pk")
        )
        unknown = [line for line, user in found.items() if user is None or user.pk not in entries]
        if unknown:
            raise forms.ValidationError(
                _("Không có người dự thi nào với: %(lines)s."),
                params={"lines": ", ".join(unknown[:10])},
            )
        return sorted(entries.values())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        fields = {str(Remedy.TIME): ["minutes"], str(Remedy.MAKE_UP): ["opens_at", "ends_at"]}
        needed = fields.get(said.get("remedy", ""), [])
        if said.get("affected") not in {Affected.LISTED, Affected.EVERYBODY}:
            needed = [*needed, "began_at", "ended_at"]
        for name in needed:
            if said.get(name) is None and name not in self.errors:
                self.add_error(name, _("Hãy điền ô này."))
        return said

    def incident(self) -> Incident:
        said, remedy = self.cleaned_data, self.cleaned_data["remedy"]
        is_made_up = remedy == Remedy.MAKE_UP
        gives_attempt = remedy == Remedy.ATTEMPT or (is_made_up and said["with_attempt"])
        return Incident(
            round=self.round,
            affected=said["affected"],
            unit=said["unit"],
            people=said["people"],
            began_at=said["began_at"],
            ended_at=said["ended_at"],
            remedy=remedy,
            extra_s=60 * said["minutes"] if remedy == Remedy.TIME else 0,
            extra_attempts=int(gives_attempt),
            opens_at=said["opens_at"] if is_made_up else None,
            ends_at=said["ends_at"] if is_made_up else None,
            reason=said["reason"],
        )
