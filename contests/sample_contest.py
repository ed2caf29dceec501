"""Loads the sample contest: three weekly rounds around a moment, and people who show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db import transaction

from contests.models import (
    AttemptPolicy,
    Contest,
    Division,
    Entry,
    PredictionTarget,
    Round,
    Section,
)
from contests.planning.contests import create_contest, publish_contest
from contests.planning.publish_round import publish_round
from contests.planning.reuse import Reuse
from contests.planning.rounds import create_round
from contests.registration.entries import register_entry
from questionbank.models import Axis, BankRole, Difficulty
from quizsite.accounts.consents import current_text, give_consent
from quizsite.accounts.models import Unit, UnitContact, User

SLUG = "cchc-thu-do-2026"
UNIT = "so-noi-vu"
ORGANISER, CONTACT, PARTICIPANT = (
    "to-chuc@example.vn",
    "dau-moi@example.vn",
    "thi-sinh@example.vn",
)
_WEEK = timedelta(days=7)
_CHAIN = ["correct", "prediction", "time_used", "submitted_earlier", "lots"]
_SUMMARY = (
    "Ba tuần thi trực tuyến về chương trình cải cách hành chính, dành cho cán bộ, công chức, "
    "viên chức và người dân Thủ đô."
)
_PRIZES = """Ví dụ: mỗi tuần, mỗi bảng một giải Nhất, hai giải Nhì, ba giải Ba
Ví dụ: giải tập thể cho ba đơn vị có tỷ lệ tham gia cao nhất"""
# Questions of an axis by difficulty ("" = any), for the two first axes and for the others.
_BLUEPRINTS = {
    "cbccvc": {"de": 1, "trung-binh": 1, "kho": 1},
    "nguoi-dan": {"de": 2, "trung-binh": 1},
}
_QUESTIONS = 20


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
    publish_contest(contest, by=people.organiser, at=before)
    windows = (
        (opens_at - _WEEK, opens_at - timedelta(hours=1)),
        (opens_at, opens_at + _WEEK),
        (opens_at + _WEEK, opens_at + 2 * _WEEK),
    )
    for number, (start, end) in enumerate(windows, start=1):
        _publish(contest, number=number, window=(start, end), by=people.organiser, at=before)
    _enter(contest, people.participant, unit=unit, at=before + timedelta(days=1))
    return contest


def _publish(
    contest: Contest, *, number: int, window: tuple[datetime, datetime], by: User, at: datetime
) -> None:
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
    create_round(round, sections=_sections(contest), by=by, at=at)
    publish_round(
        round,
        by=by,
        at=at + timedelta(hours=number),
        reuse=Reuse.ACCEPT,
        reason="Dữ liệu mẫu: ba tuần dùng chung một ngân hàng nhỏ.",
    )


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
        consent_text=current_text(),
        at=at,
    )


def _people(unit: Unit, *, at: datetime, password: str) -> People:
    people = People(
        organiser=_account(ORGANISER, "Nguyễn Thu Hà", unit=None, at=at, password=password),
        contact=_account(CONTACT, "Trần Quốc Minh", unit=unit, at=at, password=password),
        participant=_account(PARTICIPANT, "Lê Thị Mai", unit=unit, at=at, password=password),
    )
    people.organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    for kind in BankRole.Kind:
        BankRole.objects.get_or_create(user=people.organiser, kind=kind)
    UnitContact.objects.get_or_create(user=people.contact, unit=unit, defaults={"since": at.date()})
    return people


def _account(email: str, name: str, *, unit: Unit | None, at: datetime, password: str) -> User:
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
