"""Who may do what in a contest, and in which words it is refused."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.attempts.usage import Tally, tally_of
from contests.models import (
    Attempt,
    AttemptPolicy,
    AttemptState,
    Contest,
    ContestOrganiser,
    ContestState,
    Entry,
    ResultDetail,
    Round,
    RoundPhase,
    RoundState,
)
from quizsite.accounts.models import User
from quizsite.accounts.rules import ConsentWithdrawn, check_second_factor
from quizsite.language import moments as words
from quizsite.refusals import Refusal


class ContestRefusal(Refusal):
    """A refusal about contests, rounds and papers."""


class NotOrganiser(ContestRefusal):
    code = "not_organiser"
    status = 404  # a stranger learns nothing of a draft
    message = _("Không tìm thấy trang này.")


class RoundNotOpen(ContestRefusal):
    code = "round_not_open"


class NoAttemptLeft(ContestRefusal):
    code = "no_attempt_left"


class EntryVoided(ContestRefusal):
    code = "entry_voided"


class NoPaperForDivision(ContestRefusal):
    code = "no_paper_for_division"


class ResultNotShown(ContestRefusal):
    code = "result_not_shown"


def check_may_organise(user: User, contest: Contest) -> None:
    if not contest.organisers.filter(pk=user.pk).exists():
        raise NotOrganiser
    check_second_factor(user)


class NotOperator(ContestRefusal):
    code = "not_operator"
    status = 404
    message = _("Không tìm thấy trang này.")


def check_may_see_operations(user: User) -> None:
    """Whether the site is well concerns its staff and whoever organises a contest on it.

    The figures are the site's, of no person and no contest."""
    if not (user.is_staff or ContestOrganiser.objects.filter(user=user).exists()):
        raise NotOperator
    check_second_factor(user)


def check_may_see_processes(user: User) -> None:
    """Which machines and processes there are is the staff's business alone."""
    if not user.is_staff:
        raise NotOperator


def check_round_is_open(round_: Round, *, at: datetime) -> None:
    phase = round_.phase(at)
    if phase is RoundPhase.OPEN:
        return
    if phase is RoundPhase.UPCOMING:
        raise RoundNotOpen(
            _("%(round)s mở lúc %(time)s. Bạn hãy quay lại khi đó.")
            % {"round": round_.title, "time": words.moment(round_.opens_at)}
        )
    raise RoundNotOpen(_("%(round)s đã đóng, không nhận bài mới.") % {"round": round_.title})


def attempts_left(tally: Tally, *, round_: Round) -> int | None:
    """How many papers this person may still start; None means without limit."""
    if round_.attempt_policy == AttemptPolicy.UNLIMITED:
        return None
    if round_.attempt_policy == AttemptPolicy.ONCE:
        return max(0, 1 - tally.sharing_one)
    is_per_day = round_.attempt_policy == AttemptPolicy.PER_DAY
    return max(0, round_.attempt_limit - (tally.today if is_per_day else tally.in_round))


def check_may_start(
    entry: Entry, *, round_: Round, at: datetime, tally: Tally | None = None
) -> None:
    """`tally` is what the caller has read already."""
    if entry.voided_at is not None:
        raise EntryVoided(
            _("Bài dự thi của bạn đã bị loại: %(reason)s. Hãy liên hệ ban tổ chức.")
            % {"reason": entry.void_reason}
        )
    tally = tally or tally_of(entry, round_=round_, at=at)
    if tally.sees_inside:
        raise BarredFromEntering(
            _("Bạn tổ chức cuộc thi này hoặc soạn, duyệt câu hỏi nên không dự thi được.")
        )
    if tally.has_withdrawn:
        raise ConsentWithdrawn
    check_round_is_open(round_, at=at)
    if attempts_left(tally, round_=round_) == 0:
        raise NoAttemptLeft(_no_attempt_left_words(round_))


