"""Shows in the sample what a review looks like: a disagreement, words about it, and rework."""

from __future__ import annotations

from datetime import datetime

from questionbank.authoring.revisions import add_question, send_to_review
from questionbank.authoring.wording import Wording
from questionbank.blind_solves.solves import solve
from questionbank.models import Axis, LegalDocument, Question
from questionbank.reviewing.comments import write_comment
from questionbank.reviewing.suggestions import suggest
from quizsite.accounts.models import User

DISPUTED, LAPSED = "DUYET-01", "DUYET-02"
RULE, OLD_LAW = "63/2010/NĐ-CP", "39/2024/QH15"
OPTIONS = ("Tên thủ tục", "Trình tự thực hiện", "Phí, lệ phí", "Kết quả thực hiện")


def load_sample_review(*, author: User, reviewer: User, at: datetime) -> None:
    """Two questions that no round ever draws: neither is published. Made once."""
    if Question.objects.filter(code__in=(DISPUTED, LAPSED)).exists():
        return
    _disputed(author=author, reviewer=reviewer, at=at)
    old = LegalDocument.objects.filter(number=OLD_LAW).exclude(replaced_by=None).first()
    if old is not None:
        wording = Wording(
            kind="choice",
            stem="Luật Thủ đô do cơ quan nào ban hành?",
            options=("Quốc hội", "Chính phủ", "Hội đồng nhân dân thành phố Hà Nội"),
            right=(0,),
            explanation="Luật do Quốc hội ban hành.",
            audience="chung",
            difficulty="de",
            document_id=old.pk,
            article="Phần mở đầu",
        )
        axis = Axis.objects.get(code="1")
        add_question(axis, code=LAPSED, wording=wording, by=author, at=at, is_sample=True)


def _disputed(*, author: User, reviewer: User, at: datetime) -> None:
    """A fault that a review of this very sample found: two options are right."""
    rule = LegalDocument.objects.filter(number=RULE).first()
    wording = Wording(
        kind="choice",
        stem="Bộ phận nào KHÔNG bắt buộc có trong mọi thủ tục hành chính?",
        options=OPTIONS,
        right=(2,),
        explanation="Chỉ thủ tục có thu phí mới quy định phí, lệ phí.",
        audience="cbccvc",
        difficulty="kho",
        document_id=rule.pk if rule else None,
        article="Điều 8 khoản 2" if rule else "",
    )
    axis = Axis.objects.get(code="2")
    draft = add_question(axis, code=DISPUTED, wording=wording, by=author, at=at, is_sample=True)
    sent = send_to_review(draft, by=author, at=at)
    remark = "Cả C và D đều đúng: điểm h khoản 2 xếp kết quả thực hiện cùng phí, lệ phí."
    solve(sent, answer=0, remark=remark, by=reviewer, at=at)
    first = write_comment(sent, text="Điểm h đã sửa năm 2017, nên D cũng đúng.", by=reviewer, at=at)
    write_comment(sent, text="Đã đọc lại, sẽ đổi phương án D.", answers=first, by=author, at=at)
    said = {
        "stem": wording.stem,
        "options": [*OPTIONS[:3], "Cơ quan giải quyết"],
        "explanation": wording.explanation,
        "article": wording.article,
    }
    suggest(sent, said=said, reason="Để chỉ còn một phương án đúng.", by=reviewer, at=at)
