"""Templates after contests that anybody may enter."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from contests.contest_templates.blocks import COMMUNES
from contests.contest_templates.parts import (
    CIVIL,
    EVERYBODY,
    FASTEST,
    PLEDGE,
    PUPILS,
    RESIDENTS,
    WEEK,
    WITH_OR_WITHOUT_UNIT,
    best_of,
    in_a_row,
    paper,
    praises,
    predicted,
    prizes,
    sub_question,
    unlimited,
)
from contests.contest_templates.template import (
    Collective,
    ContestTemplate,
    TemplateAward,
    TemplateRound,
)
from contests.models import (
    AttemptPolicy,
    CollectiveMeasure,
    DetailKind,
    PredictionTarget,
    Recognised,
)
from contests.quotas.outline import RuleOutline

_T1 = ("perfect", "prediction", "submitted_earlier")
_EXACT = ("complete", "perfect", "exact", "submitted_earlier")
_WITH_SUB_QUESTION = ("correct", "prediction", "time_used", "submitted_earlier")
_BY_SPEED = ("correct", "time_used", "submitted_earlier", "lots")

VCNET = ContestTemplate(
    key="vcnet-2020",
    title=_("Hằng tuần cho mọi người từ 14 tuổi, thi nhiều lượt"),
    after=_("VCNet 2020"),
    summary=_(
        "Dành cho đợt tuyên truyền rộng: 1 bảng, 4 kỳ mỗi tuần một kỳ, 10 câu và câu dự đoán, "
        "không giới hạn lượt nhưng chỉ công nhận lượt đúng nhiều nhất và sớm nhất; phải đúng hết, "
        "rồi dự đoán sát, nộp sớm."
    ),
    settings={
        "tie_chain": ["correct", "submitted_earlier"],
        "pledge": PLEDGE,
        "result_days": 0,
        "result_by": time(12),
    },
    divisions=(EVERYBODY,),
    rules=(RuleOutline(0, {**WITH_OR_WITHOUT_UNIT, "min_age": 14}),),
    details=(
        {"kind": DetailKind.GENDER, "is_required": False, "purpose": "thống kê người dự thi"},
        {"kind": DetailKind.PHONE, "is_required": True, "purpose": "liên hệ người đạt giải"},
    ),
    opens_at=time(10),
    rounds=in_a_row(
        "Tuần",
        4,
        lasts=WEEK - timedelta(hours=1),
        questions=(10,),
        settings=paper(
            15,
            _T1,
            **unlimited(Recognised.BEST_EARLIEST),
            **predicted(PredictionTarget.ALL_CORRECT, by_division=False),
        ),
        award=TemplateAward(prizes(1, 2, 5)),
    ),
    assumed=(_("15 phút làm bài; bốn tuần (cuộc thi gốc dài hơn); mỗi tuần 1 Nhất, 2 Nhì, 5 Ba."),),
)

QUANG_NINH = ContestTemplate(
    key="quang-ninh-2023",
    title=_("Ba kỳ, bài phải trả lời đủ, dự đoán số người dự thi"),
    after=_("Quảng Ninh 2023"),
    summary=_(
        "Dành cho cuộc thi kỷ niệm mở cho mọi người: 1 bảng, 3 kỳ mỗi kỳ khoảng một tháng, 9 câu "
        "và câu dự đoán số người dự thi; bài phải trả lời đủ, đúng hết và dự đoán đúng, rồi ai nộp "
        "sớm hơn."
    ),
    settings={"tie_chain": ["correct", "submitted_earlier"], "pledge": PLEDGE},
    divisions=(EVERYBODY,),
    rules=(RuleOutline(0, dict(WITH_OR_WITHOUT_UNIT)),),
    opens_at=time(10),
    rounds=in_a_row(
        "Kỳ",
        3,
        lasts=4 * WEEK - timedelta(hours=1),
        every=4 * WEEK,
        questions=(9,),
        settings=paper(15, _EXACT, **predicted(PredictionTarget.ENTRANTS, by_division=False)),
        award=TemplateAward(prizes(1, 2, 3)),
    ),
    beyond=(
        _(
            "Không ai đoán đúng thì không có giải; muốn xét người đoán sát nhất, hãy chọn tiêu chí "
            "“dự đoán sát hơn” thay cho điều kiện đoán đúng."
        ),
    ),
    assumed=(
        _("15 phút, một lượt mỗi kỳ; mỗi kỳ bốn tuần để các kỳ mở cùng một thứ trong tuần."),
        _("Mỗi kỳ 1 Nhất, 2 Nhì, 3 Ba."),
    ),
)

HA_NOI = ContestTemplate(
    key="ha-noi-2019",
    title=_("Sáu tháng, 40 câu, người dân và học sinh"),
    after=_("Hà Nội 2019 (phần trắc nghiệm)"),
    summary=_(
        "Dành cho thành phố mời toàn dân trong thời gian dài: 2 bảng, 1 kỳ sáu tháng, 40 câu; xếp "
        "theo số câu đúng rồi làm nhanh; phường, xã thi đua theo số người dự thi."
    ),
    settings={"tie_chain": list(FASTEST), "pledge": PLEDGE},
    divisions=({**RESIDENTS, "admits_minors": True}, PUPILS),
    rules=(
        RuleOutline(0, {**WITH_OR_WITHOUT_UNIT, "min_age": 12}),
        RuleOutline(1, {"min_age": 12}),
    ),
    details=(
        {
            "kind": DetailKind.FIELD_OF_WORK,
            "is_required": False,
            "purpose": "chọn lĩnh vực của phần tự luận",
        },
    ),
    rounds=(
        TemplateRound(
            "Phần thi trắc nghiệm",
            timedelta(days=182) - timedelta(hours=8),
            (40, 40),
            paper(45, FASTEST, **best_of(3)),
            award=TemplateAward(prizes(1, 3, 6, 10)),
        ),
    ),
    award=TemplateAward(
        units=(
            Collective(
                COMMUNES,
                {"measure": CollectiveMeasure.PEOPLE, "tie_chain": [CollectiveMeasure.MEAN]},
                praises(1, 3, 6),
            ),
        )
    ),
    assumed=(
        _("45 phút; tối đa ba lượt lấy lượt tốt nhất; cơ cấu giải của từng bảng và từng khối."),
        _("Phường, xã thay cho cấp huyện; xét số người dự thi, rồi điểm trung bình."),
        _(
            "Cuộc thi gốc hỏi 15 câu chung và 25 câu theo lĩnh vực; mẫu rút 40 câu từ mọi trục. Có "
            "câu hỏi theo lĩnh vực thì thêm phần theo lĩnh vực ở trang sửa kỳ thi."
        ),
    ),
    beyond=(
        _(
            "Bài tự luận và việc chấm làm ngoài trang; người đứng đầu từng đơn vị lấy ở tệp kết "
            "quả."
        ),
    ),
)

BEN_TRE = ContestTemplate(
    key="ben-tre-2023",
    title=_("Một lượt duy nhất, từ 12 tuổi"),
    after=_("Bến Tre 2023 (chuyển đổi số)"),
    summary=_(
        "Dành cho cuộc thi ngắn, mở cho mọi người từ 12 tuổi: 1 bảng, 1 kỳ hai tuần, 10 câu trong "
        "10 phút và một câu hỏi phụ, một lượt trong cả cuộc thi; số câu đúng hiện ngay sau khi nộp."
    ),
    settings={"tie_chain": list(FASTEST), "pledge": PLEDGE},
    divisions=(EVERYBODY,),
    rules=(RuleOutline(0, {**WITH_OR_WITHOUT_UNIT, "min_age": 12}),),
    rounds=(
        TemplateRound(
            "Kỳ thi trực tuyến",
            2 * WEEK - timedelta(hours=8),
            (10,),
            paper(
                10,
                _WITH_SUB_QUESTION,
                attempt_policy=AttemptPolicy.ONCE,
                **sub_question("Năm ngoái tỉnh tiếp nhận bao nhiêu hồ sơ trực tuyến?"),
            ),
            award=TemplateAward(prizes(1, 2, 3, 10)),
        ),
    ),
    assumed=(
        _("Câu hỏi phụ chỉ là ví dụ: hãy ghi câu của bạn, đáp án là một số."),
        _(
            "Hai tuần; 1 Nhất, 2 Nhì, 3 Ba, 10 Khuyến khích; bằng nhau thì xét câu hỏi phụ, làm "
            "nhanh, nộp sớm."
        ),
    ),
)

WARD = ContestTemplate(
    key="phuong-xa",
    title=_("Một phường, một xã: một tuần, cán bộ và người dân"),
    after=_("các cuộc thi cấp xã"),
    summary=_(
        "Dành cho phường, xã tự tổ chức với vài trăm người: 2 bảng, 1 kỳ một tuần, 10 câu trong 15 "
        "phút, một lượt; xếp theo số câu đúng, làm nhanh, nộp sớm, cuối cùng là bốc thăm; giải cá "
        "nhân từng bảng."
    ),
    settings={"tie_chain": list(_BY_SPEED), "pledge": PLEDGE},
    divisions=(CIVIL, RESIDENTS),
    rules=(RuleOutline(1, dict(WITH_OR_WITHOUT_UNIT)),),
    rounds=(
        TemplateRound(
            "Kỳ thi trực tuyến",
            WEEK - timedelta(hours=8),
            (10, 10),
            paper(15, _BY_SPEED),
            award=TemplateAward(prizes(1, 2, 3)),
        ),
    ),
    assumed=(_("Mọi con số: số câu, số phút, số giải."),),
)
