"""What contests keep as keyed hashes is still recognised while the site's key is changed."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contests.models import EntryMark, MarkKind, ResponseCode
from contests.registration.former_entrants import (
    TookPartBefore,
    check_never_entered,
    let_enter_anew,
    remember,
    remember_bank_role,
    saw_bank_until,
)
from contests.registration.marks import mark
from contests.surveys.codes import make_codes, use_code
from tests.contests.surveys import cast
from tests.factories import NOON, AttemptFactory, ContestFactory, EntryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def change_key(settings):
    def change() -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "mot-khoa-moi-" + "x" * 50

    return change


def test_whoever_was_deleted_does_not_enter_again(change_key, organiser):
    contest, owner = ContestFactory(), UserFactory(email="an@coquan.vn")
    remember(contest.pk, ["an@coquan.vn"])
    remember_bank_role(["an@coquan.vn"], until=NOON)
    change_key()
    with pytest.raises(TookPartBefore):
        check_never_entered(contest, owner)
    assert saw_bank_until(owner) == NOON
    let_enter_anew(contest, reached="an@coquan.vn", by=organiser, at=NOON, reason="Đổi chủ")
    check_never_entered(contest, owner)


def test_entries_of_before_and_after_share_their_mark(change_key):
    before, after = EntryFactory.create_batch(2, contest=ContestFactory())
    mark(before, [(MarkKind.PHONE, "+84912345678"), (MarkKind.NETWORK, "203.0.113.0/24 7")])
    change_key()
    mark(after, [(MarkKind.PHONE, "+84912345678"), (MarkKind.NETWORK, "203.0.113.0/24 7")])

    def digests(entry, kind):
        return set(
            EntryMark.objects.filter(entry=entry, kind=kind).values_list("digest", flat=True)
        )

    assert digests(before, MarkKind.PHONE) < digests(after, MarkKind.PHONE)
    assert len(digests(after, MarkKind.NETWORK)) == 1  # two would count as sharing it twice


def test_a_code_given_out_before_is_still_taken_once(change_key, organiser):
    survey = cast.survey_of(at=NOON, needs_code=True)
    (code,) = make_codes(survey, count=1, by=organiser, at=NOON)
    change_key()
    assert (use_code(survey, code), use_code(survey, code)) == (True, False)
    assert not ResponseCode.objects.exists()


def test_the_command_waits_for_papers_and_for_what_cannot_be_made_again(change_key, capsys):
    now = timezone.now()
    AttemptFactory(started_at=now - timedelta(minutes=1), deadline_at=now + timedelta(minutes=9))
    remember(ContestFactory().pk, ["an@coquan.vn"])
    change_key()
    with pytest.raises(CommandError, match="Chưa nên bỏ"):
        call_command("key_rotation", "--renew")
    said = capsys.readouterr().out
    assert "1 bài đang làm không lưu được nữa" in said
    assert "1 dấu của người đã xoá dữ liệu" in said
