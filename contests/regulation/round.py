"""Writes the rules of one round from the very settings the software obeys.

It reads nothing: the caller brings the sections with their axis and division. A setting that
changes how people compete and changes no sentence here is a bug
(tests/contests/regulation/test_round.py)."""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from contests.attempt_policies import has_one_paper_each, policy_of
from contests.models import (
    QualifyScope,
    Recognised,
    ResultDetail,
    Round,
    RoundState,
    Section,
    TieCriterion,
)
from contests.paper_sizes import fields_in, paper_size, paper_worth
from contests.points import hundredths_words
from contests.regulation.contest import Article, conditions_words, steps_of
from contests.regulation.kinds import kinds_rules
from contests.regulation.points import points_rules
from contests.regulation.predictions import prediction_rules
from contests.regulation.presented import presented_articles
from contests.regulation.staged import staged_articles
from contests.regulation.written import written_articles
from questionbank.models import Difficulty
from quizsite.language import moments


def round_regulation(round: Round, *, sections: Sequence[Section]) -> list[Article]:
    """Write what holds for one round; the sections come with their axis and division."""
    opening = [
        *([Article(_("Ai được dự thi"), tuple(_qualifying(round)))] if round.qualify_scope else ()),
        Article(_("Thời gian"), tuple(_window(round)), key="window"),
    ]
    if round.is_presented:
        return opening + presented_articles(round)
    if round.is_written:
        return opening + written_articles(round)
    if round.is_staged:
        return opening + staged_articles(round)
    articles = [
        *opening,
        Article(_("Đề thi"), tuple(_paper(round, sections))),
        Article(_("Làm bài"), tuple(_taking(round))),
        Article(_("Số lượt thi"), tuple(_attempts(round))),
    ]
    if round.has_points:
        said = points_rules(round, _by_division(sections), part_words=_single_part_words)
        articles.append(Article(_("Cách tính điểm"), tuple(said), key="points"))
    if round.has_prediction:
        heading = _("Câu hỏi phụ") if round.asks_sub_question else _("Câu dự đoán")
        articles.append(Article(heading, tuple(prediction_rules(round))))
    articles.append(_ranking(round))
    if TieCriterion.LOTS in round.tie_chain and not round.is_practice:
        articles.append(Article(_("Bốc thăm"), (_lots(round),), key="lots"))
    articles.append(Article(_("Công bố kết quả"), tuple(_shown(round))))
    return articles


def round_summary(round: Round, *, sections: Sequence[Section]) -> str:
    """Say in one sentence what a round will be, for the organiser who edits it."""
    papers = [_paper_words(round, name, parts) for name, parts in _by_division(sections)]
    parts = [
        "; ".join(papers) or _("chưa có câu hỏi"),
        _("%(time)s làm bài") % {"time": moments.span(round.time_limit_s)},
        policy_of(round).in_words(round.attempt_limit),
        moments.window(round.opens_at, round.closes_at),
    ]
    if round.has_prediction:
        parts.append(_("có câu hỏi phụ") if round.asks_sub_question else _("có câu dự đoán"))
    if round.qualify_scope:
        parts.append(_("chỉ dành cho người đứng đầu các kỳ trước"))
    if round.is_practice:
        parts.append(_("thi thử, không xếp hạng"))
    return _("%(title)s: %(facts)s.") % {"title": round.title, "facts": ", ".join(parts)}


def _paper_words(round: Round, division: str, sections: Sequence[Section]) -> str:
    said = _("%(division)s %(n)d câu") % {"division": division, "n": paper_size(sections)}
    if not round.has_points:
        return said
    points = hundredths_words(paper_worth(sections))
    return _("%(paper)s, tổng %(points)s điểm") % {"paper": said, "points": points}


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
    if said := extended_words(round):
        sentences.append(said)
    sentences.append(_("Giờ tính theo đồng hồ của máy chủ, giờ Hà Nội."))
    return sentences


