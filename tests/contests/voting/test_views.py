"""Pages of a ballot: what everybody, a voter and an organiser read and do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import Ballot, BallotState, Candidate, Vote
from tests.contests.voting.test_ballots import voter
from tests.factories import ContestFactory, OrganiserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ballot():
    now = timezone.now()
    made = Ballot.objects.create(
        contest=ContestFactory(),
        title="Ý tưởng được yêu thích",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        made_at=now,
        state=BallotState.OPEN,
    )
    for n in (1, 2):
        Candidate.objects.create(ballot=made, title=f"Tác phẩm số {n}", position=n)
    return made


def page(ballot):
    return reverse("contests:ballot", args=(ballot.contest.slug, ballot.pk))


def vote(ballot, candidate):
    return reverse("contests:vote", args=(ballot.contest.slug, ballot.pk, candidate.pk))


def test_a_stranger_reads_the_works_and_is_asked_to_sign_in(client, ballot):
    said = client.get(page(ballot)).content.decode()
    assert "Tác phẩm số 1" in said
    assert "Đăng nhập để bình chọn" in said
    response = client.post(vote(ballot, ballot.candidates.first()))
    assert response.status_code == 302
    assert not Vote.objects.exists()


def test_a_voter_votes_and_reads_it_again(signed_in, ballot):
    browser = signed_in(voter())
    chosen = ballot.candidates.first()
    said = browser.post(vote(ballot, chosen), follow=True).content.decode()
    assert f"Phiếu của bạn: “{chosen.title}”" in said
    assert "1 người đã bình chọn" in said
    assert "Số phiếu của từng tác phẩm chỉ hiện khi" in said


def test_nobody_reads_counts_while_votes_are_taken(signed_in, client, ballot):
    organiser = OrganiserFactory(contest=ballot.contest).user
    first, second = ballot.candidates.all()
    for candidate in (first, first, first, second):
        Vote.objects.create(
            ballot=ballot, candidate=candidate, voter=voter(), cast_at=ballot.opens_at
        )
    desk = reverse("contests:ballot_desk", args=(ballot.contest.slug, ballot.pk))
    for said in (client.get(page(ballot)), signed_in(organiser).get(desk)):
        assert said.context["tallies"] is None
        assert said.context["turnout"] == 4
        assert ">3<" not in said.content.decode()


def test_a_draft_is_not_found(client, ballot):
    Ballot.objects.update(state=BallotState.DRAFT)
    assert client.get(page(ballot)).status_code == 404


def test_a_candidate_of_another_ballot_is_not_found(signed_in, ballot):
    other = Ballot.objects.create(
        contest=ballot.contest,
        title="Khác",
        opens_at=ballot.opens_at,
        closes_at=ballot.closes_at,
        made_at=ballot.made_at,
    )
    foreign = Candidate.objects.create(ballot=other, title="Lạ")
    assert signed_in(voter()).post(vote(ballot, foreign)).status_code == 404


def test_an_organiser_makes_fills_announces_and_settles_a_ballot(signed_in):
    organiser = OrganiserFactory()
    browser, slug = signed_in(organiser.user), organiser.contest.slug
    now = timezone.now()
    posted = {
        "title": "Ý tưởng vì dân",
        "introduction": "",
        "round": "",
        "opens_at": (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M"),
        "public_percent": "20",
    }
    listed = reverse("contests:ballots", args=(slug,))
    refused = browser.post(listed, posted)
    assert "phải gắn với một vòng thi viết" in refused.content.decode()
    browser.post(listed, posted | {"public_percent": "0"})
    ballot = Ballot.objects.get()
    where = (slug, ballot.pk)
    for title in ("Một cửa lưu động", "Hẹn giờ qua điện thoại"):
        browser.post(reverse("contests:candidate_new", args=where), {"title": title, "text": ""})
    announce = reverse("contests:ballot_move", args=(*where, "cong-bo"))
    browser.post(announce)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.candidates.count()) == (BallotState.OPEN, 2)
    said = browser.post(announce, follow=True).content.decode()
    assert "vừa thay đổi" in said
    Ballot.objects.update(closes_at=now - timedelta(minutes=5))
    browser.post(reverse("contests:ballot_move", args=(*where, "chot")))
    ballot.refresh_from_db()
    assert ballot.state == BallotState.SETTLED


def test_another_contests_organiser_does_not_find_a_ballot(signed_in, ballot):
    stranger = OrganiserFactory().user
    for name in ("ballot_desk", "ballot_edit"):
        address = reverse(f"contests:{name}", args=(ballot.contest.slug, ballot.pk))
        assert signed_in(stranger).get(address).status_code == 404
