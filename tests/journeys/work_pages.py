"""Works, their sieve and public votes for the walk over every page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contests.models import Contest, Entry, Panel, Round, Work
from contests.written.drafts import begin_work
from contests.written.sieve.comparison import compare_round
from contests.written.sieve.examination import examine_round
from tests.contests.written.cast import whole_draft, written_round
from tests.contests.written.sieve.stage import essay, work_of
from tests.contests.written.sieve.stage import written_round as round_to_sieve


def sieved_round(contest: Contest, **over: Any) -> None:
    """Two works that share all their words wait for the sieve."""
    round = round_to_sieve(contest=contest)
    Round.objects.filter(pk=round.pk).update(number=8, **over)
    round.refresh_from_db()
    for _one in range(2):
        work_of(round, essay(1))
    examine_round(round, at=timezone.now())
    compare_round(round, at=timezone.now())


def ballot_pages(sample: Contest) -> list[str]:
    """Make a ballot in each state; those that everybody reads."""
    now = timezone.now()
    for state, hours in (("draft", 1), ("open", 1), ("open", -1), ("settled", -1)):
        made = sample.ballots.create(
            title=f"Bài được yêu thích {state} {hours}",
            opens_at=now - timedelta(hours=3),
            closes_at=now + timedelta(hours=hours),
            made_at=now,
            state=state,
        )
        for n in range(3):
            text = "Rút ngắn thời gian chờ của người dân."
            made.candidates.create(title=f"Ý tưởng {n}", text=text, vote_count=n)
    shown = sample.ballots.exclude(state="draft")
    return [f"/cuoc-thi/{sample.slug}/binh-chon/{one.pk}/" for one in shown]


def ballot_desk_pages(sample: Contest) -> list[str]:
    desk = f"/to-chuc/{sample.slug}/binh-chon/"
    draft = sample.ballots.get(state="draft")
    pages = [desk, *(f"{desk}{one.pk}/" for one in sample.ballots.all())]
    return [*pages, f"{desk}{draft.pk}/sua/", f"{desk}{draft.pk}/tac-pham/them/"]


def own_work_pages(sample: Contest) -> list[str]:
    """An open round whose entrant has a draft."""
    now = timezone.now()
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=1)}
    round = written_round(round={"contest": sample, "number": 9, **window}, takes_files=True)
    entry = Entry.objects.get(contest=sample, user__email="thi-sinh@example.vn")
    work = begin_work(entry, round=round, at=now)
    whole_draft(work, at=now)
    own = f"/cuoc-thi/{sample.slug}/bai-viet/"
    return [f"{own}9/", *(f"{own}bai/{work.pk}/{page}" for page in ("", "tac-gia/", "nop/"))]


def work_desk_pages(sample: Contest) -> list[str]:
    """The works of the round to sieve, the step to its jury, and a paper work."""
    desk, now = f"/to-chuc/{sample.slug}/", timezone.now()
    round = sample.rounds.get(number=8)
    Panel.objects.create(contest=sample, round=round, title="Sơ khảo", seed="a", made_at=now)
    work = Work.objects.filter(round=round).first()
    assert work is not None
    pages = ["ky/8/bai/", "ky/9/bai/giay/", "ky/8/cham/", f"bai/{work.pk}/", "ky/them-bai-viet/"]
    return [f"{desk}{page}" for page in pages]
