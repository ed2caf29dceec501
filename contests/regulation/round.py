"""Writes the rules of one round from the very settings the software obeys.

It reads nothing: the caller brings the sections with their axis and division. A setting that
changes how people compete and changes no sentence here is a bug
(tests/contests/regulation/test_round.py)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import assert_never

from django.conf import settings
from django.utils.translation import gettext as _

from contests.models import (
    AttemptPolicy,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    Round,
    RoundState,
    Section,
    TieCriterion,
)
from contests.regulation.contest import Article, criterion_words
from questionbank.models import Difficulty
from quizsite.language import moments


def round_regulation(round: Round, *, sections: Sequence[Section]) -> list[Article]:
    """Write what holds for one round; the sections come with their axis and division."""
    articles = [
        Article(_("Thời gian"), tuple(_window(round))),
        Article(_("Đề thi"), tuple(_paper(round, sections))),
        Article(_("Làm bài"), tuple(_taking(round))),
        Article(_("Số lượt thi"), tuple(_attempts(round))),
    ]
    if round.has_prediction:
        articles.append(Article(_("Câu dự đoán"), tuple(_prediction(round))))
    articles += [
        _ranking(round),
        Article(_("Công bố kết quả"), tuple(_shown(round))),
    ]
    return articles


def round_summary(round: Round, *, sections: Sequence[Section]) -> str:
    """Say in one sentence what a round will be, for the organiser who edits it."""
    papers = [
        _("%(division)s %(n)d câu") % {"division": name, "n": sum(part.count for part in parts)}
        for name, parts in _by_division(sections)
    ]
    parts = [
        "; ".join(papers) or _("chưa có câu hỏi"),
        _("%(time)s làm bài") % {"time": moments.span(round.time_limit_s)},
        _limit_words(round),
        moments.window(round.opens_at, round.closes_at),
    ]
    if round.has_prediction:
        parts.append(_("có câu dự đoán"))
    if round.is_practice:
        parts.append(_("thi thử, không xếp hạng"))
    return _("%(title)s: %(facts)s.") % {"title": round.title, "facts": ", ".join(parts)}


def prediction_question(round: Round) -> str:
    """Write the question as the paper asks it."""
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


def _by_division(sections: Sequence[Section]) -> list[tuple[str, list[Section]]]:
    found: dict[int, list[Section]] = defaultdict(list)
    for section in sections:
        found[section.division_id].append(section)
    return [(parts[0].division.name, parts) for parts in found.values()]


def _window(round: Round) -> list[str]:
    opens_at, planned = round.opens_at, round.planned_closes_at or round.closes_at
    sentences = [_("Kỳ thi mở %(window)s.") % {"window": moments.window(opens_at, planned)}]
    if round.planned_closes_at:
        sentences.append(
            _("Ban tổ chức đã đóng kỳ thi sớm lúc %(moment)s. Lý do: %(reason)s")
            % {"moment": moments.moment(round.closes_at), "reason": round.close_reason}
        )
    sentences.append(_("Giờ tính theo đồng hồ của máy chủ, giờ Hà Nội."))
    return sentences


def _paper(round: Round, sections: Sequence[Section]) -> list[str]:
    sentences = [
        _("Đề của bảng %(name)s có %(n)d câu: %(parts)s.")
        % {
            "name": name,
            "n": sum(part.count for part in parts),
            "parts": "; ".join(_axis_words(part) for part in _by_axis(parts)),
        }
        for name, parts in _by_division(sections)
    ]
    sentences.append(_("Mỗi lượt thi, hệ thống rút ngẫu nhiên một đề từ ngân hàng câu hỏi."))
    sentences.append(_("Câu mà người dự thi chưa gặp trong cuộc thi được rút trước."))
    if round.is_question_order_shuffled:
        sentences.append(_("Thứ tự câu hỏi được trộn riêng cho từng đề."))
    else:
        sentences.append(_("Câu hỏi được xếp theo từng phần của đề, không trộn."))
    if round.is_option_order_shuffled:
        sentences.append(
            _(
                "Thứ tự phương án được trộn riêng cho từng đề; phương án nhắc đến phương án khác "
                "giữ nguyên vị trí."
            )
        )
    else:
        sentences.append(_("Thứ tự phương án giữ nguyên như trong ngân hàng câu hỏi."))
    sentences.append(
        _("Câu có nhiều phương án đúng chỉ được tính khi chọn đủ và đúng các phương án đó.")
    )
    return sentences


def _by_axis(sections: Sequence[Section]) -> list[list[Section]]:
    found: dict[int, list[Section]] = defaultdict(list)
    for section in sections:
        found[section.axis_id].append(section)
    return list(found.values())


def _axis_words(sections: Sequence[Section]) -> str:
    """4 câu về Cải cách thể chế (1 dễ, 2 khó, 1 bất kỳ mức độ)"""
    count = sum(section.count for section in sections)
    words_of_axis = _("%(n)d câu về %(axis)s") % {"n": count, "axis": sections[0].axis.name}
    if not any(section.difficulty for section in sections):
        return words_of_axis
    levels = [
        f"{section.count} {Difficulty(section.difficulty).label.lower()}"
        if section.difficulty
        else _("%(n)d bất kỳ mức độ") % {"n": section.count}
        for section in sections
    ]
    return f"{words_of_axis} ({', '.join(levels)})"


def _taking(round: Round) -> list[str]:
    return [
        _("Thời gian làm bài là %(time)s, tính từ lúc bấm bắt đầu và không dừng lại.")
        % {"time": moments.span(round.time_limit_s)},
        _("Bài bắt đầu muộn cũng kết thúc khi kỳ thi đóng."),
        _(
            "Hết giờ, hệ thống tự nộp bài; các câu trả lời đã lưu trên máy chủ chậm nhất %(n)d "
            "giây sau khi hết giờ được tính."
        )
        % {"n": settings.SAVE_GRACE_S},
    ]


def _limit_words(round: Round) -> str:
    limit = round.attempt_limit
    match AttemptPolicy(round.attempt_policy):
        case AttemptPolicy.ONCE:
            return _("một lượt thi trong cả cuộc thi")
        case AttemptPolicy.UNLIMITED:
            return _("không giới hạn số lượt thi")
        case AttemptPolicy.PER_DAY:
            several = _("tối đa %(n)d lượt thi mỗi ngày") % {"n": limit}
            return _("một lượt thi mỗi ngày") if limit == 1 else several
        case AttemptPolicy.PER_ROUND:
            several = _("tối đa %(n)d lượt thi trong kỳ") % {"n": limit}
            return _("một lượt thi trong kỳ") if limit == 1 else several
        case policy:
            assert_never(policy)


def _attempts(round: Round) -> list[str]:
    sentences = _number_of_attempts(round)
    policy = round.attempt_policy
    is_single = policy == AttemptPolicy.ONCE or (
        policy == AttemptPolicy.PER_ROUND and round.attempt_limit == 1
    )
    if not is_single and not round.is_practice:
        sentences.append(_RECOGNISED[Recognised(round.recognised)]())
    return sentences


def _number_of_attempts(round: Round) -> list[str]:
    limited = _("Mỗi người có %(limit)s.") % {"limit": _limit_words(round)}
    match AttemptPolicy(round.attempt_policy):
        case AttemptPolicy.UNLIMITED:
            return [_("Số lượt thi không giới hạn.")]
        case AttemptPolicy.PER_DAY:
            day = _("Một ngày tính từ 00:00 đến hết 23:59, giờ Hà Nội, theo lúc bắt đầu bài.")
            return [limited, day]
        case AttemptPolicy.ONCE:
            shared = _(
                "Lượt này tính chung cho các kỳ có cùng quy định; lượt thi thử được tính riêng."
            )
            return [limited, shared]
        case AttemptPolicy.PER_ROUND:
            return [limited]
        case policy:
            assert_never(policy)


_RECOGNISED = {
    Recognised.BEST: lambda: _(
        "Kết quả được công nhận là lượt tốt nhất theo thứ tự xếp hạng; nếu bằng nhau thì lượt "
        "thi trước."
    ),
    Recognised.BEST_EARLIEST: lambda: _(
        "Kết quả được công nhận là lượt có nhiều câu đúng nhất; nếu bằng nhau thì lượt nộp "
        "sớm nhất."
    ),
    Recognised.FIRST: lambda: _("Kết quả được công nhận là lượt thi đầu tiên."),
    Recognised.LAST: lambda: _("Kết quả được công nhận là lượt thi cuối cùng."),
}


def _prediction(round: Round) -> list[str]:
    sentences = [
        _("Cuối bài có câu dự đoán: “%(question)s”") % {"question": prediction_question(round)}
    ]
    if round.prediction_target == PredictionTarget.ALL_CORRECT:
        sentences.append(_("Một người có nhiều lượt đúng tất cả các câu chỉ được đếm một lần."))
    sentences += [
        _("Câu dự đoán không tính vào số câu đúng."),
        _(
            "Giá trị đúng được tính khi chốt kết quả, sau khi kỳ thi đóng, trên các bài đã nộp của "
            "người không bị loại."
        ),
    ]
    if TieCriterion.PREDICTION in round.tie_chain and not round.is_practice:
        sentences.append(_("Người không ghi dự đoán xếp sau người có ghi khi xét đến câu dự đoán."))
    else:
        sentences.append(_("Câu dự đoán không dùng để xếp hạng."))
    return sentences


def _ranking(round: Round) -> Article:
    if round.is_practice:
        return Article(
            _("Xếp hạng"), (_("Đây là kỳ thi thử: kết quả không được xếp hạng và không xét giải."),)
        )
    sentences = [
        _(
            "Kết quả được xếp hạng riêng trong từng bảng, theo thứ tự sau; bằng nhau ở tiêu chí "
            "trước mới xét tiêu chí sau:"
        )
    ]
    steps = tuple(criterion_words(name) for name in round.tie_chain)
    if TieCriterion.LOTS in round.tie_chain:
        sentences.insert(0, _lots(round))
    return Article(_("Xếp hạng"), tuple(sentences), steps)


def _lots(round: Round) -> str:
    if not round.lots_commitment:
        return _("Mã bốc thăm được tạo và niêm phong khi công bố kỳ thi.")
    if round.state == RoundState.FINALISED:
        return _(
            "Mã bốc thăm đã mở: %(seed)s. Mã SHA-256 của nó là dấu niêm phong công bố trước kỳ "
            "thi: %(seal)s."
        ) % {"seed": round.lots_seed, "seal": round.lots_commitment}
    return _(
        "Mã bốc thăm đã được niêm phong từ khi công bố kỳ thi; dấu niêm phong (SHA-256): %(seal)s. "
        "Mã được mở khi chốt kết quả để ai cũng kiểm tra được."
    ) % {"seal": round.lots_commitment}


def _shown(round: Round) -> list[str]:
    sentences = [
        _SHOWN_AFTER_SUBMIT[ResultDetail(round.shown_after_submit)](),
        _SHOWN_AFTER_CLOSE[ResultDetail(round.shown_after_close)](),
    ]
    if not round.is_practice:
        if round.shown_after_submit == ResultDetail.NOTHING:
            sentences.append(_("Bảng xếp hạng không hiện trong khi kỳ thi mở."))
        else:
            sentences.append(_("Bảng xếp hạng được cập nhật trong khi kỳ thi mở."))
        sentences.append(
            _("Thứ hạng chỉ là chính thức sau khi ban tổ chức chốt kết quả; sau đó không thay đổi.")
        )
    return sentences


_SHOWN_AFTER_SUBMIT = {
    ResultDetail.NOTHING: lambda: _("Ngay sau khi nộp bài, hệ thống chưa hiện kết quả."),
    ResultDetail.SCORE: lambda: _("Ngay sau khi nộp bài, người dự thi thấy số câu đúng."),
    # The database refuses this one; with it here a mistake shows and does not crash.
    ResultDetail.KEY: lambda: _("Ngay sau khi nộp bài, người dự thi thấy số câu đúng và đáp án."),
}
_SHOWN_AFTER_CLOSE = {
    ResultDetail.NOTHING: lambda: _("Sau khi kỳ thi đóng, hệ thống chưa hiện kết quả."),
    ResultDetail.SCORE: lambda: _("Sau khi kỳ thi đóng, người dự thi thấy số câu đúng."),
    ResultDetail.KEY: lambda: _(
        "Sau khi kỳ thi đóng, người dự thi thấy số câu đúng, đáp án và giải thích. "
        "Câu mà kỳ thi khác còn dùng thì hiện đáp án khi kỳ đó đóng."
    ),
}
