"""What initiatives keep about a person, how long, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.initiatives.files import remove_files
from contests.models import (
    Applicant,
    ColumnKeeper,
    CouncilBallot,
    CouncilMember,
    Initiative,
    InitiativeFile,
    InitiativeSender,
    InitiativeState,
    OfficialReply,
    Voice,
)
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule, contact_data_kept_for

S = InitiativeState
# Somebody still waits to hear of these.
_GOING_ON = (S.RECEIVED, S.CONSIDERED, S.PILOTED, S.APPLIED, S.BEFORE_COUNCIL)
_REPLIED = Q(initiative__referrals__replied_at__isnull=False)


def _sent(user: User, at: datetime) -> Iterable[Row]:
    for one in InitiativeSender.objects.filter(user=user).select_related("initiative"):
        idea = one.initiative
        yield {
            _("Ý tưởng"): idea.title,
            _("Vấn đề"): idea.problem,
            _("Cách làm"): idea.solution,
            _("Tên đã ghi"): one.full_name,
            _("Tên hiện công khai"): idea.public_name,
            _("Gửi lúc"): idea.sent_at,
            _("Tệp kèm theo"): ", ".join(file.name for file in idea.files.all()),
            _("Đồng ý trưng bày"): _("có") if idea.may_be_shown else _("không"),
            _("Phản hồi khi bị ẩn"): idea.objection,
        }


def _voices(user: User, at: datetime) -> Iterable[Row]:
    for one in Voice.objects.filter(user=user).select_related("initiative"):
        yield {_("Ủng hộ ý tưởng"): one.initiative.title, _("Lúc"): one.given_at}


def _deeds(user: User, at: datetime) -> Iterable[Row]:
    for one in Applicant.objects.filter(user=user).select_related("application"):
        yield {
            _("Tác giả trong đơn"): one.application.title,
            _("Tỷ lệ đóng góp (%)"): one.share_percent,
        }
    for ballot in CouncilBallot.objects.filter(user=user).select_related("application"):
        yield {
            _("Biểu quyết"): ballot.application.title,
            _("Đồng ý"): ballot.is_in_favour,
            _("Nhận xét"): ballot.remark,
            _("Lúc"): ballot.cast_at,
        }
    for reply in OfficialReply.objects.filter(by=user).select_related("referral__initiative"):
        yield {
            _("Thay đơn vị trả lời"): reply.referral.initiative.title,
            _("Nội dung"): reply.text,
            _("Lúc"): reply.at,
        }


def _roles(user: User) -> list[str]:
    seats = CouncilMember.objects.filter(user=user).select_related("council")
    held = [_("hội đồng “%(name)s”") % {"name": one.council.name} for one in seats]
    if ColumnKeeper.objects.filter(user=user).exists():
        held.append(_("phụ trách chuyên mục sáng kiến"))
    return held


def _stays(user: User, at: datetime) -> list[str]:
    said = []
    if InitiativeSender.objects.filter(user=user).exists():
        said.append(_("Ý tưởng bạn đã gửi, không còn tên và cách liên hệ của bạn."))
    if Applicant.objects.filter(user=user).exists():
        said.append(_("Tên tác giả trong đơn công nhận sáng kiến đã nộp, theo hồ sơ của hội đồng."))
    return said


def _erase(user: User, at: datetime) -> None:
    """The idea stays without the person; what they told of themselves in an objection goes."""
    sent = Initiative.objects.filter(sender__user=user)
    remove_files(InitiativeFile.objects.filter(initiative__in=sent))
    sent.update(public_name="", objection="", may_be_shown=False)
    InitiativeSender.objects.filter(user=user).delete()
    Voice.objects.filter(user=user).delete()
    CouncilBallot.objects.filter(user=user).update(user=None)
    OfficialReply.objects.filter(by=user).update(by=None)
    Applicant.objects.filter(user=user).update(user=None)


def _old_senders(before: datetime) -> QuerySet[InitiativeSender]:
    """A year after the last step, unless the idea is still on its way without a reply."""
    waiting = Q(initiative__state__in=_GOING_ON, initiative__hidden_at=None) & ~_REPLIED
    return InitiativeSender.objects.filter(initiative__changed_at__lt=before).exclude(waiting)


@transaction.atomic
def _forget(senders: QuerySet[InitiativeSender], at: datetime) -> None:
    Initiative.objects.filter(sender__in=senders).update(public_name="")
    InitiativeSender.objects.filter(pk__in=list(senders.values_list("pk", flat=True))).delete()


def _old_files(before: datetime) -> QuerySet[InitiativeFile]:
    return InitiativeFile.objects.filter(initiative__changed_at__lt=before)


def _remove_files(files: QuerySet[InitiativeFile], at: datetime) -> None:
    remove_files(files)


HOLDINGS = (
    Holding(
        "initiatives",
        gettext_lazy("Ý tưởng, sáng kiến bạn gửi"),
        gettext_lazy("để trả lời bạn và báo từng bước của ý tưởng"),
        gettext_lazy("tên và cách liên hệ: 12 tháng sau bước cuối; ý tưởng thì ở lại, không tên"),
        _sent,
    ),
    Holding(
        "voices",
        gettext_lazy("Ý tưởng bạn ủng hộ"),
        gettext_lazy("để mỗi người được tính một lượt; trang chỉ hiện số người"),
        gettext_lazy("đến khi bạn thôi ủng hộ hoặc xóa dữ liệu"),
        _voices,
    ),
    Holding(
        "recognition",
        gettext_lazy("Đơn công nhận sáng kiến, biểu quyết và trả lời của bạn"),
        gettext_lazy("để hội đồng xét và đơn vị trả lời theo quy định"),
        gettext_lazy("cùng với hồ sơ của sáng kiến"),
        _deeds,
    ),
)
RULES = (
    RetentionRule(
        "initiative_senders",
        gettext_lazy("Tên và cách liên hệ của người gửi ý tưởng"),
        contact_data_kept_for,
        gettext_lazy("để báo kết quả; tính từ bước cuối cùng của ý tưởng, đã được trả lời"),
        _old_senders,
        _forget,
    ),
    RetentionRule(
        "initiative_files",
        gettext_lazy("Tệp kèm theo ý tưởng"),
        contact_data_kept_for,
        gettext_lazy("để xem xét ý tưởng; tính từ bước cuối cùng của ý tưởng"),
        _old_files,
        _remove_files,
    ),
)
KEEPER = Keeper(roles=_roles, stays=_stays, erase=_erase)
