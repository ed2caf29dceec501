"""Writes the rules of a written round: what is handed in, how, by how many, and until when."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contests.models import Round, ToolStatement, WorkHeading, WrittenTerms
from contests.regulation.contest import Article
from quizsite.language import moments


def written_articles(
    round: Round, *, headings: Sequence[WorkHeading] | None = None
) -> list[Article]:
    """Say what `round.written_terms` asks for; the caller may have prefetched it."""
    terms = getattr(round, "written_terms", None)
    if terms is None:
        return []
    headings = list(terms.headings.all()) if headings is None else headings
    return [
        Article(
            _("Bài dự thi"), tuple(_work(terms, headings)), tuple(_heading(one) for one in headings)
        ),
        Article(_("Nộp bài"), tuple(_handing_in(terms))),
        Article(_("Tác giả"), tuple(_authors(terms))),
    ]


def _work(terms: WrittenTerms, headings: Sequence[WorkHeading]) -> list[str]:
    said = [line.strip() for line in terms.task.splitlines() if line.strip()]
    if words := limits(terms.min_words, terms.max_words, unit=_("chữ")):
        said.append(_("Cả bài dài %(words)s, đếm theo khoảng trắng.") % {"words": words})
    if pages := limits(terms.min_pages, terms.max_pages, unit=_("trang")):
        said.append(_("Bài gửi bằng tệp hoặc bài giấy dài %(pages)s.") % {"pages": pages})
    if terms.takes_text and headings:
        said.append(_("Bài viết theo các mục sau:"))
    return said


def _heading(one: WorkHeading) -> str:
    words = limits(one.min_words, one.max_words, unit=_("chữ"))
    notes = [words] if words else []
    if not one.is_required:
        notes.append(_("không bắt buộc"))
    return f"{one.title} ({', '.join(notes)})" if notes else one.title


def limits(least: int | None, most: int | None, *, unit: str) -> str:
    """ "từ 500 đến 1.500 chữ"; "" without limits."""
    facts = {"least": moments.number(least or 0), "most": moments.number(most or 0), "unit": unit}
    if least and most:
        return _("từ %(least)s đến %(most)s %(unit)s") % facts
    if most:
        return _("không quá %(most)s %(unit)s") % facts
    return _("ít nhất %(least)s %(unit)s") % facts if least else ""


def _handing_in(terms: WrittenTerms) -> list[str]:
    said = []
    if terms.takes_text:
        said.append(_("Bài được viết ngay trên trang này."))
    if terms.takes_files:
        facts = {
            "least": terms.min_files,
            "most": terms.max_files,
            "mb": terms.max_megabytes,
            "kinds": ", ".join(f".{kind}" for kind in terms.file_kinds),
        }
        if terms.min_files:
            said.append(_("Bài có từ %(least)d đến %(most)d tệp, loại %(kinds)s.") % facts)
        else:
            said.append(_("Bài có thể kèm tối đa %(most)d tệp, loại %(kinds)s.") % facts)
        said.append(_("Mỗi tệp không quá %(mb)d MB.") % facts)
    if terms.takes_paper:
        said.append(_("Bài giấy gửi ban tổ chức; ban tổ chức ghi ngày nhận và số biên nhận."))
    if terms.postmark_until:
        said.append(
            _("Bài gửi bưu điện được tính theo dấu bưu điện, muộn nhất ngày %(day)s.")
            % {"day": f"{terms.postmark_until:%d/%m/%Y}"}
        )
    said.append(
        _(
            "Trước giờ đóng, tác giả nộp lại được nhiều lần, mỗi lần có biên nhận; bản nộp sau "
            "cùng được chấm. Từ giờ đóng, hệ thống không nhận bài; bản nháp chưa nộp không được "
            "tính."
        )
    )
    if terms.may_mend:
        said.append(_("Bài bị trả lại được sửa một lần trong %(n)d ngày.") % {"n": terms.mend_days})
    return said


def _authors(terms: WrittenTerms) -> list[str]:
    said = [_("Mỗi người nộp tối đa %(n)d bài.") % {"n": terms.max_works}]
    if terms.max_authors > 1:
        said.append(
            _("Một bài có tối đa %(n)d tác giả; tỷ lệ đóng góp cộng lại bằng 100%%.")
            % {"n": terms.max_authors}
        )
    said.append(_("Tên, đơn vị chỉ ghi trong phiếu; không ghi trong bài và trong tệp."))
    if terms.tool_statement != ToolStatement.NOT_ASKED:
        said.append(
            _("Tác giả phải khai việc dùng công cụ AI.")
            if terms.tool_statement == ToolStatement.REQUIRED
            else _("Tác giả có thể khai việc dùng công cụ AI.")
        )
    return said
