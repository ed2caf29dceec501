"""Organisers correct by hand who may take a round; the list, the file and the recounts know it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.attempts.qualified import NotQualified
from contests.attempts.rules import check_may_start
from contests.models import Admission, AttemptState, Qualification, QualifyScope, Round
from contests.registration.entries import restore_entry, void_entry
from contests.rules import ReasonMissing
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.results_file import result_rows, results_table
from leaderboard.qualifying.admissions import (
    EntryVoided,
    HasPaper,
    NoListYet,
    NothingDecided,
    RoundIsOver,
    admit,
)
from leaderboard.qualifying.lists import RoundForEverybody, corrected_since, write_list
from leaderboard.qualifying.verified import list_problems
from leaderboard.recount.qualified import wrong_lists
from leaderboard.recount.stage import stage_of
from leaderboard.standings.store import record_results
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from tests.audit.lines import last_line, said_in
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
)
from tests.leaderboard.cast import closed_attempt, take

pytestmark = pytest.mark.django_db

CLOSE = NOON + timedelta(days=7)
AFTER = CLOSE + timedelta(hours=1)
SECOND = NOON + timedelta(days=10)
END = SECOND + timedelta(days=1)


@pytest.fixture(autouse=True)
def _then(monkeypatch, settings):
    settings.TIMETABLE = {}
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER + timedelta(minutes=5))


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def officials(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, title="Vòng 1")


@pytest.fixture
def people(week, officials):
    """The first two qualify."""
    return [take(week, officials, correct=n) for n in (5, 4, 3)]


@pytest.fixture
def final(contest, week, people):
    final = RoundFactory(
        contest=contest,
        number=2,
        title="Vòng 2",
        opens_at=SECOND,
        closes_at=END,
        qualify_scope=QualifyScope.DIVISION,
        qualify_top=2,
        qualify_from=[1],
    )
    finalise_round(week, by=None, at=AFTER)
    write_list(final, by=None, at=AFTER)
    final.refresh_from_db()
    return final


@pytest.fixture
def decide(final, organiser):
    def decide(entry, *, is_admitted, reason="Ban tổ chức mời", at=AFTER, round=final):
        said = {"is_admitted": is_admitted, "by": organiser, "at": at, "reason": reason}
        return admit(entry, round=round, **said)

    return decide


def listed(final):
    return dict(Qualification.objects.filter(round=final).values_list("entry", "place"))


def problems(final):
    return [*list_problems(final), *wrong_lists(stage_of(final.contest))]


def test_somebody_is_admitted_and_may_start(decide, final, people, organiser):
    third = people[2]
    with pytest.raises(NotQualified):
        check_may_start(third, round=final, at=SECOND)
    decide(third, is_admitted=True)
    check_may_start(third, round=final, at=SECOND)
    line = last_line()
    assert said_in(line) == ("admitted_by_hand", "organiser", organiser.pk, "Ban tổ chức mời")
    assert line.after == {"round": "Vòng 2", "is_admitted": True}
    assert problems(final) == []


def test_somebody_is_left_out_and_may_not_start(decide, final, people):
    decide(people[1], is_admitted=False, reason="Xin rút")
    with pytest.raises(NotQualified):
        check_may_start(people[1], round=final, at=SECOND)
    assert listed(final) == {people[0].pk: 1}
    assert problems(final) == []


def test_decisions_stand_when_the_list_is_written_anew(decide, final, people):
    decide(people[2], is_admitted=True)
    decide(people[1], is_admitted=False)
    write_list(final, by=None, at=AFTER + timedelta(hours=1))
    final.refresh_from_db()
    assert listed(final) == {people[0].pk: 1, people[2].pk: 0}
    assert problems(final) == []


def test_the_newest_decision_stands(decide, final, people):
    decide(people[1], is_admitted=False)
    decide(people[1], is_admitted=True, reason="Nhầm người")
    assert Admission.objects.get().reason == "Nhầm người"
    assert set(listed(final)) == {people[0].pk, people[1].pk}
    assert problems(final) == []


def test_what_is_so_already_or_has_no_reason_is_refused(decide, people):
    with pytest.raises(NothingDecided):
        decide(people[0], is_admitted=True)
    with pytest.raises(NothingDecided):
        decide(people[2], is_admitted=False)
    with pytest.raises(ReasonMissing):
        decide(people[2], is_admitted=True, reason=" ")


def test_who_has_a_paper_there_stays_on_the_list(decide, final, people):
    AttemptFactory(entry=people[0], round=final, state=AttemptState.OPEN)
    with pytest.raises(HasPaper):
        decide(people[0], is_admitted=False, at=SECOND)


def test_a_person_voided_is_not_admitted(decide, people, organiser):
    void_entry(people[2], by=organiser, at=AFTER, reason="Thi hộ")
    with pytest.raises(EntryVoided):
        decide(people[2], is_admitted=True)


def test_only_a_round_with_a_list_that_is_not_over_is_corrected(decide, week, final, people):
    with pytest.raises(RoundForEverybody):
        decide(people[2], is_admitted=True, round=week)
    with pytest.raises(RoundIsOver):
        decide(people[2], is_admitted=True, at=END)
    Round.objects.filter(pk=final.pk).update(qualified_at=None)
    with pytest.raises(NoListYet):
        decide(people[2], is_admitted=True)


def test_the_verifiers_find_a_row_that_nobody_decided(final, people):
    Qualification.objects.create(round=final, entry=people[2], source=final, place=0)
    assert f"entry {people[2].pk} should not be on the list" in list(list_problems(final))
    assert len(list(wrong_lists(stage_of(final.contest)))) == 1


def test_a_list_stays_right_when_somebody_is_voided_afterwards(final, people, organiser):
    void_entry(people[0], by=organiser, at=AFTER + timedelta(hours=1), reason="Thi hộ")
    assert problems(final) == []
    restore_entry(people[0], by=organiser, at=AFTER + timedelta(hours=2), reason="Nhầm")
    assert problems(final) == []


def test_a_list_stays_right_when_an_earlier_result_is_corrected(week, final, people):
    """Its places of then are not stored, so nothing is compared and organisers are told."""
    assert corrected_since(final) == []
    week.standings.filter(entry=people[2]).update(sort_key="0")
    assert problems(final) != []
    Round.objects.filter(pk=week.pk).update(correction=1, corrected_at=AFTER + timedelta(hours=1))
    assert problems(final) == []
    assert [one.pk for one in corrected_since(final)] == [week.pk]


def test_a_correction_that_is_not_ranked_yet_is_no_fault_of_the_list(week, final):
    Round.objects.filter(pk=week.pk).update(correction=1, result_digest="")
    assert list(list_problems(final)) == []


def test_the_file_of_results_tells_who_was_let_in_by_hand(decide, final, people):
    decide(people[2], is_admitted=True, reason="Thay người rút")
    for entry in (people[0], people[2]):
        closed_attempt(entry, final, at=SECOND)
    record_results(final, [people[0].pk, people[2].pk])
    table = results_table(final, [], at=SECOND)
    assert "Được vào kỳ" in [column.header for column in table.columns]
    said = sorted(row["let_in"] for row in result_rows(final))
    assert said == ["ban tổ chức thêm: Thay người rút", "hạng 1, Vòng 1"]


def test_the_pages_find_admit_and_leave_out(decide, final, people, signed_in, organiser):
    desk = signed_in(organiser)
    page = reverse("leaderboard:qualified", args=["thu-do", 2])
    third = reverse("leaderboard:admission", args=["thu-do", 2, people[2].pk])
    assert third not in desk.get(page).text
    assert third in desk.get(page, {"q": people[2].user.full_name}).text
    assert "Hãy ghi lý do." in desk.post(third, {"admit": "1", "reason": ""}).text
    done = desk.post(third, {"admit": "1", "reason": "Ban tổ chức mời"}, follow=True)
    assert "Đã thêm vào danh sách." in done.text
    assert "ban tổ chức thêm" in done.text
    again = desk.post(third, {"admit": "1", "reason": "Ban tổ chức mời"})
    assert "Người này đã như vậy" in again.text
    assert "Ban tổ chức mời" in again.text
    left = desk.post(third, {"leave_out": "1", "reason": "Nhầm"}, follow=True)
    assert "Đã bỏ khỏi danh sách." in left.text


def test_others_find_no_such_page(final, people, signed_in, stranger, organiser):
    page = reverse("leaderboard:admission", args=["thu-do", 2, people[2].pk])
    assert signed_in(stranger).get(page).status_code == 404
    foreign = reverse("leaderboard:admission", args=["thu-do", 2, EntryFactory().pk])
    assert signed_in(organiser).get(foreign).status_code == 404


def test_deleting_a_persons_data_empties_the_reason(decide, people):
    decide(people[2], is_admitted=True)
    user = people[2].user
    erase_person(user, by=Actor(user, Role.PERSON), at=AFTER + timedelta(minutes=5), reason="")
    assert Admission.objects.get().reason == ""
