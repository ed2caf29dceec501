"""Entries and papers as the person who made them reads and downloads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.attempts.rules import detail_shown
from contests.eligibility.details import details_of
from contests.models import (
    Allowance,
    Answer,
    Appeal,
    AppealState,
    Attempt,
    BarredPerson,
    CaseState,
    ContestOrganiser,
    Entry,
    EntryMark,
    IntegrityCase,
    MarkKind,
    ResultDetail,
)
from contests.points import score_words
from contests.registration.bars import names_account
from questionbank.models import QuestionKind, Revision
from questionbank.question_types.registry import QUESTION_TYPES, TYPED_TYPES
from questionbank.question_types.written import answer_of
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row

_CHUNK = 100  # papers, each with its answers


def _entries(user: User, at: datetime) -> Iterable[Row]:
    own = Entry.objects.of(user).select_related(
        "contest", "division", "unit", "age", "prizeless_line"
    )
    own = own.prefetch_related("qualifications__round", "admissions__round")
    for entry in own.order_by("registered_at", "pk"):
        stages = ", ".join(one.round.title for one in entry.qualifications.all())
        yield {
            _("Cuộc thi"): entry.contest.title,
            _("Bảng thi"): entry.division.name,
            _("Đơn vị"): entry.unit.name,
            **({_("Lĩnh vực đã chọn"): entry.field} if entry.field else {}),
            **({_("Được vào kỳ"): stages} if stages else {}),
            _("Tên hiện công khai"): entry.display_name,
            _("Đăng ký lúc"): entry.registered_at,
            _("Cam kết lúc"): entry.pledged_at,
            _("Bị loại lúc"): entry.voided_at,
            _("Lý do bị loại"): entry.void_reason,
            **_prizeless(entry),
            **_age_of(entry),
        }
        yield from _admissions(entry)
    for role in ContestOrganiser.objects.filter(user=user).select_related("contest"):
        yield {_("Vai"): _("ban tổ chức"), _("Cuộc thi"): role.contest.title, _("Từ"): role.since}
    for past in user.past_roles.select_related("contest"):
        yield {
            _("Vai đã thôi"): str(past),
            _("Cuộc thi"): past.contest.title if past.contest else None,
            _("Từ"): past.since,
            _("Đến"): past.until,
        }


def _admissions(entry: Entry) -> Iterable[Row]:
    for one in entry.admissions.all():
        yield {
            _("Kỳ thi"): one.round.title,
            _("Ban tổ chức cho vào kỳ"): _("có") if one.is_admitted else _("không"),
            _("Lý do"): one.reason,
            _("Quyết định lúc"): one.decided_at,
        }


def _prizeless(entry: Entry) -> Row:
    line = getattr(entry, "prizeless_line", None)
    if line is None:
        return {}
    return {_("Không xét giải từ"): line.since, _("Lý do không xét giải"): line.reason}


def _age_of(entry: Entry) -> Row:
    age = getattr(entry, "age", None)
    if age is None:
        return {}
    return {
        _("Năm sinh"): age.birth_year,
        _("Người giám hộ"): age.guardian_name,
        _("Quan hệ"): age.get_guardian_relation_display(),
        _("Người giám hộ đồng ý lúc"): age.guardian_agreed_at,
        _("Người dự thi đồng ý lúc"): age.child_agreed_at,
    }


def _details(user: User, at: datetime) -> Iterable[Row]:
    own = Entry.objects.of(user).filter(detail__isnull=False).select_related("contest", "detail")
    for entry in own.order_by("registered_at", "pk"):
        said = {label[:1].upper() + label[1:]: value for label, value in details_of(entry)}
        if said:
            yield {_("Cuộc thi"): entry.contest.title, **said}


def _competing(user: User, at: datetime) -> Iterable[Row]:
    """No digest, no likeness to others, and of a bar nothing that may be of somebody else."""
    for bar in BarredPerson.objects.filter(names_account(user)).select_related("contest"):
        yield {
            _("Danh sách không được dự thi"): bar.contest.title,
            _("Ghi theo"): _listed_by(bar, user),
            _("Ghi lúc"): bar.barred_at,
        }
    yield from _cases(user)
    marks = EntryMark.objects.filter(entry__user=user).order_by("contest", "kind")
    for title, kind in marks.values_list("contest__title", "kind").distinct():
        yield {_("Cuộc thi"): title, _("Dấu để tìm đăng ký"): MarkKind(kind).label}


def _cases(user: User) -> Iterable[Row]:
    """Only those a person has looked at: what a number proposes says nothing of anybody.

    No other entry of the case is named, nor the organisers' reason, which may speak of others."""
    seen = IntegrityCase.objects.exclude(state=CaseState.WAITING).filter(entries__user=user)
    for one in seen.select_related("round__contest").order_by("decided_at", "pk"):
        yield {
            _("Cuộc thi"): one.round.contest.title,
            _("Kỳ thi"): one.round.title,
            _("Dấu hiệu ban tổ chức đã xem"): one.get_kind_display(),
            _("Ban tổ chức ghi"): one.get_state_display(),
            _("Ghi lúc"): one.decided_at,
        }


