"""The rules say how points are given, in the words of the settings that scoring obeys."""

import pytest

from contests.models import Contest, Division, Section
from contests.regulation.contest import contest_regulation
from contests.regulation.points import points_note
from contests.regulation.predictions import prediction_use
from contests.regulation.round import recognised_words, round_regulation, round_summary
from questionbank.models import Axis, QuestionSet
from tests.contests.regulation.test_round import make

CIVIL = Division(pk=1, name="CBCCVC", audience="cbccvc")
LAW = Axis(pk=1, name="Cải cách thể chế")
PARTS = [
    Section(division=CIVIL, axis=LAW, difficulty="de", count=10, points=250),
    Section(division=CIVIL, axis=LAW, difficulty="kho", count=10, points=500),
    Section(division=CIVIL, question_set=QuestionSet(pk=1, name="Tuần 1"), count=5),
]
CHAIN = ["points", "time_used"]


def said(sections=PARTS, **fields):
    round = make(**{"tie_chain": CHAIN, **fields})
    articles = {a.heading: a for a in round_regulation(round, sections=sections)}
    return articles["Cách tính điểm"].sentences


def test_every_part_says_what_its_questions_bring_and_what_they_add_up_to():
    assert said()[0] == (
        "Đề của bảng CBCCVC có tổng 80 điểm: 10 câu về Cải cách thể chế (10 dễ), mỗi câu 2,5 "
        "điểm; 10 câu về Cải cách thể chế (10 khó), mỗi câu 5 điểm; 5 câu của bộ “Tuần 1”, mỗi "
        "câu 1 điểm."
    )


def test_equal_questions_are_said_in_one_word():
    assert said(PARTS[:1])[0] == "Đề của bảng CBCCVC có tổng 25 điểm: mỗi câu 2,5 điểm."


def test_nothing_is_taken_away_by_default():
    found = said()
    assert "Câu trả lời sai không được điểm và không bị trừ điểm." in found
    assert "Không cho điểm một phần: câu chưa đúng hoàn toàn là câu sai." in found


@pytest.mark.parametrize(
    ("may_fall", "sentence"),
    [
        (False, "Bài bị trừ nhiều hơn số điểm đạt được thì có 0 điểm."),
        (True, "Điểm của bài có thể dưới 0."),
    ],
)
def test_wrong_answers_and_where_a_paper_stops(may_fall, sentence):
    found = said(wrong_points=25, may_fall_below_zero=may_fall)
    assert "Mỗi câu trả lời sai bị trừ 0,25 điểm." in found
    assert sentence in found


def test_parts_of_points_and_the_one_rounding_are_said():
    found = " ".join(said(is_partial_credit=True))
    assert "(số phương án đúng đã chọn − số phương án sai đã chọn) ÷ số phương án đúng" in found
    assert "làm tròn một lần đến hai chữ số thập phân" in found


def test_ties_by_points_are_said():
    round = make(
        tie_chain=["perfect", "exact", "points", "time_used"],
        recognised="best_earliest",
        prediction_target="entrants",
    )
    ranking = next(
        one for one in round_regulation(round, sections=PARTS) if one.heading == "Xếp hạng"
    )
    assert ranking.steps == ("điểm cao hơn", "thời gian làm bài ngắn hơn")
    assert "xếp theo điểm, rồi theo độ lệch" in ranking.sentences[1]
    assert "ai nhiều điểm hơn xếp trên" in ranking.sentences[2]
    assert "lượt có điểm cao nhất" in recognised_words(round)


def test_the_prediction_says_that_it_brings_no_points():
    round = make(tie_chain=["points", "prediction"], prediction_target="entrants")
    assert prediction_use(round) == (
        "Không tính vào số câu đúng và điểm, chỉ dùng để xếp hạng khi bằng điểm."
    )


def test_the_summary_says_the_sum():
    assert "CBCCVC 25 câu, tổng 80 điểm" in round_summary(make(tie_chain=CHAIN), sections=PARTS)


def test_a_whole_contest_by_points_says_what_other_rounds_bring():
    contest = Contest(title="Thi", tie_chain=["points"])
    text = repr(contest_regulation(contest, divisions=[]))
    assert "mỗi câu đúng tính 1 điểm" in text
    contest.tie_chain = ["correct"]
    assert "mỗi câu đúng tính 1 điểm" not in repr(contest_regulation(contest, divisions=[]))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tie_chain": ["correct"], "wrong_points": 25}, ""),
        ({}, "Mỗi câu có điểm riêng; câu sai hoặc bỏ trống không bị trừ điểm."),
        (
            {"wrong_points": 25},
            (
                "Mỗi câu có điểm riêng; mỗi câu trả lời sai bị trừ 0,25 điểm, câu bỏ trống không "
                "bị trừ."
            ),
        ),
    ],
)
def test_a_person_reads_before_the_start_what_a_wrong_answer_costs(fields, said):
    assert points_note(make(**{"tie_chain": CHAIN, **fields})) == said
