"""A look stores cases with their base rates, and keeps what people decided."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from contests.integrity.decisions import ask_about, clear_case
from contests.integrity.jobs import find_signs, look_at_closed_rounds
from contests.integrity.looking import NothingToLookAt, look_at_round, rounds_to_look_at
from contests.integrity.reading import read_marks, read_papers, read_registered
from contests.integrity.words import base_rate, figures
from contests.models import (
    MARKS_KEPT_FOR,
    CaseEntry,
    IntegrityCase,
    IntegrityLook,
    QuestionRuling,
    Round,
    SignKind,
)
from contests.registration.doubles import remove_old_marks
from contests.registration.entries import void_entry
from quizsite.accounts.units.no_unit import unit_of_nobody
from tests.contests.integrity.conftest import AFTER, QUESTIONS
from tests.factories import NOON, UnitFactory


def look(stage):
    return look_at_round(stage.round, at=AFTER)


def cases(stage):
    return [
        (one.kind, sorted(one.entries.values_list("pk", flat=True)))
        for one in stage.round.integrity_cases.all()
    ]


def test_equal_wrong_answers_of_one_place_are_one_case(stage):
    stage.crowd()
    entries = stage.alike()
    found = look(stage)
    assert cases(stage) == [("alike", [one.pk for one in entries])]
    case = IntegrityCase.objects.get()
    assert (case.evidence["same_wrong"], case.evidence["common"]) == (6, QUESTIONS)
    assert case.evidence["places"] == ["unit"]
    assert len(case.evidence["pairs"]) == 3
    assert (found.papers, found.left_out) == (15, 0)


def test_equal_answers_far_apart_in_time_and_place_are_not_compared(stage):
    stage.crowd()
    for n in range(2):
        start = NOON + timedelta(days=n)
        stage.paper(stage.entry(), [1, 1, 2, 3, 1, 2, 0, 0], start=start)
    look(stage)
    assert cases(stage) == []


def test_people_of_no_unit_are_nobodys_colleagues(stage):
    stage.crowd()
    stage.alike(unit=unit_of_nobody())
    look(stage)
    assert cases(stage) == []


def test_an_office_of_one_network_and_hour_is_no_case(stage):
    unit = UnitFactory()
    entries = [stage.entry(unit=unit) for _ in range(10)]
    stage.share("network", *entries)
    for n, entry in enumerate(entries):
        stage.paper(entry, stage.choices(), start=NOON + timedelta(seconds=20 * n))
    look(stage)
    assert cases(stage) == []


def test_a_shared_device_brings_papers_of_different_hours_together(stage):
    stage.crowd()
    entries = [stage.entry() for _ in range(2)]
    stage.share("device", *entries)
    for n, entry in enumerate(entries):
        stage.paper(entry, [1, 1, 2, 3, 1, 2, 3, 1], start=NOON + timedelta(hours=n))
    look(stage)
    assert cases(stage) == [("alike", [one.pk for one in entries])]
    assert IntegrityCase.objects.get().evidence["places"] == ["device"]


def test_a_paper_faster_than_reading_is_a_case_with_its_rate(stage):
    for one in stage.revisions:
        type(one).objects.filter(pk=one.pk).update(stem="Câu hỏi dài " * 30)
    stage.crowd(people=9)
    stage.paper(stage.entry(), [0] * QUESTIONS, gap_s=1)
    look(stage)
    case = IntegrityCase.objects.get()
    assert (case.kind, case.base_count, case.base_total) == ("fast", 1, 10)
    assert base_rate(case) == "1 trong 10 bài của kỳ này"
    (said,) = figures(case)
    assert said.startswith("Trả lời 8 câu (đúng 8) trong 8 giây, đề dài 2.")


def test_papers_at_once_on_one_device_are_a_case_and_taking_turns_is_none(stage):
    stage.crowd()
    for at_once in (True, False):
        entries = [stage.entry() for _ in range(3)]
        stage.share("device", *entries, digest=10 + at_once)
        for n, entry in enumerate(entries):
            start = NOON + timedelta(days=1 + at_once, minutes=2 * n if at_once else 20 * n)
            stage.paper(entry, stage.choices(), start=start)
        if at_once:
            expected = [("device", [one.pk for one in entries])]
    look(stage)
    assert cases(stage) == expected


def test_who_was_registered_on_a_colleagues_device_and_came_with_an_own_one_is_left_out(stage):
    entries = [stage.entry() for _ in range(3)]
    stage.share("device", *entries)
    for n, entry in enumerate(entries):
        stage.share("device", entry, digest=50 + n)
        stage.paper(entry, stage.choices(), start=NOON + timedelta(minutes=n))
    look(stage)
    assert cases(stage) == []


def test_numbered_addresses_of_a_public_provider_registered_in_a_row_are_a_case(stage):
    """An office's own addresses are numbered as well, and one unit alone uses them."""

    def register(address, n, **fields):
        at = NOON - timedelta(days=1) + timedelta(seconds=20 * n)
        entry = stage.entry(user__email=address, registered_at=at, **fields)
        stage.paper(entry, stage.choices(), start=NOON + timedelta(hours=n))
        return entry

    unit = UnitFactory()
    own = [register(f"thi{n}@gmail.com", n) for n in range(3)]
    office = [register(f"cb{n}@don-vi.gov.vn", n, unit=unit) for n in range(3, 6)]
    stage.share("network", *own, *office)
    look(stage)
    assert cases(stage) == [("in_a_row", [one.pk for one in own])]


