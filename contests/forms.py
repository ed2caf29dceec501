"""Holds the forms that several slices use."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.rules import ContestRefusal
from quizsite.language.fields import VisibleTextField


@contextmanager
def told_in(form: forms.BaseForm) -> Iterator[None]:
    """Show a refusal above the form that asked for it, so that nothing typed is lost.

    Within it the view does the thing and redirects; below it the page is shown again."""
    try:
        yield
    except ContestRefusal as refusal:
        form.add_error(None, str(refusal))


# As a browser's field for day and hour writes and reads it.
_MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT),
        error_messages={"required": _("Hãy chọn ngày giờ.")},
    )


class ReasonForm(forms.Form):
    reason = VisibleTextField(
        label=_("Lý do"),
        help_text=_("Được lưu trong nhật ký của cuộc thi và hiện cho người liên quan."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


class DeskReasonForm(ReasonForm):
    """For a reason that stays at the organisers' desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Chỉ ban tổ chức và quản trị thấy, trong nhật ký. Đừng ghi tên hay chuyện riêng của ai."
        )
