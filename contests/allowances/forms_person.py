"""The forms that give one person more time, attempts, or a window to make a round up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.allowances.give import Window, give_attempts, give_time, give_window
from contests.allowances.rules import MOST_EXTRA_ATTEMPTS, is_running
from contests.forms import ReasonForm, moment_field
from contests.models import Attempt, AttemptPolicy, Entry, Round, RoundState
from quizsite.accounts.models import User

_SHARES = ((25, "25 %"), (50, "50 %"), (100, "100 %"))


class GivingForm(ReasonForm):
    """What all three ask: in which round, and why."""

    round = forms.ChoiceField(label=_("Kỳ thi"), error_messages={"required": _("Hãy chọn kỳ thi.")})

    def __init__(self, data: Any, *, entry: Entry, at: datetime) -> None:
        super().__init__(data)
        self.fields["reason"].help_text = _(
            "Người này đọc được lý do trên trang thi, và lý do được lưu trong nhật ký. Đừng ghi chi"
            " tiết về sức khỏe hay chuyện riêng."
        )
        published = Round.objects.quizzes().filter(
            contest=entry.contest_id, state=RoundState.PUBLISHED
        )
        self.rounds = {
            str(one.number): one
            for one in self.among(published.order_by("number"), entry=entry, at=at)
        }
        field = self.fields["round"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(number, one.title) for number, one in self.rounds.items()]

    def among(self, rounds: Iterable[Round], *, entry: Entry, at: datetime) -> list[Round]:
        return [one for one in rounds if is_running(one, at=at)]

    def give(self, entry: Entry, *, by: User, at: datetime) -> None:
        raise NotImplementedError

    def common(self, *, by: User, at: datetime) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "round": self.rounds[said["round"]],
            "reason": said["reason"],
            "by": by,
            "at": at,
        }


class GiveTimeForm(GivingForm):
    minutes = forms.IntegerField(
        label=_("Số phút thêm"), min_value=1, max_value=24 * 60, required=False
    )
    share = forms.TypedChoiceField(
        label=_("hoặc thêm theo thời gian làm bài"),
        choices=(("", "–"), *_SHARES),
        coerce=int,
        empty_value="",
        required=False,
    )
    may_pass_closing = forms.BooleanField(
        label=_("Bài được kết thúc sau giờ đóng kỳ thi"),
        help_text=_("Đáp án, bảng xếp hạng và chốt kết quả khi đó chờ đến khi bài này xong."),
        required=False,
    )
    field_order = ("round", "minutes", "share", "may_pass_closing", "reason")

    def among(self, rounds: Iterable[Round], *, entry: Entry, at: datetime) -> list[Round]:
        papers = Attempt.objects.running().filter(entry=entry, deadline_at__gt=at)
        open_in = set(papers.values_list("round", flat=True))
        return [one for one in rounds if is_running(one, at=at) or one.pk in open_in]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and bool(said.get("minutes")) == bool(said.get("share")):
            self.add_error("minutes", _("Hãy ghi số phút, hoặc chọn một tỷ lệ."))
        return said

    def give(self, entry: Entry, *, by: User, at: datetime) -> None:
        said, common = self.cleaned_data, self.common(by=by, at=at)
        by_share = common["round"].time_limit_s * (said["share"] or 0) // 100
        give_time(
            entry,
            extra_s=said["minutes"] * 60 if said["minutes"] else by_share,
            may_pass_closing=said["may_pass_closing"],
            **common,
        )


class GiveAttemptsForm(GivingForm):
    count = forms.IntegerField(
        label=_("Số lượt thêm"), min_value=1, max_value=MOST_EXTRA_ATTEMPTS, initial=1
    )
    field_order = ("round", "count", "reason")

    def among(self, rounds: Iterable[Round], *, entry: Entry, at: datetime) -> list[Round]:
        running = super().among(rounds, entry=entry, at=at)
        return [one for one in running if one.attempt_policy != AttemptPolicy.UNLIMITED]

    def give(self, entry: Entry, *, by: User, at: datetime) -> None:
        give_attempts(entry, count=self.cleaned_data["count"], **self.common(by=by, at=at))


class GiveWindowForm(GivingForm):
    opens_at = moment_field(_("Thi bù từ"))
    ends_at = moment_field(_("Thi bù đến"))
    with_attempt = forms.BooleanField(
        label=_("Kèm một lượt thi, cho người đã dùng hết lượt"), required=False
    )
    field_order = ("round", "opens_at", "ends_at", "with_attempt", "reason")

    def among(self, rounds: Iterable[Round], *, entry: Entry, at: datetime) -> list[Round]:
        return list(rounds)

    def give(self, entry: Entry, *, by: User, at: datetime) -> None:
        said = self.cleaned_data
        give_window(
            entry,
            window=Window(said["opens_at"], said["ends_at"], said["with_attempt"]),
            **self.common(by=by, at=at),
        )
