"""A person reads and downloads what is kept about them, and of nobody else."""

import json
from datetime import timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import (
    BarredPerson,
    Entry,
    EntryMark,
    PastRole,
    PledgeText,
    PrizelessLine,
)
from leaderboard.models import SealedName
from quizsite.accounts.models import User
from quizsite.accounts.people import rename_person
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.files import take_own_data
from quizsite.accounts.personal_data.own import SHOWN_ROWS, holdings_of
from quizsite.accounts.subjects import the_person
from tests.factories import NOON, AttemptFactory, EntryFactory, UserFactory
from tests.people import create_person
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db
PASSWORD = "hoa ban trang 2026"


@pytest.fixture
def an():
    return create_person(
        full_name="Nguyễn Văn An", email="an@coquan.gov.vn", password=PASSWORD, at=NOON
    )


@pytest.fixture
def taken(an):
    """Papers of this person and of another; the round withholds scores."""
    round = open_round(shown_after_submit="nothing", shown_after_close="nothing")
    for user in (an, UserFactory(full_name="Lê Thị Hoa", email="hoa@coquan.gov.vn")):
        attempt = start_attempt(entry_in(round, user=user), round=round, at=NOON)
        submit_attempt(attempt, at=NOON + timedelta(minutes=1))
    return round


def test_both_files_hold_everything_of_the_person_and_nothing_of_others(an, taken):
    rename_person(an, full_name="Nguyễn Văn Ân", at=NOON)
    machine = json.loads(take_own_data(an, as_json=True, at=NOON))
    rows = {one["key"]: one["rows"] for one in machine["holdings"]}
    assert rows["account"][0]["Thư điện tử"] == "an@coquan.gov.vn"
    assert [row["Kỳ thi"] for row in rows["attempts"]] == [taken.title]
    assert [row["Cuộc thi"] for row in rows["entries"]] == [taken.contest.title]
    assert "Đổi họ và tên" in [row["Việc"] for row in rows["trail"]]
    read = take_own_data(an, as_json=False, at=NOON)
    for content in (read, json.dumps(machine, ensure_ascii=False)):
        assert "Nguyễn Văn Ân" in content
        assert "an@coquan.gov.vn" in content
        assert "hoa@coquan.gov.vn" not in content
        assert "Lê Thị Hoa" not in content


def test_what_contests_keep_besides_is_told_without_reasons_or_others(an):
    """Bars, past roles, marks, pledges, and the names sealed in results."""
    round = open_round()
    contest = round.contest
    text = PledgeText.objects.create(contest=contest, digest="x", body="Cam kết", since=NOON)
    entry = entry_in(round, user=an)
    Entry.objects.filter(pk=entry.pk).update(pledge=text, pledged_at=NOON)
    EntryMark.objects.create(contest=contest, entry=entry, kind="mailbox", digest=1234567890123)
    for email in (an.email, "hoa@coquan.gov.vn"):
        BarredPerson.objects.create(
            contest=contest, email=email, reason="Em của bà Lê Thị Hoa", barred_at=NOON
        )
    BarredPerson.objects.create(
        contest=contest, user=an, full_name="Lê Thị Hoa", phone="+84912345678", barred_at=NOON
    )
    PastRole.objects.create(user=an, contest=contest, since=NOON, until=NOON)
    SealedName.objects.create(round=round, entry=entry, full_name="Nguyễn Văn Cũ", commitment="x")
    told = take_own_data(an, as_json=True, at=NOON)
    rows = {one["key"]: one["rows"] for one in json.loads(told)["holdings"]}
    said = sorted(row.get("Ghi theo", "") for row in rows["competing"])
    assert said == ["", "an@coquan.gov.vn", "tài khoản này"]
    assert rows["competing"][-1]["Dấu để tìm đăng ký"] == "cùng một hộp thư viết khác nhau"
    assert rows["entries"][0]["Cam kết lúc"]
    assert rows["entries"][1]["Vai đã thôi"] == "ban tổ chức"
    assert rows["sealed_names"][0]["Họ và tên lúc chốt"] == "Nguyễn Văn Cũ"
    for hidden in ("Lê Thị Hoa", "hoa@coquan.gov.vn", "+84912345678", "1234567890123"):
        assert hidden not in told


def test_who_gets_no_prize_reads_why_and_deleting_empties_the_reason(an):
    entry = EntryFactory(user=an)
    line = {"contest": entry.contest, "entry": entry, "reason": "Ban tổ chức", "since": NOON}
    AttemptFactory(entry=entry)
    PrizelessLine.objects.create(**line)
    rows = {one.holding.key: one.rows for one in holdings_of(an, at=NOON)}
    assert rows["entries"][0]["Lý do không xét giải"] == "Ban tổ chức"
    erase_person(an, by=the_person(an), at=NOON, reason="Theo yêu cầu")
    assert PrizelessLine.objects.get().reason == ""


def test_a_score_that_is_withheld_is_in_no_file(an, taken):
    rows = {one.holding.key: one.rows for one in holdings_of(an, at=NOON)}
    assert [row["Câu đúng"] for row in rows["attempts"]] == [None]
    taken.shown_after_submit = "score"
    taken.save()
    rows = {one.holding.key: one.rows for one in holdings_of(an, at=NOON)}
    assert [row["Câu đúng"] for row in rows["attempts"]] == [0]


def test_the_page_shows_some_rows_and_says_that_there_are_more(an):
    for _ in range(SHOWN_ROWS + 1):
        EntryFactory(user=an)
    [entries] = [one for one in holdings_of(an, at=NOON) if one.holding.key == "entries"]
    assert (len(entries.rows), entries.has_more) == (SHOWN_ROWS, True)


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("html", "text/html")])
def test_a_file_is_taken_only_after_confirming_oneself(client, an, form, kind):
    path = f"/tai-khoan/du-lieu-ca-nhan/tai/{form}/"
    client.force_login(an)
    answer = client.get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/tai-khoan/xac-nhan/")
    assert not an.data_requests.exists()

    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    answer = client.get(path)
    assert answer["Content-Type"].startswith(kind)
    assert f"du-lieu-cua-toi.{form}" in answer["Content-Disposition"]
    assert [one.kind for one in an.data_requests.all()] == ["access"]
    assert client.get(path.replace(form, "xml")).status_code == 404


def test_the_page_asks_the_same_however_much_is_kept(client, an, django_assert_max_num_queries):
    EntryFactory(user=User.objects.get(pk=an.pk))
    client.force_login(an)
    client.get("/tai-khoan/du-lieu-ca-nhan/")
    with django_assert_max_num_queries(60) as few:
        client.get("/tai-khoan/du-lieu-ca-nhan/")
    for _ in range(3):
        EntryFactory(user=User.objects.get(pk=an.pk))
    with django_assert_max_num_queries(len(few)):
        client.get("/tai-khoan/du-lieu-ca-nhan/")
