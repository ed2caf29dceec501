"""Loads the sample contest: three weekly rounds around a moment, and people who show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db import transaction

from contests.eligibility.details import Details
from contests.eligibility.rules import Places
from contests.eligibility.settings import set_asked_details, set_rule
from contests.models import (
    AskedDetail,
    AttemptPolicy,
    CollectiveMeasure,
    CollectiveRule,
    Contest,
    DetailKind,
    Division,
    DivisionRule,
    DoubleRole,
    Entry,
    PredictionTarget,
    Prize,
    PrizeKind,
    Quota,
    Round,
    Section,
    StudyItem,
    TieCriterion,
    UnitAsked,
)
from contests.planning.contests import create_contest, publish_contest
from contests.planning.prizes import save_collective_rule, save_prize
from contests.planning.publish_round import publish_round
from contests.planning.reuse import Reuse
from contests.planning.rounds import create_round
from contests.planning.tie_chains import with_points
from contests.practice.answers import note_answer
from contests.practice.progress import keep_progress
from contests.practice.questions import practicable_of_sets
from contests.practice.study import add_item
from contests.quotas.settings import add_quotas
from contests.registration.conditions import Brought
from contests.registration.entries import register_entry
from contests.sample_analysis import keep_apart
from contests.sample_panel import PEOPLE as JURY
from contests.sample_panel import add_sample_panel
from contests.sample_roster import add_sample_roster
from contests.subjects import organiser, organisers_of
from questionbank.models import Axis, BankRole, Difficulty, LegalDocument
from questionbank.subjects import author
from quizsite.accounts.consents import AT_ENTRY, current_text, current_texts, give_consent
from quizsite.accounts.models import HeadcountCategory, Unit, UnitContact, UnitKind, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

SLUG = "cchc-thu-do-2026"
UNIT = "so-noi-vu"
DEPARTMENTS = "so"
ORGANISER, CONTACT, PARTICIPANT = (
    "to-chuc@example.vn",
    "dau-moi@example.vn",
    "thi-sinh@example.vn",
)
_WEEK = timedelta(days=7)
_CHAIN = ["correct", "prediction", "time_used", "submitted_earlier", "lots"]
# This round shows a condition of prizes, questions with points, and a sub-question in words.
_STRICT = 3
# Hundredths of each question, by the division's audience and the difficulty: 100 points a paper.
_POINTS = {
    "cbccvc": {"de": 400, "trung-binh": 500, "kho": 600, "": 500},
    "nguoi-dan": {"de": 450, "trung-binh": 600, "": 500},
}
_TAKEN_AWAY = 100
_IN_WORDS = "Một việc nhỏ nào ở bộ phận một cửa nên đổi trước?"
_SUMMARY = (
    "Ba tuần thi trực tuyến về chương trình cải cách hành chính, dành cho cán bộ, công chức, "
    "viên chức và người dân Thủ đô."
)
_PRIZES = "Các giải ở đây chỉ là ví dụ."
# Of each week and division: title, seats, đồng.
_WEEKLY = (("Nhất", 1, 1_000_000), ("Nhì", 2, 700_000), ("Ba", 3, 500_000))
# Questions of an axis by difficulty ("" = any), for the two first axes and for the others.
_BLUEPRINTS = {
    "cbccvc": {"de": 1, "trung-binh": 1, "kho": 1},
    "nguoi-dan": {"de": 2, "trung-binh": 1},
}
_QUESTIONS = 20
_CATEGORIES = (
    HeadcountCategory.LEADER,
    HeadcountCategory.HEAD,
    HeadcountCategory.OFFICIAL,
    HeadcountCategory.ONE_STOP,
    HeadcountCategory.EMPLOYEE,
)
_WITH_QUOTAS = ("so", "phuong", "xa")
_ASKED_FOR = "dữ liệu mẫu: xem lĩnh vực nào quan tâm cải cách hành chính"
# Code of the axis, title, number of a document, link, text.
_STUDY_ITEMS = (
    ("", "Chương trình tổng thể cải cách hành chính", "76/NQ-CP", "", "Đọc kỹ Mục II và Mục III."),
    (
        *("2", "Nộp hồ sơ ở đâu", "118/2025/NĐ-CP", "https://dichvucong.gov.vn/"),
        "Tài liệu mẫu: Cổng Dịch vụ công quốc gia là nơi nộp hồ sơ trực tuyến.",
    ),
    ("4", "Luật Cán bộ, công chức năm 2025", "80/2025/QH15", "", ""),
    ("6", "Luật Chuyển đổi số (dữ liệu mẫu)", "148/2025/QH15", "", ""),
)
_COMMON_AXIS = "6"  # what there is to read of it is for everybody, not of this contest


@dataclass(frozen=True, slots=True)
class People:
    organiser: User
    contact: User
    participant: User


@transaction.atomic
def load_sample_contest(*, at: datetime, password: str) -> Contest:
    """Load it after the sample units and bank; a second time only sets the passwords."""
    unit = Unit.objects.get(code=UNIT)
    people = _people(unit, at=at - 4 * _WEEK, password=password)
    found = Contest.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    opens_at = at.replace(minute=0, second=0, microsecond=0)
    before = opens_at - 2 * _WEEK
    contest = create_contest(
        Contest(
            slug=SLUG,
            title="Tìm hiểu cải cách hành chính Thủ đô 2026",
            summary=_SUMMARY,
            organiser_name="Ban tổ chức cuộc thi mẫu",
            contact="to-chuc@example.vn",
            prizes=_PRIZES,
            tie_chain=_CHAIN,
            is_sample=True,
        ),
        divisions=[
            Division(
                name="Cán bộ, công chức, viên chức", audience="cbccvc", headcount_category="cbccvc"
            ),
            Division(name="Người dân", audience="nguoi-dan"),
        ],
        by=people.organiser,
        at=before,
    )
    _approve_double_role(contest, people.organiser, at=before)
    _say_who_may_enter(contest, by=people.organiser, at=before)
    _list_collective_prizes(contest, by=people.organiser, at=before)
    _add_study_items(contest, by=people.organiser, at=before)
    publish_contest(contest, by=people.organiser, at=before)
    windows = (
        (opens_at - _WEEK, opens_at - timedelta(hours=1)),
        (opens_at, opens_at + _WEEK),
        (opens_at + _WEEK, opens_at + 2 * _WEEK),
    )
    for number, (start, end) in enumerate(windows, start=1):
        round = _publish(
            contest, number=number, window=(start, end), by=people.organiser, at=before
        )
        if number == 1:
            keep_apart(round, by=people.organiser, at=before)
    _enter(contest, people.participant, unit=unit, at=before + timedelta(days=1))
    roster = {"entrant": people.participant, "contact": people.contact}
    add_sample_roster(contest, unit, **roster, at=before + timedelta(days=1))
    _add_panel(contest, at=at, password=password)
    _practise(people.participant, at=at)
    return contest


def _add_panel(contest: Contest, *, at: datetime, password: str) -> None:
    jury = {
        email: sample_account(email, name, unit=None, at=at - 4 * _WEEK, password=password)
        for email, name, _role in JURY
    }
    add_sample_panel(contest, jury, at=at)


def _add_study_items(contest: Contest, *, by: User, at: datetime) -> None:
    axes, numbers = {one.code: one for one in Axis.objects.all()}, LegalDocument.objects
    for code, title, document, url, text in _STUDY_ITEMS:
        item = StudyItem(axis=axes.get(code), title=title, url=url, text=text)
        item.document = numbers.filter(number=document).first()
        if code == _COMMON_AXIS:
            add_item(item, by=author(by), at=at)
        else:
            item.contest = contest
            add_item(item, by=organiser(by), at=at)


def _practise(user: User, *, at: datetime) -> None:
    """Answer most practice questions days ago, every axis otherwise, and some of them again."""
    keep_progress(user, at=at - _WEEK)
    for n, one in enumerate(practicable_of_sets(at=at)[:-3]):
        first = note_answer(user, one.question, is_right=n % 4 > 0, times=0, at=at - _WEEK)
        if n % 2:
            again_at = at - timedelta(days=2)
            note_answer(user, one.question, is_right=n % 7 > 0, times=first.times, at=again_at)


def _approve_double_role(contest: Contest, user: User, *, at: datetime) -> None:
    """One person shows every desk, which takes an approval; there is nobody else to give it."""
    reason = "Dữ liệu mẫu: một người giữ cả hai vai để giới thiệu."
    said = {"approved_at": at, "is_alone": True, "reason": reason}
    DoubleRole.objects.create(contest=contest, user=user, approved_by=user, **said)
    about, kind = organisers_of(contest, user), AuditKind.DOUBLE_ROLE_APPROVED
    record(about, kind=kind, by=organiser(user), at=at, reason=reason)


def _say_who_may_enter(contest: Contest, *, by: User, at: datetime) -> None:
    """Civil servants say which group they are of, so that quotas of units count them."""
    civil, residents = contest.divisions.order_by("position")
    rule = DivisionRule(division=civil, categories=list(_CATEGORIES))
    set_rule(rule, places=Places(), by=by, at=at)
    anywhere = DivisionRule(division=residents, unit_asked=UnitAsked.OPTIONAL)
    set_rule(anywhere, places=Places(), by=by, at=at)
    asked = AskedDetail(kind=DetailKind.FIELD_OF_WORK, purpose=_ASKED_FOR)
    set_asked_details(contest, [asked], by=by, at=at)
    kinds = UnitKind.objects.in_bulk(_WITH_QUOTAS, field_name="code")
    for quota in (
        Quota(category=HeadcountCategory.LEADER, at_least=1, is_compulsory=True),
        Quota(category=HeadcountCategory.CIVIL, percent=10, is_compulsory=False),
    ):
        add_quotas(contest, quota, kinds=kinds.values(), by=by, at=at)


def _publish(
    contest: Contest, *, number: int, window: tuple[datetime, datetime], by: User, at: datetime
) -> Round:
    round = Round(
        contest=contest,
        title=f"Tuần {number}",
        opens_at=window[0],
        closes_at=window[1],
        time_limit_s=20 * 60,
        attempt_policy=AttemptPolicy.PER_ROUND,
        attempt_limit=3,
        prediction_target=PredictionTarget.ALL_CORRECT,
        tie_chain=_CHAIN,
    )
    sections = _sections(contest)
    if number == _STRICT:
        _make_strict(round, sections)
    create_round(round, sections=sections, by=by, at=at)
    for position, (title, count, value) in enumerate(_WEEKLY, start=1):
        prize = Prize(contest=contest, round=round, title=title, count=count, value_vnd=value)
        prize.position = position
        save_prize(prize, by=by, at=at)
    publish_round(
        round,
        by=by,
        at=at + timedelta(hours=number),
        reuse=Reuse.ACCEPT,
        reason="Dữ liệu mẫu: ba tuần dùng chung một ngân hàng nhỏ.",
    )
    return round


def _make_strict(round: Round, sections: Iterable[Section]) -> None:
    round.tie_chain = [TieCriterion.COMPLETE, *with_points(_CHAIN)]
    round.prediction_target, round.sub_question = PredictionTarget.TEXT, _IN_WORDS
    round.wrong_points, round.is_partial_credit = _TAKEN_AWAY, True
    for one in sections:
        one.points = _POINTS[one.division.audience][one.difficulty]


def _list_collective_prizes(contest: Contest, *, by: User, at: datetime) -> None:
    """Departments by rate and mean score alike, of those that reach half of their people."""
    rule = CollectiveRule(
        contest=contest,
        title="Khối sở, ngành",
        unit_kind=UnitKind.objects.get(code=DEPARTMENTS),
        measure=CollectiveMeasure.WEIGHTED,
        tie_chain=[CollectiveMeasure.PEOPLE],
        min_percent=50,
    )
    save_collective_rule(rule, by=by, at=at)
    for position, title in enumerate(("Nhất", "Nhì", "Ba"), start=1):
        prize = Prize(contest=contest, collective=rule, title=title, kind=PrizeKind.PRAISE)
        prize.position = position
        save_prize(prize, by=by, at=at)


def _sections(contest: Contest) -> list[Section]:
    """Treat every axis alike, then add a question of any difficulty until there are enough."""
    axes = list(Axis.objects.all())
    sections = []
    for division in contest.divisions.all():
        blueprint = _BLUEPRINTS[division.audience]
        sections += [
            Section(division=division, axis=axis, difficulty=Difficulty(difficulty), count=count)
            for axis in axes
            for difficulty, count in blueprint.items()
        ]
        more = max(0, _QUESTIONS - len(axes) * sum(blueprint.values()))
        sections += [Section(division=division, axis=axis, count=1) for axis in axes[:more]]
    return sections


def _enter(contest: Contest, user: User, *, unit: Unit, at: datetime) -> Entry:
    return register_entry(
        contest,
        user=user,
        division=contest.divisions.get(audience="cbccvc"),
        unit=unit,
        agreed=current_texts(AT_ENTRY).values(),
        at=at,
        brought=Brought(details=Details(category=HeadcountCategory.OFFICIAL)),
    )


def _people(unit: Unit, *, at: datetime, password: str) -> People:
    people = People(
        organiser=sample_account(ORGANISER, "Nguyễn Thu Hà", unit=None, at=at, password=password),
        contact=sample_account(CONTACT, "Trần Quốc Minh", unit=unit, at=at, password=password),
        participant=sample_account(PARTICIPANT, "Lê Thị Mai", unit=unit, at=at, password=password),
    )
    people.organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    for kind in BankRole.Kind:
        BankRole.objects.get_or_create(user=people.organiser, kind=kind, defaults={"since": at})
    UnitContact.objects.get_or_create(user=people.contact, unit=unit, defaults={"since": at.date()})
    return people


def sample_account(
    email: str, name: str, *, unit: Unit | None, at: datetime, password: str
) -> User:
    """Make the account, or give the one there is this password; its address is confirmed."""
    user, _ = User.objects.get_or_create(
        email=email, defaults={"full_name": name, "unit": unit, "date_joined": at}
    )
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    give_consent(user, text=current_text(), at=at, channel="sample")
    return user
