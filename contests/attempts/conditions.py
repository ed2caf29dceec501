"""Which conditions of its round's tie chain a closed paper fails, in words for its owner."""

from django.utils.translation import gettext as _

from contests.models import Attempt, TieCriterion


def failed_conditions(attempt: Attempt) -> list[str]:
    """Name those that are known before the prediction's true value is: one for each sentence."""
    round = attempt.round
    if round.is_practice:
        return []
    said = []
    if TieCriterion.COMPLETE in round.tie_chain:
        if attempt.unanswered_count:
            said.append(_("còn %(n)d câu chưa trả lời") % {"n": attempt.unanswered_count})
        if round.has_prediction and attempt.prediction is None:
            said.append(
                _("chưa trả lời câu hỏi phụ")
                if round.asks_sub_question
                else _("chưa ghi câu dự đoán")
            )
    is_perfect = 0 < attempt.question_count == attempt.correct_count
    if TieCriterion.PERFECT in round.tie_chain and not is_perfect:
        said.append(_("chưa đúng tất cả các câu"))
    if TieCriterion.EXACT in round.tie_chain and _is_prediction_wrong(attempt):
        said.append(_("dự đoán chưa đúng chính xác"))
    return said


def _is_prediction_wrong(attempt: Attempt) -> bool:
    true_value = attempt.round.true_predictions.get(str(attempt.entry.division_id))
    return true_value is not None and attempt.prediction != true_value
