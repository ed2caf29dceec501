"""Tables of notices: what waits to be sent, to many at once, and what people do not want."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    INVITATION = "invitation", _("lời mời")
    APPEAL_ANSWERED = "appeal_answered", _("trả lời khiếu nại")
    RESULT_OFFICIAL = "result_official", _("kết quả chính thức")
    CERTIFICATE_READY = "certificate_ready", _("giấy chứng nhận")
    REMINDER = "reminder", _("nhắc dự thi")
    INITIATIVE_STEP = "initiative_step", _("tin về ý tưởng đã gửi")
    INITIATIVE_DUE = "initiative_due", _("ý tưởng chờ đơn vị trả lời")
    WORK_RECEIVED = "work_received", _("biên nhận bài viết")
    WORKS_TO_MARK = "works_to_mark", _("nhắc giám khảo chấm bài")
    WORK_SIEVED = "work_sieved", _("kết quả sơ loại bài dự thi")
    WORK_ONWARD = "work_onward", _("hỏi tác giả về bài dự thi")
    FILE_REFUSED = "file_refused", _("tệp không nhận được")
    ROSTER_INVITATION = "roster_invitation", _("lời mời dự thi")


class Channel(models.TextChoices):
    EMAIL = "email", _("thư điện tử")
    PUSH = "push", _("thông báo trên thiết bị")
    SMS = "sms", _("tin nhắn SMS")


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("đang chờ gửi")
    SENDING = "sending", _("đang gửi")
    SENT = "sent", _("đã gửi")
    FAILED = "failed", _("không gửi được")
    DROPPED = "dropped", _("không gửi nữa")


# A notice that is being sent comes back if the server could not take it, or the process died. A
# mail that was sent fails if it comes back days later.
NOTICE_MOVES: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.WAITING: frozenset({NoticeState.SENDING, NoticeState.DROPPED}),
    NoticeState.SENDING: frozenset({NoticeState.SENT, NoticeState.WAITING, NoticeState.FAILED}),
    NoticeState.SENT: frozenset({NoticeState.FAILED}),
    NoticeState.FAILED: frozenset(),
    NoticeState.DROPPED: frozenset(),
}


class WhyUnsent(models.TextChoices):
    """Why a notice failed or was dropped."""

    CANCELLED = "cancelled", _("người hẹn đã hủy")
    TOO_LATE = "too_late", _("đã quá muộn")
    NOT_CONCERNED = "not_concerned", _("không còn liên quan đến người nhận")
    NOT_WANTED = "not_wanted", _("người nhận không muốn nhận, hoặc không còn địa chỉ")
    NO_SUCH_ADDRESS = "no_such_address", _("địa chỉ không nhận thư")
    REFUSED = "refused", _("máy chủ nhận từ chối nội dung")
    GAVE_UP = "gave_up", _("đã thử nhiều lần")
    RETURNED = "returned", _("thư bị trả lại")
    OVER_LIMIT = "over_limit", _("cuộc thi đã hết mức tin nhắn")


class StopReason(models.TextChoices):
    UNSUBSCRIBED = "unsubscribed", _("người nhận thôi nhận")
    NO_SUCH_ADDRESS = "no_such_address", _("địa chỉ không nhận thư")


class Mailing(models.Model):
    """One occasion told to many people; a job writes their notices, a batch at a time.

    `audience` is what the app that knows the people finds them by. `after` is how far the job has
    come. Contests are named by number: this app knows none."""

    occasion = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=NoticeKind)
    contest = models.BigIntegerField(null=True)
    audience = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    most = models.PositiveIntegerField(null=True, help_text="so many people at most")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    after = models.BigIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0, help_text="people with a notice by now")
    written_at = models.DateTimeField(null=True, help_text="all notices are written")
    cancelled_at = models.DateTimeField(null=True)
    stopped = models.PositiveIntegerField(
        default=0, db_default=0, help_text="who would have been told, had it not been cancelled"
    )

    class Meta:
        ordering = ("-due_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("occasion",), condition=Q(cancelled_at=None), name="mailing_once"
            ),
        )
        indexes = (models.Index(fields=("contest", "-due_at")),)

    def __str__(self) -> str:
        return self.occasion


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, at: datetime) -> NoticeQuerySet:
        return self.filter(state=NoticeState.WAITING, due_at__lte=at)


class Notice(models.Model):
    """One person, or one bare address, is told of one occasion by one channel, once.

    `recipient` is the person's number, or a keyed hash of the address. `address` is kept only
    until the notice is sent, and only where no account knows it. `code` is the message's number
    in the mail, the same at each try. `sent_to` is the hash of the address that it went to, so that
    a mail that comes back stops that one, whatever its person's address is by then."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=NoticeKind)
    channel = models.CharField(max_length=20, choices=Channel)
    occasion = models.CharField(max_length=120)
    recipient = models.CharField(max_length=70)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    address = models.EmailField(blank=True)
    contest = models.BigIntegerField(null=True)
    mailing = models.ForeignKey(
        Mailing, null=True, on_delete=models.SET_NULL, related_name="notices"
    )
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=NoticeState, default=NoticeState.WAITING)
    why = models.CharField(max_length=20, choices=WhyUnsent, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, help_text="later another process may take it")
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("occasion", "recipient", "channel"), name="notice_once"
            ),
        )
        indexes = (
            models.Index(fields=("state", "due_at")),
            # What was sent in the last hour is counted for each batch.
            models.Index(
                fields=("sent_at",), condition=~Q(sent_at=None), name="notice_sent_lately"
            ),
            models.Index(fields=("contest", "-made_at")),
        )

    def __str__(self) -> str:
        return str(self.code)


class DeclinedNotice(models.Model):
    """A person does not want notices of this kind about this contest by this channel."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declined_notices"
    )
    contest = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=NoticeKind)
    channel = models.CharField(max_length=20, choices=Channel)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "contest", "kind", "channel"), name="declined_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} / {self.contest}: {self.kind}, {self.channel}"


class TextsWanted(models.Model):
    """A person chose to get notices as text messages, too."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="texts_wanted"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)


class ContestTexts(models.Model):
    """How many text messages a contest has sent; notices go after 90 days, and this stays."""

    contest = models.BigIntegerField(unique=True)
    sent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.contest}: {self.sent}"


class OwnQuietHours(models.Model):
    """From one hour to another, over midnight or not, this person is sent nothing."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_quiet_hours"
    )
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(begins__lte=23, ends__lte=23) & ~Q(begins=models.F("ends")),
                name="own_quiet_hours_are_some",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.begins}-{self.ends}"


class StoppedAddress(models.Model):
    """Keyed hash of an address that gets no notices: it does not exist, or its owner said no.

    Whoever has an account says no in `DeclinedNotice`; this is for those who have none."""

    EVERYWHERE = 0  # in place of a contest

    digest = models.CharField(max_length=64)
    contest = models.BigIntegerField(default=EVERYWHERE)
    why = models.CharField(max_length=20, choices=StopReason)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("digest", "contest"), name="stopped_address_once"),
        )

    def __str__(self) -> str:
        return self.digest[:8]


class PushSubscription(models.Model):
    """A browser whose person allowed notices on it; the push service may end it at any time."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the endpoint")
    endpoint = models.TextField()
    point = models.CharField(max_length=100, help_text="the browser's public key")
    secret = models.CharField(max_length=30, help_text="shared with the browser, of this use only")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:8]
