"""Surveys in each state for the walk over every page."""

import random

from django.utils import timezone

from contests.models import Contest
from contests.surveys.sample_surveys import load_sample_surveys
from quizsite.accounts.models import User
from tests.contests.surveys.cast import survey_of


def survey_pages(sample: Contest) -> tuple[list[str], list[str]]:
    """Those of anybody, and those of the desk."""
    by = User.objects.get(email="to-chuc@example.vn")
    load_sample_surveys(sample, by=by, at=timezone.now(), rng=random.Random(1))
    online, open_one, published = sample.surveys.order_by("-closes_at", "-pk")
    draft = survey_of(sample, state="draft")
    batch = open_one.batches.create(name="Lô 1", day=timezone.localdate(), size=3)
    first, second = ({"out": False, "values": {}, "remarks": {}} for _ in range(2))
    second["values"] = {str(open_one.questions.get(kind="grades").pk): 4}
    batch.typed.create(number=2, first=first, second=second)
    anybody = [f"/khao-sat/{open_one.code}/", f"/khao-sat/{open_one.code}/cam-on/"]
    anybody += [f"/khao-sat/{published.code}/", f"/khao-sat/{published.code}/ket-qua/"]
    desk = [f"/to-chuc/{sample.slug}/khao-sat/"]
    for survey in (online, open_one, published, draft):
        ours = f"/to-chuc/khao-sat/{survey.code}/"
        desk += [ours, *(f"{ours}{page}/" for page in ("sua", "noi", "mau", "ket-qua", "xem-thu"))]
    ours = f"/to-chuc/khao-sat/{open_one.code}/phieu-giay/"
    desk += [ours, f"{ours}{batch.pk}/", f"{ours}{batch.pk}/1/", f"{ours}{batch.pk}/2/doi-chieu/"]
    ours = f"/to-chuc/khao-sat/{draft.code}/cau/"
    desk += [f"{ours}them/", f"{ours}{draft.questions.get(kind='grid').pk}/"]
    return anybody, desk
