"""Ideas are published, hidden for a reason, objected to once; none is deleted."""

import pytest

from contests.initiatives.merges import (
    HasDuplicates,
    MergedIntoItself,
    TargetNotPublished,
    merge_idea,
    unmerge_idea,
)
from contests.initiatives.moderation import (
    NotHidden,
    ObjectedOnce,
    WordsMissing,
    hide_idea,
    object_to_hiding,
    publish_idea,
    settle_objection,
    show_idea,
)
from contests.initiatives.rules import InitiativeMoved, InitiativeNotOpen, NoOwnVoice
from contests.initiatives.voices import give_voice, has_voice, take_voice_back, voices_of
from contests.models import HidingReason, Initiative, Voice
from quizsite.notifications.models import Notice
from tests.contests.initiatives.cast import SITE, idea, published
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


def hidden(found=None, **facts):
    found = found or published(**facts)
    return hide_idea(found, reason=HidingReason.INSULT, note="câu cuối", by=SITE, at=NOON)


def test_an_idea_is_published_once():
    found = published()
    assert (found.state, found.published_at) == ("considered", NOON)
    with pytest.raises(InitiativeMoved):
        publish_idea(found, by=SITE, at=NOON)


def test_a_hidden_one_keeps_its_state_and_says_why():
    found = hidden()
    assert (found.state, found.hidden_reason) == ("considered", "insult")
    assert found.events.last().text == "có lời xúc phạm. câu cuối"
    assert not Initiative.objects.listed().exists()
    assert Initiative.objects.published().exists()
    with pytest.raises(InitiativeMoved):
        hidden(found)
    assert show_idea(found, note="", by=SITE, at=NOON).is_public


def test_an_unpublished_one_may_be_hidden_and_is_not_published_then():
    found = hidden(idea())
    with pytest.raises(InitiativeMoved):
        publish_idea(found, by=SITE, at=NOON)


def test_the_sender_is_told_of_each_step():
    hidden(email="hoa@example.vn")
    told = Notice.objects.filter(address="hoa@example.vn")
    assert [one.facts["step"] for one in told.order_by("pk")] == [
        "Gửi ý tưởng",
        "Đăng công khai",
        "Ẩn khỏi trang công khai",
    ]


def test_the_sender_objects_once():
    found = hidden()
    with pytest.raises(WordsMissing):
        object_to_hiding(found, text=" \u200b", by=SITE, at=NOON)
    object_to_hiding(found, text="Không xúc phạm ai.", by=SITE, at=NOON)
    with pytest.raises(ObjectedOnce):
        object_to_hiding(found, text="Lần nữa.", by=SITE, at=NOON)
    settle_objection(found, text="Đúng vậy.", is_shown=True, by=SITE, at=NOON)
    assert found.is_public
    with pytest.raises(InitiativeMoved):
        settle_objection(found, text="Lần nữa.", is_shown=False, by=SITE, at=NOON)
    hidden(found)
    with pytest.raises(ObjectedOnce):
        object_to_hiding(found, text="Lần nữa.", by=SITE, at=NOON)


def test_nothing_is_objected_that_is_not_hidden():
    with pytest.raises(NotHidden):
        object_to_hiding(published(), text="Sao?", by=SITE, at=NOON)


def test_a_person_has_one_voice(contestant, colleague):
    found = published()
    for _n in range(2):
        give_voice(found, by=contestant, at=NOON)
    give_voice(found, by=colleague, at=NOON)
    assert (Voice.objects.count(), voices_of([found.pk])) == (2, {found.pk: 3})
    take_voice_back(found, by=colleague)
    assert voices_of([found.pk]) == {found.pk: 2}


def test_nobody_supports_the_own_idea(contestant):
    own = published(user=contestant)
    with pytest.raises(NoOwnVoice):
        give_voice(own, by=contestant, at=NOON)


def test_nobody_supports_what_is_not_public(contestant):
    for found in (idea(), hidden()):
        with pytest.raises(InitiativeNotOpen):
            give_voice(found, by=contestant, at=NOON)


def test_a_merge_counts_each_person_once_and_keeps_voices(contestant, colleague, stranger):
    kept, duplicate = published(user=contestant), published("Loa đọc số", user=colleague)
    give_voice(kept, by=stranger, at=NOON)
    give_voice(duplicate, by=stranger, at=NOON)
    give_voice(duplicate, by=contestant, at=NOON)
    merge_idea(duplicate, into=kept, by=SITE, at=NOON)
    assert voices_of([kept.pk]) == {kept.pk: 3}
    assert has_voice(kept, contestant)
    with pytest.raises(NoOwnVoice):
        give_voice(kept, by=colleague, at=NOON)
    with pytest.raises(InitiativeNotOpen):
        give_voice(duplicate, by=UserFactory(), at=NOON)
    unmerge_idea(duplicate, by=SITE, at=NOON)
    assert voices_of([kept.pk, duplicate.pk]) == {kept.pk: 2, duplicate.pk: 3}


def test_both_senders_hear_of_a_merge():
    kept = published(email="hoa@example.vn")
    merge_idea(published("Loa", email="lan@example.vn"), into=kept, by=SITE, at=NOON)
    told = Notice.objects.filter(facts__step="Gộp với ý tưởng giống")
    assert sorted(told.values_list("address", flat=True)) == ["hoa@example.vn", "lan@example.vn"]


def test_merges_make_no_chain_and_no_circle():
    kept, duplicate, third = published(), published("Loa"), published("Loa nữa")
    with pytest.raises(MergedIntoItself):
        merge_idea(kept, into=kept, by=SITE, at=NOON)
    merge_idea(duplicate, into=kept, by=SITE, at=NOON)
    with pytest.raises(TargetNotPublished):
        merge_idea(third, into=duplicate, by=SITE, at=NOON)
    with pytest.raises(HasDuplicates):
        merge_idea(kept, into=third, by=SITE, at=NOON)
    with pytest.raises(TargetNotPublished):
        merge_idea(third, into=idea(), by=SITE, at=NOON)
    with pytest.raises(InitiativeNotOpen):
        merge_idea(duplicate, into=third, by=SITE, at=NOON)


def test_what_is_not_merged_is_not_taken_apart():
    with pytest.raises(InitiativeMoved):
        unmerge_idea(published(), by=SITE, at=NOON)


def test_a_merge_makes_nothing_public_that_nobody_published(client):
    kept, duplicate = published(), idea("Loa nói to")
    merge_idea(duplicate, into=kept, by=SITE, at=NOON)
    assert "Loa nói to" not in client.get(f"/sang-kien/{kept.pk}/").content.decode()
    assert client.get(f"/sang-kien/{duplicate.pk}/").status_code == 404
    assert voices_of([kept.pk]) == {kept.pk: 2}
    assert unmerge_idea(duplicate, by=SITE, at=NOON).state == "received"
    assert list(Initiative.objects.listed()) == [kept]
