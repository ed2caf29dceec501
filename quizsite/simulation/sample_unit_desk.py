"""What the contact person of the sample's unit finds: people of the roster who took part in two
rounds, so that missing ones stand beside them and the rounds can be compared."""

from __future__ import annotations

import random
from datetime import timedelta

from contests.models import Contest, RosterPerson
from contests.roster.matching import Doubt, decide_doubt
from contests.roster.people import add_line
from contests.sample_contest import CONTACT, UNIT
from quizsite.accounts.models import HeadcountCategory, Unit, User
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.simulation.past_results import make_colleagues

_IN_THE_FIRST, _IN_THE_SECOND = 5, 3


def load_sample_unit_desk(contest: Contest, *, rng: random.Random) -> None:
    unit, contact = Unit.objects.get(code=UNIT), Actor(_contact(), Role.CONTACT)
    first, second = contest.rounds.get(number=1), contest.rounds.get(number=2)
    before = first.opens_at - timedelta(days=2)  # afterwards only organisers change a roster
    taken = [(first, _IN_THE_FIRST), (second, _IN_THE_SECOND)]
    for n, entry in enumerate(make_colleagues(taken, unit=unit, at=before, rng=rng)):
        line = RosterPerson(
            contest=contest,
            unit=unit,
            full_name=entry.user.full_name,
            staff_code=f"MAU-1{n:02}",
            category=HeadcountCategory.OFFICIAL,
        )
        add_line(line, by=contact, at=before)
        decide_doubt(Doubt(line, entry), is_same=True, by=contact, at=before)


def _contact() -> User:
    return User.objects.get(email=CONTACT)
