"""Makes accounts, entries and sessions of synthetic people, in bulk, on sample contests only."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import CommandError
from django.db import transaction

from contests.models import Contest, Division, DivisionRule, Entry, EntryDetail
from quizsite.accounts.models import Unit, User
from quizsite.language.names import short_name

MAIL_DOMAIN = "mo-phong.invalid"
_FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
_MIDDLE = ["Văn", "Thị", "Minh", "Thu", "Đức", "Hồng", "Quang", "Ngọc", "Thanh", "Hải"]
_GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hạnh",
    "Hùng",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phúc",
    "Sơn",
    "Thảo",
    "Tú",
]


@dataclass(frozen=True, slots=True)
class Person:
    entry_id: int
    session_key: str
    skill: float


@transaction.atomic
def make_people(
    contest: Contest,
    *,
    count: int,
    skill: float,
    at: datetime,
    rng: random.Random,
    signs_in: bool = True,
) -> list[Person]:
    """Make people with an entry each, spread over divisions and units; refuse a real contest."""
    if not contest.is_sample:
        raise CommandError(
            f"{contest.slug} là cuộc thi thật; chỉ mô phỏng trên cuộc thi mẫu (is_sample)"
        )
    users = _make_users(count, at=at, rng=rng)
    entries = _make_entries(contest, users, at=at, rng=rng)
    return [
        Person(
            entry_id=entry.pk,
            session_key=_open_session(user) if signs_in else "",
            skill=min(0.99, max(0.2, rng.gauss(skill, 0.12))),
        )
        for user, entry in zip(users, entries, strict=True)
    ]


def _make_users(count: int, *, at: datetime, rng: random.Random) -> list[User]:
    first = User.objects.filter(email__endswith=f"@{MAIL_DOMAIN}").count()
    names = [
        f"{rng.choice(_FAMILY)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}" for _ in range(count)
    ]
    return User.objects.bulk_create(
        User(
            full_name=name,
            email=f"nguoi-{first + n}-{rng.randrange(10**9)}@{MAIL_DOMAIN}",
            password="!",  # noqa: S106 -- the mark of an unusable password
            date_joined=at,
        )
        for n, name in enumerate(names)
    )


def _make_entries(
    contest: Contest, users: Sequence[User], *, at: datetime, rng: random.Random
) -> list[Entry]:
    divisions = list(contest.divisions.all())
    units = list(Unit.objects.in_force(at.date()).filter(children=None))
    if not divisions or not units:
        raise CommandError("cuộc thi chưa có bảng thi, hoặc chưa có đơn vị nào")
    # A few units are keen and most are not, as in life.
    weights = [rng.paretovariate(1.2) for _ in units]
    entries = Entry.objects.bulk_create(
        Entry(
            contest=contest,
            user=user,
            division=_pick_division(divisions, rng),
            unit=rng.choices(units, weights)[0],
            display_name=short_name(user.full_name),
            registered_at=at,
        )
        for user in users
    )
    _say_categories(contest, entries, rng=rng)
    return entries


def _say_categories(contest: Contest, entries: Sequence[Entry], *, rng: random.Random) -> None:
    rules = DivisionRule.objects.filter(division__contest=contest)
    asked = dict(rules.exclude(categories=[]).values_list("division", "categories"))
    EntryDetail.objects.bulk_create(
        EntryDetail(entry=entry, category=rng.choice(asked[entry.division_id]))
        for entry in entries
        if entry.division_id in asked
    )


def _pick_division(divisions: Sequence[Division], rng: random.Random) -> Division:
    """Make four of five people civil servants, if the contest has both kinds."""
    civil = [division for division in divisions if division.headcount_category]
    others = [division for division in divisions if not division.headcount_category]
    if not civil or not others:
        return rng.choice(divisions)
    return rng.choice(civil if rng.random() < 0.8 else others)


def _open_session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    key: str = store.session_key
    return key
