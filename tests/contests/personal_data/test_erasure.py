"""Deleting a person leaves results whole: rows that a result needs stay, without the name."""

from datetime import timedelta
from io import StringIO
from unittest.mock import MagicMock

import pytest
from django.core.management import call_command

from contests.attempts.close import close_overdue, submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, DeviceClass, Entry, FormerEntrant
from contests.monitoring.invariants import verify_round
from contests.papers.drawing import paper_source_of
from contests.personal_data.erasure import ERASED_ENTRANT
from contests.registration.entries import register_entry
from contests.registration.former_entrants import TookPartBefore
from contests.registration.one_person import AccountClosed
from contests.registration.public_names import alias_of
from leaderboard.boards.board import BoardKey, page_of, totals
from leaderboard.finals.final_ranking import result_digest
from leaderboard.finals.finalise import finalise_round
from questionbank.models import AnswerKey
from quizsite.accounts.consents import current_texts
from quizsite.accounts.models import Purpose, User
from quizsite.accounts.personal_data.erasure import erase_person, what_stays
from quizsite.accounts.subjects import the_person
from tests.factories import (
    NOON,
    EntryFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return open_round(shown_after_submit="score")


def take(round, user, **fields):
    entry = entry_in(round, user=user, **fields)
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON + timedelta(minutes=1))
    return entry


def erase(user, at=NOON + timedelta(minutes=2)):
    erase_person(user, by=the_person(user), at=at, reason="Theo yêu cầu")


def names_on(round, entry):
    key = BoardKey(round.contest_id, round.pk, entry.division_id)
    return [row.name for row in page_of(key, offset=0, limit=50)], totals(key).people


def test_a_finalised_result_keeps_its_row_and_its_digest(round, contestant):
    entry, _other = take(round, contestant), take(round, UserFactory())
    round = finalise_round(round, by=None, at=round.closes_at + timedelta(hours=1))
    digest = round.result_digest
    erase(contestant, at=round.closes_at + timedelta(days=1))

    names, people = names_on(round, entry)
    assert (ERASED_ENTRANT in names, people) == (True, 2)
    assert result_digest(round) == digest
    out = StringIO()
    call_command("verify_round", str(round.pk), stdout=out)
    assert "không có sai lệch" in out.getvalue()


def test_a_paper_that_stays_forgets_the_device(round, contestant):
    take(round, contestant)
    Attempt.objects.update(device=DeviceClass.PHONE)
    erase(contestant)
    assert Attempt.objects.get().device is None


def test_papers_of_an_open_round_stay_counted_under_the_alias(round, contestant):
    entry = take(round, contestant)
    erase(contestant)
    alias = alias_of(contest_id=entry.contest_id, user_id=contestant.pk)
    assert names_on(round, entry) == ([alias], 1)
    finalise_round(round, by=None, at=round.closes_at + timedelta(hours=1))
    assert names_on(round, entry) == ([alias], 1)
    call_command("verify_round", str(round.pk), stdout=StringIO())


def test_a_paper_that_is_open_is_closed_at_its_time_and_counted(round, contestant):
    entry = entry_in(round, user=contestant)
    attempt = start_attempt(entry, round=round, at=NOON)
    erase(contestant)
    assert Attempt.objects.get(pk=attempt.pk).writer > attempt.writer  # its window ended
    close_overdue(at=attempt.deadline_at + timedelta(minutes=1))
    assert names_on(round, entry)[1] == 1


def test_an_entry_without_papers_where_nothing_is_finalised_goes(contestant):
    round = RoundFactory(opens_at=NOON + timedelta(days=1))
    EntryFactory(contest=round.contest, user=contestant)
    other = EntryFactory(contest=round.contest)
    assert what_stays(contestant, at=NOON)[0].startswith("Các lần bạn đã đồng ý")
    erase(contestant)
    assert list(Entry.objects.all()) == [other]


