"""Writes what a round's prediction or sub-question asks, and how it counts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contests.models import (
    BEST_MARK,
    PredictionScope,
    PredictionTarget,
    Round,
    TieCriterion,
)
from questionbank.question_types.written import MOST_LETTERS


def is_prediction_ranked(chain: Sequence[str]) -> bool:
    return bool({TieCriterion.PREDICTION, TieCriterion.EXACT} & set(chain))


def prediction_question(round: Round) -> str:
    """Write the question as the paper asks it."""
    if round.asks_sub_question:
        return round.sub_question
    target = {
        PredictionTarget.ALL_CORRECT: _(
            "Có bao nhiêu người trả lời đúng tất cả các câu %(where)s?"
        ),
        PredictionTarget.ENTRANTS: _("Có bao nhiêu người dự thi %(where)s?"),
        PredictionTarget.ATTEMPTS: _("Có bao nhiêu lượt thi %(where)s?"),
    }
    where = {
        PredictionScope.DIVISION: _("trong bảng của bạn ở kỳ này"),
        PredictionScope.ROUND: _("trong cả kỳ này, tính mọi bảng"),
    }
    scope = where[PredictionScope(round.prediction_scope)]
    return target[PredictionTarget(round.prediction_target)] % {"where": scope}


def prediction_use(round: Round) -> str:
    """Say beside the question what it is for, as the rules say it."""
    chain = [] if round.is_practice else round.tie_chain
    if TieCriterion.EXACT in chain:
        return _("Không tính vào số câu đúng; chỉ người ghi đúng con số mới được xét giải.")
    if TieCriterion.PREDICTION not in chain:
        return _("Không tính vào số câu đúng và không dùng để xếp hạng.")
    before = chain[: chain.index(TieCriterion.PREDICTION)]
    if not before:
        return _("Không tính vào số câu đúng; được xét đầu tiên khi xếp hạng.")
    if before == [TieCriterion.POINTS]:
        return _("Không tính vào số câu đúng và điểm, chỉ dùng để xếp hạng khi bằng điểm.")
    if before == [TieCriterion.CORRECT]:
        return _("Không tính vào số câu đúng, chỉ dùng để xếp hạng khi bằng số câu đúng.")
    return _(
        "Không tính vào số câu đúng, chỉ dùng để xếp hạng khi bằng nhau ở các tiêu chí trước đó."
    )


def prediction_rules(round: Round) -> list[str]:
    return _sub_question(round) if round.asks_sub_question else _prediction(round)


def _prediction(round: Round) -> list[str]:
    sentences = [
        _("Cuối bài có câu dự đoán: “%(question)s”") % {"question": prediction_question(round)}
    ]
    if round.prediction_target == PredictionTarget.ALL_CORRECT:
        sentences.append(_("Một người có nhiều lượt đúng tất cả các câu chỉ được đếm một lần."))
    sentences += [
        _("Câu dự đoán không tính vào số câu đúng."),
        _(
            "Giá trị đúng được tính sau khi kỳ thi đóng, trên các bài đã nộp của người không bị "
            "loại; đến khi chốt kết quả thì không đổi nữa."
        ),
    ]
    if not round.is_practice:
        sentences.append(
            _("Con số được hỏi không hiện trên trang nào cho đến khi kỳ thi đóng với mọi người.")
        )
    if is_prediction_ranked(round.tie_chain) and not round.is_practice:
        sentences.append(_("Người không ghi dự đoán xếp sau người có ghi khi xét đến câu dự đoán."))
    else:
        sentences.append(_("Câu dự đoán không dùng để xếp hạng."))
    return sentences


def _sub_question(round: Round) -> list[str]:
    sentences = [
        _("Cuối bài có câu hỏi phụ: “%(question)s”") % {"question": prediction_question(round)},
        *(_words_rules() if round.asks_words else _answer_rules()),
    ]
    if is_prediction_ranked(round.tie_chain) and not round.is_practice:
        sentences.append(_("Người không trả lời câu hỏi phụ xếp sau người có trả lời khi xét đến."))
    else:
        sentences.append(_("Câu hỏi phụ không dùng để xếp hạng."))
    return sentences


def _answer_rules() -> list[str]:
    return [
        _("Người dự thi trả lời bằng một số. Câu hỏi phụ không tính vào số câu đúng."),
        _(
            "Ban tổ chức nhập đáp án sau khi kỳ thi đóng, một người khác trong ban tổ chức xác "
            "nhận, trước khi chốt kết quả."
        ),
    ]


def _words_rules() -> list[str]:
    return [
        _(
            "Người dự thi trả lời bằng lời, không quá %(most)d ký tự. Câu hỏi phụ không tính vào "
            "số câu đúng."
        )
        % {"most": MOST_LETTERS},
        _(
            "Sau khi kỳ thi đóng, ban tổ chức chấm từng câu trả lời từ 0 đến %(most)d điểm mà "
            "không thấy tên người viết; câu trả lời giống nhau thì cùng điểm. Một người khác "
            "trong ban tổ chức xác nhận các điểm ấy, trước khi chốt kết quả."
        )
        % {"most": BEST_MARK},
    ]
