"""Ways to keep a person from starting: each changes the rows so that a start is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import AttemptPolicy, Entry, PastRole, Round, RoundState
from questionbank.models import BankRole
from quizsite.accounts.consents import current_text, give_consent, withdraw_consents
from quizsite.accounts.models import Purpose, Unit
from tests.factories import (
    NOON,
    BarredPersonFactory,
    BarredUnitFactory,
    DivisionFactory,
    OrganiserFactory,
    UnitFactory,
)


def voided(entry: Entry, round: Round) -> None:
    Entry.objects.filter(pk=entry.pk).update(voided_at=datetime.now(UTC), void_reason="Thi hộ")


def withdrawn(entry: Entry, round: Round) -> None:
    at = datetime.now(UTC)
    give_consent(entry.user, text=current_text(Purpose.TAKING_PART), at=at, channel="test")
    withdraw_consents(entry.user, at=at)


def organises(entry: Entry, round: Round) -> None:
    OrganiserFactory(contest=entry.contest, user=entry.user)


def works_on_questions(entry: Entry, round: Round) -> None:
    BankRole.objects.create(user=entry.user, kind="reviewer")


def organised_before(entry: Entry, round: Round) -> None:
    PastRole.objects.create(user=entry.user, contest=entry.contest, until=NOON)


def wrote_questions_before(entry: Entry, round: Round) -> None:
    PastRole.objects.create(user=entry.user, kind="author", until=datetime.now(UTC))


def barred_in_person(entry: Entry, round: Round) -> None:
    BarredPersonFactory(contest=entry.contest, email=entry.user.email)


def barred_with_the_office_above(entry: Entry, round: Round) -> None:
    office = UnitFactory()
    Unit.objects.filter(pk=entry.unit_id).update(parent=UnitFactory(parent=office))
    BarredUnitFactory(contest=entry.contest, unit=office)


def not_open_yet(entry: Entry, round: Round) -> None:
    later = datetime.now(UTC) + timedelta(minutes=1)
    Round.objects.filter(pk=round.pk).update(opens_at=later)


def closed(entry: Entry, round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(closes_at=datetime.now(UTC))


def no_attempt_left(entry: Entry, round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(attempt_policy=AttemptPolicy.ONCE)
    at = datetime.now(UTC)
    submit_attempt(start_attempt(entry, round=round, at=at), at=at)


def no_paper_for_the_division(entry: Entry, round: Round) -> None:
    other = DivisionFactory(contest=entry.contest, code="khac")
    Entry.objects.filter(pk=entry.pk).update(division=other)


def draft(entry: Entry, round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(state=RoundState.DRAFT)


def signed_off(entry: Entry, round: Round) -> None:
    entry.user.is_active = False
    entry.user.save(update_fields=["is_active"])


def gone(entry: Entry, round: Round) -> None:
    entry.delete()


Refuse = Callable[[Entry, Round], None]
# The rules refuse these: the page with the button says why.
BY_RULES: list[Refuse] = [
    voided,
    withdrawn,
    organises,
    works_on_questions,
    organised_before,
    wrote_questions_before,
    barred_in_person,
    barred_with_the_office_above,
    not_open_yet,
    closed,
    no_attempt_left,
    no_paper_for_the_division,
]
# These people have no page to be shown.
NO_PAGE: list[Refuse] = [draft, signed_off, gone]
