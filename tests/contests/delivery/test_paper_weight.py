"""The first load of the paper page fits a weak connection: 150 KB compressed, fonts and all."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from contests.attempts.start import start_attempt
from contests.models import Attempt
from questionbank.models import Revision
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

BUDGET = 150 * 1024
STEM = "Theo Nghị quyết 76/NQ-CP ngày 15/7/2021 của Chính phủ, nội dung nào sau đây đúng ({})?"
OPTION = "Cải cách tổ chức bộ máy hành chính nhà nước ở trung ương và địa phương, ý {} của câu {}"


def found(name: str) -> Path:
    path = finders.find(name)
    assert path, name
    return Path(path)


def files_loaded(html: str) -> set[str]:
    """Find everything the page names, and what its scripts and style sheets name in turn."""
    waiting = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    loaded: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in loaded:
            continue
        loaded.add(name)
        if name.endswith((".js", ".css")):
            text = found(name).read_text()
            for other in re.findall(r'(?:from "|url\(")(?!data:)([^"]+)"', text):
                waiting.append(str((Path("/") / name).parent.joinpath(other).resolve())[1:])
    return loaded


def weight(name: str) -> int:
    data = found(name).read_bytes()
    return len(data) if name.endswith(".woff2") else len(gzip.compress(data, 9))


@pytest.fixture
def page(signed_in, contestant) -> str:
    at = timezone.now()
    window = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=1)}
    round = open_round(questions=40, count=40, prediction_target="entrants", **window)
    for number, revision in enumerate(Revision.objects.all()):
        options = [OPTION.format(letter, number) for letter in "ABCD"]
        Revision.objects.filter(pk=revision.pk).update(stem=STEM.format(number), options=options)
    attempt: Attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
    response = signed_in(contestant).get(reverse("contests:paper", args=[attempt.code]))
    return response.content.decode()


def test_a_paper_of_forty_questions_fits_the_budget(page):
    weights = {name: weight(name) for name in files_loaded(page)}
    weights["the page"] = len(gzip.compress(page.encode(), 6))
    assert "contests/outbox.js" in weights
    assert sum(name.endswith(".woff2") for name in weights) == 4
    assert sum(weights.values()) <= BUDGET, weights


def test_nothing_comes_from_another_site(page):
    addresses = re.findall(r'(?:href|src|action)="([^"]+)"', page)
    assert [address for address in addresses if re.match(r"(?:https?:)?//", address)] == []
