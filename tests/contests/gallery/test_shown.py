"""What everybody may read of works: never before the jury is done, never what was taken back."""

import itertools

import pytest
from django.urls import reverse

from contests.gallery.shown import named_authors, shown_ideas, shown_works
from contests.initiatives.moderation import hide_idea
from contests.initiatives.showing import agree_to_show_idea
from contests.models import (
    BallotState,
    Candidate,
    HidingReason,
    Panel,
    PanelState,
    Round,
    RoundState,
    Work,
    WorkState,
)
from contests.written.personal_data import KEEPER
from contests.written.showing import Agreed, NotHandedIn, OwnerGives, agree_to_show
from quizsite.accounts.consents import current_text, give_consent, withdraw_consent
from quizsite.accounts.models import Purpose
from quizsite.models import AuditLine
from tests.contests.gallery.cast import (
    accepted,
    fix_result,
    jury_is_done,
    publish,
    shown_idea,
    vote_on,
)
from tests.contests.initiatives.cast import SITE
from tests.contests.written.cast import entered, ready_work, written_round
from tests.factories import NOON
from tests.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay():
    return written_round(tool_statement="not_asked", max_authors=3)


def shown(at=NOON):
    return set(shown_works(at=at).values_list("pk", flat=True))


def pages_of(client, work):
    """Every address at which the gallery could show a work."""
    found = [
        client.get(reverse("contests:gallery")),
        client.get(reverse("contests:gallery"), {"q": "cai cach"}),
        client.get(reverse("contests:embedded_gallery")),
        client.get(reverse("contests:gallery_work", args=[work.pk])),
    ]
    return "".join(one.content.decode() for one in found if one.status_code == 200)


def test_a_work_is_shown_once_the_result_is_fixed(essay, client):
    work = accepted(essay)
    publish(essay)
    assert work.title not in pages_of(client, work)
    fix_result(essay)
    assert shown() == {work.pk}
    assert (
        pages_of(client, work).count("Cải cách hành chính bắt đầu") == 8
    )  # two headings, four pages


def test_without_consent_nothing_is_shown(essay, client):
    work = accepted(essay, may_be_shown=False)
    fix_result(essay)
    assert shown() == set()
    assert work.title not in pages_of(client, work)


def test_no_work_is_shown_while_its_jury_is_blind(essay, client):
    """Walks every state of panel and ballot: only an agreed jury with an open vote shows it."""
    work = accepted(essay)
    panel = Panel.objects.create(
        contest=essay.contest, round=essay, title="Giám khảo", made_at=NOON
    )
    ballot = vote_on(work)
    for state, of_ballot in itertools.product(PanelState, BallotState):
        Panel.objects.filter(pk=panel.pk).update(state=state)
        type(ballot).objects.filter(pk=ballot.pk).update(state=of_ballot)
        agreed_at = NOON if state == PanelState.AGREED else None
        Round.objects.filter(pk=essay.pk).update(marks_agreed_at=agreed_at)
        may = state == PanelState.AGREED and of_ballot != BallotState.DRAFT
        assert (work.title in pages_of(client, work)) == may, (state, of_ballot)
        assert (shown() == {work.pk}) == may


def test_a_vote_shows_works_from_its_opening_on_without_author_and_unit(essay, client):
    work = accepted(essay, may_be_named=True)
    jury_is_done(essay)
    ballot = vote_on(work)
    assert shown(at=ballot.opens_at - (ballot.closes_at - ballot.opens_at)) == set()
    page = pages_of(client, work)
    assert work.title in page
    assert work.entry.user.short_name not in page
    assert work.entry.unit.name not in page
    searched = client.get(reverse("contests:gallery"), {"don_vi": work.entry.unit.code})
    assert work.title not in searched.content.decode()  # the filter tells no unit either
    fix_result(essay)
    page = pages_of(client, work)
    assert work.entry.user.short_name in page
    assert work.entry.unit.name in page


@pytest.mark.parametrize("state", [one for one in WorkState if one != WorkState.ACCEPTED])
def test_what_was_returned_refused_or_withdrawn_is_not_shown(essay, client, state):
    work = accepted(essay)
    fix_result(essay)
    Work.objects.filter(pk=work.pk).update(state=state)
    assert shown() == set()
    assert "Cải cách hành chính bắt đầu" not in pages_of(client, work)


