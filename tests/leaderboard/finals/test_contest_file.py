"""The results of a whole contest as one file."""

import io

import pandas as pd
import pytest

from leaderboard.finals.contest_file import contest_result_rows, contest_results_table
from leaderboard.standings.store import record_results
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.worker import Worker
from quizsite.models import AuditLine
from quizsite.tables.xlsx_writer import stream_workbook
from tests.factories import NOON, OrganiserFactory, RoundFactory, UnitFactory, UserFactory
from tests.leaderboard.cast import closed_attempt, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/to-chuc/thu-do/ket-qua/"
FILE = "/to-chuc/thu-do/ket-qua.xlsx"


@pytest.fixture
def desk(signed_in, contest, organiser, settings, tmp_path):
    settings.FILES_DIR, settings.TIMETABLE = tmp_path, {}
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


def read(content):
    return pd.read_excel(io.BytesIO(content), engine="calamine", header=3, dtype=object)


def test_everybody_stands_with_the_score_of_each_round(contest, week, division, department):
    second = RoundFactory(contest=contest, number=2, title="Tuần 2")
    office = UnitFactory(name="Văn phòng", parent=department)
    both = take(week, division, unit=office, correct=3)
    take(second, division, unit=department, correct=4)
    closed_attempt(both, second, correct=5)
    record_results(second, [both.pk])

    rows = contest_result_rows(contest)
    table = read(b"".join(stream_workbook(contest_results_table(contest, rows, at=NOON))))

    shown = table[["STT", "Hạng", "Đơn vị", "Thuộc", "Khối", "Số kỳ đã thi"]].fillna("")
    assert shown.values.tolist() == [
        [1, 1, "Văn phòng", "Sở Nội vụ", "Sở, ngành", 2],
        [2, 2, "Sở Nội vụ", "", "Sở, ngành", 1],
    ]
    scores = table[["Tổng số câu đúng", "Tuần 1: số câu đúng", "Tuần 2: số câu đúng"]].fillna("")
    assert scores.values.tolist() == [[8, 3.0, 5], [4, "", 4]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_file_takes_the_same_queries(contest, week, division, count, django_assert_num_queries):
    unit = UnitFactory()
    for _ in range(count):
        take(week, division, unit=unit)
    with django_assert_num_queries(8):  # days, units (3), rounds, divisions, totals, their rounds
        assert len(list(contest_result_rows(contest))) == count


def test_a_job_writes_the_file_and_an_organiser_takes_it(desk, contest, week, division):
    take(week, division)
    assert desk.get(FILE).status_code == 404
    desk.post(PAGE)
    assert "Đang chờ máy chủ bắt đầu ghi" in desk.get(PAGE).text
    assert Worker("here").run_next()
    assert FILE in desk.get(PAGE).text
    assert len(read(b"".join(desk.get(FILE).streaming_content))) == 1
    line = AuditLine.objects.get(kind=AuditKind.RESULTS_EXPORTED)
    assert line.after == {"file": "ket-qua-thu-do.xlsx"}


def test_while_a_round_gets_its_last_ranking_there_is_no_file(desk, week):
    week.state = "finalised"
    week.save()
    assert desk.get(PAGE).status_code == 409


def test_others_find_neither_page_nor_file(client, signed_in, contest, stranger):
    other = OrganiserFactory(user=UserFactory()).user
    for address in (PAGE, FILE):
        assert client.get(address).status_code == 302
        assert signed_in(stranger).get(address).status_code == 404
        assert signed_in(other).get(address).status_code == 404
