"""Writes what can be won, and on which terms, from the very settings the software obeys.

The caller brings prizes with division, khối and collective rule; only `rules_of` reads them."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from contests.awards import Award, Listed, listed_in, terms_of
from contests.models import (
    CollectiveMeasure,
    CollectiveRule,
    Contest,
    Prize,
    PrizeKind,
    PrizeLimit,
    PrizeTerms,
    TieCriterion,
)
from contests.regulation.contest import Article
from quizsite.language import moments


def prize_articles(
    listed: Listed, terms: PrizeTerms, *, chain: Sequence[str], is_total: bool = False
) -> list[Article]:
    """Write the prizes of one award; nothing if it has none."""
    of_people = _("Giải cá nhân của cả cuộc thi") if is_total else _("Giải cá nhân")
    of_units = (
        _("Giải tập thể của cả cuộc thi: %(title)s") if is_total else _("Giải tập thể: %(title)s")
    )
    articles = []
    if listed.of_people:
        steps = tuple(prize_words(one) for one in listed.of_people)
        articles.append(Article(of_people, tuple(_people_sentences(listed, terms, chain)), steps))
    articles += [
        Article(
            of_units % {"title": rule.title},
            tuple(rule_words(rule)),
            tuple(prize_words(one) for one in listed.of_rule(rule)),
        )
        for rule in listed.rules
    ]
    return articles


def prize_name(prize: Prize) -> str:
    """Giải Nhất; Giấy khen Ba"""
    named = _("Giấy khen %(title)s") if prize.kind == PrizeKind.PRAISE else _("Giải %(title)s")
    return named % {"title": prize.title}


def prize_words(prize: Prize) -> str:
    """2 giải Nhì (giấy khen), mỗi giải 1.000.000 đồng, bảng Người dân"""
    said = _("%(n)s giải %(title)s") % {"n": moments.number(prize.count), "title": prize.title}
    if prize.kind == PrizeKind.PRAISE:
        said = _("%(n)s giấy khen %(title)s") % {
            "n": moments.number(prize.count),
            "title": prize.title,
        }
    parts = [said]
    if prize.value_vnd:
        parts.append(_("mỗi giải %(sum)s đồng") % {"sum": moments.number(prize.value_vnd)})
    if prize.value_text:
        parts.append(prize.value_text)
    if prize.collective_id is None:
        parts += _for_whom(prize)
    return ", ".join(parts)


def _for_whom(prize: Prize) -> list[str]:
    parts = [
        _("bảng %(name)s") % {"name": prize.division.name} if prize.division else _("mỗi bảng thi")
    ]
    if prize.unit_kind:
        parts.append(_("người của khối %(name)s") % {"name": prize.unit_kind.name})
    if prize.needs_all_correct:
        parts.append(_("chỉ xét người trả lời đúng tất cả các câu"))
    return parts


def _people_sentences(listed: Listed, terms: PrizeTerms, chain: Sequence[str]) -> list[str]:
    sentences = [_("Giải được xét từ bậc cao xuống thấp theo thứ tự xếp hạng.")]
    if TieCriterion.LOTS not in chain:
        sentences.append(
            _(
                "Người bằng nhau sau tiêu chí cuối cùng cùng nhận một giải, dù vì thế giải đó có "
                "nhiều người hơn số lượng; số lượng các giải sau không đổi."
            )
        )
    sentences.append(_LIMITS[PrizeLimit(terms.limit)]())
    if terms.most_percent is not None:
        sentences.append(
            _(
                "Số giải trao trong mỗi bảng không vượt quá %(n)d %% số người dự thi của bảng, làm "
                "tròn xuống; nhóm bằng nhau không còn đủ chỗ thì không được xét."
            )
            % {"n": terms.most_percent}
        )
    if any(one.unit_kind_id for one in listed.of_people):
        sentences.append(_("Khối của một người là khối của đơn vị ghi khi đăng ký."))
    if terms.checks_winners:
        sentences.append(
            _(
                "Ban tổ chức liên hệ và xác nhận từng người trước khi công bố. Người từ chối, không"
                " đủ điều kiện hoặc không liên hệ được thì giải chuyển cho người kế tiếp."
            )
        )
    return sentences


_LIMITS = {
    PrizeLimit.CONTEST: lambda: _(
        "Mỗi người nhận nhiều nhất một giải trong cả cuộc thi: trong một kỳ là giải cao nhất, và "
        "người đã có giải ở kỳ công bố trước không được xét ở kỳ sau."
    ),
    PrizeLimit.ROUND: lambda: _("Mỗi người nhận nhiều nhất một giải, giải cao nhất, trong mỗi kỳ."),
    PrizeLimit.NONE: lambda: _(
        "Một người có thể nhận nhiều giải, nhưng chỉ một giải trong cùng một khối."
    ),
}


def rule_words(rule: CollectiveRule) -> list[str]:
    """How units compare, what keeps a unit out, and which headcount counts."""
    sentences = [
        *_kind_words(rule),
        _("Đơn vị được xếp theo %(measures)s, từ cao xuống thấp.")
        % {"measures": _(", rồi ").join(measure_words(one) for one in rule.measures)},
        _("Đơn vị bằng nhau về mọi tiêu chí cùng nhận một giải."),
    ]
    if CollectiveMeasure.WEIGHTED in rule.measures:
        sentences.append(formula(rule))
    if uses_winners(rule):
        sentences.append(_("Người đạt giải là người trong danh sách đạt giải cá nhân đã công bố."))
    if uses_prize_points(rule):
        sentences.append(prize_points_words(rule))
    if uses_attempts(rule):
        sentences.append(_("Số lượt thi là tổng số lượt đã nộp của mọi người trong đơn vị."))
    if uses_points(rule):
        sentences.append(_("Điểm do ban tổ chức chấm được ghi kèm lý do, công khai trên bảng."))
    return [*sentences, *_gate_words(rule), *_headcount_words(rule)]


def _kind_words(rule: CollectiveRule) -> list[str]:
    kinds = [kind.name for kind in rule.kinds()]
    if len(kinds) == 1:
        return [
            _("Xét các đơn vị thuộc khối %(kind)s, tính cả các đơn vị trực thuộc.")
            % {"kind": kinds[0]}
        ]
    return [
        _("Xét chung các đơn vị thuộc các khối %(kinds)s, tính cả các đơn vị trực thuộc.")
        % {"kinds": moments.listed(kinds)},
        _("Đơn vị trực thuộc một đơn vị khác trong bảng thì tính vào đơn vị đó, không xếp riêng."),
    ]


def measure_words(name: str) -> str:
    return str(CollectiveMeasure(name).label)


def uses_points(rule: CollectiveRule) -> bool:
    return rule.uses(CollectiveMeasure.POINTS, weight=rule.points_weight)


def uses_prize_points(rule: CollectiveRule) -> bool:
    return rule.uses(CollectiveMeasure.PRIZE_POINTS, weight=rule.prize_weight)


def uses_winners(rule: CollectiveRule) -> bool:
    """Whether the sheet waits for the announced lists of people."""
    counts = rule.uses(CollectiveMeasure.WINNERS) or uses_prize_points(rule)
    return counts or rule.needs_winner


def uses_attempts(rule: CollectiveRule) -> bool:
    return rule.uses(CollectiveMeasure.ATTEMPTS)


def prize_points_words(rule: CollectiveRule) -> str:
    """Mỗi giải cá nhân cho đơn vị điểm theo bậc: bậc 1 (cao nhất) 5 điểm, bậc 2 3 điểm; …"""
    said = [
        (_("bậc 1 (cao nhất): %(n)d điểm") if position == 1 else _("bậc %(position)d: %(n)d điểm"))
        % {"position": position, "n": points}
        for position, points in sorted(rule.prize_points)
    ]
    return _(
        "Mỗi giải cá nhân mang về cho đơn vị của người đạt giải số điểm theo bậc giải: %(said)s; "
        "giải bậc khác không có điểm."
    ) % {"said": "; ".join(said)}


def formula(rule: CollectiveRule) -> str:
    """Điểm tổng hợp = (2 × tỷ lệ tham gia + 1 × điểm trung bình) ÷ 3"""
    parts = (
        (rule.rate_weight, _("tỷ lệ tham gia (%)")),
        (rule.mean_weight, _("điểm trung bình (thang 100)")),
        (rule.points_weight, _("điểm do ban tổ chức chấm")),
        (rule.prize_weight, _("điểm theo bậc giải")),
    )
    terms = [f"{weight} × {name}" for weight, name in parts if weight]
    total = sum(weight for weight, _name in parts)
    return _("Điểm tổng hợp = (%(terms)s) ÷ %(total)d.") % {
        "terms": " + ".join(terms),
        "total": total,
    }


def _gate_words(rule: CollectiveRule) -> list[str]:
    sentences = []
    if gates := rate_gates(rule):
        sentences.append(
            _("Chỉ xét đơn vị đạt tỷ lệ tham gia tối thiểu: %(gates)s.")
            % {"gates": "; ".join(gates)}
        )
    if rule.min_people:
        sentences.append(
            _("Chỉ xét đơn vị có từ %(n)s người dự thi trở lên.")
            % {"n": moments.number(rule.min_people)}
        )
    if rule.needs_winner:
        sentences.append(_("Chỉ xét đơn vị có ít nhất một người đạt giải cá nhân."))
    if rule.needs_quotas:
        sentences.append(
            _("Chỉ xét đơn vị đạt mọi chỉ tiêu bắt buộc về người dự thi, tính trên cả cuộc thi.")
        )
    return sentences


def rate_gates(rule: CollectiveRule) -> list[str]:
    """dưới 50 biên chế: 30 %; từ 50 đến dưới 100 biên chế: 25 %; từ 100 biên chế: 20 %"""
    said, lower = [], 0
    for below, percent in sorted(rule.tiers):
        words = (
            _("từ %(lower)d đến dưới %(below)d biên chế: %(percent)d %%")
            if lower
            else _("dưới %(below)d biên chế: %(percent)d %%")
        )
        said.append(words % {"lower": lower, "below": below, "percent": percent})
        lower = below
    if rule.min_percent is not None:
        words = _("từ %(lower)d biên chế: %(percent)d %%") if lower else _("%(percent)d %%")
        said.append(words % {"lower": lower, "percent": rule.min_percent})
    return said


def _headcount_words(rule: CollectiveRule) -> list[str]:
    needs_rate = {CollectiveMeasure.RATE, CollectiveMeasure.WEIGHTED} & set(rule.measures)
    if not needs_rate and not rate_gates(rule):
        return []
    day = (
        _("ngày %(day)s") % {"day": f"{rule.headcount_on:%d/%m/%Y}"}
        if rule.headcount_on
        else _("ngày mở kỳ thi")
    )
    return [
        _(
            "Tỷ lệ tham gia là số người dự thi chia cho số biên chế gần nhất tính đến %(day)s; đơn "
            "vị chưa có số biên chế không được xét."
        )
        % {"day": day},
        _("Tỷ lệ trên 100 % được hiện rõ và tính là 100 % khi xếp hạng."),
    ]


def rules_of(award: Award) -> list[Article]:
    """Write an award's prizes for the page of the round, or of the contest, alone."""
    return rules_by_round(award.contest, [(award, listed_in(award))])[award.round_id]


def rules_by_round(
    contest: Contest, awards: Iterable[tuple[Award, Listed]]
) -> dict[int | None, list[Article]]:
    """Map each round's id, or None for the whole contest, to what its rules say of prizes."""
    listed_of = dict(awards)
    is_any = any(one.of_people for one in listed_of.values())
    terms = terms_of(contest) if is_any else PrizeTerms(contest=contest)
    return {
        award.round_id: prize_articles(
            listed, terms, chain=award.tie_chain, is_total=award.round is None
        )
        for award, listed in listed_of.items()
    }
