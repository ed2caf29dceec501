"""Which of the acknowledged changes count that a device brings back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contests.delivery.receipts import HAND_IN, Acknowledged, microseconds
from contests.returns.merge_rule import GRACE, Stored, merge

START = datetime(2026, 11, 30, 8, tzinfo=UTC)
END = START + timedelta(seconds=100)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def change(position: int, seq: int, second: float, choice: int = 1) -> Acknowledged:
    return Acknowledged(position, choice, seq, microseconds(at(second)), 1)


positions = st.integers(min_value=0, max_value=3)
seqs = st.integers(min_value=1, max_value=20)
seconds = st.integers(min_value=0, max_value=120)
brought_back = st.lists(st.builds(change, positions, seqs, seconds), max_size=12)
stored_before = st.dictionaries(
    positions, st.builds(lambda seq, second: Stored(seq, at(second)), seqs, seconds)
)


@given(stored_before, brought_back)
def test_nothing_stored_gives_way_to_something_older(stored, brought):
    for one in merge(stored, brought, until=END).changes:
        if one.position in stored:
            assert one.seq > stored[one.position].seq
            assert one.accepted_at > stored[one.position].saved_at


@given(stored_before, brought_back)
def test_nothing_acknowledged_after_the_end_is_taken(stored, brought):
    found = merge(stored, brought, until=END)
    assert all(one.accepted_at <= END for one in found.changes)
    assert all(one.accepted_at > END for one in found.late)


@given(brought_back)
def test_into_an_empty_paper_comes_the_newest_of_every_position(brought):
    found = merge({}, brought, until=at(10_000))
    newest = {}
    for one in brought:
        newest[one.position] = max(newest.get(one.position, 0), one.seq)
    assert {one.position: one.seq for one in found.changes} == newest


@given(stored_before, brought_back)
def test_bringing_back_twice_changes_nothing_more(stored, brought):
    first = merge(stored, brought, until=END)
    after = stored | {one.position: Stored(one.seq, one.accepted_at) for one in first.changes}
    assert merge(after, brought, until=END).changes == []


@given(stored_before, brought_back, st.randoms())
def test_the_order_in_which_things_come_does_not_matter(stored, brought, rng):
    other = list(brought)
    rng.shuffle(other)
    one, another = (merge(stored, some, until=END) for some in (brought, other))
    assert [c[:3] for c in one.changes] == [c[:3] for c in another.changes]


def test_a_higher_number_of_the_lost_days_does_not_undo_what_was_saved_since():
    stored = {1: Stored(2_000_003, at(60))}
    assert merge(stored, [change(1, 2_000_037, 20)], until=END).changes == []


def test_a_hand_in_counts_as_of_its_time():
    assert merge({}, [change(HAND_IN, 0, 50)], until=END).handed_in_at == at(50)


def test_a_hand_in_is_forgotten_where_the_person_went_on():
    stored = {1: Stored(9, at(50) + GRACE + timedelta(seconds=1))}
    assert merge(stored, [change(HAND_IN, 0, 50)], until=END).handed_in_at is None
