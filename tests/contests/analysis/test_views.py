"""What organisers read, when they may, and what reading it leaves in the trail."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contests.analysis.analysing import analyse_round
from contests.models import (
    Contest,
    Entry,
    QuestionFigures,
    QuestionRuling,
    Round,
    RoundAnalysis,
)
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.worker import Worker
from quizsite.models import AuditLine
from tests.contests.analysis.conftest import AFTER
from tests.factories import OrganiserFactory, RoundFactory, SectionFactory, UserFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def closed(stage, desk, settings):
    """A round that has closed by now, in which option B of the first question is what is right."""
    settings.TIMETABLE = {}
    entries = stage.entries(90)
    stage.papers(entries, lambda n: [1 if n % 10 > 4 else 0, *stage.answers(n)[1:]])
    now = timezone.now()
    Round.objects.update(opens_at=now - 9 * HOUR, closes_at=now - HOUR)
    stage.round.refresh_from_db()
    analyse_round(stage.round, at=now)
    return stage


def address(stage, rest="/"):
    return f"/to-chuc/{stage.contest.slug}/ky/{stage.round.number}/phan-tich{rest}"


def lines(kind):
    return AuditLine.objects.filter(kind=kind).count()


def withhold(stage, n=0, contest=None):
    now = timezone.now()
    more = {"contest": contest} if contest else {}
    later = RoundFactory(opens_at=now + HOUR, closes_at=now + 2 * HOUR, **more)
    SectionFactory(round=later, pool=[stage.revisions[n].pk])
    return later


def test_questions_in_trouble_come_first_and_no_key_is_shown(closed, signed_in, organiser):
    page = signed_in(organiser).get(address(closed))
    assert page.context["page"][0].revision == closed.revisions[0]
    assert "trông như hỏng" in page.text
    assert "(đáp án)" not in page.text
    assert f"/cau-hoi/{closed.revisions[0].pk}/?tu=phan-tich" in page.text
    assert lines(AuditKind.KEY_SEEN) == 0


def test_an_opened_question_shows_its_key_and_leaves_a_line(closed, signed_in, organiser):
    pk = closed.revisions[0].pk
    page = signed_in(organiser).get(f"{address(closed)}?cau={pk}")
    assert "A. Một (đáp án)" in page.text
    assert "người chọn cùng một câu trả lời bị tính là sai" in page.text
    assert lines(AuditKind.KEY_SEEN) == 1


def test_a_withheld_question_tells_neither_share_nor_options(closed, signed_in, organiser):
    withhold(closed)
    pk = closed.revisions[0].pk
    page = signed_in(organiser).get(f"{address(closed)}?cau={pk}")
    line = page.context["page"][0]
    assert (line.revision.pk, [kind for kind, _name in line.flags]) == (pk, ["broken"])
    assert "Số liệu hiện từ" in page.text
    assert "(đáp án)" not in page.text
    assert lines(AuditKind.KEY_SEEN) == 0
    workbook = signed_in(organiser).get(address(closed, ".xlsx")).getvalue()
    code = closed.revisions[0].question.code
    with ZipFile(BytesIO(workbook)) as file:
        assert "chưa hiện" in file.read("xl/worksheets/sheet1.xml").decode()
        assert code not in file.read("xl/worksheets/sheet2.xml").decode()


def test_the_place_of_a_withheld_question_tells_nothing(closed, signed_in, organiser):
    """Everybody was right: what nobody is told of a withheld question must not lift it."""
    last = QuestionFigures.objects.get(revision=closed.revisions[-1])
    last.figures["flags"], last.trouble = [{"kind": "everybody", "of": 90}], 20
    last.save()
    withhold(closed, len(closed.revisions) - 1)
    page = signed_in(organiser).get(address(closed))
    assert page.context["page"][-1].revision == closed.revisions[-1]
    assert "ai cũng đúng" not in page.text


def test_a_rehearsal_tells_no_key(closed, signed_in, organiser):
    Contest.objects.update(is_rehearsal=True)
    page = signed_in(organiser).get(f"{address(closed)}?cau={closed.revisions[0].pk}")
    assert page.context["withheld"] == len(closed.revisions)
    assert "(đáp án)" not in page.text


def test_the_file_has_the_figures_and_leaves_a_line(closed, signed_in, organiser):
    answer = signed_in(organiser).get(address(closed, ".xlsx"))
    with ZipFile(BytesIO(answer.getvalue())) as file:
        sheets = [file.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
    found = QuestionFigures.objects.first()
    assert found.revision.question.code in sheets[0]
    assert f"<v>{found.figures['right']}</v>" in sheets[0]
    assert "đáp án" in sheets[1]
    assert found.revision.question.axis.name in sheets[2]
    assert lines(AuditKind.KEYS_EXPORTED) == 1


def test_the_weakest_content_is_told_in_a_sentence(closed, signed_in, organiser):
    page = signed_in(organiser).get(address(closed, "/noi-dung/"))
    (division,) = page.context["divisions"]
    assert (division.whole.people, division.kinds) == (90, [])
    assert division.whole.sentence in page.text
    assert closed.revisions[0].question.axis.name in page.text


def test_kinds_of_unit_stand_beside_each_other(stage, desk, signed_in, organiser):
    stage.crowd(30, unit=0)
    stage.crowd(12, unit=1)
    now = timezone.now()
    Round.objects.update(opens_at=now - 9 * HOUR, closes_at=now - HOUR)
    stage.round.refresh_from_db()
    analyse_round(stage.round, at=now)
    page = signed_in(organiser).get(address(stage, "/noi-dung/"))
    (division,) = page.context["divisions"]
    assert [(group.name, group.people) for group, _shares in division.rows] == [
        ("A, so", 30),
        ("A, xa", 12),
    ]
    assert [len(shares) for _group, shares in division.rows] == [2, 2]


def test_few_people_are_no_content_to_explain(stage, desk, signed_in, organiser):
    stage.crowd(9)
    analyse_round(stage.round, at=AFTER)
    Round.objects.update(closes_at=timezone.now() - HOUR, opens_at=timezone.now() - 2 * HOUR)
    page = signed_in(organiser).get(address(stage, "/noi-dung/"))
    assert "Quá ít người dự thi" in page.text


def test_the_figures_suggest_what_to_propose(closed, signed_in, organiser):
    pk = closed.revisions[0].pk
    link = f"/to-chuc/{closed.contest.slug}/ky/{closed.round.number}/cau-hoi/{pk}/"
    form = signed_in(organiser).get(f"{link}?tu=phan-tich").context["form"]
    assert form.initial["kind"] == "accept"
    assert form.initial["accepted"] == [1]
    assert "Số liệu sau kỳ thi" in form.initial["reason"]
    assert signed_in(organiser).get(link).context["form"].initial == {}
    withhold(closed)
    form = signed_in(organiser).get(f"{link}?tu=phan-tich").context["form"]
    assert set(form.initial) == {"reason"}


def test_the_desk_names_a_doubtful_question_until_somebody_proposes(closed, signed_in, organiser):
    desk = f"/to-chuc/{closed.contest.slug}/"
    told = "1 câu hỏi của Tuần 1 trông như hỏng hoặc có thể đã lộ."
    page = signed_in(organiser).get(desk)
    assert told in page.text
    assert address(closed) in page.text
    QuestionRuling.objects.create(
        round=closed.round,
        revision=closed.revisions[0],
        kind="annul",
        reason="Sai",
        proposed_at=timezone.now(),
    )
    assert told not in signed_in(organiser).get(desk).text


def test_a_button_asks_for_the_figures_anew(closed, signed_in, organiser):
    desk = signed_in(organiser)
    assert desk.post(address(closed)).url == address(closed)
    waiting = desk.get(f"{address(closed)}?cau={closed.revisions[0].pk}")
    assert "Máy chủ đang tính" in waiting.text
    assert lines(AuditKind.KEY_SEEN) == 0
    before = RoundAnalysis.objects.get().made_at
    assert Worker("here").run_next()
    assert RoundAnalysis.objects.get().made_at > before
    assert "Máy chủ đang tính" not in desk.get(address(closed)).text


def test_a_changed_result_is_told(closed, signed_in, organiser):
    told = "Kết quả kỳ thi đã thay đổi"
    assert told not in signed_in(organiser).get(address(closed)).text
    Entry.objects.filter(pk=Entry.objects.first().pk).update(voided_at=timezone.now())
    assert told in signed_in(organiser).get(address(closed)).text
    assert told in signed_in(organiser).get(address(closed, "/noi-dung/")).text


def test_before_the_first_analysis_the_page_says_what_to_do(stage, desk, signed_in, organiser):
    now = timezone.now()
    Round.objects.update(opens_at=now - 9 * HOUR, closes_at=now - HOUR)
    assert "Tính ngay" in signed_in(organiser).get(address(stage)).text
    assert "Máy chủ chưa tính" in signed_in(organiser).get(address(stage, "/noi-dung/")).text
    assert signed_in(organiser).get(address(stage, ".xlsx")).status_code == 404


@pytest.mark.parametrize("rest", ["/", "/noi-dung/", ".xlsx"])
def test_an_open_round_is_not_analysed(closed, signed_in, organiser, rest):
    Round.objects.update(closes_at=timezone.now() + HOUR)
    assert signed_in(organiser).get(address(closed, rest)).status_code == 409


@pytest.mark.parametrize("rest", ["/", "/noi-dung/", ".xlsx"])
def test_others_do_not_find_the_pages(client, closed, signed_in, stranger, rest):
    other = OrganiserFactory(user=UserFactory()).user
    contestant = Entry.objects.first().user
    assert client.get(address(closed, rest)).status_code == 302
    for user in (stranger, other, contestant):
        assert signed_in(user).get(address(closed, rest)).status_code == 404


def test_the_older_page_leads_here(closed, signed_in, organiser):
    link = f"/to-chuc/{closed.contest.slug}/ky/{closed.round.number}/cau-hoi/thong-ke/"
    assert signed_in(organiser).get(link).url == address(closed)


def test_many_questions_ask_no_more_queries_than_one(closed, signed_in, organiser):
    desk = signed_in(organiser)
    with CaptureQueriesContext(connection) as many:
        desk.get(address(closed))
    QuestionFigures.objects.exclude(pk=QuestionFigures.objects.first().pk).delete()
    with CaptureQueriesContext(connection) as one:
        desk.get(address(closed))
    assert len(many) == len(one)