def _given(user: User, at: datetime) -> Iterable[Row]:
    own = Allowance.objects.filter(entry__user=user).select_related("round__contest")
    for one in own:
        yield {
            _("Cuộc thi"): one.round.contest.title,
            _("Kỳ thi"): one.round.title,
            _("Thời gian thêm (giây)"): one.extra_s,
            _("Số lượt thêm"): one.extra_attempts,
            _("Thi bù từ"): one.opens_at,
            _("Thi bù đến"): one.ends_at if one.opens_at else None,
            _("Lý do"): one.reason,
            _("Cho lúc"): one.given_at,
            _("Thu hồi lúc"): one.withdrawn_at,
        }


def _listed_by(bar: BarredPerson, user: User) -> str | None:
    """The person's own address or number that the line holds; it may hold another's as well."""
    own = [one for one in (user.email, user.phone) if one and one in {bar.email, bar.phone}]
    return ", ".join(own) or _("tài khoản này")


def _attempts(user: User, at: datetime) -> Iterable[Row]:
    """Scores only as far as they are released."""
    own = Attempt.objects.of(user).select_related("round__contest", "text_mark")
    own = own.prefetch_related("answers")
    others = Revision.objects.exclude(kind=QuestionKind.CHOICE).order_by()
    # Few: most have options to choose.
    kinds = {pk: (kind, said) for pk, kind, said in others.values_list("pk", "kind", "options")}
    for attempt in own.order_by("started_at", "pk").iterator(chunk_size=_CHUNK):
        shows = detail_shown(attempt, round=attempt.round, at=at) is not ResultDetail.NOTHING
        yield {
            _("Cuộc thi"): attempt.round.contest.title,
            _("Kỳ thi"): attempt.round.title,
            _("Lượt"): attempt.number,
            _("Bắt đầu"): attempt.started_at,
            _("Kết thúc"): attempt.finished_at,
            _("Câu đúng"): attempt.correct_count if shows else None,
            _("Số câu"): attempt.question_count,
            _("Điểm"): _points(attempt) if shows else None,
            _("Đã chọn"): _chosen(attempt, kinds),
            _("Loại thiết bị"): attempt.get_device_display(),
        }


def _points(attempt: Attempt) -> str:
    return score_words(attempt, scale=attempt.round.points_scale)


def _appeals(user: User, at: datetime) -> Iterable[Row]:
    """An answer is shown once it is confirmed."""
    own = Appeal.objects.filter(entry__user=user).select_related("contest", "round")
    for appeal in own.order_by("made_at", "pk"):
        is_decided = appeal.state in {AppealState.ACCEPTED, AppealState.REFUSED}
        yield {
            _("Cuộc thi"): appeal.contest.title,
            _("Kỳ thi"): appeal.round.title if appeal.round else None,
            _("Khiếu nại về"): appeal.get_kind_display(),
            _("Câu"): appeal.position,
            _("Nội dung"): appeal.text,
            _("Gửi lúc"): appeal.made_at,
            _("Kết luận"): appeal.get_state_display() if is_decided else None,
            _("Trả lời"): appeal.answer if is_decided else None,
        }


