"""The forms of a person who appeals and of an organiser who answers."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from contests.appeals.answers import answers_for
from contests.models import AppealKind, AppealOutcome, Attempt
from questionbank.models import Revision
from quizsite.language.fields import VisibleTextField

_LONGEST = 2000


class AppealForm(forms.Form):
    text = VisibleTextField(
        label=_("Nội dung khiếu nại"),
        help_text=_("Viết rõ điều bạn cho là sai và căn cứ. Ban tổ chức cuộc thi đọc được."),
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Hãy viết rõ bạn khiếu nại điều gì và vì sao.")},
    )


class PaperAppealForm(AppealForm):
    """About the result, or about one question of the person's own paper."""

    about = forms.ChoiceField(
        label=_("Khiếu nại về"), error_messages={"required": _("Hãy chọn bạn khiếu nại điều gì.")}
    )
    field_order = ("about", "text")

    def __init__(self, *args: Any, attempt: Attempt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stems = Revision.objects.in_bulk([pk for pk, _order in attempt.paper])
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 -- declared above
        about.choices = [
            ("", "—"),
            ("0", _("Kết quả của tôi trong kỳ thi này")),
            *(
                (str(n), _("Câu %(n)d: %(stem)s") % {"n": n, "stem": _short(stems[pk].stem)})
                for n, (pk, _order) in enumerate(attempt.paper, start=1)
            ),
        ]


def _short(stem: str) -> str:
    return Truncator(" ".join(stem.split())).chars(70)


class AnswerForm(forms.Form):
    """`template` is used as it stands where nothing is written."""

    outcome = forms.ChoiceField(
        label=_("Kết luận"),
        choices=AppealOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn chấp nhận hay không.")},
    )
    template = forms.ChoiceField(label=_("Câu trả lời mẫu"), required=False)
    answer = VisibleTextField(
        label=_("Trả lời người gửi"),
        help_text=_("Để trống thì gửi câu mẫu đã chọn. Đừng ghi chuyện riêng của người khác."),
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, kind: AppealKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = answers_for(kind)
        template = self.fields["template"]
        assert isinstance(template, forms.ChoiceField)  # noqa: S101 -- declared above
        template.choices = [
            ("", _("— tự viết —")),
            *((str(n), f"{o.label}: {said}") for n, (o, said) in enumerate(self._offered)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer"):
            return cleaned
        if not cleaned.get("template"):
            self.add_error("answer", _("Hãy chọn câu mẫu hoặc viết câu trả lời."))
            return cleaned
        outcome, cleaned["answer"] = self._offered[int(cleaned["template"])]
        if cleaned.get("outcome") and cleaned["outcome"] != outcome:
            self.add_error("template", _("Câu mẫu này không hợp với kết luận đã chọn."))
        return cleaned