@pytest.mark.parametrize("fields", [{}, {"state": "finalised", "result_digest": "x"}])
def test_an_entry_without_papers_stays_nameless_while_a_round_is_open_or_is_final(
    contestant, fields
):
    """A start may be on its way in the first case; in the second the contest has a result."""
    round = RoundFactory(**fields)
    entry = EntryFactory(contest=round.contest, user=contestant)
    assert round.contest.title in what_stays(contestant, at=NOON)[0]
    erase(contestant)
    entry.refresh_from_db()
    assert entry.display_name == alias_of(contest_id=entry.contest_id, user_id=contestant.pk)


def enter_again(contest, entry, user):
    return register_entry(
        contest,
        user=user,
        division=entry.division,
        unit=entry.unit,
        agreed=current_texts([Purpose.TAKING_PART]).values(),
        at=NOON + timedelta(minutes=3),
    )


def test_deleting_gives_no_second_try_in_a_running_contest(round, contestant):
    entry = take(round, contestant)
    email = contestant.email
    erase(contestant)
    again = UserFactory(email=email)
    with pytest.raises(TookPartBefore):
        enter_again(round.contest, entry, again)
    assert email not in str(list(FormerEntrant.objects.values()))
    assert enter_again(round.contest, entry, UserFactory())


def test_somebody_who_deletes_in_another_window_is_not_entered_after_it(
    round, contestant, monkeypatch
):
    """The other window had passed the check of the address when this one deleted."""
    monkeypatch.setattr("contests.registration.entries.check_contact_confirmed", lambda user: None)
    entry = EntryFactory()
    stale = User.objects.get(pk=contestant.pk)
    erase(contestant)
    with pytest.raises(AccountClosed):
        enter_again(round.contest, entry_in(round), stale)
    assert not Entry.objects.of(stale).exclude(pk=entry.pk).exists()


def test_without_the_look_at_the_account_they_would_be_entered_by_name(
    round, contestant, monkeypatch
):
    """The control of the test above."""
    monkeypatch.setattr("contests.registration.entries.check_contact_confirmed", lambda user: None)
    stale = User.objects.get(pk=contestant.pk)
    erase(contestant)
    monkeypatch.setattr("contests.registration.entries.lock_active_person", MagicMock())
    enter_again(round.contest, entry_in(round), stale)
    assert Entry.objects.of(stale).exists()


def test_what_somebody_wrote_goes_unless_it_counts_and_scores_stay(contestant):
    paper_source_of.cache_clear()
    round = RoundFactory(shown_after_submit="score")
    asked = [RevisionFactory(kind="text", options=["1"], right=[1, "một cửa"]) for _n in range(2)]
    SectionFactory(round=round, count=2, pool=[one.pk for one in asked])
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=NOON)
    for position, text in ((1, "Một cửa"), (2, "tôi là Trần Thị Bình")):
        facts = {"position": position, "choice": 1, "text": text, "seq": 1, "saved_at": NOON}
        Answer.objects.create(attempt=attempt, **facts)
    submit_attempt(attempt, at=NOON + timedelta(minutes=1))
    erase(contestant)
    kept = attempt.answers.order_by("position").values_list("choice", "text")
    assert list(kept) == [(1, "Một cửa"), (1, None)]
    assert list(verify_round(round, at=NOON + timedelta(minutes=5))) == []


def test_a_text_made_by_hand_beside_a_right_choice_goes_too(contestant):
    round = open_round()
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=NOON)
    (pk, order) = attempt.paper[0]
    AnswerKey.objects.filter(revision=pk).update(right_options=[order[0]])
    facts = {"text": "tôi là Trần Thị Bình", "seq": 1, "saved_at": NOON}
    Answer.objects.create(attempt=attempt, position=1, choice=1, **facts)
    Answer.objects.create(attempt=attempt, position=0, choice=1, **facts)
    submit_attempt(attempt, at=NOON + timedelta(minutes=1))
    erase(contestant)
    kept = attempt.answers.order_by("position").values_list("choice", "text")
    assert list(kept) == [(1, None), (1, None)]
