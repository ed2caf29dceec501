"""Any bytes that arrive as a save are read or refused with words, never an error."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contests.delivery.answer_endpoint import read_save
from contests.delivery.saves import Change, Save
from contests.delivery.tokens import SaveToken, read_save_token
from contests.delivery.tokens import _signer as signer
from questionbank.question_types.written import is_fit
from quizsite.web.json_endpoint import RefusedRequest

TOKEN = signer.sign("1.1.3.1")
numbers = st.integers() | st.integers(-1, 5) | st.sampled_from([2**31, 2**53, 2**63, 10**4000])
values = st.recursive(
    st.none() | st.booleans() | st.floats() | numbers | st.text() | st.just(TOKEN),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
rows = st.lists(numbers, min_size=3, max_size=3) | values
written = st.tuples(st.integers(-1, 4), st.integers(0, 2), st.integers(1, 9), st.text() | values)
bodies = st.fixed_dictionaries(
    {"ticket": st.just(TOKEN) | values, "changes": st.lists(rows | written, max_size=4) | values}
)
modest = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def judged(body: bytes) -> Save | None:
    try:
        return read_save(body)
    except RefusedRequest as refused:
        refusal = refused
    assert 400 <= refusal.status < 500
    assert refusal.code
    assert refusal.message
    return None


@modest
@given(st.binary(max_size=200))
def test_any_bytes(body):
    assert judged(body) is None


@modest
@given(values | bodies)
def test_any_json(content):
    save = judged(json.dumps(content).encode())
    for change in save.changes if save else ():
        assert 0 <= change.position <= 3
        assert 0 <= change.choice < 2**31
        assert 0 < change.seq <= 2**53
        assert not change.text or (change.choice == 1 and is_fit(change.text))


def body_of(*change) -> bytes:
    return json.dumps({"ticket": TOKEN, "changes": [change]}).encode()


def test_a_text_comes_fourth_and_may_be_left_out():
    assert read_save(body_of(1, 1, 5, "ba mươi")).changes == (Change(1, 1, 5, "ba mươi"),)
    assert read_save(body_of(1, 0, 5, "")).changes == (Change(1, 0, 5),)
    assert read_save(body_of(1, 4, 5)).changes == (Change(1, 4, 5),)


@pytest.mark.parametrize(
    "change",
    [
        (1, 1, 5, "chữ " * 60),
        (1, 1, 5, "a\x00b"),
        (1, 1, 5, "a\nb"),
        (1, 2, 5, "chữ"),
        (1, 0, 5, "chữ"),
        (1, 1, 5, None),
        (1, 1, 5, 7),
        (1, 1, 5, "chữ", "thừa"),
    ],
)
def test_a_text_that_may_not_be_stored_is_refused(change):
    assert judged(body_of(*change)) is None


@modest
@given(st.text(max_size=60))
def test_any_token(token):
    assert read_save_token(token) is None
    assert read_save_token(TOKEN) == SaveToken(1, 1, 3, 1)
