"""The queue and the page of one case: organisers alone, with evidence, and never a key."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from contests.integrity.jobs import find_signs
from contests.integrity.looking import look_at_round
from contests.models import EntryMark, IntegrityCase, Round
from questionbank.models import Passage, Revision
from quizsite.models import AuditLine
from tests.contests.integrity.conftest import AFTER, QUESTIONS
from tests.factories import NOON, OrganiserFactory, RoundFactory, SectionFactory, UserFactory


@pytest.fixture
def entries(stage):
    closed = datetime.now(UTC) - timedelta(days=1)
    Round.objects.filter(pk=stage.round.pk).update(closes_at=min(AFTER, closed))
    stage.crowd()
    return stage.alike()


@pytest.fixture
def case(stage, entries):
    look_at_round(stage.round, at=AFTER)
    return IntegrityCase.objects.get()


@pytest.fixture
def client(signed_in, desk):
    return signed_in(desk)


def queue(stage):
    return reverse("contests:cases", args=[stage.contest.slug])


def page_of(case):
    return reverse("contests:case", args=[case.round.contest.slug, case.pk])


def test_the_queue_says_what_was_seen_and_how_rare_it_is(client, stage, case, entries):
    overview = client.get(reverse("contests:organise_contest", args=[stage.contest.slug])).text
    assert "1 dấu hiệu trong bài thi đang chờ xét" in overview
    text = client.get(queue(stage)).text
    assert "cả hai sai 6 câu, trong đó 6 câu sai giống nhau" in text
    assert "không thấy lần nào trong" in text
    assert all(entry.user.full_name in text for entry in entries)
    assert AuditLine.objects.filter(kind="people_seen").count() == 1


def test_the_case_shows_two_papers_beside_each_other_and_no_key(client, case, entries):
    text = client.get(page_of(case)).text
    assert text.count("Chọn giống nhau") == QUESTIONS
    assert "Vì luật nói vậy" not in text
    assert "is-right" not in text
    seen = AuditLine.objects.filter(kind="paper_seen").values_list("about_id", flat=True)
    assert len(set(seen)) == 2
    assert set(seen) <= {one.pk for one in entries}
    other = client.get(page_of(case), {"cap": "2"})
    assert other.context["pairs"][2]["is_shown"]
    for wrong in ("-1", "99999999999999999999", "x", "²"):
        assert client.get(page_of(case), {"cap": wrong}).status_code == 200


def test_ticks_wait_while_a_round_still_asks_the_question(client, stage, case):
    soon = datetime.now(UTC) + timedelta(hours=1)
    other = RoundFactory(title="Tuần 9", closes_at=soon)
    SectionFactory(round=other, count=1, pool=[stage.revisions[0].pk])
    page = client.get(page_of(case))
    assert page.context["rows"][0].sides[0].chosen == []
    assert "kỳ thi “Tuần 9”" in page.text
    assert page.text.count("Chọn giống nhau") == QUESTIONS - 1


def test_a_case_is_decided_on_its_page_and_moves_to_its_list(client, stage, case):
    assert "Hãy ghi lý do." in client.post(page_of(case), {"clear": "1", "on-reason": " "}).text
    asked = client.post(page_of(case), {"ask": "1", "hoi-reason": "Hỏi đơn vị"})
    assert asked.url == queue(stage)
    assert "Hỏi đơn vị" in client.get(queue(stage), {"xem": "hoi"}).text
    client.post(page_of(case), {"clear": "1", "on-reason": "Học cùng lớp"})
    assert "Học cùng lớp" in client.get(queue(stage), {"xem": "xong"}).text
    assert "Không có trường hợp nào chờ xét." in client.get(queue(stage)).text
    late = client.post(page_of(case), {"clear": "1", "on-reason": "Lần nữa"}, follow=True)
    assert "vừa được người khác xét" in late.text
    case.refresh_from_db()
    assert case.reason == "Học cùng lớp"


def test_who_is_ticked_is_voided_and_what_was_typed_stays_beside_a_refusal(client, case, entries):
    said = {"void": "1", "loai-reason": "Thi nhóm, có biên bản"}
    for people in ([], ["9" * 30]):
        text = client.post(page_of(case), said | {"loai-people": people}).text
        assert "Thi nhóm, có biên bản</textarea>" in text
    client.post(page_of(case), said | {"loai-people": [entries[0].pk]})
    entries[0].refresh_from_db()
    assert entries[0].void_reason == "Thi nhóm, có biên bản"
    assert case.entries.valid().count() == 2


@pytest.mark.parametrize("kind", ["fast", "device", "in_a_row"])
def test_each_other_kind_has_its_page(client, stage, case, kind):
    evidence = {
        "answered": 8,
        "correct": 8,
        "seconds": 9,
        "letters": 900,
        "pace": 100,
        "usual": 10,
        "people": 3,
        "overlaps": 1,
        "quick": 0,
        "papers": 3,
        "is_alike": False,
        "attempts": case.evidence["attempts"],
    }
    IntegrityCase.objects.update(kind=kind, evidence=evidence)
    passage = Passage.objects.create(code="DD", number=1, text="Chị Hoa nộp.", created_at=NOON)
    Revision.objects.update(passage=passage)
    text = client.get(page_of(case)).text
    assert "bắt đầu" in text.lower()
    assert ("Chị Hoa nộp." in text) == (kind == "fast")
    assert client.get(queue(stage)).status_code == 200


def test_marks_are_on_no_page(client, stage, case, entries):
    stage.share("device", *entries, digest=987654321987)
    for address in (queue(stage), page_of(case)):
        assert "987654321987" not in client.get(address).text
    assert EntryMark.objects.count() == 3


def test_others_find_nothing(signed_in, stranger, case, stage):
    pages = [queue(stage), page_of(case)]
    again = reverse("contests:look_again", args=[stage.contest.slug, stage.round.number])
    for person in (stranger, OrganiserFactory().user):
        assert [signed_in(person).get(one).status_code for one in pages] == [404, 404]
        assert signed_in(person).post(again).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, case, stage):
    client.logout()
    for one in (queue(stage), page_of(case)):
        assert client.get(one).url.startswith("/dang-nhap/")


def test_a_case_of_another_contest_is_not_found(signed_in, case):
    other = OrganiserFactory()
    address = reverse("contests:case", args=[other.contest.slug, case.pk])
    assert signed_in(other.user).get(address).status_code == 404


def test_a_look_is_asked_for_once_and_an_open_round_is_refused(client, stage, entries):
    again = reverse("contests:look_again", args=[stage.contest.slug, stage.round.number])
    assert "Tìm ngay" in client.get(queue(stage)).text
    for _ in range(2):
        assert client.post(again).url == queue(stage)
    assert DBTaskResult.objects.filter(task_path=find_signs.module_path).count() == 1
    assert "đang tìm (0 %)" in client.get(queue(stage)).text
    soon = datetime.now(UTC) + timedelta(hours=1)
    Round.objects.filter(pk=stage.round.pk).update(closes_at=soon)
    refused = client.post(again, HTTP_REFERER=queue(stage), follow=True)
    assert "Kỳ thi chưa đóng" in refused.text


@pytest.mark.parametrize("copies", [1, 3])
def test_the_queue_asks_as_often_for_one_case_as_for_three(
    client, stage, case, copies, django_assert_max_num_queries
):
    people = list(case.entries.all())
    for n in range(copies - 1):
        case.pk, case.key = None, f"copy {n}"
        case._state.adding = True
        case.save()
        case.members.bulk_create(case.members.model(case=case, entry=one) for one in people)
        RoundFactory(contest=stage.contest, opens_at=NOON - timedelta(days=9), closes_at=NOON)
    client.get(queue(stage))
    with django_assert_max_num_queries(13):
        client.get(queue(stage))


def test_a_person_deleted_meanwhile_leaves_the_page_readable(client, case, entries):
    entries[0].attempts.all().delete()
    entries[0].delete()
    assert client.get(page_of(case)).status_code == 200
    assert case.entries.count() == 2
    assert UserFactory._meta.model.objects.filter(pk=entries[0].user_id).exists()


def test_the_queue_waits_for_a_look_and_says_if_it_died(client, stage, case):
    again = reverse("contests:look_again", args=[stage.contest.slug, stage.round.number])
    client.post(again)
    assert f'id="tim-{stage.round.number}" data-pending' in client.get(queue(stage)).text
    DBTaskResult.objects.update(status="FAILED")
    shown = client.get(queue(stage)).text
    assert "Lần tìm gần nhất không xong; hãy tìm lại." in shown
    assert "data-pending" not in shown
