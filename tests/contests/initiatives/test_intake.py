"""An idea comes in once, tells nothing of its sender, and each step is written down."""

from uuid import uuid4

import pytest

from contests.initiatives.intake import ContestWork, Idea, SentBy, send_idea, take_contest_work
from contests.models import (
    INITIATIVE_MOVES,
    Initiative,
    InitiativeEvent,
    InitiativeSender,
    InitiativeState,
)
from contests.models.initiated import EventChanged
from quizsite.models import AuditLine
from quizsite.notifications.models import Notice
from tests.contests.initiatives.cast import SITE, idea
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db
IDEA = Idea("Loa đọc số thứ tự", "Khó nhìn.", "Lắp loa.")


def test_it_waits_for_moderators_and_has_a_code_to_follow_it():
    found = idea()
    assert (found.state, found.published_at, len(found.tracking_code)) == ("received", None, 12)
    assert [one.kind for one in found.events.all()] == ["sent"]
    assert AuditLine.objects.filter(about_kind="initiative", about_id=found.pk).count() == 1


def test_the_trail_holds_neither_the_title_nor_the_name():
    found = idea("Ông Trần Văn Tư ở tổ 3 lấn đường", email="hoa@example.vn")
    line = AuditLine.objects.get(about_id=found.pk)
    said = repr((line.about_label, line.before, line.after, line.reason))
    assert "Tư" not in said
    assert "Hoa" not in said


def test_a_form_sent_twice_makes_one_idea():
    form_id, sent_by = uuid4(), SentBy("Lê Văn Bảy", email="bay@example.vn")
    first = send_idea(IDEA, sent_by=sent_by, form_id=form_id, at=NOON)
    second = send_idea(IDEA, sent_by=sent_by, form_id=form_id, at=NOON)
    assert (first.pk, Initiative.objects.count()) == (second.pk, 1)


def test_who_has_an_account_leaves_no_second_copy_of_the_address():
    user = UserFactory()
    idea(user=user)
    sender = InitiativeSender.objects.get()
    assert (sender.user, sender.email, sender.phone) == (user, "", "")


def test_who_has_none_is_told_by_the_confirmed_address():
    idea(email="hoa@example.vn")
    notice = Notice.objects.get()
    assert (notice.kind, notice.address) == ("initiative_step", "hoa@example.vn")


def test_the_short_name_is_public_only_if_the_sender_agreed():
    for is_shown, name in ((True, "L. V. Bảy"), (False, "")):
        sent_by = SentBy("Lê Văn Bảy", email="bay@example.vn", is_name_shown=is_shown)
        found = send_idea(IDEA, sent_by=sent_by, form_id=uuid4(), at=NOON)
        assert found.public_name == name


def test_a_contest_work_becomes_one_idea():
    author = SentBy("Lê Văn Bảy", user=UserFactory())
    work = ContestWork("work:12", "Hội thi sáng kiến 2026", IDEA, author)
    first = take_contest_work(work, by=SITE, at=NOON)
    assert take_contest_work(work, by=SITE, at=NOON).pk == first.pk
    assert (first.source, first.origin) == ("contest", "Hội thi sáng kiến 2026")


def test_a_step_is_never_changed():
    event = InitiativeEvent.objects.get(initiative=idea())
    event.text = "khác"
    with pytest.raises(EventChanged):
        event.save()


def test_every_state_is_reached_and_every_move_leads_somewhere():
    reached = {end for ends in INITIATIVE_MOVES.values() for end in ends}
    assert set(INITIATIVE_MOVES) == set(InitiativeState)
    assert reached | {InitiativeState.RECEIVED} == set(InitiativeState)
