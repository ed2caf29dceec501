"""What the figures suggest to propose about a question: organisers read and decide."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from contests.analysis.flags import FlagKind
from contests.analysis.words import correlation, moment_of, share
from contests.models import QuestionFigures, Round, RulingKind
from questionbank.models import Revision
from questionbank.question_types.counting import has_options
from quizsite.language.moments import number

# The page that decides about a question reads this in its address.
FROM_ANALYSIS = "phan-tich"


def suggested_ruling(round: Round, revision: Revision, *, is_withheld: bool) -> dict[str, Any]:
    """Fill in the form of a ruling; the reason names no option, since people read it later.

    While the key is withheld nothing is suggested that could tell it."""
    stored = QuestionFigures.objects.filter(analysis__round=round, revision=revision).first()
    flags = {one["kind"]: one for one in stored.figures.get("flags", ())} if stored else {}
    if (broken := flags.get(FlagKind.BROKEN)) is not None:
        if is_withheld:
            return {"reason": _("Số liệu sau kỳ thi cho thấy câu hỏi hoặc đáp án có thể sai.")}
        options = (
            [n for n in range(len(revision.options)) if broken["answer"] >> n & 1]
            if has_options(revision.kind)
            else []
        )
        reason = _(
            "Số liệu sau kỳ thi: trong %(of)s người có điểm cao, %(chosen)s người chọn một câu trả "
            "lời khác, %(key)s người chọn đáp án."
        ) % {name: number(broken[name]) for name in ("of", "chosen", "key")}
        kind = RulingKind.ACCEPT if options else RulingKind.ANNUL
        return {"kind": kind.value, "accepted": options, "reason": reason}
    if (leaked := flags.get(FlagKind.LEAKED)) is not None:
        if is_withheld:
            return {"reason": _("Số liệu sau kỳ thi cho thấy đáp án câu này có thể đã lộ.")}
        said = {
            "from": moment_of(leaked["from_s"]),
            "before": share(*leaked["before"]),
            "after": share(*leaked["after"]),
        }
        reason = (
            _(
                "Số liệu sau kỳ thi: từ %(from)s tỷ lệ trả lời đúng câu này tăng đột ngột, từ "
                "%(before)s lên %(after)s; đáp án có thể đã lộ."
            )
            % said
        )
        return {"kind": RulingKind.ANNUL.value, "reason": reason}
    if (negative := flags.get(FlagKind.NEGATIVE)) is not None and not is_withheld:
        reason = _(
            "Số liệu sau kỳ thi: người làm tốt các câu khác lại sai câu này nhiều hơn (độ phân "
            "biệt %(r)s)."
        ) % {"r": correlation(negative["r"])}
        return {"kind": RulingKind.ANNUL.value, "reason": reason}
    return {}
