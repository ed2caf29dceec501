"""What is being written is kept; two devices lose nothing to each other."""

from datetime import timedelta

import pytest

from contests.models import Work, WorkDraft, WorkState
from contests.rules import BarredFromEntering
from contests.written.drafts import DraftElsewhere, DraftTooLong, Written, begin_work, save_draft
from contests.written.hand_in import withdraw_work
from contests.written.rules import EntryIsVoided, RoundTakesNoWorks, TooManyWorks, WorkFixed
from tests.contests.written.cast import (
    CLOSING,
    MIDDAY,
    entered,
    texts_for,
    whole_draft,
    written_round,
)
from tests.factories import OrganiserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    round = written_round()
    return begin_work(entered(round), round=round, at=MIDDAY)


def save(work, text, *, writer="a", base=0, sequence=1, at=MIDDAY):
    written = Written(title=text, texts=texts_for(work.round, text))
    return save_draft(work, written=written, writer=writer, base=base, sequence=sequence, at=at)


def stored_title(work):
    return WorkDraft.objects.get(work=work).title


def test_a_work_begins_with_its_owner_as_only_author(work):
    author = work.authors.get()
    assert (author.entry, author.full_name) == (work.entry, work.entry.user.full_name)
    assert (author.unit, author.share_percent) == (work.entry.unit, 100)
    assert author.confirmed_at == MIDDAY


def test_nobody_begins_more_works_than_the_rules_allow(work):
    with pytest.raises(TooManyWorks):
        begin_work(work.entry, round=work.round, at=MIDDAY)


def test_a_withdrawn_work_makes_room_for_another(work):
    withdraw_work(work, at=MIDDAY)
    assert begin_work(work.entry, round=work.round, at=MIDDAY).state == WorkState.DRAFT


@pytest.mark.parametrize("away", [timedelta(hours=-2), timedelta(days=7), timedelta(days=8)])
def test_nobody_begins_outside_the_half_open_window(away):
    round = written_round()
    with pytest.raises(RoundTakesNoWorks):
        begin_work(entered(round), round=round, at=MIDDAY + away)


def test_a_round_for_paper_alone_takes_no_work_on_the_page():
    round = written_round(takes_text=False, takes_paper=True)
    with pytest.raises(RoundTakesNoWorks):
        begin_work(entered(round), round=round, at=MIDDAY)


def test_who_was_voided_or_organises_begins_nothing():
    round = written_round()
    with pytest.raises(EntryIsVoided):
        begin_work(entered(round, voided_at=MIDDAY), round=round, at=MIDDAY)
    organiser = OrganiserFactory(contest=round.contest).user
    with pytest.raises(BarredFromEntering):
        begin_work(entered(round, user=organiser), round=round, at=MIDDAY)
    assert not Work.objects.exists()


def test_the_greater_sequence_of_one_page_wins(work):
    save(work, "hai", sequence=2)
    assert save(work, "một", sequence=1).sequence == 2
    assert stored_title(work) == "hai"


def test_what_is_stored_is_acknowledged_again_even_after_the_end(work):
    save(work, "một", sequence=1)
    assert save(work, "một", sequence=1, at=CLOSING).sequence == 1


def test_another_page_goes_on_from_what_it_has_read(work):
    save(work, "một", writer="máy", sequence=3)
    draft = save(work, "hai", writer="điện thoại", base=3, sequence=4)
    assert (draft.title, draft.sequence, draft.writer) == ("hai", 4, "điện thoại")


def test_another_page_that_has_not_read_the_newest_overwrites_nothing(work):
    save(work, "một", writer="máy", sequence=3)
    with pytest.raises(DraftElsewhere) as refused:
        save(work, "hai", writer="điện thoại", base=0, sequence=90)
    assert refused.value.detail == {"sequence": 3}
    assert stored_title(work) == "một"


def test_nothing_is_saved_once_the_round_has_closed(work):
    save(work, "một", at=CLOSING - timedelta(microseconds=1))
    with pytest.raises(RoundTakesNoWorks):
        save(work, "hai", sequence=2, at=CLOSING)
    assert stored_title(work) == "một"


def test_a_returned_work_is_mended_in_its_days_after_the_closing(work):
    until = CLOSING + timedelta(days=3)
    Work.objects.update(state=WorkState.RETURNED, mend_until=until)
    save(work, "đã sửa", at=until - timedelta(seconds=1))
    with pytest.raises(WorkFixed):
        save(work, "muộn", sequence=2, at=until)
    assert stored_title(work) == "đã sửa"


def test_texts_of_headings_that_the_round_has_not_are_left_out(work):
    draft = whole_draft(work, texts={"999999": "lạ", **texts_for(work.round)})
    assert set(draft.texts) == set(texts_for(work.round))


def test_a_text_beyond_all_bounds_is_refused_and_the_last_one_stays(work):
    save(work, "một")
    with pytest.raises(DraftTooLong):
        save(work, "x" * 130_000, sequence=2)
    assert stored_title(work) == "một"
