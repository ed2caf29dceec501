"""Posts of one sender are bounded, and nothing of the sender is kept."""

from quizsite.web import post_bound
from quizsite.web.post_bound import PostBound

ADDRESS = "203.0.113.77"


def test_a_sender_is_stopped_at_the_bound_and_free_again_in_the_next_minute():
    bound = PostBound(2)
    assert [bound.allows(ADDRESS, now=60.0) for _ in range(3)] == [True, True, False]
    assert bound.allows("203.0.113.78", now=61.0)
    assert bound.allows(ADDRESS, now=120.0)


def test_no_address_and_no_hash_that_could_be_tried_out_is_in_memory():
    bound = PostBound(2)
    bound.allows(ADDRESS, now=60.0)
    (first,), first_key = bound._posts, bound._key
    bound.allows(ADDRESS, now=120.0)
    (second,) = bound._posts
    assert ADDRESS.encode() not in first + second
    assert (first, first_key) != (second, bound._key)


def test_a_flood_from_ever_new_addresses_fills_no_memory(monkeypatch):
    monkeypatch.setattr(post_bound, "MOST_SENDERS", 3)
    bound = PostBound(2)
    answers = [bound.allows(f"198.51.100.{n}", now=60.0) for n in range(9)]
    assert answers == [True, True, True, True, True, False, False, False, False]
    assert len(bound._posts) == 4
