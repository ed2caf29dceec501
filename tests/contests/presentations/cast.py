"""A written round whose jury has agreed, and a final made of it."""

from datetime import timedelta

from contests.judging.panels import open_panel
from contests.judging.totals import agree_totals, propose_totals
from contests.models import Assignment, Panel, Round, SealedCode, WorkFinal
from contests.presentations.making import Occasion, make_final
from contests.presentations.proposal import propose
from contests.written.codes import open_key, send_to_panel
from contests.written.hand_in import hand_in
from contests.written.sieve.decisions import Why, accept
from tests.contests.judging.cast import jurors_in, panel_of, send
from tests.contests.written.cast import CLOSING, MIDDAY, ready_work, written_round
from tests.factories import OrganiserFactory

AFTER = CLOSING + timedelta(hours=1)
DAY = AFTER + timedelta(days=3)


def organised_essay(**round):
    essay = written_round(tool_statement="not_asked", round=round)
    return essay, OrganiserFactory(contest=essay.contest).user


def accepted(essay, by, count, *, entries=()):
    works = []
    for n in range(count):
        work = ready_work(essay, entry=entries[n] if n < len(entries) else None)
        hand_in(work, at=MIDDAY)
        work.refresh_from_db()
        accept(work, by=by, at=AFTER, why=Why())
        works.append(work)
    return works


def mark_all(panel, points, *, at=AFTER):
    """Everybody marks what is theirs; `points` are those of the works, two criteria each."""
    works = dict(SealedCode.objects.filter(judged__panel=panel).values_list("judged", "work"))
    for one in Assignment.objects.to_mark().filter(work__panel=panel):
        send(one, *points[works[one.work_id]], at=at)


def agree(panel, by, *, at=AFTER):
    propose_totals(panel, by=panel.members.get(role="chair").user, at=at)
    agree_totals(Panel.objects.get(pk=panel.pk), by=by, at=at)


def marked_essay(totals, *, opened=True, jurors=2, entries=(), **round):
    """So many works whose jury gave these totals, half for each criterion."""
    essay, by = organised_essay(**round)
    works = accepted(essay, by, len(totals), entries=entries)
    panel = panel_of(contest=essay.contest, round=essay, markers=1)
    jurors_in(panel, jurors)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    halves = [(f"{total / 2:g}".replace(".", ","),) * 2 for total in totals]
    mark_all(panel, {work.pk: half for work, half in zip(works, halves, strict=True)})
    agree(panel, by)
    if opened:
        open_key(essay, by=by, at=AFTER)
    return Round.objects.select_related("contest").get(pk=essay.pk), works, by


def final_of(essay, by, *, at=AFTER, starts_at=DAY, keeps_members=True, **settings):
    final = WorkFinal(**{"top": 2} | settings)
    occasion = Occasion("Chung khảo", starts_at, keeps_members=keeps_members)
    seen = propose(essay, final).digest
    return make_final(essay, final, occasion=occasion, seen=seen, by=by, at=at)
