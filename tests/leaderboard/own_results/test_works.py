"""A person's works on the page of own results: what is told when, and to nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.models import Round, RoundState, WorkAuthor
from contests.presentations.draw import draw
from contests.written.drafts import begin_work
from contests.written.hand_in import hand_in
from leaderboard.models import Standing
from leaderboard.own_results.works import works_of
from tests.contests.presentations.cast import AFTER, DAY, final_of, marked_essay
from tests.contests.written.cast import MIDDAY, entered, ready_work, written_round
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/ket-qua-cua-toi/"


def fixed(essay):
    Round.objects.filter(pk=essay.pk).update(
        state=RoundState.FINALISED, finalised_at=AFTER, result_digest="a"
    )


def test_points_and_place_appear_only_once_the_result_is_fixed(client):
    essay, works, _by = marked_essay([80, 90])
    client.force_login(works[0].entry.user)
    [own] = works_of(works[0].entry.user, at=AFTER)
    assert (own.merit, own.receipt, own.is_own) == (None, 1, True)
    before = client.get(PAGE).content.decode()
    assert "80/100" not in before
    assert "khi kết quả được chốt" in before
    assert reverse("contests:work_receipt", args=[essay.contest.slug, works[0].pk, 1]) in before
    fixed(essay)
    [own] = works_of(works[0].entry.user, at=AFTER)
    assert own.merit.points == "80/100"
    assert own.merit.place == 1  # of the only one in the division
    assert "80/100 điểm" in client.get(PAGE).content.decode()
    Standing.objects.filter(round=essay).update(points=1)
    assert works_of(works[0].entry.user, at=AFTER)[0].merit.place is None


def test_nobody_reads_the_works_of_others(client):
    essay, works, _by = marked_essay([80])
    fixed(essay)
    outsider = UserFactory()
    assert works_of(outsider, at=AFTER) == []
    client.force_login(outsider)
    page = client.get(PAGE).content.decode()
    assert "Bài viết của tôi" not in page
    assert works[0].title not in page


def test_a_draft_leads_on_and_a_co_author_reads_the_work_as_one(client):
    essay = written_round(max_authors=2)
    work = ready_work(essay)
    client.force_login(work.entry.user)
    page = client.get(PAGE).content.decode()
    assert "Viết tiếp, nộp bài" in page
    assert "chưa có bài thi" not in page
    hand_in(work, at=MIDDAY)
    other = entered(essay)
    WorkAuthor.objects.create(
        work=work, entry=other, full_name="Đồng tác giả", position=1, share_percent=50
    )
    client.force_login(other.user)
    assert "bạn là đồng tác giả" in client.get(PAGE).content.decode()


def test_who_goes_on_to_a_final_reads_the_turn_once_lots_were_drawn(client):
    essay, works, by = marked_essay([80, 90, 70])
    final = final_of(essay, by)
    author = works[1].entry.user
    assert len(works_of(author, at=AFTER)) == 1  # a draft is nobody's business
    draw(final, witness="Bà Hạnh", by=by, at=AFTER)
    presented = next(one for one in works_of(author, at=AFTER) if one.turn)
    assert presented.turn.begins_at >= DAY
    client.force_login(author)
    assert "Bạn trình bày thứ" in client.get(PAGE).content.decode()
    assert all(one.turn is None for one in works_of(works[2].entry.user, at=AFTER))


def test_many_works_take_as_many_queries_as_one():
    essay = written_round(max_works=5)
    entry = entered(essay)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            works_of(entry.user, at=MIDDAY)
        return len(counted)

    begin_work(entry, round=essay, at=MIDDAY)
    one = queries()
    begin_work(entry, round=essay, at=MIDDAY)
    begin_work(entry, round=essay, at=MIDDAY)
    assert queries() == one