_SCOPE = {
    QualifyScope.DIVISION: lambda n: _("%(n)d người đứng đầu mỗi bảng") % {"n": n},
    QualifyScope.KIND: lambda n: (
        _("%(n)d người đứng đầu mỗi khối đơn vị, trong từng bảng") % {"n": n}
    ),
    QualifyScope.UNIT: lambda n: _("%(n)d người đứng đầu mỗi đơn vị, trong từng bảng") % {"n": n},
}


def _qualifying(round: Round) -> list[str]:
    scope = _SCOPE[QualifyScope(round.qualify_scope)](round.qualify_top)
    numbers = ", ".join(str(number) for number in round.qualify_from or ())
    return [
        _("Kỳ này chỉ dành cho %(scope)s ở mỗi kỳ thi sau: kỳ số %(numbers)s.")
        % {"scope": scope, "numbers": numbers},
        _(
            "Người đồng hạng với người cuối cùng được vào thì cũng được vào. Người chưa đạt điều "
            "kiện xét giải hoặc đã bị loại thì không được tính."
        ),
        _("Ban tổ chức lập danh sách sau khi chốt kết quả các kỳ đó."),
    ]


def extended_words(round: Round) -> str:
    """Say until when single people may answer, if that is after the closing."""
    if round.ends_at <= round.closes_at:
        return ""
    said = _(
        "Một số người được thêm giờ hoặc thi bù đến %(moment)s; kết quả và đáp án của kỳ này chờ "
        "đến sau lúc đó."
    )
    return said % {"moment": moments.moment(round.ends_at)}


def _paper(round: Round, sections: Sequence[Section]) -> list[str]:
    sentences = [
        _("Đề của bảng %(name)s có %(n)d câu: %(parts)s.")
        % {"name": name, "n": paper_size(parts), "parts": "; ".join(_parts_in_words(parts))}
        for name, parts in _by_division(sections)
    ]
    if fields_in(sections):
        sentences.append(
            _(
                "Người dự thi chọn một lĩnh vực trước bài đầu tiên; lĩnh vực đó dùng cho cả cuộc "
                "thi."
            )
        )
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
    return sentences + kinds_rules(round)


def _parts_in_words(sections: Sequence[Section]) -> list[str]:
    """Cells of the matrix by axis, other parts one by one, then what the field chosen adds."""
    common = [part for part in sections if not part.field]
    said = [_axis_words(part) for part in _by_axis([part for part in common if part.is_cell])]
    said += [_part_words(part) for part in common if not part.is_cell]
    fields = fields_in(sections)
    if fields:
        facts = {"n": paper_size(sections) - paper_size(common), "fields": ", ".join(fields)}
        said.append(_("%(n)d câu thuộc lĩnh vực người dự thi chọn (một trong: %(fields)s)") % facts)
    return said


def _part_words(section: Section) -> str:
    """10 câu của bộ “Tuần 1” về Cải cách thể chế (khó)"""
    words_of_part = _("%(n)d câu") % {"n": section.count}
    if section.question_set:
        words_of_part += " " + _("của bộ “%(set)s”") % {"set": section.question_set.name}
    if section.axis:
        words_of_part += " " + _("về %(axis)s") % {"axis": section.axis.name}
    elif not section.question_set:
        words_of_part += " " + _("của mọi trục nội dung")
    if section.difficulty:
        words_of_part += f" ({Difficulty(section.difficulty).label.lower()})"
    return words_of_part


def _single_part_words(section: Section) -> str:
    return _axis_words([section]) if section.is_cell else _part_words(section)


def _by_axis(sections: Sequence[Section]) -> list[list[Section]]:
    found: dict[int | None, list[Section]] = defaultdict(list)
    for section in sections:
        found[section.axis_id].append(section)
    return list(found.values())


