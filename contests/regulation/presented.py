"""Writes the rules of a final: who presents, for how long, and what counts."""

from django.utils.translation import gettext as _

from contests.models import EdgeRule, Round, WorkFinal
from contests.points import hundredths_words
from contests.regulation.contest import Article


def presented_articles(round: Round) -> list[Article]:
    """Say how `round.work_final` chooses works, lets people present them and adds points up."""
    final = getattr(round, "work_final", None)
    if final is None:
        return []
    return [
        Article(_("Bài vào chung khảo"), tuple(_chosen(final))),
        Article(_("Trình bày"), tuple(_presenting(final))),
        Article(_("Tính điểm"), tuple(_points(final))),
    ]


def _chosen(final: WorkFinal) -> list[str]:
    facts = {"n": final.top, "source": final.source.title}
    if final.is_by_block:
        said = [_("%(n)d bài đứng đầu %(source)s của mỗi khối đơn vị.") % facts]
    else:
        said = [_("%(n)d bài đứng đầu %(source)s.") % facts]
    said.append(_("Mỗi người dự thi vào chung khảo với một bài, là bài tốt nhất."))
    if final.threshold:
        least = hundredths_words(final.threshold)
        said.append(_("Bài phải đạt từ %(least)s điểm sơ khảo.") % {"least": least})
    if final.edge == EdgeRule.CHAIR:
        said.append(_("Bài bằng nhau ở vị trí cuối: trưởng ban giám khảo quyết định."))
    else:
        said.append(_("Bài bằng nhau ở vị trí cuối cùng vào chung khảo."))
    return said


def _presenting(final: WorkFinal) -> list[str]:
    facts = {"talk": final.talk_minutes, "asked": final.question_minutes}
    if final.question_minutes:
        said = [_("Mỗi bài trình bày %(talk)d phút, trả lời câu hỏi %(asked)d phút.") % facts]
    else:
        said = [_("Mỗi bài trình bày %(talk)d phút.") % facts]
    return [*said, _("Thứ tự trình bày do bốc thăm, có người chứng kiến.")]


def _points(final: WorkFinal) -> list[str]:
    if not final.source_percent:
        return [_("Chỉ tính điểm chung khảo.")]
    facts = {"first": final.source_percent, "last": 100 - final.source_percent}
    said = _("Điểm sơ khảo chiếm %(first)d %%, điểm chung khảo chiếm %(last)d %%.")
    return [said % facts, _("Hai điểm được đưa về cùng thang điểm trước khi cộng.")]
