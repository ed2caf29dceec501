"""A sub-question answered in words: organisers mark the words, and the marks rank people."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.attempts.close import close_again, submit_attempt
from contests.attempts.start import start_attempt
from contests.delivery.paper_page import render_paper
from contests.models import Answer, Attempt, TextMark
from contests.monitoring.text_marks import wrong_text_marks
from contests.personal_data.wrong_texts import empty_wrong_texts
from contests.regulation.round import round_regulation
from leaderboard.boards.board import page_of, row_as_json
from leaderboard.finals.checking import begin_check
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.results_file import result_rows
from leaderboard.finals.true_values import true_predictions
from leaderboard.finals.verification import verify_stored_rows
from leaderboard.models import BoardKey
from leaderboard.recount.people import Sums, wrong_results
from leaderboard.recount.stage import stage_of
from leaderboard.rules import PapersOpen, RoundFinalised, TextsUnmarked, TooEarly
from leaderboard.standings.store import compare_standings
from leaderboard.sub_answers.given_words import key_of, words_given
from leaderboard.sub_answers.marking import (
    MarksInUse,
    NothingMarked,
    NothingToConfirm,
    NoWords,
    WordsChanged,
    confirm_marks,
    give_marks,
)
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine, SiteSettings
from quizsite.two_people import SecondPersonNeeded
from tests.factories import DivisionFactory, EntryFactory, OrganiserFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt, record_results, take
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

QUESTION = "Theo bạn, một cửa nên đổi điều gì trước?"
CLOSE = datetime(2026, 11, 25, 5, tzinfo=UTC)
AFTER = CLOSE + timedelta(hours=1)
SETTINGS = {"prediction_target": "text", "sub_question": QUESTION}
CHAIN = ["correct", "prediction", "time_used"]


@pytest.fixture
def week(organiser, colleague):
    week = RoundFactory(
        **SETTINGS, tie_chain=CHAIN, number=1, opens_at=CLOSE - timedelta(days=1), closes_at=CLOSE
    )
    for user in (organiser, colleague):
        OrganiserFactory(contest=week.contest, user=user)
    return week


@pytest.fixture
def division(week):
    return DivisionFactory(contest=week.contest)


def write(week, division, text, *, seconds=60):
    at = CLOSE - timedelta(hours=1)
    answered = {"prediction": 0} if text else {}
    entry = take(week, division, correct=3, at=at, seconds=seconds, **answered)
    if text:
        facts = {"position": 0, "choice": 1, "text": text, "seq": 1, "saved_at": at}
        Answer.objects.create(attempt=entry.attempts.get(), **facts)
    return entry


def mark(week, by, at=AFTER, **marks):
    given = {key_of(text.replace("_", " ")): n for text, n in marks.items()}
    return give_marks(week, marks=given, by=by, at=at)


def confirm(week, by, at=AFTER, **facts):
    return confirm_marks(week, seen=at, by=by, at=at, **facts)


@pytest.fixture
def people(week, division):
    """The slower one has the better words."""
    return [
        write(week, division, text, seconds=seconds)
        for text, seconds in [("Giảm giấy tờ", 60), ("Không biết", 20), ("", 10)]
    ]


def decide(week, organiser, colleague):
    mark(week, organiser, Giảm_giấy_tờ=9, Không_biết=2)
    confirm(week, colleague)


def test_the_round_is_final_only_once_two_people_stand_for_every_mark(
    week, division, people, organiser, colleague
):
    with pytest.raises(TextsUnmarked):
        finalise_round(week, by=None, at=AFTER)
    mark(week, organiser, Giảm_giấy_tờ=9)
    confirm(week, colleague)
    with pytest.raises(TextsUnmarked):  # one is left
        begin_check(week, by=organiser, at=AFTER)
    mark(week, organiser, Không_biết=2)
    with pytest.raises(TextsUnmarked):  # nobody has confirmed it
        finalise_round(week, by=None, at=AFTER)
    confirm(week, colleague)

    final = finalise_round(week, by=None, at=AFTER)

    assert final.true_predictions == {str(division.pk): 10}
    order = final.standings.order_by("sort_key").values_list(
        "entry", "prediction", "prediction_gap"
    )
    good, poor, none = people
    assert list(order) == [(good.pk, 9, 1), (poor.pk, 2, 8), (none.pk, None, None)]
    assert compare_standings(final) == []
    assert [row["prediction"] for row in result_rows(final)] == [9, 2, None]


def test_before_marks_count_words_rank_nobody(week, division, people, organiser, colleague):
    decide(week, organiser, colleague)
    order = week.standings.order_by("sort_key").values_list("entry", flat=True)
    assert list(order) == [one.pk for one in reversed(people)]
    assert {row["prediction"] for row in result_rows(week)} == {None}


def test_a_board_shows_marks_and_says_that_one_decided(
    week, division, people, organiser, colleague
):
    decide(week, organiser, colleague)
    key = BoardKey(week.contest_id, week.pk, division.pk)
    assert [row_as_json(row)["score"] for row in page_of(key, offset=0, limit=3)] == ["3/5"] * 3

    finalise_round(week, by=None, at=AFTER)

    rows = [row_as_json(row) for row in page_of(key, offset=0, limit=3)]
    assert [row["score"] for row in rows] == ["3/5, phụ 9", "3/5, phụ 2", "3/5"]
    assert [row["why"] for row in rows] == [
        "cùng 3 câu đúng, câu hỏi phụ hơn 7 điểm",
        "cùng 3 câu đúng, có trả lời câu hỏi phụ",
        "",
    ]
    assert {row["gap"] for row in rows} == {None}


def test_equal_words_are_marked_once_and_accents_tell_words_apart(week, division, organiser):
    for text in ("Một cửa", "một  CỬA.", "Một cữa", "Một cửa"):
        write(week, division, text)
    first, second = words_given(week)
    assert (first.text, len(first.papers), first.others) == ("Một cửa", 3, ["một  CỬA."])
    assert second.text == "Một cữa"
    assert mark(week, organiser, Một_cửa=7) == 1
    assert list(TextMark.objects.values_list("mark", flat=True)) == [7, 7, 7]


def test_an_entry_that_is_voided_is_marked_as_well(week, division, organiser, colleague):
    """It may be restored, and nobody marks words for one person."""
    write(week, division, "Giảm giấy tờ")
    week.contest.entries.update(voided_at=AFTER)
    with pytest.raises(TextsUnmarked):
        finalise_round(week, by=None, at=AFTER)


def test_a_new_mark_takes_the_confirmation_away(week, people, organiser, colleague):
    decide(week, organiser, colleague)
    assert set(true_predictions(week).values()) == {10}
    mark(week, organiser, Không_biết=3)
    assert true_predictions(week) == {}
    confirm(week, colleague)
    assert set(true_predictions(week).values()) == {10}


def test_each_confirms_what_others_gave(week, people, organiser, colleague):
    mark(week, organiser, Giảm_giấy_tờ=9)
    mark(week, colleague, Không_biết=2)
    assert confirm(week, colleague) == 1
    with pytest.raises(SecondPersonNeeded):
        confirm(week, colleague)
    assert confirm(week, organiser) == 1
    with pytest.raises(NothingToConfirm):
        confirm(week, organiser)


def test_one_organiser_alone_confirms_with_a_reason_where_that_is_allowed(
    week, people, organiser, colleague
):
    week.contest.contestorganiser_set.filter(user=colleague).delete()
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    mark(week, organiser, Giảm_giấy_tờ=9)
    assert confirm(week, organiser, lone_reason="Chỉ có một người") == 1


def test_marks_given_after_the_page_was_read_are_not_confirmed(week, people, organiser, colleague):
    mark(week, organiser, Giảm_giấy_tờ=9)
    later = AFTER + timedelta(minutes=1)
    mark(week, organiser, at=later, Không_biết=2)
    assert confirm_marks(week, seen=AFTER, by=colleague, at=later) == 1
    assert TextMark.objects.get(confirmed_at=None).mark == 2


def test_nobody_marks_early_late_twice_or_what_is_not_there(week, people, organiser, colleague):
    with pytest.raises(TooEarly):
        mark(week, organiser, at=CLOSE, Không_biết=2)
    with pytest.raises(NoWords):
        mark(RoundFactory(contest=week.contest), organiser, Không_biết=2)
    with pytest.raises(WordsChanged):
        mark(week, organiser, Chưa_ai_viết=2)
    decide(week, organiser, colleague)
    with pytest.raises(NothingMarked):
        mark(week, organiser, Không_biết=2)
    begin_check(week, by=organiser, at=AFTER)
    with pytest.raises(MarksInUse):
        mark(week, organiser, Không_biết=5)
    finalise_round(week, by=None, at=AFTER)
    with pytest.raises(RoundFinalised):
        mark(week, organiser, Không_biết=5)


def test_nobody_marks_while_a_paper_is_open(week, people, organiser):
    Attempt.objects.filter(entry=people[2]).update(state="open", finished_at=None)
    with pytest.raises(PapersOpen):
        mark(week, organiser, Không_biết=2)


def test_the_trail_has_every_mark_and_no_words(week, people, organiser, colleague):
    decide(week, organiser, colleague)
    marked, confirmed = AuditLine.objects.filter(
        kind__in=(AuditKind.TEXTS_MARKED, AuditKind.TEXT_MARKS_CONFIRMED)
    ).order_by("pk")
    papers = [str(one.attempts.get().pk) for one in people[:2]]
    assert marked.after == {"marks": dict(zip(papers, (9, 2), strict=True)), "papers": 2}
    assert confirmed.after == {"papers": 2}


def test_an_erased_person_keeps_the_mark_and_loses_the_words(week, people, organiser, colleague):
    decide(week, organiser, colleague)
    final = finalise_round(week, by=None, at=AFTER)
    empty_wrong_texts([people[0].pk])
    assert Answer.objects.get(attempt__entry=people[0], position=0).text is None
    assert list(wrong_text_marks(final)) == []


def test_words_erased_before_the_marking_stand_together(week, people, organiser):
    empty_wrong_texts([one.pk for one in people])
    (erased,) = words_given(week)
    assert (erased.text, len(erased.papers)) == ("", 2)


def test_words_that_came_back_after_the_marking_are_marked_again(
    week, people, organiser, colleague
):
    decide(week, organiser, colleague)
    begin_check(week, by=organiser, at=AFTER)
    paper = people[0].attempts.get()
    paper.answers.filter(position=0).update(text="Không biết", seq=2)
    close_again(paper)
    (words,) = words_given(week)
    assert words.mark is None
    mark(week, organiser, Không_biết=2)
    confirm(week, colleague)
    assert set(true_predictions(week).values()) == {10}


def test_a_paper_that_came_back_gets_the_mark_that_counts_already(
    week, people, organiser, colleague
):
    """Another one would change the result of people whose marks are confirmed."""
    decide(week, organiser, colleague)
    begin_check(week, by=organiser, at=AFTER)
    paper = people[0].attempts.get()
    paper.answers.filter(position=0).update(text="Không biết", seq=2)
    close_again(paper)
    with pytest.raises(MarksInUse):
        mark(week, organiser, Không_biết=5)
    mark(week, organiser, Không_biết=2)
    waiting = TextMark.objects.filter(confirmed_at=None)
    assert [one.attempt_id for one in waiting] == [paper.pk]
    paper.answers.filter(position=0).update(text="Việc khác", seq=3)
    close_again(paper)
    for n in (3, 4):  # nobody has confirmed the first one
        mark(week, organiser, Việc_khác=n)
    assert waiting.get().mark == 4


TAMPERINGS = {
    "a mark": (lambda: TextMark.objects.filter(mark=9).update(mark=3), "the trail has 9"),
    "no mark": (lambda: TextMark.objects.filter(mark=9).delete(), "its words have the mark None"),
    "words": (
        lambda: Answer.objects.filter(position=0).update(text="Như nhau"),
        "equal words, marks 9 and 2",
    ),
    "words of nobody": (
        lambda: Attempt.objects.filter(prediction=0).update(prediction=None),
        "it counts as not answered",
    ),
    "an answer": (lambda: Answer.objects.all().delete(), "no words are stored"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_was_altered_in_a_final_round_is_found(week, people, organiser, colleague, what):
    decide(week, organiser, colleague)
    final = finalise_round(week, by=None, at=AFTER)
    assert list(wrong_text_marks(final)) == []
    tamper, said = TAMPERINGS[what]
    tamper()
    assert any(said in line for line in wrong_text_marks(final))
    assert any("bất biến 7" in line for line in verify_stored_rows(final, at=AFTER).differences)


def test_a_recount_finds_marks_by_code_of_its_own(week, people, organiser, colleague):
    decide(week, organiser, colleague)
    finalise_round(week, by=None, at=AFTER)
    assert list(wrong_results(stage_of(week.contest), Sums())) == []
    TextMark.objects.filter(mark=9).update(mark=3)
    found = list(wrong_results(stage_of(week.contest), Sums()))
    assert [line.split(" – ")[1] for line in found[:2]] == [
        "số dự đoán: đang lưu 9, tính lại 3",
        "lệch dự đoán: đang lưu 1, tính lại 7",
    ]


def test_closing_stores_that_words_were_given_and_no_other_kind_counts():
    round = open_round(**SETTINGS)
    stored = {}
    for choice, text in [(1, "Giảm giấy tờ"), (5, None), (0, None)]:
        attempt = start_attempt(entry_in(round), round=round, at=round.opens_at)
        facts = {"position": 0, "choice": choice, "text": text, "seq": 1}
        Answer.objects.create(attempt=attempt, saved_at=round.opens_at, **facts)
        stored[choice] = submit_attempt(attempt, at=round.opens_at).prediction
    assert stored == {1: 0, 5: None, 0: None}


def test_words_are_no_number():
    round = open_round(prediction_target="answer", sub_question="Bao nhiêu?")
    attempt = start_attempt(entry_in(round), round=round, at=round.opens_at)
    facts = {"position": 0, "choice": 1, "text": "mười", "seq": 1, "saved_at": round.opens_at}
    Answer.objects.create(attempt=attempt, **facts)
    assert submit_attempt(attempt, at=round.opens_at).prediction is None


def test_the_paper_asks_for_words_and_the_rules_say_how_they_count(week):
    round = open_round(**SETTINGS)
    attempt = start_attempt(entry_in(round), round=round, at=round.opens_at)
    page = render_paper(attempt, said="", csrf_token="x")
    assert 'id="tra-loi-0"' in page
    assert "du-doan" not in page
    articles = {one.heading: one for one in round_regulation(week, sections=[])}
    assert "từ 0 đến 10 điểm" in articles["Câu hỏi phụ"].sentences[2]
    assert "điểm câu hỏi phụ cao hơn" in articles["Xếp hạng"].steps


def page_of_marks(week):
    return reverse("leaderboard:text_marks", args=[week.contest.slug, week.number])


def test_two_organisers_mark_on_the_page(week, people, signed_in, organiser, colleague):
    desk, page = signed_in(organiser), page_of_marks(week)
    shown = desk.get(page)
    assert [one.text for one in shown.context["form"].words] == ["Giảm giấy tờ", "Không biết"]
    assert people[0].user.full_name not in shown.content.decode()
    good, poor = (f"diem-{key_of(text)}" for text in ("Giảm giấy tờ", "Không biết"))
    wrong = desk.post(page, {good: "11", poor: "2"})
    assert list(wrong.context["form"].errors) == [good]
    assert not TextMark.objects.exists()
    assert "Chưa có điểm nào mới" in desk.post(page, {good: "", poor: ""}).content.decode()
    desk.post(page, {good: "9", poor: ""})
    desk.post(page, {poor: "2"})
    own = desk.get(page, {"loc": "cho"})
    assert own.context["confirming"].may_confirm is False
    seen = own.context["confirm_form"]["seen"].value()
    refused = desk.post(page + "?loc=cho", {"seen": seen})
    assert "cần một người khác" in str(refused.context["confirm_form"].errors)
    stale = signed_in(colleague).post(page + "?loc=cho", {"seen": 5})
    assert "Không còn điểm nào" in str(stale.context["confirm_form"].errors)

    signed_in(colleague).post(page + "?loc=cho", {"seen": seen})

    assert set(TextMark.objects.values_list("mark", "confirmed_by")) == {
        (9, colleague.pk),
        (2, colleague.pk),
    }


def test_a_mark_is_not_emptied_and_unknown_words_are_told(week, people, signed_in, organiser):
    mark(week, organiser, Không_biết=2)
    desk, page = signed_in(organiser), page_of_marks(week)
    field = f"diem-{key_of('Không biết')}"
    assert list(desk.post(page + "?loc=cho", {field: ""}).context["form"].errors) == [field]
    gone = desk.post(page, {"diem-0123": "2"})
    assert "Danh sách câu trả lời đã thay đổi" in gone.content.decode()


def test_the_list_costs_the_same_queries_whatever_was_written(
    week, division, signed_in, organiser, django_assert_num_queries
):
    desk, page = signed_in(organiser), page_of_marks(week)
    write(week, division, "Ý thứ nhất")
    with CaptureQueriesContext(connection) as seen:
        desk.get(page)
    for text in ("Ý thứ hai", "Ý thứ ba"):
        write(week, division, text)
    with django_assert_num_queries(len(seen)):
        desk.get(page)


def test_strangers_find_no_such_page(week, client, signed_in, stranger, organiser):
    page = page_of_marks(week)
    assert client.get(page).status_code == 302
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(OrganiserFactory().user).get(page).status_code == 404
    other = RoundFactory(contest=week.contest, number=2)
    assert signed_in(organiser).get(page_of_marks(other)).status_code == 404


def test_of_several_papers_the_better_words_may_decide_which_counts(
    week, division, organiser, colleague
):
    entry = EntryFactory(contest=week.contest, division=division)
    for number, text in enumerate(("Không biết", "Giảm giấy tờ"), start=1):
        at = CLOSE - timedelta(hours=3 - number)
        attempt = closed_attempt(entry, week, number=number, at=at, prediction=0)
        facts = {"position": 0, "choice": 1, "text": text, "seq": 1, "saved_at": at}
        Answer.objects.create(attempt=attempt, **facts)
    record_results(week, [entry.pk])
    decide(week, organiser, colleague)
    final = finalise_round(week, by=None, at=AFTER)
    assert final.standings.get().attempt.number == 2