def _axis_words(sections: Sequence[Section]) -> str:
    """4 câu về Cải cách thể chế (1 dễ, 2 khó, 1 bất kỳ mức độ)"""
    count = sum(section.count for section in sections)
    words_of_axis = _("%(n)d câu về %(axis)s") % {"n": count, "axis": sections[0].axis}
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
        _(
            "Khi có sự cố, hoặc với người cần hỗ trợ riêng, ban tổ chức có thể cho thêm giờ, thêm "
            "lượt hoặc thi bù; việc này có lý do và được ghi vào nhật ký, với sự cố thì hai người "
            "trong ban tổ chức cùng xác nhận."
        ),
        _("Thời gian được thêm mà người dự thi dùng đến vẫn tính vào thời gian làm bài."),
    ]


def _attempts(round: Round) -> list[str]:
    said = policy_of(round).rules(round.attempt_limit)
    recognised = recognised_words(round)
    return [*said, *([recognised] if recognised else ())]


def recognised_words(round: Round) -> str:
    """Say which of several attempts counts; "" if there is one, or none counts."""
    if has_one_paper_each(round) or round.is_practice:
        return ""
    if round.has_points and round.recognised == Recognised.BEST_EARLIEST:
        return _(
            "Kết quả được công nhận là lượt có điểm cao nhất; nếu bằng nhau thì lượt nộp sớm nhất."
        )
    return _RECOGNISED[Recognised(round.recognised)]()


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


def _steps(round: Round) -> tuple[str, ...]:
    steps = steps_of(round.tie_chain)
    if not round.asks_sub_question:
        return steps
    better = _("điểm câu hỏi phụ cao hơn") if round.asks_words else _("câu hỏi phụ sát đáp án hơn")
    nearer = str(TieCriterion.PREDICTION.label)
    return tuple(better if one == nearer else one for one in steps)


def _ranking(round: Round) -> Article:
    if round.is_practice:
        return Article(
            _("Xếp hạng"), (_("Đây là kỳ thi thử: kết quả không được xếp hạng và không xét giải."),)
        )
    sentences = [
        *conditions_words(round.tie_chain, asks_sub_question=round.asks_sub_question),
        _(
            "Kết quả được xếp hạng riêng trong từng bảng, theo thứ tự sau; bằng nhau ở tiêu chí "
            "trước mới xét tiêu chí sau:"
        ),
    ]
    steps = _steps(round)
    if TieCriterion.LOTS not in round.tie_chain:
        sentences.append(_("Người bằng nhau ở mọi tiêu chí thì cùng thứ hạng."))
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
    if round.points_scale:
        sentences.append(
            _(
                "Điểm theo thang %(scale)d: số câu đúng × %(scale)d ÷ số câu được tính của đề, làm "
                "tròn đến hai chữ số thập phân (từ nửa trở lên làm tròn lên). Xếp hạng theo số "
                "câu đúng, không theo điểm đã làm tròn."
            )
            % {"scale": round.points_scale}
        )
    if round.has_points:
        sentences.append(
            _(
                "Nơi hiện số câu đúng thì hiện cả điểm của bài; nơi hiện đáp án thì hiện điểm của "
                "từng câu."
            )
        )
    if not round.is_practice:
        if round.shown_after_submit == ResultDetail.NOTHING:
            sentences.append(_("Bảng xếp hạng không hiện trong khi kỳ thi mở."))
        else:
            sentences.append(_("Bảng xếp hạng được cập nhật trong khi kỳ thi mở."))
        if round.freeze_minutes:
            sentences.append(_freeze(round))
        sentences.append(
            _(
                "Kết quả là tạm thời cho đến khi ban tổ chức kiểm tra và chốt; sau đó là chính "
                "thức và chỉ thay đổi bằng đính chính được ghi rõ lý do."
            )
        )
    return sentences


def _freeze(round: Round) -> str:
    said = _(
        "Bảng xếp hạng dừng cập nhật %(span)s cuối; thứ hạng hiện lại sau khi kỳ thi đóng, lúc "
        "ban tổ chức công bố."
    )
    return said % {"span": moments.span(60 * round.freeze_minutes)}


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
