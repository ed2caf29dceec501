"""Forms of moderators and of units that reply, try and take over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.initiatives.pilots import Measured
from contests.initiatives.reply_templates import filled, templates_for
from contests.models import (
    Council,
    CouncilLevel,
    HidingReason,
    Initiative,
    Pilot,
    ReplyOutcome,
    ReplyTemplate,
    Spread,
)
from quizsite.accounts.models import Unit
from quizsite.accounts.units.fields import UnitField
from quizsite.language.fields import VisibleTextField

_LONGEST = 3000
FIGURES = 3
PUBLIC = _("Mọi người đọc được trên trang của ý tưởng.")


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày.")},
        **kwargs,
    )


class StepForm(forms.Form):
    """One step on a page that offers several: it knows the idea, and the unit that acts."""

    def __init__(
        self, *args: Any, initiative: Initiative, unit: Unit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initiative, self.acting = initiative, unit
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.on = timezone.localdate()


class NoteForm(StepForm):
    text = VisibleTextField(
        label=_("Ghi chú"),
        help_text=PUBLIC,
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class WordsForm(StepForm):
    text = VisibleTextField(
        label=_("Lý do"),
        help_text=PUBLIC,
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


class HideForm(StepForm):
    reason = forms.ChoiceField(
        label=_("Lý do"),
        choices=HidingReason,
        widget=forms.RadioSelect,
        help_text=PUBLIC,
        error_messages={"required": _("Hãy chọn lý do ẩn.")},
    )
    note = VisibleTextField(
        label=_("Giải thích thêm"), max_length=500, required=False, help_text=PUBLIC
    )


class SettleForm(StepForm):
    text = VisibleTextField(
        label=_("Trả lời người gửi"),
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy viết câu trả lời.")},
    )
    is_shown = forms.BooleanField(label=_("Hiện lại ý tưởng"), required=False)


class MergeForm(StepForm):
    into = forms.IntegerField(
        label=_("Gộp vào ý tưởng số"),
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"required": _("Hãy ghi số của ý tưởng giữ lại.")},
    )


class ReferForm(StepForm):
    to = UnitField(label=_("Đơn vị trả lời"))


class CouncilChoiceForm(StepForm):
    council = forms.ModelChoiceField(
        label=_("Hội đồng"),
        queryset=Council.objects.none(),
        error_messages={"required": _("Hãy chọn hội đồng.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        council = self.fields["council"]
        assert isinstance(council, forms.ModelChoiceField)  # noqa: S101 -- declared above
        council.queryset = Council.objects.filter(is_dissolved=False)


class DecideForm(StepForm):
    is_recognised = forms.TypedChoiceField(
        label=_("Kết luận"),
        choices=[("1", _("Công nhận sáng kiến")), ("0", _("Chưa công nhận"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết luận.")},
    )
    number = VisibleTextField(
        label=_("Số quyết định hoặc văn bản"),
        max_length=60,
        error_messages={"required": _("Hãy ghi số quyết định hoặc văn bản.")},
    )
    day = day_field(_("Ngày ký"))
    level = forms.ChoiceField(label=_("Cấp công nhận"), choices=CouncilLevel)


class ReplyForm(StepForm):
    """`template` is used with its places filled where nothing is written."""

    outcome = forms.ChoiceField(
        label=_("Kết luận"),
        choices=ReplyOutcome,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Chọn mẫu mà không chọn ở đây thì lấy kết luận của mẫu."),
    )
    template = forms.ModelChoiceField(
        label=_("Mẫu trả lời"),
        queryset=ReplyTemplate.objects.none(),
        required=False,
        empty_label=_("— tự viết —"),
    )
    text = VisibleTextField(
        label=_("Nội dung trả lời"),
        help_text=_("Mọi người đọc được. Để trống thì gửi mẫu đã chọn."),
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template = self.fields["template"]
        assert isinstance(template, forms.ModelChoiceField)  # noqa: S101 -- declared above
        assert self.acting is not None  # noqa: S101 -- a unit replies
        template.queryset = templates_for(self.acting)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        template = said.get("template")
        if template is not None:
            said["outcome"] = said.get("outcome") or template.outcome
            # Filled when the reply is stored: one template may answer several ideas.
            said["text"] = said.get("text") or template.text
        if not said.get("text") and "text" not in self.errors:
            self.add_error("text", _("Hãy viết câu trả lời hoặc chọn một mẫu."))
        if not said.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", _("Hãy chọn kết luận."))
        return said

    def words(self, initiative: Initiative) -> str:
        assert self.acting is not None  # noqa: S101 -- a unit replies
        return filled(self.cleaned_data["text"], initiative, self.acting)


class PilotForm(StepForm):
    """From when a unit tries it, and up to three figures before; units of measure are asked."""

    trying = UnitField(label=_("Đơn vị làm thử"))
    begins_on = day_field(_("Làm thử từ ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.acting is not None:
            del self.fields["trying"]
        for n in range(1, FIGURES + 1):
            self.fields[f"name_{n}"] = VisibleTextField(
                label=_("Chỉ số %(n)d") % {"n": n}, max_length=200, required=False
            )
            self.fields[f"measure_{n}"] = VisibleTextField(
                label=_("Đơn vị tính %(n)d") % {"n": n}, max_length=40, required=False
            )
            self.fields[f"before_{n}"] = forms.DecimalField(
                label=_("Trước khi làm thử %(n)d") % {"n": n},
                max_digits=14,
                decimal_places=2,
                localize=True,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for n in range(1, FIGURES + 1):
            parts = (said.get(f"name_{n}"), said.get(f"measure_{n}"), said.get(f"before_{n}"))
            filled_in = [part not in {None, ""} for part in parts]
            if any(filled_in) and not all(filled_in) and f"before_{n}" not in self.errors:
                self.add_error(
                    f"name_{n}", _("Hãy ghi đủ tên chỉ số, đơn vị tính và số liệu trước.")
                )
        return said

    def pilot(self) -> Pilot:
        unit = self.acting or self.cleaned_data["trying"]
        begins_on = self.cleaned_data["begins_on"]
        return Pilot(initiative=self.initiative, unit=unit, begins_on=begins_on)

    def figures(self) -> list[Measured]:
        said = self.cleaned_data
        return [
            Measured(said[f"name_{n}"], said[f"measure_{n}"], said[f"before_{n}"])
            for n in range(1, FIGURES + 1)
            if said[f"name_{n}"]
        ]


class EndPilotForm(StepForm):
    """The end of the first trial that still goes on, by this unit where one acts."""

    ends_on = day_field(_("Làm thử đến ngày"))
    summary = VisibleTextField(
        label=_("Kết quả"),
        help_text=PUBLIC,
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Hãy ghi kết quả làm thử.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going_on = self.initiative.pilots.filter(ends_on=None)
        if self.acting is not None:
            going_on = going_on.filter(unit=self.acting)
        self.pilot = going_on.first()
        self.measured = list(self.pilot.figures.all()) if self.pilot else []
        for one in self.measured:
            self.fields[f"after_{one.pk}"] = forms.DecimalField(
                label=_("%(name)s, sau (%(measure)s)") % {"name": one.name, "measure": one.measure},
                max_digits=14,
                decimal_places=2,
                localize=True,
                error_messages={"required": _("Hãy ghi số liệu sau.")},
            )

    def afters(self) -> list[Any]:
        return [self.cleaned_data[f"after_{one.pk}"] for one in self.measured]


class SpreadForm(StepForm):
    taker = UnitField(label=_("Đơn vị áp dụng"))
    begun_on = day_field(_("Áp dụng từ ngày"))
    note = VisibleTextField(label=_("Ghi chú"), max_length=500, required=False, help_text=PUBLIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.acting is not None:
            del self.fields["taker"]

    def spread(self) -> Spread:
        said = self.cleaned_data
        unit = self.acting or said["taker"]
        facts = {"begun_on": said["begun_on"], "note": said["note"]}
        return Spread(initiative=self.initiative, unit=unit, **facts)
