"""Writes the rules of a contest (thể lệ) from the very settings the software obeys.

It reads nothing: the caller brings the divisions. The rules of one round are in round.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.eligibility.words import NO_RULES, Eligibility
from contests.models import (
    CONDITIONS,
    MARKS_KEPT_FOR,
    Contest,
    Division,
    EntryCode,
    TieCriterion,
)
from questionbank.models import Audience
from quizsite.language import moments


@dataclass(frozen=True, slots=True)
class Article:
    """A heading, its sentences, then ordered steps if the order matters.

    `key` names the few that the whole text puts in another place."""

    heading: str
    sentences: tuple[str, ...]
    steps: tuple[str, ...] = ()
    key: str = ""


def contest_regulation(
    contest: Contest, *, divisions: Sequence[Division], eligibility: Eligibility = NO_RULES
) -> list[Article]:
    articles = [
        Article(_("Ai được dự thi"), tuple(_who(divisions, eligibility)), key="who"),
        Article(
            _("Xếp hạng cả cuộc thi"),
            (
                *conditions_words(contest.tie_chain),
                *(_lots() if TieCriterion.LOTS in contest.tie_chain else ()),
                *(_total_points() if TieCriterion.POINTS in contest.tie_chain else ()),
                _(
                    "Kết quả cả cuộc thi là tổng các kỳ thi có xếp hạng mà người dự thi đã tham "
                    "gia, xếp theo thứ tự sau:"
                ),
            ),
            steps_of(contest.tie_chain),
            key="total",
        ),
        Article(_("Tính tỷ lệ tham gia của đơn vị"), tuple(_participation(divisions))),
        *_announcing(contest),
        Article(_("Vi phạm và khiếu nại"), tuple(_complaints(contest))),
        Article(_("Dữ liệu cá nhân"), tuple(_personal_data(contest))),
    ]
    if eligibility.quotas:
        articles.insert(3, Article(_("Chỉ tiêu dự thi của đơn vị"), tuple(_quotas(eligibility))))
    if at_entry := [*_at_entry(contest), *eligibility.details]:
        articles.insert(1, Article(_("Khi đăng ký"), tuple(at_entry), key="entry"))
    if contest.legal_basis:
        basis = _("Cuộc thi được tổ chức theo %(basis)s.") % {"basis": contest.legal_basis}
        articles.insert(0, Article(_("Căn cứ"), (basis,), key="basis"))
    return articles


def _total_points() -> list[str]:
    return [_("Ở kỳ thi không đặt điểm riêng cho câu hỏi, mỗi câu đúng tính 1 điểm.")]


def steps_of(chain: Sequence[str]) -> tuple[str, ...]:
    """The criteria in words, in their order; conditions have sentences of their own."""
    return tuple(str(TieCriterion(name).label) for name in chain if name not in CONDITIONS)


_CONDITION = {
    TieCriterion.COMPLETE: lambda: _(
        "Chỉ bài trả lời đủ tất cả các câu, kể cả câu dự đoán nếu có, mới được xét giải. Bài trả "
        "lời thiếu vẫn tính là có dự thi."
    ),
    TieCriterion.PERFECT: lambda: _("Chỉ người trả lời đúng tất cả các câu mới được xét giải."),
    TieCriterion.EXACT: lambda: _(
        "Chỉ người dự đoán đúng chính xác con số mới được xét giải; người chưa đúng xếp theo số "
        "câu đúng, rồi theo độ lệch."
    ),
}


def conditions_words(chain: Sequence[str], *, asks_sub_question: bool = False) -> list[str]:
    """Say which conditions come before the order, and where those stand who fail one."""
    by_points = TieCriterion.POINTS in chain
    said = [_CONDITION[TieCriterion(name)]() for name in chain if name in CONDITIONS]
    if TieCriterion.COMPLETE in chain and asks_sub_question:
        said[said.index(_CONDITION[TieCriterion.COMPLETE]())] = _(
            "Chỉ bài trả lời đủ tất cả các câu, kể cả câu hỏi phụ, mới được xét giải. Bài trả lời "
            "thiếu vẫn tính là có dự thi."
        )
    if TieCriterion.EXACT in chain and by_points:
        said[-1] = _(
            "Chỉ người dự đoán đúng chính xác con số mới được xét giải; người chưa đúng xếp theo "
            "điểm, rồi theo độ lệch."
        )
    if said and by_points:
        said.append(
            _(
                "Người chưa đạt điều kiện xếp sau mọi người đạt: ai nhiều điểm hơn xếp trên, bằng "
                "nhau thì xét tiếp thứ tự dưới đây."
            )
        )
    elif said:
        said.append(
            _(
                "Người chưa đạt điều kiện xếp sau mọi người đạt: ai nhiều câu đúng hơn xếp trên, "
                "bằng nhau thì xét tiếp thứ tự dưới đây."
            )
        )
    return said


def _quotas(eligibility: Eligibility) -> list[str]:
    return [
        *eligibility.quotas,
        _(
            "Tỷ lệ tính trên số người của nhóm trong đơn vị, làm tròn lên; mỗi người được đếm một "
            "lần theo nhóm đã ghi khi đăng ký, và chỉ khi đã thi."
        ),
    ]


def _who(divisions: Sequence[Division], eligibility: Eligibility) -> list[str]:
    if not divisions:
        return [_("Cuộc thi chưa có bảng thi nào.")]
    names = moments.listed([division.name for division in divisions])
    if len(divisions) == 1:
        first = _("Cuộc thi có một bảng: %(names)s.") % {"names": names}
    else:
        first = _("Cuộc thi có %(n)d bảng: %(names)s. Mỗi bảng có đề riêng và xếp hạng riêng.") % {
            "n": len(divisions),
            "names": names,
        }
    return [
        first,
        *(_questions_for(division) for division in divisions),
        *(_minors_in(division) for division in divisions if division.admits_minors),
        *eligibility.rules,
        _("Mỗi người đăng ký một lần, vào một bảng và cho một đơn vị."),
        _("Thành viên ban tổ chức, người soạn và người duyệt câu hỏi không được dự thi."),
        _(
            "Người đã thôi các vai đó cũng không dự thi cuộc thi mình từng tổ chức, hay nơi đề thi "
            "dùng câu hỏi có từ khi còn giữ vai."
        ),
        _("Người và đơn vị mà ban tổ chức ghi vào danh sách không được dự thi cũng vậy."),
        *_prizeless(divisions),
    ]


def _prizeless(divisions: Sequence[Division]) -> list[str]:
    said = [
        _(
            "Bảng “%(name)s” thi nhưng không xét giải: người của bảng có thứ hạng và được tính vào "
            "tỷ lệ tham gia, không nhận giải cá nhân."
        )
        % {"name": division.name}
        for division in divisions
        if division.is_prizeless
    ]
    return [
        *said,
        _(
            "Ban tổ chức có thể ghi người hoặc đơn vị, như của cơ quan tổ chức, vào danh sách thi "
            "nhưng không xét giải: họ có thứ hạng, ghi rõ trên bảng, và được tính vào tỷ lệ tham "
            "gia; không nhận giải cá nhân và không chiếm chỗ của người được vào kỳ sau."
        ),
    ]


def _at_entry(contest: Contest) -> list[str]:
    sentences = []
    if contest.pledge:
        sentences.append(_("Người đăng ký cam kết: “%(text)s”") % {"text": contest.pledge})
    if contest.entry_code != EntryCode.NONE:
        asked = (
            _("Người đăng ký phải ghi: %(label)s.")
            if contest.is_entry_code_required
            else _("Người đăng ký có thể ghi: %(label)s.")
        )
        sentences.append(asked % {"label": contest.code_label})
        sentences.append(
            _("Mã này chỉ để tìm người đăng ký hai lần; trang lưu dấu của mã, không lưu mã.")
        )
    return sentences


def _lots() -> list[str]:
    return [
        _(
            "Cuộc thi có nhiều kỳ thì lần bốc thăm chung tính lại khi chốt kỳ cuối, từ mã bốc thăm "
            "và thời điểm chốt của mọi kỳ, nên trước đó không ai biết được."
        )
    ]


def _questions_for(division: Division) -> str:
    words_by_audience = {
        Audience.EVERYBODY: _("Bảng %(name)s dùng câu hỏi chung."),
        Audience.CIVIL: _(
            "Bảng %(name)s dùng câu hỏi chung và câu hỏi dành cho cán bộ, công chức, viên chức."
        ),
        Audience.RESIDENT: _("Bảng %(name)s dùng câu hỏi chung và câu hỏi dành cho người dân."),
    }
    return words_by_audience[Audience(division.audience)] % {"name": division.name}


def _minors_in(division: Division) -> str:
    return _(
        "Bảng %(name)s nhận người dưới 16 tuổi khi cha, mẹ hoặc người giám hộ đồng ý (từ 7 tuổi "
        "thì cả người dự thi); người dưới 16 tuổi hiện công khai bằng bí danh."
    ) % {"name": division.name}


def _participation(divisions: Sequence[Division]) -> list[str]:
    sentences = [
        _(
            "Mỗi người được đếm một lần cho đơn vị đã chọn khi đăng ký, dù thi bao nhiêu lượt; "
            "người bị loại không được đếm."
        )
    ]
    for division in divisions:
        if division.headcount_category:
            category = division.get_headcount_category_display()
            sentences.append(
                _(
                    "Bảng %(name)s: tỷ lệ tham gia bằng số người đã thi chia cho tổng số "
                    "%(category)s của đơn vị theo số liệu ghi trên bảng tham gia."
                )
                % {"name": division.name, "category": category}
            )
        else:
            sentences.append(
                _("Bảng %(name)s: số người được đếm riêng, không tính vào tỷ lệ của đơn vị.")
                % {"name": division.name}
            )
    return sentences


def _announcing(contest: Contest) -> list[Article]:
    """When the organisers promise the result, if they do."""
    if contest.result_days is None:
        return []
    by = contest.result_by
    hour = _(", trước %(hour)s") % {"hour": f"{by:%H:%M}"} if by else ""
    day = (
        _("sau ngày kỳ thi đóng %(n)d ngày") % {"n": contest.result_days}
        if contest.result_days
        else _("trong ngày kỳ thi đóng")
    )
    said = _("Kết quả chính thức của mỗi kỳ thi được công bố chậm nhất %(day)s%(hour)s.") % {
        "day": day,
        "hour": hour,
    }
    return [Article(_("Công bố kết quả"), (said,))]


def _complaints(contest: Contest) -> list[str]:
    return [
        _(
            "Ban tổ chức loại người dùng thông tin của người khác, dùng nhiều tài khoản, thi hộ, "
            "nhờ thi hộ, làm bài theo nhóm, khai sai thông tin, không đúng đối tượng hoặc can "
            "thiệp vào hệ thống; mỗi trường hợp đều ghi rõ lý do."
        ),
        _(
            "Sau khi kỳ thi đóng, trang nêu những bài có dấu hiệu hiếm gặp để ban tổ chức xem xét. "
            "Không ai bị loại chỉ vì một con số: ban tổ chức xem bằng chứng, hỏi người liên quan "
            "rồi mới quyết định."
        ),
        *(_appeals(contest) if contest.appeal_days else ()),
        _("Ý kiến, khiếu nại gửi %(organiser)s%(contact)s.")
        % {
            "organiser": contest.organiser_name,
            "contact": f": {contest.contact}" if contest.contact else "",
        },
    ]


def _appeals(contest: Contest) -> list[str]:
    return [
        _(
            "Người dự thi khiếu nại trên trang này trong %(n)d ngày: câu hỏi và kết quả của mình "
            "thì tính từ khi kỳ thi đóng, hoặc từ khi bắt đầu kiểm tra kết quả nếu muộn hơn; quyết "
            "định loại mình thì tính từ khi có quyết định."
        )
        % {"n": contest.appeal_days},
        _(
            "Một người trong ban tổ chức viết trả lời, người khác xác nhận; nơi không có người thứ "
            "hai thì trang này ghi rõ. Còn khiếu nại chưa xét xong thì chưa chốt kết quả."
        ),
    ]


def _personal_data(contest: Contest) -> list[str]:
    name, contact = contest.controller
    return [
        _(
            "Ban tổ chức dùng họ tên, cách liên hệ, đơn vị và bài làm của người dự thi để tổ chức "
            "cuộc thi này, khi người đó đã đánh dấu đồng ý lúc đăng ký."
        ),
        _(
            "Danh sách công khai chỉ hiện tên viết gọn và đơn vị; người không đồng ý công khai tên "
            "thì hiện bằng bí danh."
        ),
        _("Bên kiểm soát dữ liệu là %(name)s%(contact)s.")
        % {"name": name, "contact": f" ({contact})" if contact else ""},
        _(
            "Người dự thi xem, tải, sửa, xóa dữ liệu và rút lại từng sự đồng ý ở trang “Dữ liệu "
            "của tôi” trong tài khoản."
        ),
        _(
            "Để tìm người đăng ký hai lần, trang giữ dấu không đọc lại được của hộp thư, số điện "
            "thoại, họ tên, thiết bị và mạng lúc đăng ký và vào thi; dấu được xóa %(days)d ngày "
            "sau khi chốt kỳ cuối cùng."
        )
        % {"days": MARKS_KEPT_FOR.days},
        _(
            "Để tìm bài không do một người tự làm, trang so thời gian làm bài, phương án đã chọn, "
            "lúc đăng ký, địa chỉ thư và các dấu trên; số liệu so sánh được xóa cùng lúc với dấu."
        ),
    ]
