"""Every setting people compete under is said, and said right, without a database."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest

from contests.attempt_policies import POLICIES
from contests.models import (
    AttemptPolicy,
    Division,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    Round,
    Section,
    TieCriterion,
)
from contests.regulation.predictions import prediction_question, prediction_use
from contests.regulation.round import round_regulation, round_summary
from questionbank.models import Axis

MONDAY_8 = datetime(2026, 11, 23, 1, tzinfo=UTC)
CIVIL = Division(pk=1, name="CBCCVC", audience="cbccvc")
RESIDENT = Division(pk=2, name="Người dân", audience="nguoi-dan")
LAW, STAFF = Axis(pk=1, name="Cải cách thể chế"), Axis(pk=2, name="Cải cách chế độ công vụ")
SECTIONS = [
    Section(division=CIVIL, axis=LAW, difficulty="de", count=4),
    Section(division=CIVIL, axis=LAW, difficulty="", count=1),
    Section(division=CIVIL, axis=STAFF, difficulty="", count=15),
    Section(division=RESIDENT, axis=LAW, difficulty="", count=15),
]


def make(**fields) -> Round:
    return Round(
        **{
            "title": "Tuần 1",
            "opens_at": MONDAY_8,
            "closes_at": MONDAY_8 + timedelta(days=7),
            "time_limit_s": 1200,
            "attempt_limit": 3,
            "tie_chain": ["correct", "time_used"],
            **fields,
        }
    )


def said(heading, **fields) -> tuple[str, ...]:
    articles = {a.heading: a for a in round_regulation(make(**fields), sections=SECTIONS)}
    return articles[heading].sentences


def test_window():
    assert said("Thời gian") == (
        "Kỳ thi mở từ thứ Hai, 23/11/2026, 08:00 đến trước thứ Hai, 30/11/2026, 08:00.",
        "Giờ tính theo đồng hồ của máy chủ, giờ Hà Nội.",
    )


def test_window_to_midnight_is_the_whole_last_day():
    midnight = datetime(2026, 11, 29, 17, tzinfo=UTC)
    assert said("Thời gian", closes_at=midnight)[0] == (
        "Kỳ thi mở từ thứ Hai, 23/11/2026, 08:00 đến hết Chủ nhật, 29/11/2026."
    )


def test_window_closed_early_says_the_plan_and_the_reason():
    assert said(
        "Thời gian",
        closes_at=MONDAY_8 + timedelta(days=1),
        planned_closes_at=MONDAY_8 + timedelta(days=7),
        close_reason="Lộ đề.",
    )[:2] == (
        "Kỳ thi mở từ thứ Hai, 23/11/2026, 08:00 đến trước thứ Hai, 30/11/2026, 08:00.",
        "Ban tổ chức đã đóng kỳ thi sớm lúc thứ Ba, 24/11/2026, 08:00. Lý do: Lộ đề.",
    )


def test_window_says_until_when_single_people_may_answer():
    assert said("Thời gian", extended_until=MONDAY_8 + timedelta(days=8))[1] == (
        "Một số người được thêm giờ hoặc thi bù đến thứ Ba, 01/12/2026, 08:00; kết quả và đáp án "
        "của kỳ này chờ đến sau lúc đó."
    )


def test_taking_says_what_becomes_of_incidents():
    assert said("Làm bài")[-2].startswith("Khi có sự cố, hoặc với người cần hỗ trợ riêng,")


def test_paper_says_the_blueprint_of_each_division():
    assert said("Đề thi")[:2] == (
        (
            "Đề của bảng CBCCVC có 20 câu: 5 câu về Cải cách thể chế (4 dễ, 1 bất kỳ "
            "mức độ); 15 câu về Cải cách chế độ công vụ."
        ),
        "Đề của bảng Người dân có 15 câu: 15 câu về Cải cách thể chế.",
    )


@pytest.mark.parametrize(
    ("is_shuffled", "sentence"),
    [
        (True, "Thứ tự câu hỏi được trộn riêng cho từng đề."),
        (False, "Câu hỏi được xếp theo từng phần của đề, không trộn."),
    ],
)
def test_paper_says_whether_questions_are_shuffled(is_shuffled, sentence):
    assert said("Đề thi", is_question_order_shuffled=is_shuffled)[4] == sentence


@pytest.mark.parametrize(
    ("is_shuffled", "sentence"),
    [
        (
            True,
            (
                "Thứ tự phương án được trộn riêng cho từng đề; phương án nhắc đến phương án khác "
                "giữ nguyên vị trí."
            ),
        ),
        (False, "Thứ tự phương án giữ nguyên như trong ngân hàng câu hỏi."),
    ],
)
def test_paper_says_whether_options_are_shuffled(is_shuffled, sentence):
    assert said("Đề thi", is_option_order_shuffled=is_shuffled)[5] == sentence


def test_taking_says_the_time_limit():
    assert said("Làm bài")[0] == (
        "Thời gian làm bài là 20 phút, tính từ lúc bấm bắt đầu và không dừng lại."
    )


BEST = (
    "Kết quả được công nhận là lượt tốt nhất theo thứ tự xếp hạng; nếu bằng nhau thì lượt "
    "thi trước."
)


@pytest.mark.parametrize(
    ("policy", "limit", "more"),
    [
        (AttemptPolicy.ONCE, 3, []),
        (AttemptPolicy.PER_ROUND, 1, []),
        (AttemptPolicy.PER_ROUND, 3, [BEST]),
        (AttemptPolicy.PER_DAY, 1, [BEST]),
        (AttemptPolicy.UNLIMITED, 1, [BEST]),
    ],
)
def test_which_attempt_counts_is_said_only_where_there_may_be_several(policy, limit, more):
    sentences = [*POLICIES[policy].rules(limit), *more]
    assert said("Số lượt thi", attempt_policy=policy, attempt_limit=limit) == tuple(sentences)


@pytest.mark.parametrize(
    ("recognised", "sentence"),
    [
        (
            Recognised.BEST_EARLIEST,
            (
                "Kết quả được công nhận là lượt có nhiều câu đúng nhất; nếu bằng nhau thì lượt nộp "
                "sớm nhất."
            ),
        ),
        (Recognised.FIRST, "Kết quả được công nhận là lượt thi đầu tiên."),
        (Recognised.LAST, "Kết quả được công nhận là lượt thi cuối cùng."),
    ],
)
def test_recognised_attempt(recognised, sentence):
    assert said("Số lượt thi", recognised=recognised)[1] == sentence


@pytest.mark.parametrize(
    ("target", "scope", "question"),
    [
        (
            PredictionTarget.ALL_CORRECT,
            PredictionScope.DIVISION,
            "Có bao nhiêu người trả lời đúng tất cả các câu trong bảng của bạn ở kỳ này?",
        ),
        (
            PredictionTarget.ENTRANTS,
            PredictionScope.ROUND,
            "Có bao nhiêu người dự thi trong cả kỳ này, tính mọi bảng?",
        ),
        (
            PredictionTarget.ATTEMPTS,
            PredictionScope.ROUND,
            "Có bao nhiêu lượt thi trong cả kỳ này, tính mọi bảng?",
        ),
    ],
)
def test_prediction_question(target, scope, question):
    round = make(prediction_target=target, prediction_scope=scope)
    assert prediction_question(round) == question


def test_prediction_says_how_it_counts():
    assert said(
        "Câu dự đoán",
        prediction_target=PredictionTarget.ALL_CORRECT,
        tie_chain=["correct", "prediction"],
    )[1:] == (
        "Một người có nhiều lượt đúng tất cả các câu chỉ được đếm một lần.",
        "Câu dự đoán không tính vào số câu đúng.",
        (
            "Giá trị đúng được tính sau khi kỳ thi đóng, trên các bài đã nộp của người không bị "
            "loại; đến khi chốt kết quả thì không đổi nữa."
        ),
        "Con số được hỏi không hiện trên trang nào cho đến khi kỳ thi đóng với mọi người.",
        "Người không ghi dự đoán xếp sau người có ghi khi xét đến câu dự đoán.",
    )


def test_prediction_outside_the_chain_is_said_not_to_count():
    assert said("Câu dự đoán", prediction_target=PredictionTarget.ENTRANTS)[-1] == (
        "Câu dự đoán không dùng để xếp hạng."
    )


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        (["prediction"], "được xét đầu tiên"),
        (["correct", "prediction"], "khi bằng số câu đúng"),
        (["all_correct", "prediction"], "khi bằng nhau ở các tiêu chí trước đó"),
        (["correct"], "không dùng để xếp hạng"),
    ],
)
def test_the_paper_says_of_the_prediction_what_the_chain_says(chain, words):
    assert words in prediction_use(make(prediction_target="entrants", tie_chain=chain))


def test_without_a_prediction_nothing_is_said_of_it():
    headings = [a.heading for a in round_regulation(make(), sections=SECTIONS)]
    assert headings == [
        "Thời gian",
        "Đề thi",
        "Làm bài",
        "Số lượt thi",
        "Xếp hạng",
        "Công bố kết quả",
    ]


def test_ranking_says_the_chain_in_its_order():
    every = make(tie_chain=list(TieCriterion.values), lots_commitment="f" * 64)
    articles = {a.heading: a for a in round_regulation(every, sections=SECTIONS)}
    ranking, lots = articles["Xếp hạng"], articles["Bốc thăm"]
    assert ranking.steps == (
        "điểm cao hơn",
        "số câu trả lời đúng nhiều hơn",
        "trả lời đúng tất cả các câu",
        "dự đoán sát hơn",
        "thời gian làm bài ngắn hơn",
        "nộp bài sớm hơn",
        "ít lượt thi hơn",
        "đăng ký dự thi sớm hơn",
        "điểm tiêu chí chính cao hơn",
        "theo quyết định của trưởng ban giám khảo",
        "bốc thăm theo mã đã niêm phong",
    )
    assert lots.sentences[0] == (
        "Mã bốc thăm đã được niêm phong từ khi công bố kỳ thi; dấu niêm phong (SHA-256): "
        f"{'f' * 64}. Mã được mở khi chốt kết quả để ai cũng kiểm tra được."
    )


def test_who_is_equal_to_the_last_shares_a_place_unless_lots_decide():
    equal = "Người bằng nhau ở mọi tiêu chí thì cùng thứ hạng."
    assert equal in said("Xếp hạng")
    assert equal not in said("Xếp hạng", tie_chain=["correct", "lots"])


def test_the_seed_of_the_lots_is_told_only_when_the_round_is_finalised():
    lots = {"tie_chain": ["lots"], "lots_seed": "a" * 64, "lots_commitment": "f" * 64}
    assert said("Bốc thăm", state="finalised", **lots)[0] == (
        f"Mã bốc thăm đã mở: {'a' * 64}. Mã SHA-256 của nó là dấu niêm phong công bố trước kỳ "
        f"thi: {'f' * 64}."
    )
    assert "a" * 64 not in whole_text(make(state="published", **lots))


def test_practice_is_said_not_to_rank():
    assert said("Xếp hạng", is_practice=True) == (
        "Đây là kỳ thi thử: kết quả không được xếp hạng và không xét giải.",
    )


@pytest.mark.parametrize(
    ("after_submit", "after_close", "sentences"),
    [
        (
            ResultDetail.SCORE,
            ResultDetail.KEY,
            (
                "Ngay sau khi nộp bài, người dự thi thấy số câu đúng.",
                (
                    "Sau khi kỳ thi đóng, người dự thi thấy số câu đúng, đáp án và giải thích. "
                    "Câu mà kỳ thi khác còn dùng thì hiện đáp án khi kỳ đó đóng."
                ),
                "Bảng xếp hạng được cập nhật trong khi kỳ thi mở.",
            ),
        ),
        (
            ResultDetail.NOTHING,
            ResultDetail.SCORE,
            (
                "Ngay sau khi nộp bài, hệ thống chưa hiện kết quả.",
                "Sau khi kỳ thi đóng, người dự thi thấy số câu đúng.",
                "Bảng xếp hạng không hiện trong khi kỳ thi mở.",
            ),
        ),
    ],
)
def test_what_is_shown_when(after_submit, after_close, sentences):
    found = said("Công bố kết quả", shown_after_submit=after_submit, shown_after_close=after_close)
    assert found[:3] == sentences


def test_the_text_says_how_long_before_the_close_the_board_stands_still():
    assert said("Công bố kết quả", freeze_minutes=90)[3] == (
        "Bảng xếp hạng dừng cập nhật 1 giờ 30 phút cuối; thứ hạng hiện lại sau khi kỳ thi đóng, "
        "lúc ban tổ chức công bố."
    )


def whole_text(round) -> str:
    return str([astuple(article) for article in round_regulation(round, sections=SECTIONS)])


# Every field by which the software treats people differently; the rest is bookkeeping.
CHANGES = {
    "opens_at": MONDAY_8 + timedelta(hours=1),
    "closes_at": MONDAY_8 + timedelta(days=5),
    "time_limit_s": 600,
    "attempt_policy": AttemptPolicy.PER_DAY,
    "attempt_limit": 5,
    "recognised": Recognised.LAST,
    "is_practice": True,
    "prediction_target": PredictionTarget.ATTEMPTS,
    "prediction_scope": PredictionScope.ROUND,
    "tie_chain": ["time_used", "correct"],
    "points_scale": 150,
    "wrong_points": 25,
    "is_partial_credit": True,
    "may_fall_below_zero": True,
    "sub_question": "Bao nhiêu hồ sơ?",
    "qualify_scope": "unit",
    "qualify_top": 3,
    "qualify_from": [1, 2],
    "shown_after_submit": ResultDetail.NOTHING,
    "shown_after_close": ResultDetail.SCORE,
    "freeze_minutes": 30,
    "is_question_order_shuffled": False,
    "is_option_order_shuffled": False,
    "planned_closes_at": MONDAY_8 + timedelta(days=9),
    "close_reason": "Lộ đề",
    "extended_until": MONDAY_8 + timedelta(days=8),
    "lots_commitment": "0" * 64,
    "question_kinds": ["choice", "grid"],
}
BOOKKEEPING = {
    "marks_agreed_at",
    "marked_at",
    "id",
    "contest",
    "number",
    "title",
    "state",
    "kind",  # one so far, of which nothing need be said
    "created_at",
    "published_at",
    "lots_seed",
    "left_out",
    "stopped",
    "revealed_at",
    "true_predictions",
    "result_digest",
    "finalised_at",
    "qualified_at",
    "checking_since",
    "correction",
    "corrected_at",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_setting_changes_the_text(name):
    base = {
        "prediction_target": PredictionTarget.ENTRANTS,
        "tie_chain": ["correct", "lots"],
        "lots_commitment": "f" * 64,
        "qualify_scope": "division",
    }
    if name == "sub_question":
        base["prediction_target"] = PredictionTarget.ANSWER
    if name in {"wrong_points", "is_partial_credit", "may_fall_below_zero"}:
        base["tie_chain"] = ["points", "lots"]
    if name == "may_fall_below_zero":
        base["wrong_points"] = 50
    if name == "close_reason":
        base["planned_closes_at"] = MONDAY_8 + timedelta(days=9)
    changed = whole_text(make(**{**base, name: CHANGES[name]}))
    assert changed != whole_text(make(**base))


def test_every_field_of_a_round_is_a_rule_or_bookkeeping():
    fields = {field.name for field in Round._meta.fields}
    assert fields == set(CHANGES) | BOOKKEEPING


def test_summary_is_one_sentence():
    round = make(prediction_target=PredictionTarget.ENTRANTS)
    assert round_summary(round, sections=SECTIONS) == (
        "Tuần 1: CBCCVC 20 câu; Người dân 15 câu, 20 phút làm bài, tối đa 3 lượt thi trong kỳ, "
        "từ thứ Hai, 23/11/2026, 08:00 đến trước thứ Hai, 30/11/2026, 08:00, có câu dự đoán."
    )