def test_every_kind_of_sign_has_its_sentences():
    seen = {
        "alike": {"places": ["unit"], "common": 5, "both_wrong": 3, "same_wrong": 3}
        | {"near": 2, "timed": 4},
        "fast": dict.fromkeys(("answered", "correct", "seconds", "letters", "pace", "usual"), 2),
        "device": {"people": 3, "overlaps": 1, "quick": 3, "papers": 3, "is_alike": True},
        "in_a_row": {"people": 3, "seconds": 40},
    }
    assert set(seen) == set(SignKind.values)
    for kind, evidence in seen.items():
        case = IntegrityCase(kind=kind, evidence=evidence, base_count=2, base_total=4000)
        assert all(figures(case))
        assert base_rate(case).startswith("1 trong 2.000 ")


def test_a_base_rate_says_when_there_is_too_little_to_compare_with():
    case = IntegrityCase(kind="alike", base_count=0, base_total=0)
    assert base_rate(case) == "chưa đủ số liệu để so"
    case.base_total = 1200
    assert base_rate(case) == "không thấy lần nào trong 1.200 cặp bài làm riêng của kỳ này"


def test_looking_twice_keeps_each_case_and_what_is_weak_now_goes(stage, organiser):
    stage.crowd()
    entries = stage.alike()
    look(stage)
    (before,) = IntegrityCase.objects.all()
    look(stage)
    assert IntegrityCase.objects.get().pk == before.pk
    for entry in entries[1:]:
        void_entry(entry, by=organiser, at=AFTER, reason="Loại ở nơi khác")
    look(stage)
    assert not IntegrityCase.objects.exists()
    assert not CaseEntry.objects.exists()


@pytest.mark.parametrize("decide", [clear_case, ask_about])
def test_what_people_decided_on_is_not_proposed_again_however_few(stage, organiser, decide):
    stage.crowd()
    entries = stage.alike()
    look(stage)
    decide(IntegrityCase.objects.get(), by=organiser, at=AFTER, reason="Đã xem biên bản")
    look(stage)
    void_entry(entries[0], by=organiser, at=AFTER, reason="Loại ở nơi khác")
    look(stage)
    assert not IntegrityCase.objects.filter(state="waiting").exists()
    assert IntegrityCase.objects.count() == 1


def test_of_several_papers_the_best_is_compared_and_voided_people_are_not(stage, organiser):
    entry = stage.entry()
    stage.paper(entry, [1] * QUESTIONS)
    best = stage.paper(entry, [0] * QUESTIONS, number=2, start=NOON + timedelta(hours=1))
    gone = stage.entry()
    stage.paper(gone, [0] * QUESTIONS)
    void_entry(gone, by=organiser, at=AFTER, reason="Thi hộ")
    papers = read_papers(stage.round)
    assert (list(papers.attempt), list(papers.correct)) == ([best.pk], [QUESTIONS])