def test_a_voided_entry_and_one_kept_back_are_not_shown(essay):
    voided, kept_back = accepted(essay), accepted(essay)
    fix_result(essay)
    type(voided.entry).objects.filter(pk=voided.entry_id).update(voided_at=NOON)
    Work.objects.filter(pk=kept_back.pk).update(kept_back_at=NOON)
    assert shown() == set()


def test_a_consent_taken_back_removes_the_work_everywhere_at_once(essay, client, settings):
    settings.KEEP_PAGES_S = 60
    work = accepted(essay)
    jury_is_done(essay)
    vote_on(work)
    assert work.title in pages_of(client, work)
    author = browser_of(work.entry.user)
    address = reverse("contests:work_showing", args=[essay.contest.slug, work.pk])
    assert author.post(address, {}).status_code == 302
    assert work.title not in pages_of(client, work)
    assert Candidate.objects.get().title != work.title
    assert AuditLine.objects.filter(kind="work_showing").count() == 1
    answer = client.get(reverse("contests:gallery"))
    assert "no-store" in answer["Cache-Control"]


def test_a_co_author_takes_a_work_back_and_does_not_give_it(essay):
    work, other = accepted(essay), entered(essay)
    work.authors.create(position=1, full_name="Hai", entry=other, share_percent=1)
    agree_to_show(work, Agreed(is_shown=False, is_named=False), by=other.user, at=NOON)
    with pytest.raises(OwnerGives):
        agree_to_show(work, Agreed(is_shown=True, is_named=True), by=other.user, at=NOON)
    agree_to_show(work, Agreed(is_shown=True, is_named=False), by=work.entry.user, at=NOON)
    work.refresh_from_db()
    assert work.may_be_shown


def test_a_draft_cannot_be_shown(essay):
    draft = ready_work(essay)
    with pytest.raises(NotHandedIn):
        agree_to_show(draft, Agreed(is_shown=True, is_named=True), by=draft.entry.user, at=NOON)


def test_authors_are_named_one_by_one_and_only_as_far_as_they_agree(essay):
    work, other = accepted(essay, may_be_named=True), entered(essay)
    work.authors.create(position=1, full_name="Hai", entry=other, share_percent=1)
    fix_result(essay)
    work.round.refresh_from_db()
    owner = work.entry.user
    assert named_authors(work) == [owner.short_name]
    give_consent(owner, text=current_text(Purpose.PUBLICATION), at=NOON, channel="web")
    withdraw_consent(owner, purpose=Purpose.PUBLICATION, at=NOON)
    assert named_authors(Work.objects.get(pk=work.pk)) == []


def test_erasing_an_author_takes_the_work_out(essay):
    work = accepted(essay, may_be_named=True)
    fix_result(essay)
    KEEPER.erase(work.entry.user, NOON)
    assert shown() == set()


def test_ideas_are_shown_with_consent_as_long_as_they_are_public(client):
    idea = shown_idea()
    gallery = reverse("contests:gallery")
    assert idea.title in client.get(gallery).content.decode()
    agree_to_show_idea(idea, is_shown=False, at=NOON)
    assert idea.title not in client.get(gallery).content.decode()
    agree_to_show_idea(idea, is_shown=True, at=NOON)
    hide_idea(idea, reason=HidingReason.INSULT, note="", by=SITE, at=NOON)
    assert not shown_ideas().exists()


def test_the_tracking_page_gives_and_takes_the_consent_of_an_idea(client):
    idea = shown_idea()
    track = reverse("contests:initiative_track", args=[idea.tracking_code])
    client.post(track, {"trung_bay": "khong"})
    idea.refresh_from_db()
    assert not idea.may_be_shown
    client.post(track, {"trung_bay": "co"})
    idea.refresh_from_db()
    assert idea.may_be_shown


def test_a_rehearsal_shows_nothing(essay):
    accepted(essay)
    fix_result(essay)
    type(essay.contest).objects.filter(pk=essay.contest_id).update(is_rehearsal=True)
    assert essay.state == RoundState.FINALISED
    assert shown() == set()
