"""Who pressed first: the order follows when presses were made, whatever the network did to them."""

from hypothesis import given
from hypothesis import strategies as st

from contests.stage.fairness import MOST_DELAY_MS, Press, bounded, delay_of, order_of
from contests.stage.programme import BuzzMode

NOW = 1_800_000_000_000
presses = st.lists(
    st.builds(
        Press,
        seat=st.integers(1, 12),
        received_ms=st.integers(NOW, NOW + 3000),
        delay_ms=st.integers(-50, 900),
    ),
    max_size=30,
)


def seats(order):
    return [press.seat for press in order.presses]


def test_the_nearer_phone_does_not_win_against_the_earlier_press():
    far = Press(seat=1, received_ms=NOW + 190, delay_ms=120)  # made at 70
    near = Press(seat=2, received_ms=NOW + 100, delay_ms=5)  # made at 95
    assert seats(order_of([near, far], mode=BuzzMode.ANY_TIME, signal_ms=None)) == [1, 2]


def test_no_device_gains_more_than_the_bound():
    far = Press(seat=1, received_ms=NOW + 900, delay_ms=5000)
    assert far.judged_ms == NOW + 900 - MOST_DELAY_MS


def test_who_presses_before_the_signal_is_out_for_this_question():
    hasty, patient = Press(1, NOW - 20), Press(2, NOW + 300)
    again = Press(1, NOW + 100)
    order = order_of([hasty, again, patient], mode=BuzzMode.AFTER_SIGNAL, signal_ms=NOW)
    assert (seats(order), order.early) == ([2], {1})


def test_a_press_at_the_signal_itself_counts():
    order = order_of([Press(1, NOW)], mode=BuzzMode.AFTER_SIGNAL, signal_ms=NOW)
    assert (seats(order), order.early) == ([1], frozenset())


def test_without_a_signal_every_press_is_early():
    order = order_of([Press(1, NOW)], mode=BuzzMode.AFTER_SIGNAL, signal_ms=None)
    assert (order.presses, order.early) == ((), {1})


def test_any_time_knows_no_early_press():
    order = order_of([Press(1, NOW - 500)], mode=BuzzMode.ANY_TIME, signal_ms=NOW)
    assert (seats(order), order.early) == ([1], frozenset())


def test_level_presses_share_the_higher_place():
    order = order_of(
        [Press(3, NOW + 5), Press(1, NOW), Press(2, NOW)], mode=BuzzMode.ANY_TIME, signal_ms=None
    )
    assert [(place, press.seat) for place, press in order.places()] == [(1, 1), (1, 2), (3, 3)]


def test_the_quickest_of_the_newest_exchanges_tells_the_delay():
    assert delay_of([]) == 0
    assert delay_of([90, 31, 400]) == 15
    assert delay_of([2, *[100] * 8]) == 50  # one of long ago does not
    assert delay_of([9000]) == MOST_DELAY_MS


@given(presses, st.permutations(range(30)))
def test_the_order_in_which_presses_are_read_changes_nothing(some, shuffle):
    shuffled = [some[n] for n in shuffle if n < len(some)]
    for mode in BuzzMode:
        assert order_of(some, mode=mode, signal_ms=NOW + 900) == order_of(
            shuffled, mode=mode, signal_ms=NOW + 900
        )


@given(presses)
def test_every_seat_that_pressed_stands_in_the_order_once_or_is_early(some):
    order = order_of(some, mode=BuzzMode.AFTER_SIGNAL, signal_ms=NOW + 900)
    assert sorted([*seats(order), *order.early]) == sorted({press.seat for press in some})
    made = [press.judged_ms for press in order.presses]
    assert made == sorted(made)
    assert all(one >= NOW + 900 for one in made)


@given(
    st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, MOST_DELAY_MS)),
        min_size=1,
        max_size=12,
        unique_by=lambda one: one[0],
    )
)
def test_with_true_delays_the_order_is_that_of_the_fingers(fingers):
    some = [Press(seat, NOW + made + delay, delay) for seat, (made, delay) in enumerate(fingers, 1)]
    wanted = [seat for seat, _one in sorted(enumerate(fingers, 1), key=lambda one: one[1][0])]
    assert seats(order_of(some, mode=BuzzMode.ANY_TIME, signal_ms=None)) == wanted


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, MOST_DELAY_MS)), min_size=2, max_size=9)
)
def test_once_settled_no_later_arrival_comes_first(fingers):
    """What the host saw first stays first: a press comes at most the bound after it was made."""
    some = [Press(seat, NOW + made + delay, delay) for seat, (made, delay) in enumerate(fingers, 1)]
    final = order_of(some, mode=BuzzMode.ANY_TIME, signal_ms=None)
    for now in range(NOW, NOW + 1300, 50):
        come = [press for press in some if press.received_ms <= now]
        seen = order_of(come, mode=BuzzMode.ANY_TIME, signal_ms=None)
        if seen.is_settled(at_ms=now):
            assert seen.presses[0] == final.presses[0]


@given(st.integers(-(10**12), 10**12))
def test_a_delay_is_never_negative_and_never_more_than_the_bound(delay):
    assert 0 <= bounded(delay) <= MOST_DELAY_MS
