"""The form of an idea and of who sends it; the one to look for an idea by its code."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.initiatives.intake import Idea
from contests.initiatives.similar import Similar, similar_to
from contests.models import InitiativeSource, InitiativeState
from questionbank.models import Axis
from quizsite.accounts.fields import ContactField
from quizsite.accounts.models import Unit
from quizsite.accounts.units.fields import HOW_TO_FIND, UnitField
from quizsite.language.fields import NameField, VisibleTextField
from quizsite.language.vietnamese import tidy

_SOURCES = (InitiativeSource.RESIDENT, InitiativeSource.STAFF)
_NOT_CODE = re.compile(r"[^0-9A-Z]")


class IdeaForm(forms.Form):
    """What is wrong and what to do; like ideas are shown once before it is taken."""

    title = VisibleTextField(
        label=_("Tên ý tưởng"),
        help_text=_("Một câu nói rõ việc cần làm. Ví dụ: Gọi số thứ tự bằng giọng đọc."),
        max_length=200,
        min_length=8,
        error_messages={"required": _("Hãy ghi tên ý tưởng.")},
    )
    problem = VisibleTextField(
        label=_("Vấn đề đang gặp"),
        help_text=_("Chuyện gì, ở đâu, ai gặp. Đừng ghi thông tin riêng của người khác."),
        max_length=3000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Hãy ghi vấn đề đang gặp.")},
    )
    solution = VisibleTextField(
        label=_("Cách làm đề xuất"),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Hãy ghi cách làm bạn đề xuất.")},
    )
    place = VisibleTextField(label=_("Nơi áp dụng"), max_length=200, required=False)
    axis = forms.ModelChoiceField(
        label=_("Trục nội dung"),
        queryset=Axis.objects.none(),
        required=False,
        empty_label=_("Chưa rõ"),
    )
    unit = UnitField(label=_("Đơn vị liên quan"), required=False, help_text=HOW_TO_FIND)
    source = forms.ChoiceField(
        label=_("Bạn là"),
        choices=[(one.value, one.label) for one in _SOURCES],
        initial=InitiativeSource.RESIDENT,
        widget=forms.RadioSelect,
    )
    is_name_shown = forms.BooleanField(
        label=_("Hiện tên viết gọn của tôi cạnh ý tưởng"), required=False
    )
    may_be_shown = forms.BooleanField(
        label=_("Tôi đồng ý cho trưng bày ý tưởng này cùng các bài dự thi"),
        help_text=_("Chỉ sau khi được đăng. Bạn thôi lúc nào cũng được ở trang theo dõi."),
        required=False,
    )
    has_seen = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    similar: tuple[Similar, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axis, unit = self.fields["axis"], self.fields["unit"]
        assert isinstance(axis, forms.ModelChoiceField)  # noqa: S101 -- declared above
        assert isinstance(unit, UnitField)  # noqa: S101 -- the same
        axis.queryset = Axis.objects.offered()
        unit.on = timezone.localdate()

    def clean_title(self) -> str:
        return tidy(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said.get("has_seen") != said["title"]:
            self._show_similar(said["title"], f"{said['problem']}\n{said['solution']}")
        return self.cleaned_data

    def _show_similar(self, title: str, text: str) -> None:
        """Nothing is lost: sent again as it is, the form is taken."""
        self.similar = tuple(similar_to(title, text))
        if self.similar:
            data = cast("QueryDict", self.data).copy()
            data["has_seen"] = title
            self.data = data
            self.add_error(
                None,
                _(
                    "Đã có ý tưởng gần giống, xem ở dưới. Nếu trùng, hãy ủng hộ ý tưởng đó; nếu"
                    " khác, hãy bấm gửi lần nữa."
                ),
            )

    def idea(self) -> Idea:
        said = self.cleaned_data
        return Idea(
            title=said["title"],
            problem=said["problem"],
            solution=said["solution"],
            place=said["place"],
            axis=said["axis"],
            unit=said["unit"],
            source=InitiativeSource(said["source"]),
            may_be_shown=said["may_be_shown"],
        )

    def kept(self) -> dict[str, Any]:
        """What waits in the session for the code, as JSON."""
        said, unit, axis = self.cleaned_data, self.cleaned_data["unit"], self.cleaned_data["axis"]
        texts = ("title", "problem", "solution", "place", "source", "full_name")
        boxes = ("is_name_shown", "may_be_shown")
        return {
            **{name: said[name] for name in (*texts, *boxes)},
            "axis": axis.pk if axis else None,
            "unit": unit.pk if unit else None,
        }


def idea_of(kept: dict[str, Any]) -> Idea:
    """What waited in the session; an axis or unit that is gone meanwhile is left out."""
    return Idea(
        title=kept["title"],
        problem=kept["problem"],
        solution=kept["solution"],
        place=kept["place"],
        axis=Axis.objects.filter(pk=kept["axis"]).first(),
        unit=Unit.objects.filter(pk=kept["unit"]).first(),
        source=InitiativeSource(kept["source"]),
        may_be_shown=kept.get("may_be_shown", False),  # the version before kept none
    )


class StrangersIdeaForm(IdeaForm):
    """Asks who sends it, too; a trap for robots as in the form of signing up."""

    full_name = NameField(
        label=_("Họ và tên"), min_length=2, widget=forms.TextInput({"autocomplete": "name"})
    )
    contact = ContactField(
        help_text=_("Để nhận mã xác nhận và trả lời. Không ai ngoài người phụ trách thấy."),
        widget=forms.TextInput(
            {"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
        ),
    )
    has_agreed = forms.BooleanField(
        label=_("Tôi đồng ý cho dùng tên và cách liên hệ này để trả lời tôi"),
        help_text=_("Chúng tôi xóa cả hai 12 tháng sau bước cuối cùng của ý tưởng."),
        error_messages={"required": _("Hãy đánh dấu đồng ý để chúng tôi trả lời được bạn.")},
    )
    website = forms.CharField(
        label=_("Để trống ô này"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("website"):
            data = cast("QueryDict", self.data).copy()
            data["website"] = ""
            self.data = data
            self.add_error(
                None, _("Trình duyệt đã tự điền một ô ẩn; ô đó đã được xóa. Hãy bấm gửi lần nữa.")
            )
        return super().clean()


class TrackForm(forms.Form):
    code = forms.CharField(
        label=_("Mã theo dõi"),
        help_text=_(
            "12 chữ và số trong thư hoặc trên trang sau khi gửi; viết liền hay cách đều được."
        ),
        max_length=40,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
        error_messages={"required": _("Hãy ghi mã theo dõi.")},
    )

    def clean_code(self) -> str:
        return plain_code(self.cleaned_data["code"])


def plain_code(typed: str) -> str:
    return _NOT_CODE.sub("", typed.upper())


class ObjectionForm(forms.Form):
    text = VisibleTextField(
        label=_("Vì sao nên hiện lại"),
        help_text=_("Gửi được một lần. Người phụ trách đọc và trả lời ở trang này."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Hãy viết vì sao nên hiện lại ý tưởng.")},
    )


class ListForm(forms.Form):
    """What the public list shows; unreadable values show everything."""

    q = forms.CharField(
        label=_("Tìm"), required=False, max_length=100, help_text=_("Không cần gõ dấu.")
    )
    truc = forms.ModelChoiceField(
        label=_("Trục nội dung"),
        queryset=Axis.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("Mọi trục"),
    )
    don_vi = forms.ModelChoiceField(
        label=_("Đơn vị trả lời"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Mọi đơn vị"),
    )
    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Mọi tình trạng")),
            *((one.value, one.label) for one in InitiativeState if one != InitiativeState.RECEIVED),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["don_vi"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101 -- declared above
        unit.queryset = Unit.objects.filter(referrals__isnull=False).distinct().order_by("name")
