"""Templates after contests for pupils and young people."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from contests.contest_templates.blocks import SCHOOLS
from contests.contest_templates.parts import (
    FASTEST,
    PLEDGE,
    PUPILS,
    SCHOOL_CLASS,
    WEEK,
    WITH_OR_WITHOUT_UNIT,
    best_of,
    in_a_row,
    paper,
    praises,
    prizes,
    sub_question_in_words,
)
from contests.contest_templates.template import (
    Collective,
    ContestTemplate,
    TemplateAward,
    TemplateRound,
)
from contests.models import AttemptPolicy, CollectiveMeasure
from contests.quotas.outline import RuleOutline

_IN_CLASS = ("complete", "correct", "time_used", "prediction", "lots")

GIA_LAI = ContestTemplate(
    key="gia-lai-2025",
    title=_("Học sinh trung học phổ thông, một lượt, hai giải tập thể"),
    after=_("Gia Lai 2025 (học sinh)"),
    summary=_(
        "Dành cho ngành giáo dục của tỉnh: 1 bảng, 1 kỳ ba tuần, 20 câu trong 15 phút, một lượt; "
        "1 Nhất, 3 Nhì, 10 Ba, 15 Khuyến khích; trường đông người dự thi nhất và trường có nhiều "
        "người đạt giải nhất."
    ),
    settings={"tie_chain": list(FASTEST), "pledge": PLEDGE},
    divisions=({**PUPILS, "name": "Học sinh lớp 10, 11, 12"},),
    rules=(RuleOutline(0, {}, (SCHOOLS,)),),
    details=(SCHOOL_CLASS,),
    rounds=(
        TemplateRound(
            "Kỳ thi trực tuyến",
            3 * WEEK - timedelta(hours=8),
            (20,),
            paper(15, FASTEST, attempt_policy=AttemptPolicy.ONCE),
            award=TemplateAward(prizes(1, 3, 10, 15)),
        ),
    ),
    award=TemplateAward(
        units=(
            Collective(
                SCHOOLS,
                {"title": "Trường đông người dự thi nhất", "measure": CollectiveMeasure.PEOPLE},
                praises(1),
            ),
            Collective(
                SCHOOLS,
                {
                    "title": "Trường có nhiều người đạt giải nhất",
                    "measure": CollectiveMeasure.WINNERS,
                    "tie_chain": [CollectiveMeasure.PEOPLE],
                },
                praises(1),
            ),
        )
    ),
    assumed=(
        _("Ba tuần; bằng số câu đúng thì xét làm nhanh, nộp sớm."),
        _("Hai trường cùng số người đạt giải thì xét số người dự thi."),
    ),
)

SCHOOL = ContestTemplate(
    key="truong-hoc",
    title=_("Trường học: hai bảng theo cấp, hai lượt"),
    after=_("Bắc Trà My 2021"),
    summary=_(
        "Dành cho phòng giáo dục, trường học: 2 bảng tiểu học và trung học cơ sở, 1 kỳ hai tuần, "
        "20 câu trong 30 phút và một câu hỏi phụ, hai lượt lấy lượt tốt hơn; bài trả lời đủ, đúng "
        "nhiều nhất trong thời gian ngắn nhất."
    ),
    settings={"tie_chain": ["correct", "time_used", "lots"], "pledge": PLEDGE},
    divisions=({**PUPILS, "name": "Tiểu học"}, {**PUPILS, "name": "Trung học cơ sở"}),
    rules=(RuleOutline(0, {}, (SCHOOLS,)), RuleOutline(1, {}, (SCHOOLS,))),
    details=(SCHOOL_CLASS,),
    rounds=(
        TemplateRound(
            "Kỳ thi trực tuyến",
            2 * WEEK - timedelta(hours=8),
            (20, 20),
            paper(
                30,
                _IN_CLASS,
                **best_of(2),
                **sub_question_in_words("Em sẽ làm gì để giúp bố mẹ dùng dịch vụ công trực tuyến?"),
            ),
            award=TemplateAward(prizes(1, 2, 3, 5)),
        ),
    ),
    assumed=(
        _("Hai tuần; mỗi bảng 1 Nhất, 2 Nhì, 3 Ba, 5 Khuyến khích."),
        _("Câu hỏi phụ chỉ là ví dụ: hãy ghi câu của bạn; thầy cô chấm từ 0 đến 10 điểm."),
        _("Bằng nhau cả điểm câu hỏi phụ thì bốc thăm."),
    ),
    beyond=(
        _("Hai bảng cùng rút câu hỏi chung; muốn đề khác nhau, hãy lập bộ câu hỏi cho từng bảng."),
    ),
)

YOUTH = ContestTemplate(
    key="doan-thanh-nien",
    title=_("Đoàn thanh niên: mỗi tuần một lượt, nhanh và đúng"),
    after=_("Bình Tân 2019"),
    summary=_(
        "Dành cho Đoàn, Hội: 1 bảng, 4 kỳ mỗi tuần một kỳ, 20 câu trong 10 phút, một lượt mỗi "
        "tuần; xếp theo số câu đúng, làm nhanh, tham gia sớm hơn; giải cá nhân từng tuần."
    ),
    settings={"tie_chain": list(FASTEST), "pledge": PLEDGE},
    divisions=({"name": "Đoàn viên, thanh niên", "audience": "nguoi-dan"},),
    rules=(RuleOutline(0, {**WITH_OR_WITHOUT_UNIT, "min_age": 16, "max_age": 30}),),
    rounds=in_a_row(
        "Tuần",
        4,
        lasts=WEEK - timedelta(hours=8),
        questions=(20,),
        settings=paper(10, FASTEST),
        award=TemplateAward(prizes(1, 2, 3)),
    ),
    assumed=(_("Tuổi từ 16 đến 30; bốn tuần; mỗi tuần 1 Nhất, 2 Nhì, 3 Ba."),),
)
