"""Gives the sample contest a roster: one person has entered, the others are made up."""

from datetime import datetime

from contests.models import Contest, RosterPerson
from contests.roster.people import add_line
from quizsite.accounts.models import HeadcountCategory, Unit, User
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor

# Made-up addresses of a domain that receives no mail (RFC 2606).
_ADDRESSES = {"Võ Thành Nghĩa": "nghia.mau@example.com", "Ngô Quang Huy": "huy.mau@example.com"}
_PEOPLE = (
    ("Đặng Văn Ân", HeadcountCategory.LEADER, True),
    ("Bùi Thị Ánh", HeadcountCategory.HEAD, True),
    ("Đỗ Minh Đức", HeadcountCategory.HEAD, True),
    ("Hồ Thị Giang", HeadcountCategory.OFFICIAL, True),
    ("Ngô Quang Huy", HeadcountCategory.OFFICIAL, True),
    ("Dương Thị Lý", HeadcountCategory.ONE_STOP, True),
    ("Võ Thành Nghĩa", HeadcountCategory.OFFICIAL, True),
    ("Phan Thị Oanh", HeadcountCategory.WORKER, False),
)


def add_sample_roster(
    contest: Contest, unit: Unit, *, entrant: User, contact: User, at: datetime
) -> None:
    by = Actor(contact, Role.CONTACT)
    own = RosterPerson(
        contest=contest,
        unit=unit,
        full_name=entrant.full_name,
        email=entrant.email,
        category=HeadcountCategory.OFFICIAL,
    )
    add_line(own, by=by, at=at)
    for n, (name, category, is_compulsory) in enumerate(_PEOPLE, start=1):
        line = RosterPerson(
            contest=contest,
            unit=unit,
            full_name=name,
            email=_ADDRESSES.get(name),
            staff_code=f"MAU-{n:03}",
            category=category,
            is_compulsory=is_compulsory,
        )
        add_line(line, by=by, at=at)