def _no_attempt_left_words(round_: Round) -> str | Promise:
    if round_.attempt_policy == AttemptPolicy.ONCE:
        return _("Bạn đã dùng lượt thi duy nhất của cuộc thi này.")
    if round_.attempt_policy == AttemptPolicy.PER_DAY:
        return _("Bạn đã dùng hết %(n)d lượt thi hôm nay. Bạn có thể thi tiếp vào ngày mai.") % {
            "n": round_.attempt_limit
        }
    return _("Bạn đã dùng hết %(n)d lượt thi của kỳ này.") % {"n": round_.attempt_limit}


def detail_shown(attempt: Attempt, *, round_: Round, at: datetime) -> ResultDetail:
    """How much of a closed attempt its owner may see now; the key only after the round closed.

    The last paper of a round may still be open for its grace when the round closes, so a key is
    released only once the latest possible save has been judged."""
    if attempt.state == AttemptState.OPEN:
        return ResultDetail.NOTHING
    is_over = round_.phase(at - timedelta(seconds=KEY_DELAY_S)) in {
        RoundPhase.CLOSED,
        RoundPhase.FINALISING,
        RoundPhase.FINALISED,
    }
    return ResultDetail(round_.shown_after_close if is_over else round_.shown_after_submit)


KEY_DELAY_S = 5


def check_may_see_key(attempt: Attempt, *, round_: Round, at: datetime) -> None:
    if detail_shown(attempt, round_=round_, at=at) is not ResultDetail.KEY:
        raise ResultNotShown(_("Đáp án và giải thích được công bố sau khi kỳ thi đóng."))


class ContestNotOpen(ContestRefusal):
    code = "contest_not_open"


class BarredFromEntering(ContestRefusal):
    """Whoever sets, checks or runs a contest does not compete in it."""

    code = "barred_from_entering"


class OrganiserBarred(BarredFromEntering):
    pass


def check_may_enter(user: User, *, contest: Contest, at: datetime) -> None:
    """The contest takes registrations and this person has no hand in its questions or running."""
    if contest.state != ContestState.PUBLISHED:
        raise ContestNotOpen(_("Cuộc thi chưa công bố nên chưa nhận đăng ký."))
    if contest.organisers.filter(pk=user.pk).exists():
        raise OrganiserBarred(_("Bạn thuộc ban tổ chức của cuộc thi này nên không dự thi được."))
    rounds = contest.rounds.public()
    if rounds.exists() and not rounds.filter(closes_at__gt=at).exists():
        raise ContestNotOpen(_("Các kỳ thi đã đóng nên cuộc thi không nhận đăng ký nữa."))
    if user.bank_roles.exists():
        raise BarredFromEntering(
            _("Bạn soạn hoặc duyệt câu hỏi trong ngân hàng nên không dự thi được.")
        )


class TakesPart(ContestRefusal):
    """Whoever competes is given no role that sees into the contest."""

    code = "takes_part"


def check_takes_no_part(user: User, *, at: datetime, contest: Contest | None = None) -> None:
    """In this contest, or in any that is not over."""
    entries = Entry.objects.of(user).valid()
    if contest is not None:
        entries = entries.filter(contest=contest)
    else:
        going_on = Round.objects.exclude(closes_at__lte=at, state=RoundState.FINALISED).exclude(
            closes_at__lte=at, is_practice=True
        )
        entries = entries.filter(Q(contest__rounds=None) | Q(contest__rounds__in=going_on))
    entry = entries.select_related("contest").first()
    if entry is not None:
        raise TakesPart(
            _("%(name)s đã đăng ký dự thi “%(contest)s”. Hãy loại đăng ký đó trước.")
            % {"name": user.full_name, "contest": entry.contest.title}
        )


class MayNotCreateContest(ContestRefusal):
    code = "may_not_create_contest"


def check_may_create_contest(user: User) -> None:
    """A contest speaks in an authority's name, so the site's staff say who may announce one."""
    if not (user.is_staff or user.has_perm("contests.add_contest")):
        raise MayNotCreateContest(
            _("Bạn chưa được quyền tạo cuộc thi. Hãy đề nghị quản trị trang cấp quyền.")
        )
    check_second_factor(user)
