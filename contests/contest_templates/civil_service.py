"""Templates after contests for civil servants of a province."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from contests.contest_templates.blocks import COMMUNES, DEPARTMENTS, SERVICES
from contests.contest_templates.parts import (
    BY_RESIDENCE,
    CIVIL,
    FASTEST,
    PLEDGE,
    RATE_AND_MEAN,
    RESIDENTS,
    T2,
    WEEK,
    WITH_OR_WITHOUT_UNIT,
    best_of,
    in_a_row,
    paper,
    praises,
    predicted,
    prizes,
    unlimited,
)
from contests.contest_templates.template import (
    Collective,
    ContestTemplate,
    TemplateAward,
    TemplateQuota,
    TemplateRound,
)
from contests.models import CollectiveMeasure, PredictionTarget, Recognised
from contests.planning.outline_prizes import PrizeOutline
from contests.quotas.outline import RuleOutline
from quizsite.accounts.models import HeadcountCategory

_T3 = ("correct", "time_used", "fewer_attempts", "registered_earlier")
_NO_DISTRICTS = _("Khối cấp huyện của cuộc thi gốc không còn; mẫu xét các khối phường, xã.")

HUE = ContestTemplate(
    key="hue-2025",
    title=_("Bốn tuần cho cán bộ và người dân, mỗi bảng một bộ đề"),
    after=_("Huế 2025"),
    summary=_(
        "Dành cho tỉnh, thành phố mời cả công chức và người dân: 2 bảng, 4 kỳ mỗi tuần một kỳ, 15 "
        "câu và câu dự đoán, một lượt mỗi tuần; giải cá nhân từng tuần, tập thể xét tỷ lệ tham gia "
        "và chất lượng trong từng khối."
    ),
    settings={"tie_chain": list(T2), "pledge": PLEDGE},
    divisions=(CIVIL, RESIDENTS),
    rules=(RuleOutline(1, {**BY_RESIDENCE, "min_age": 18}, (COMMUNES,)),),
    rounds=in_a_row(
        "Tuần",
        4,
        lasts=WEEK - timedelta(hours=8),
        questions=(15, 15),
        settings=paper(20, T2, **predicted(PredictionTarget.ALL_CORRECT)),
        award=TemplateAward(prizes(1, 1, 1)),
    ),
    award=TemplateAward(
        units=tuple(
            Collective(block, RATE_AND_MEAN, praises(1, 1, 1))
            for block in (DEPARTMENTS, SERVICES, COMMUNES)
        )
    ),
    assumed=(
        _("20 phút làm bài; giờ mở 08:00 thứ Hai, đóng hết Chủ nhật."),
        _(
            "Tập thể: tỷ lệ tham gia và điểm trung bình có hệ số bằng nhau; mỗi khối 1 Nhất, "
            "1 Nhì, 1 Ba."
        ),
        _("Người bằng nhau cả về dự đoán thì xét thời gian làm bài, rồi ai nộp sớm hơn."),
    ),
)

HAI_DUONG = ContestTemplate(
    key="hai-duong-2024",
    title=_("Bốn tuần cho công chức, ba lượt mỗi tuần, xét đơn vị từ 50 %"),
    after=_("Hải Dương 2024"),
    summary=_(
        "Dành cho nơi cần phong trào đều ở các đơn vị: 1 bảng, 4 kỳ mỗi tuần một kỳ, 20 câu trong "
        "20 phút và câu dự đoán, tối đa ba lượt lấy lượt tốt nhất; tập thể xét tỷ lệ và điểm trung "
        "bình, đơn vị dưới 50 % không được xét."
    ),
    settings={"tie_chain": list(T2), "pledge": PLEDGE},
    divisions=(CIVIL,),
    rounds=in_a_row(
        "Tuần",
        4,
        lasts=WEEK - timedelta(hours=8),
        questions=(20,),
        settings=paper(20, T2, **best_of(3), **predicted(PredictionTarget.ALL_CORRECT)),
        award=TemplateAward(prizes(1, 2, 3)),
    ),
    award=TemplateAward(
        units=tuple(
            Collective(block, {**RATE_AND_MEAN, "min_percent": 50}, praises(1, 1, 1))
            for block in (DEPARTMENTS, COMMUNES)
        )
    ),
    assumed=(
        _NO_DISTRICTS,
        _("Giờ mở 08:00 thứ Hai, đóng hết Chủ nhật; mỗi tuần 1 Nhất, 2 Nhì, 3 Ba."),
        _(
            "Tập thể: tỷ lệ tham gia và điểm trung bình có hệ số bằng nhau; mỗi khối 1 Nhất, "
            "1 Nhì, 1 Ba."
        ),
        _("Người bằng nhau cả về dự đoán thì xét thời gian làm bài, rồi ai nộp sớm hơn."),
    ),
)

_MUST_BRING = (
    (HeadcountCategory.LEADER, {"at_least": 1}),
    (HeadcountCategory.HEAD, {"percent": 50}),
    (HeadcountCategory.OFFICIAL, {"percent": 30}),
    (HeadcountCategory.ONE_STOP, {"percent": 100}),
)
_RATE_BEHIND_GATES = {
    "measure": CollectiveMeasure.RATE,
    "tie_chain": [CollectiveMeasure.PEOPLE],
    "needs_quotas": True,
    "needs_winner": True,
}

DAK_LAK = ContestTemplate(
    key="dak-lak-2023",
    title=_("Hai vòng, chỉ tiêu bắt buộc theo nhóm cán bộ"),
    after=_("Đắk Lắk 2023"),
    summary=_(
        "Dành cho nơi giao chỉ tiêu lãnh đạo, trưởng phó phòng, công chức, một cửa cho từng đơn "
        "vị: 2 bảng, 2 kỳ (vòng), 20 câu, không giới hạn lượt; xếp theo số câu đúng, làm nhanh, ít "
        "lượt, đăng ký sớm; tập thể phải đạt chỉ tiêu và có người đạt giải."
    ),
    settings={"tie_chain": list(_T3), "pledge": PLEDGE},
    divisions=(CIVIL, {**RESIDENTS, "name": "Khuyến khích tham gia"}),
    rules=(
        RuleOutline(
            0,
            {
                "categories": [
                    *(category.value for category, _demand in _MUST_BRING),
                    HeadcountCategory.EMPLOYEE.value,
                ]
            },
        ),
        RuleOutline(1, {**WITH_OR_WITHOUT_UNIT, "min_age": 18}),
    ),
    quotas=(
        *(
            TemplateQuota(DEPARTMENTS, {"category": category, **demand})
            for category, demand in _MUST_BRING
        ),
        TemplateQuota(COMMUNES, {"category": HeadcountCategory.LEADER, "percent": 50}),
    ),
    rounds=in_a_row(
        "Vòng",
        2,
        lasts=2 * WEEK - timedelta(hours=8),
        every=2 * WEEK,
        questions=(20, 20),
        settings=paper(20, _T3, **unlimited(Recognised.BEST)),
        award=TemplateAward(prizes(1, 2, 3)),
    ),
    award=TemplateAward(
        units=tuple(
            Collective(block, _RATE_BEHIND_GATES, praises(1)) for block in (DEPARTMENTS, COMMUNES)
        )
    ),
    assumed=(
        _NO_DISTRICTS,
        _("20 câu, 20 phút; mỗi vòng hai tuần; mỗi vòng 1 Nhất, 2 Nhì, 3 Ba mỗi bảng."),
        _("Đơn vị cùng tỷ lệ thì xét số người dự thi."),
    ),
    beyond=(_("Không giới hạn lượt dễ bị lạm dụng; nên đặt số lượt tối đa ở trang sửa kỳ thi."),),
)

SOC_TRANG = ContestTemplate(
    key="soc-trang-2022",
    title=_("Một tháng, mức tham gia tối thiểu theo quy mô đơn vị"),
    after=_("Sóc Trăng 2022"),
    summary=_(
        "Dành cho nơi đơn vị lớn nhỏ rất khác nhau: 1 bảng, 1 kỳ một tháng khóa lúc 22:00, 20 câu; "
        "mười giải cho người đúng hết và nhanh nhất; tập thể xét kiến thức cùng điểm sáng kiến do "
        "ban tổ chức chấm, chỉ xét đơn vị đạt mức tham gia theo quy mô."
    ),
    settings={"tie_chain": list(FASTEST), "pledge": PLEDGE},
    divisions=(CIVIL,),
    rounds=(
        TemplateRound(
            "Phần thi kiến thức",
            timedelta(days=30, hours=14),
            (20,),
            paper(20, FASTEST),
            award=TemplateAward(
                (
                    PrizeOutline(
                        {
                            "position": 1,
                            "title": "Nhanh nhất",
                            "count": 10,
                            "needs_all_correct": True,
                        }
                    ),
                )
            ),
        ),
    ),
    award=TemplateAward(
        units=tuple(
            Collective(
                block,
                {
                    "measure": CollectiveMeasure.WEIGHTED,
                    "tie_chain": [CollectiveMeasure.RATE],
                    "rate_weight": 0,
                    "mean_weight": 1,
                    "points_weight": 1,
                    "tiers": [[50, 30], [100, 25]],
                    "min_percent": 20,
                },
                praises(1, 1, 1),
            )
            for block in (DEPARTMENTS, COMMUNES)
        )
    ),
    assumed=(
        _("20 câu, 20 phút, một lượt; giờ mở 08:00."),
        _("Đơn vị từ 100 biên chế: ít nhất 20 %; bảng gốc có thêm các mức thấp hơn."),
        _("Kiến thức và sáng kiến có hệ số bằng nhau; mỗi khối 1 Nhất, 1 Nhì, 1 Ba."),
    ),
    beyond=(
        _(
            "Phần thi sáng kiến: đơn vị nộp bài ngoài trang, ban tổ chức nhập điểm ở bảng xét tập "
            "thể."
        ),
    ),
)
