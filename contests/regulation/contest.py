"""Writes the rules of a contest (thể lệ) from the very settings the software obeys.

It reads nothing: the caller brings the divisions. The rules of one round are in round.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.models import (
    Contest,
    Division,
    TieCriterion,
)
from questionbank.models import Audience
from quizsite.language import moments


@dataclass(frozen=True, slots=True)
class Article:
    """A heading, its sentences, then ordered steps if the order matters."""

    heading: str
    sentences: tuple[str, ...]
    steps: tuple[str, ...] = ()


def contest_regulation(contest: Contest, *, divisions: Sequence[Division]) -> list[Article]:
    articles = [
        Article(_("Ai được dự thi"), tuple(_who(divisions))),
        Article(
            _("Xếp hạng cả cuộc thi"),
            (
                _(
                    "Kết quả cả cuộc thi là tổng các kỳ thi có xếp hạng mà người dự thi đã tham "
                    "gia, xếp theo thứ tự sau:"
                ),
            ),
            tuple(criterion_words(name) for name in contest.tie_chain),
        ),
        Article(_("Tính tỷ lệ tham gia của đơn vị"), tuple(_participation(divisions))),
        Article(_("Vi phạm và khiếu nại"), tuple(_complaints(contest))),
        Article(_("Dữ liệu cá nhân"), tuple(_personal_data())),
    ]
    if contest.legal_basis:
        basis = _("Cuộc thi được tổ chức theo %(basis)s.") % {"basis": contest.legal_basis}
        articles.insert(0, Article(_("Căn cứ"), (basis,)))
    return articles


def criterion_words(name: str) -> str:
    return str(TieCriterion(name).label)


def _who(divisions: Sequence[Division]) -> list[str]:
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
        _("Mỗi người đăng ký một lần, vào một bảng và cho một đơn vị."),
        _("Thành viên ban tổ chức, người soạn và người duyệt câu hỏi không được dự thi."),
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


def _complaints(contest: Contest) -> list[str]:
    return [
        _(
            "Ban tổ chức loại người dùng thông tin của người khác, thi hộ hoặc can thiệp vào hệ "
            "thống; mỗi trường hợp đều ghi rõ lý do."
        ),
        _("Ý kiến, khiếu nại gửi %(organiser)s%(contact)s.")
        % {
            "organiser": contest.organiser_name,
            "contact": f": {contest.contact}" if contest.contact else "",
        },
    ]


def _personal_data() -> list[str]:
    return [
        _(
            "Ban tổ chức dùng họ tên, cách liên hệ, đơn vị và bài làm của người dự thi để tổ chức "
            "cuộc thi này, khi người đó đã đánh dấu đồng ý lúc đăng ký."
        ),
        _("Danh sách công khai chỉ hiện tên viết gọn và đơn vị."),
        _("Người dự thi có thể rút lại sự đồng ý trong trang tài khoản."),
    ]
