"""Ready questionnaires: each makes the questions of a draft, which are then edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.models import SampleDimension, ServiceFactor, SurveyQuestion, SurveyQuestionKind

Kind, Factor = SurveyQuestionKind, ServiceFactor


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is written down; its texts are Vietnamese and edited by organisers."""

    kind: SurveyQuestionKind
    text: str
    items: Sequence[str] = ()
    options: Sequence[str] = ()
    factor: ServiceFactor = Factor.NONE
    dimension: SampleDimension = SampleDimension.NONE
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class SurveyTemplate:
    key: str
    name: str | Promise
    about: str | Promise
    asked: Sequence[Asked] = field(repr=False)

    def questions(self) -> list[SurveyQuestion]:
        return [
            SurveyQuestion(
                kind=one.kind,
                text=one.text,
                items=list(one.items),
                options=list(one.options),
                factor=one.factor,
                dimension=one.dimension,
                is_required=one.is_required,
            )
            for one in self.asked
        ]


_ABOUT_PEOPLE = (
    Asked(
        Kind.SINGLE,
        "Giới tính của Ông/Bà",
        options=("Nam", "Nữ", "Khác"),
        dimension=SampleDimension.SEX,
    ),
    Asked(
        Kind.SINGLE,
        "Nhóm tuổi của Ông/Bà",
        options=("Dưới 25", "Từ 25 đến 34", "Từ 35 đến 49", "Từ 50 đến 60", "Trên 60"),
        dimension=SampleDimension.AGE,
    ),
)

_FIVE_FACTORS = SurveyTemplate(
    "khung-sipas",
    _("Khảo sát theo khung SIPAS"),
    _(
        "Năm yếu tố của dịch vụ hành chính công: tiếp cận, thủ tục, công chức, kết quả, tiếp nhận"
        " góp ý. Kết quả là của khảo sát này, không phải Chỉ số SIPAS do Bộ Nội vụ công bố."
    ),
    (
        Asked(
            Kind.SCREENING,
            "Trong 12 tháng qua, Ông/Bà có giao dịch để giải quyết thủ tục hành chính không?",
            is_required=True,
        ),
        Asked(
            Kind.GRID,
            "Tiếp cận dịch vụ",
            items=(
                "Biển hiệu, bảng chỉ dẫn dễ thấy, dễ hiểu",
                "Nơi ngồi chờ, bàn viết đủ và sạch sẽ",
                "Trang thiết bị phục vụ người dân đầy đủ, dễ dùng",
            ),
            factor=Factor.ACCESS,
        ),
        Asked(
            Kind.GRID,
            "Thủ tục hành chính",
            items=(
                "Thủ tục được niêm yết công khai, đầy đủ",
                "Giấy tờ phải nộp đúng quy định",
                "Phí, lệ phí đúng quy định",
                "Thời hạn giải quyết đúng quy định",
            ),
            factor=Factor.PROCEDURES,
        ),
        Asked(
            Kind.GRID,
            "Công chức giải quyết công việc",
            items=(
                "Giao tiếp lịch sự",
                "Chú ý lắng nghe Ông/Bà",
                "Trả lời đầy đủ điều Ông/Bà hỏi",
                "Hướng dẫn hồ sơ tận tình, dễ hiểu",
                "Làm đúng quy định",
            ),
            factor=Factor.OFFICIALS,
        ),
        Asked(
            Kind.GRID,
            "Kết quả dịch vụ",
            items=(
                "Kết quả đúng quy định",
                "Kết quả có đủ thông tin",
                "Thông tin trên kết quả chính xác",
            ),
            factor=Factor.RESULT,
        ),
        Asked(
            Kind.GRID,
            "Tiếp nhận, xử lý góp ý, phản ánh",
            items=(
                "Có nơi, có cách tiếp nhận góp ý, phản ánh",
                "Góp ý, phản ánh dễ thực hiện",
                "Góp ý, phản ánh được xử lý tích cực",
                "Được báo kết quả xử lý kịp thời",
            ),
            factor=Factor.FEEDBACK,
        ),
        Asked(Kind.GRADES, "Nhìn chung, Ông/Bà hài lòng ở mức nào?"),
        Asked(
            Kind.SEVERAL,
            "Ông/Bà muốn cơ quan cải thiện điều gì trước?",
            options=(
                "Rút ngắn thời gian giải quyết",
                "Bớt giấy tờ phải nộp",
                "Thái độ của công chức",
                "Nộp hồ sơ trực tuyến dễ hơn",
                "Nơi chờ, trang thiết bị",
            ),
        ),
        *_ABOUT_PEOPLE,
        Asked(Kind.TEXT, "Góp ý khác của Ông/Bà"),
    ),
)

_WARD_COUNTER = SurveyTemplate(
    "mot-cua-phuong-xa",
    _("Bộ phận Một cửa phường, xã"),
    _("Phiếu ngắn, trả lời trong hai phút, đặt mã QR ở quầy hoặc gửi kèm kết quả hồ sơ."),
    (
        Asked(
            Kind.SCREENING,
            "Trong 12 tháng qua, Ông/Bà có giao dịch tại Bộ phận Một cửa này không?",
            is_required=True,
        ),
        Asked(
            Kind.SINGLE,
            "Ông/Bà phải đến mấy lần để xong việc gần nhất?",
            options=("Không phải đến, làm trực tuyến", "1 lần", "2 lần", "Hơn 2 lần"),
        ),
        Asked(
            Kind.GRID,
            "Ông/Bà hài lòng ở mức nào với từng điều dưới đây?",
            items=(
                "Giấy tờ phải nộp được niêm yết công khai, rõ ràng",
                "Dễ tìm thông tin cần biết",
                "Dễ tra cứu hồ sơ đang giải quyết đến đâu",
                "Thái độ của công chức tiếp nhận",
                "Được hướng dẫn nộp hồ sơ trực tuyến",
                "Trả kết quả đúng hẹn",
            ),
        ),
        Asked(Kind.GRADES, "Nhìn chung, Ông/Bà hài lòng ở mức nào?"),
        Asked(Kind.TEXT, "Ông/Bà muốn phường, xã làm tốt hơn điều gì?"),
    ),
)

TEMPLATES: dict[str, SurveyTemplate] = {one.key: one for one in (_FIVE_FACTORS, _WARD_COUNTER)}
