"""Pages of a final: preview, desk, draw, plan, marks as they come, and who may see what."""

import pytest
from django.urls import reverse

from contests.judging.panels import open_panel
from contests.models import Assignment, EdgeRule, Panel, Round, WorkFinal, WorkResult
from contests.presentations.draw import draw
from contests.presentations.live import live_of
from contests.regulation.presented import presented_articles
from quizsite.models import AuditLine
from tests.contests.judging.cast import of_work, send
from tests.contests.presentations.cast import AFTER, DAY, final_of, marked_essay
from tests.factories import OrganiserFactory

pytestmark = pytest.mark.django_db
SETTINGS = {
    "title": "Chung khảo",
    "starts_at": "2035-10-20T08:00",
    "threshold": "",
    "top": "2",
    "edge": "taken_in",
    "source_percent": "30",
    "talk_minutes": "10",
    "question_minutes": "5",
    "pause_minutes": "0",
}


def address(name, round):
    return reverse(f"contests:{name}", args=[round.contest.slug, round.number])


@pytest.fixture
def essay():
    return marked_essay([80, 90, 70])


def test_the_preview_says_who_goes_on_and_why_and_writes_nothing(essay, client):
    round, works, by = essay
    client.force_login(by)
    page = client.post(address("final_new", round), SETTINGS | {"preview": "1"}).content.decode()
    assert "2 bài vào chung khảo" in page
    assert "Vào: đứng thứ 1." in page
    assert "Không vào: đứng thứ 3." in page
    assert works[1].entry.unit.name in page
    assert not WorkFinal.objects.exists()
    assert AuditLine.objects.filter(kind="people_seen").count() == 1


def test_what_was_previewed_is_made_and_leads_to_its_desk(essay, client):
    round, _works, by = essay
    client.force_login(by)
    answer = client.post(address("final_new", round), SETTINGS | {"preview": "1"})
    seen = answer.context["proposal"].digest
    made = client.post(address("final_new", round), SETTINGS | {"make": "1", "seen": seen})
    final = WorkFinal.objects.select_related("round__contest").get()
    assert made.url == address("final_desk", final.round)
    assert final.source_percent == 30
    assert "Bốc thăm thứ tự trình bày" in client.get(made.url).content.decode()
    assert client.get(address("final_new", round)).url == made.url
    assert client.get(address("round_edit", final.round)).url == made.url


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"top": "999999999999"}, "60"),
        ({"source_percent": "91"}, "90"),
        ({"threshold": "nhiều"}, "Hãy ghi một số"),
        ({"starts_at": "2001-01-01T08:00", "make": "1"}, "Giờ bắt đầu chung khảo đã qua"),
        ({"title": "\0"}, "Tên vòng"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(essay, client, wrong, said):
    round, _works, by = essay
    client.force_login(by)
    sent = SETTINGS | {"talk_minutes": "12"} | wrong
    page = client.post(address("final_new", round), sent).content.decode()
    assert "Chưa xem được" in page
    assert 'value="12"' in page
    assert said in page


def test_before_the_totals_are_agreed_the_page_says_what_is_missing(client):
    round, _works, by = marked_essay([80], opened=False)
    client.force_login(by)
    assert "mã phách chưa mở" in client.get(address("final_new", round)).content.decode()


def drawn(essay, **settings):
    round, _works, by = essay
    final = draw(final_of(round, by, **settings), witness="Bà Hạnh", by=by, at=AFTER)
    open_panel(final.panel, by=by, at=AFTER)
    return WorkFinal.objects.select_related("round__contest", "panel__round").get(pk=final.pk)


def test_the_plan_tells_hours_witness_and_seed(essay, client):
    final = drawn(essay)
    client.force_login(essay[2])
    page = client.get(address("final_plan", final.round)).content.decode()
    assert "Bà Hạnh chứng kiến" in page
    assert final.seed in page
    assert client.get(address("final_desk", final.round)).status_code == 200


def test_a_total_appears_once_all_jurors_of_the_work_have_sent(essay, client):
    final = drawn(essay, source_percent=30)
    work = final.panel.works.get(code="01")
    first, second = of_work(work)
    send(first, "40", "40", at=DAY)
    row = live_of(final).rows[0]
    assert (row.sent, row.asked, row.marks) == (1, 2, None)
    client.force_login(essay[2])
    page = client.get(address("final_live_rows", final.round)).content.decode()
    assert "1 / 2 giám khảo đã gửi điểm" in page
    assert "80" not in page.replace("0 / 2 bài", "")
    send(second, "50", "50", at=DAY)
    assert live_of(final).rows[0].marks == 90_00
    assert "<strong" in client.get(address("final_live_rows", final.round)).content.decode()


def test_everybody_watches_only_where_the_organisers_let_them(essay, client):
    final = drawn(essay)
    page, rows = address("live_final", final.round), address("live_final_rows", final.round)
    assert (client.get(page).status_code, client.get(rows).status_code) == (404, 404)
    client.force_login(essay[2])
    client.post(address("final_watch", final.round), {"open": "1"})
    client.logout()
    said = client.get(page).content.decode()
    author = final.finalists.first().work.authors.get().full_name
    assert author not in said
    assert client.get(rows).status_code == 200
    line = AuditLine.objects.get(kind="final_watched")
    assert line.after == {"is_live_public": True}
    client.force_login(essay[2])
    client.post(address("final_watch", final.round))
    client.logout()
    assert client.get(rows).status_code == 404


def test_organisers_of_other_contests_find_no_final(essay, client):
    final = drawn(essay)
    client.force_login(OrganiserFactory().user)
    names = ("final_desk", "final_plan", "final_live", "final_live_rows")
    assert {client.get(address(name, final.round)).status_code for name in names} == {404}
    posts = ("final_draw", "final_discard", "final_points", "final_watch")
    assert {client.post(address(name, final.round)).status_code for name in posts} == {404}


def test_the_points_go_to_the_board_by_one_button(essay, client):
    final = drawn(essay)
    for one in Assignment.objects.to_mark().filter(work__panel=final.panel):
        send(one, "40", "40", at=DAY)
    client.force_login(essay[2])
    client.post(address("final_points", final.round))
    assert Round.objects.get(pk=final.round_id).marked_at is None
    Panel.objects.filter(pk=final.panel_id).update(state="agreed")
    final.panel.works.update(agreed_total=80_00)
    client.post(address("final_points", final.round))
    assert Round.objects.get(pk=final.round_id).marked_at is not None
    points = WorkResult.objects.filter(round=final.round_id).values_list("points", flat=True)
    assert list(points) == [80_00, 80_00]


def test_the_rules_say_how_the_final_is_chosen_and_counted():
    final = WorkFinal(source=Round(title="Sơ khảo"), source_percent=30, top=6)
    said = set()
    for edge in EdgeRule:
        final.edge = edge
        said.add(repr(presented_articles(_with(final))))
    assert len(said) == len(EdgeRule)
    assert all("chung khảo chiếm 70 %" in one for one in said)


def _with(final):
    round = Round(title="Chung khảo", kind="presented")
    round.work_final = final
    return round
