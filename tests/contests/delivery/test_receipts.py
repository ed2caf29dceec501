"""What the server signed it knows again, and nothing else."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from django.utils.crypto import salted_hmac
from hypothesis import given
from hypothesis import strategies as st

from contests.delivery.receipts import Acknowledged, is_signed, microseconds, sign, stamp_of

numbers = st.integers(min_value=0, max_value=2**53)
texts = st.just("") | st.text() | st.sampled_from(["1", "1.2", ".", "ba mươi ngày"])
changes = st.tuples(st.integers(min_value=-1, max_value=200), numbers, numbers, texts)
SIGNED = Acknowledged(3, 4, 1_000_001, 1_764_500_000_000_000, 2**50)


def receipt_of(one: Acknowledged, attempt: int = 7) -> str:
    return sign(attempt, [(*one[:3], one.text)], stamp=stamp_of(one.accepted_us, one.epoch))[0]


def said(change, at_us, epoch) -> Acknowledged:
    return Acknowledged(*change[:3], at_us, epoch, change[3])


@given(numbers, st.lists(changes, max_size=5), numbers, numbers)
def test_every_receipt_is_known_again(attempt, saved, at_us, epoch):
    signed = sign(attempt, saved, stamp=stamp_of(at_us, epoch))
    for change, receipt in zip(saved, signed, strict=True):
        assert is_signed(attempt, said(change, at_us, epoch), receipt)


@given(numbers, numbers, changes, changes, numbers, numbers)
def test_a_receipt_is_good_for_its_own_values_only(attempt, other, one, another, at_us, later):
    receipt = sign(attempt, [one], stamp=stamp_of(at_us, 5))[0]
    same = (attempt, *one, at_us) == (other, *another, later)
    assert is_signed(other, said(another, later, 5), receipt) is same


def test_digits_cannot_move_from_one_value_to_the_next():
    receipt = receipt_of(SIGNED._replace(position=1, choice=23))
    assert not is_signed(7, SIGNED._replace(position=12, choice=3), receipt)


def test_a_text_is_signed_and_can_pass_for_no_number():
    receipt = receipt_of(SIGNED._replace(choice=1, text="ba mươi"))
    assert is_signed(7, SIGNED._replace(choice=1, text="ba mươi"), receipt)
    assert not is_signed(7, SIGNED._replace(choice=1, text="bốn mươi"), receipt)
    assert not is_signed(7, SIGNED._replace(choice=1), receipt)
    assert not is_signed(7, SIGNED._replace(text="5"), receipt_of(SIGNED))


@pytest.mark.parametrize("forged", ["", "A" * 24, "đã ký", "\ud800", "=" * 5000])
def test_a_forged_receipt_is_refused(forged):
    assert not is_signed(7, SIGNED, forged)


def key_of(settings) -> bytes:
    salt = "contests.delivery.receipts"
    return salted_hmac(salt, "", secret=settings.SECRET_KEY, algorithm="sha256").digest()


WORDS = b"7.3.4.1000001.1764500000000000.1125899906842624"


def test_it_is_the_keyed_blake2_of_the_library(settings):
    theirs = hashlib.blake2b(WORDS, key=key_of(settings), digest_size=16).digest()
    assert base64.b64encode(theirs).decode() == receipt_of(SIGNED)


def test_a_receipt_that_the_version_before_signed_is_still_known(settings):
    theirs = hmac.new(key_of(settings), WORDS, hashlib.sha256).digest()[:16]
    receipt = base64.b64encode(theirs).decode()
    assert is_signed(7, SIGNED, receipt)
    assert not is_signed(8, SIGNED, receipt)


def test_a_key_that_was_replaced_is_still_known_while_it_is_a_fallback(settings):
    receipt, old = receipt_of(SIGNED), settings.SECRET_KEY
    settings.SECRET_KEY = "new-" + "x" * 50
    assert not is_signed(7, SIGNED, receipt)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_signed(7, SIGNED, receipt)


def test_the_moment_is_exact_to_the_microsecond():
    at = datetime(2026, 11, 30, 9, 15, 0, 123_457, tzinfo=UTC)
    assert SIGNED._replace(accepted_us=microseconds(at)).accepted_at == at
