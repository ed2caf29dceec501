"""Forms that give roles: to whom, and why an entry that stands in the way is voided."""

from collections.abc import Callable, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import Entry
from contests.rules import TakesPart
from questionbank.models import BankRole
from quizsite.accounts.models import User
from quizsite.accounts.people import find_by_address
from quizsite.language.fields import VisibleTextField


class GiveRoleForm(forms.Form):
    """`in_the_way` holds the person's entries once giving was tried; then a reason is asked for."""

    person = forms.CharField(
        label=_("Thư điện tử của người được giao"),
        help_text=_("Người đó cần có tài khoản trên trang này trước."),
        max_length=254,
        widget=forms.EmailInput,
        error_messages={"required": _("Hãy ghi thư điện tử của người được giao.")},
    )
    void_reason = VisibleTextField(
        label=_("Lý do loại đăng ký"),
        help_text=_("Được lưu trong nhật ký của các cuộc thi đó và hiện cho người bị loại."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    in_the_way: Sequence[Entry] = ()

    def clean_person(self) -> User:
        user = find_by_address(self.cleaned_data["person"])
        if user is None:
            raise ValidationError(_("Không có tài khoản nào dùng thư điện tử này."))
        return user

    def gives(self, give: Callable[[User, str], None]) -> bool:
        """Call `give` with person and reason; say whether nothing stood in the way."""
        try:
            give(self.cleaned_data["person"], self.cleaned_data["void_reason"])
        except TakesPart as refusal:
            self.in_the_way = refusal.entries
            self.fields["void_reason"].required = True
            if "void" in self.data:
                self.add_error("void_reason", str(_("Hãy ghi lý do.")))
            return False
        return True


class GiveBankRoleForm(GiveRoleForm):
    kind = forms.ChoiceField(
        label=_("Vai"), choices=BankRole.Kind.choices, widget=forms.RadioSelect, initial="author"
    )

    def wanted(self) -> BankRole.Kind:
        return BankRole.Kind(self.cleaned_data["kind"])


class SettingForm(forms.Form):
    """A setting of the whole site changes for a reason."""

    reason = VisibleTextField(
        label=_("Lý do đổi thiết lập"),
        help_text=_("Được lưu trong nhật ký của trang."),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


class LoneConfirmationForm(SettingForm):
    is_allowed = forms.BooleanField(
        label=_("Cho một người tự xác nhận kèm lý do, khi không ai khác giữ vai đó"), required=False
    )
    field_order = ("is_allowed", "reason")


class BlindSolveForm(SettingForm):
    is_asked = forms.BooleanField(
        label=_("Ban hành câu hỏi cần một người duyệt giải trước khi xem đáp án"), required=False
    )
    field_order = ("is_asked", "reason")
