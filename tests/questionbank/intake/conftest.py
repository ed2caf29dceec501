"""An intake as it waits, and the small cast around it."""

import pytest
from django.utils import timezone

from questionbank.intake.intakes import take_in
from questionbank.models import Intake

TEXT = """Trục 2: Cải cách thủ tục hành chính

Câu 1: Thời hạn giải quyết là bao lâu?
A. 5 ngày
B. 10 ngày
C. 15 ngày
D. 20 ngày
Đáp án: B
Giải thích: Theo Điều 5 Nghị định số 61/2018/NĐ-CP.

Câu 2: Cơ quan nào tiếp nhận hồ sơ?
A. Bộ phận một cửa
*B. Ủy ban nhân dân
Đáp án: A

Câu 3: Ai ký kết quả?
A. Chủ tịch
B. Phó Chủ tịch
"""


@pytest.fixture
def intake(author) -> Intake:
    return take_in(
        TEXT.encode(), filename="cau-hoi.txt", ending=".txt", by=author, at=timezone.now()
    )


@pytest.fixture
def items(intake):
    return list(intake.items.all())
