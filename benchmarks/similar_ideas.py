"""Measures how long finding ideas like a typed title takes, among very many, and what they keep."""

import argparse
import random
import time

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks import filling
from benchmarks.reports import Figures, percentile
from contests.initiatives.history import new_tracking_code
from contests.initiatives.shingles import shingles_of
from contests.initiatives.similar import similar_to
from contests.models import Initiative, InitiativeShingle, InitiativeSource, InitiativeState
from quizsite.language.vietnamese import search_key

ROWS = ["ideas"]


def _words(text: str) -> list[str]:
    return text.split("|")


_DEEDS = _words("Lắp|Đặt|Thêm|Bỏ|Gộp|Gửi|Báo|Dán|Mở|Sửa|In|Quét|Nhắc|Hẹn|Chia|Ghi|Trả|Nhận")
_THINGS = _words(
    "loa đọc số thứ tự|ghế chờ|mẫu đơn điền sẵn|tin nhắn báo kết quả|mã QR|quầy ưu tiên|máy lấy số"
    "|bàn viết thấp|bảng hướng dẫn|hồ sơ trùng|giấy tờ không cần|lịch hẹn|tổ công nghệ số"
    "|dịch vụ trả tại nhà|biển chỉ đường|sổ tay điện tử|video hướng dẫn|chữ ký số|kho biểu mẫu"
)
_PLACES = _words(
    "ở Bộ phận Một cửa|tại tổ dân phố|ở nhà văn hóa|trên Zalo của phường|tại trạm y tế|ở trường học"
    "|cho người cao tuổi|cho người khuyết tật|cho hộ kinh doanh|cho phụ huynh|vào thứ Bảy|buổi tối"
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ideas", type=int, default=20_000)


class SimilarIdeasBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.rng, self.at = random.Random(1), timezone.now()
        start = time.perf_counter()
        for first in range(0, chosen.ideas, 1000):
            self._fill(min(1000, chosen.ideas - first))
        self.filled_s = time.perf_counter() - start
        filling.analyze()

    def _fill(self, count: int) -> None:
        rows = [self._idea() for _ in range(count)]
        Initiative.objects.bulk_create(rows)
        shingles = [
            InitiativeShingle(initiative=one, number=number)
            for one in rows
            for number in shingles_of(one.title, f"{one.problem}\n{one.solution}")
        ]
        InitiativeShingle.objects.bulk_create(shingles, batch_size=5000)

    def _title(self) -> str:
        rng = self.rng
        return f"{rng.choice(_DEEDS)} {rng.choice(_THINGS)} {rng.choice(_PLACES)}"

    def _idea(self) -> Initiative:
        texts = [". ".join(self._title() for _ in range(8)) for _ in range(2)]
        title = f"{self._title()}, {self._title()}"
        return Initiative(
            title=title,
            problem=texts[0],
            solution=texts[1],
            source=InitiativeSource.RESIDENT,
            state=InitiativeState.CONSIDERED,
            tracking_code=new_tracking_code(),
            search_key=search_key(f"{title} {texts[0]} {texts[1]}"),
            sent_at=self.at,
            changed_at=self.at,
            published_at=self.at,
        )

    def run(self) -> Figures:
        typed = [self._title() for _ in range(200)]
        whole = [(self._title(), ". ".join(self._title() for _ in range(8))) for _ in range(100)]
        figures: Figures = {
            "ideas": float(Initiative.objects.count()),
            "shingles": float(InitiativeShingle.objects.count()),
        }
        for name, asked in (("typed", [(one, "") for one in typed]), ("whole", whole)):
            took = [self._ask(title, text) for title, text in asked]
            figures |= {
                f"{name} p50 ms": percentile([one for one, _cpu in took], 0.5),
                f"{name} p95 ms": percentile([one for one, _cpu in took], 0.95),
                f"{name} CPU p95 ms": percentile([cpu for _one, cpu in took], 0.95),
            }
        figures |= self._lists(typed)
        return figures

    def _lists(self, typed: list[str]) -> Figures:
        """The public list as a whole page: what people type, a common word, nothing, far back."""
        asked = {
            "list, whole title": [{"q": title} for title in typed[:100]],
            "list, two words": [{"q": " ".join(title.split()[:2])} for title in typed[:100]],
            "list, a word in most": [{"q": "mot"}] * 20,
            "list, nothing typed": [{}] * 20,
            "list, last page": [{"trang": "100000"}] * 20,
        }
        figures: Figures = {}
        for name, queries in asked.items():
            took = [self._page(query) for query in queries]
            figures |= {
                f"{name} p50 ms": percentile([one for one, _cpu in took], 0.5),
                f"{name} p95 ms": percentile([one for one, _cpu in took], 0.95),
                f"{name} CPU p95 ms": percentile([cpu for _one, cpu in took], 0.95),
            }
        return figures

    def _ask(self, title: str, text: str) -> tuple[float, float]:
        start, cpu = time.perf_counter(), time.thread_time()
        similar_to(title, text)
        return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000

    def _page(self, query: dict[str, str]) -> tuple[float, float]:
        """With a session of its own kind, so that no kept page answers."""
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = "nobody"
        start, cpu = time.perf_counter(), time.thread_time()
        answer = client.get(reverse("contests:initiatives"), query, headers={"host": "localhost"})
        assert answer.status_code == 200
        return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000


benchmark = SimilarIdeasBenchmark
