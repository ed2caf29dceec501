"""The form that copies a contest, and what forms of any new contest have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.planning.contests import slug_for


class NamedContestForm(forms.Form):
    title = forms.CharField(
        label=_("Tên cuộc thi mới"),
        max_length=200,
        error_messages={"required": _("Hãy ghi tên cuộc thi.")},
    )
    slug = forms.SlugField(
        label=_("Đường dẫn"),
        help_text=_("Phần cuối địa chỉ trang cuộc thi. Để trống thì lấy theo tên."),
        max_length=80,
        required=False,
        error_messages={"invalid": _("Hãy ghi đường dẫn bằng chữ không dấu, số, gạch nối.")},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "slug" in said:
            said["slug"] = said["slug"] or slug_for(said.get("title", ""))
            if not said["slug"]:
                self.add_error("slug", _("Hãy ghi đường dẫn bằng chữ không dấu và số."))
        return said


class CopyContestForm(NamedContestForm):
    days = forms.IntegerField(
        label=_("Dời các kỳ thi đi số ngày"),
        help_text=_("364 ngày là đúng 52 tuần: thứ Hai vẫn là thứ Hai."),
        min_value=0,
        max_value=3660,
        error_messages={"required": _("Hãy ghi số ngày, 0 nếu giữ nguyên giờ.")},
    )