def _chosen(attempt: Attempt, kinds: Mapping[int, tuple[str, list[str]]]) -> str:
    """What was answered, as the paper showed it; position 0 is the prediction plus one."""
    answers = {answer.position: answer for answer in attempt.answers.all()}
    said = []
    for position in sorted(answers.keys() - {0}):
        pk, order = attempt.paper[position - 1]
        kind, options = kinds.get(pk, (QuestionKind.CHOICE, ()))
        given = answer_of(answers[position].choice, answers[position].text)
        of_kind = QUESTION_TYPES[kind]
        if kind in TYPED_TYPES:
            words = ", ".join(of_kind.answer_texts(options, order, given))
        else:
            words = of_kind.answer_letters(order, given)
        said.append(f"{position}: {words or '–'}")
    if 0 in answers and answers[0].choice:
        said.append(_last_words(attempt, answers[0]))
    return "; ".join(said)


def _last_words(attempt: Attempt, answer: Answer) -> str:
    if not attempt.round.asks_words:
        return _("dự đoán: %(n)d") % {"n": answer.choice - 1}
    words = _("câu hỏi phụ: %(text)s") % {"text": answer.text or "–"}
    mark = getattr(attempt, "text_mark", None)
    if mark is None or not (mark.confirmed_at and attempt.round.true_predictions):
        return words
    return _("%(words)s (%(mark)d điểm)") % {"words": words, "mark": mark.mark}


CONTEST_HOLDINGS = (
    Holding(
        "entries",
        gettext_lazy("Các cuộc thi bạn đăng ký"),
        gettext_lazy("để tổ chức thi, xếp hạng và tính tỷ lệ tham gia của đơn vị"),
        gettext_lazy("12 tháng sau kỳ thi cuối; kết quả đã chốt được giữ mà không còn tên"),
        _entries,
    ),
    Holding(
        "entry_details",
        gettext_lazy("Thông tin bạn ghi khi đăng ký dự thi"),
        gettext_lazy("để xét đúng đối tượng và việc mà thể lệ của từng cuộc thi nêu"),
        gettext_lazy(
            "số ngày mà thể lệ nêu, tính từ khi chốt kỳ cuối; nhóm đối tượng thì cùng với kết quả"
        ),
        _details,
    ),
    Holding(
        "competing",
        gettext_lazy("Danh sách không được dự thi, dấu để tìm trùng và dấu hiệu đã xét"),
        gettext_lazy("để mỗi người dự thi một lần, đúng đối tượng và tự làm bài"),
        gettext_lazy("90 ngày sau khi chốt kỳ cuối cùng của cuộc thi"),
        _competing,
    ),
    Holding(
        "allowances",
        gettext_lazy("Thêm giờ, thêm lượt, thi bù"),
        gettext_lazy("để mọi người có cơ hội như nhau khi có sự cố hoặc cần hỗ trợ riêng"),
        gettext_lazy("cùng với kết quả của kỳ thi; lý do được xóa khi bạn xóa dữ liệu"),
        _given,
    ),
    Holding(
        "attempts",
        gettext_lazy("Bài làm"),
        gettext_lazy(
            "để chấm bài, xếp hạng và giải quyết khiếu nại; loại thiết bị (điện thoại, máy tính "
            "bảng, máy tính) chỉ để báo cáo tỷ lệ"
        ),
        gettext_lazy(
            "cùng với kết quả của kỳ thi; loại thiết bị được xóa sau 12 tháng, hoặc khi bạn xóa dữ "
            "liệu"
        ),
        _attempts,
    ),
    Holding(
        "appeals",
        gettext_lazy("Khiếu nại bạn gửi"),
        gettext_lazy("để ban tổ chức xét và trả lời"),
        gettext_lazy("12 tháng sau kỳ thi cuối, hoặc đến khi bạn xóa dữ liệu"),
        _appeals,
    ),
)
