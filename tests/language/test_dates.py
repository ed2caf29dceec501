"""One way of writing a moment on every page: thứ Hai, 23/11/2026, 08:00."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from quizsite.language import moments

MONDAY_8 = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 08:00 in Hà Nội
WRITTEN = [
    "thứ Hai, 23/11/2026, 08:00",
    "thứ Ba, 24/11/2026, 08:00",
    "thứ Tư, 25/11/2026, 08:00",
    "thứ Năm, 26/11/2026, 08:00",
    "thứ Sáu, 27/11/2026, 08:00",
    "thứ Bảy, 28/11/2026, 08:00",
    "Chủ nhật, 29/11/2026, 08:00",
]
# A day is 23/11/2026; a time alone stands where the day is plain.
ALLOWED = {"DATETIME_FORMAT", "DATE_FORMAT", "d/m/Y", "H:i"}  # an hour of a plan of one day


@pytest.mark.parametrize("days", range(7))
def test_templates_and_sentences_write_a_moment_the_same_way(days):
    at = MONDAY_8 + timedelta(days=days)
    page = Template('{{ at|date:"DATETIME_FORMAT" }}').render(Context({"at": at}))
    assert [page, moments.moment(at)] == [WRITTEN[days]] * 2


def test_no_template_has_a_way_of_its_own():
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    used = {
        form for page in templates for form in re.findall(r'\|date:"([^"]+)"', page.read_text())
    }
    assert used - ALLOWED == set()