def test_options_are_compared_as_the_bank_has_them_and_moments_are_seconds(stage):
    start = NOON + timedelta(microseconds=400_000)
    for order in ((3, 1, 0, 2), (0, 1, 2, 3)):
        stage.paper(stage.entry(), [2] * QUESTIONS, start=start, order=order)
    papers = read_papers(stage.round)
    assert set(papers.choice) == {1 << 2}
    assert papers.started[0] == int(NOON.timestamp())
    assert papers.saved[0] == papers.started[0] + 40
    assert papers.letters[stage.revisions[0].pk] == len(stage.revisions[0].stem) + len(
        "MộtHaiBaBốn"
    )


def test_an_annulled_question_is_not_compared(stage):
    stage.paper(stage.entry(), [2] * QUESTIONS)
    QuestionRuling.objects.create(
        round=stage.round,
        revision=stage.revisions[0],
        kind="annul",
        state="in_force",
        reason="Sai đề",
        proposed_at=NOON,
    )
    assert len(read_papers(stage.round).answers(0)) == QUESTIONS - 1


def test_marks_are_read_as_papers_that_share_them(stage):
    entries = [stage.entry() for _ in range(3)]
    for entry in entries:
        stage.paper(entry, [0] * QUESTIONS)
    stage.share("device", *entries[:2], digest=1)
    stage.share("device", entries[1], digest=2)
    stage.share("network", *entries, digest=3)
    stage.share("network", entries[0], digest=4)
    papers = read_papers(stage.round)
    marks = read_marks(stage.round, papers)
    assert (marks.device, marks.network) == ({1: [0, 1]}, {3: [0, 1, 2]})
    assert (marks.one_device, marks.devices) == ({0}, 2)
    assert len(list(read_registered(stage.round, papers))) == 3


def test_a_round_is_looked_at_once_some_time_after_it_closed(stage):
    at = stage.round.closes_at
    assert not rounds_to_look_at(at).exists()
    assert list(rounds_to_look_at(AFTER)) == [stage.round]
    assert not rounds_to_look_at(AFTER + timedelta(days=40)).exists()
    look(stage)
    assert not rounds_to_look_at(AFTER).exists()


def test_an_open_round_and_one_whose_marks_went_are_not_looked_at(stage):
    with pytest.raises(NothingToLookAt):
        look_at_round(stage.round, at=NOON)
    long_ago = {"state": "finalised", "finalised_at": AFTER, "result_digest": "d"}
    Round.objects.filter(pk=stage.round.pk).update(**long_ago)
    stage.round.refresh_from_db()
    with pytest.raises(NothingToLookAt):
        look_at_round(stage.round, at=AFTER + MARKS_KEPT_FOR)


def test_cases_go_with_the_marks_of_the_contest(stage):
    stage.crowd()
    stage.alike()
    look(stage)
    Round.objects.filter(pk=stage.round.pk).update(state="finalised", finalised_at=AFTER)
    remove_old_marks(at=AFTER + MARKS_KEPT_FOR - timedelta(seconds=1))
    assert IntegrityCase.objects.exists()
    remove_old_marks(at=AFTER + MARKS_KEPT_FOR)
    assert not IntegrityCase.objects.exists()


def test_the_timetable_asks_for_a_look_and_the_job_makes_it(stage):
    closed = {"opens_at": NOON - timedelta(days=2), "closes_at": NOON - timedelta(days=1)}
    Round.objects.filter(pk=stage.round.pk).update(**closed)
    stage.crowd(people=2)
    look_at_closed_rounds.call()
    look_at_closed_rounds.call()
    asked = DBTaskResult.objects.filter(task_path=find_signs.module_path)
    assert [one.args_kwargs["args"] for one in asked] == [[stage.round.pk]]
    find_signs.call(_Context(), stage.round.pk)
    assert IntegrityLook.objects.get().papers == 2


class _Context:
    class task_result:  # noqa: N801 -- stands for a field
        id = "job"
