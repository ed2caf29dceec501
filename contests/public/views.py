"""Pages for everybody: the contests, and one contest with its rules."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from contests.appeals.figures import appeal_counts
from contests.awards import Award, Listed, prizes_by_award
from contests.eligibility.settings import divisions_with_rules
from contests.models import Contest, CorrectionState, Entry, ResultCorrection, Round, Section, Work
from contests.planning.double_roles import double_holders
from contests.practice.daily import daily_card
from contests.practice.questions import practicable
from contests.practice.study import shelf
from contests.public.contest_list import contest_list
from contests.public.lone_decisions import questions_published_alone, questions_ruled_on_alone
from contests.public.next_step import next_step
from contests.queries import own_entry, published_contest, rounds_of, running_papers
from contests.quotas.sentences import eligibility_of
from contests.regulation.contest import Article, contest_regulation
from contests.regulation.prizes import rules_by_round
from contests.regulation.round import round_regulation
from contests.schedule import Slot, slots_of
from contests.trial.questions import trial_of
from contests.voting.ballots import announced_ballots
from quizsite.accounts.models import User
from quizsite.language import moments
from quizsite.web.page_cache import same_for_visitors


@require_safe
@same_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    viewer, at = _viewer(request), timezone.now()
    person = viewer if isinstance(viewer, User) else None
    running = running_papers(person, at=at) if person else []
    context = {
        "kept_s": settings.KEEP_PAGES_S,
        "running": [(paper, moments.time_left(paper.deadline_at, at=at)) for paper in running],
        "contest_list": SimpleLazyObject(lambda: contest_list(at=at)),
        "daily": daily_card(person, at=at),
    }
    return render(request, "contests/home.html", context)


@require_safe
@same_for_visitors
def contest(request: HttpRequest, slug: str) -> HttpResponse:
    found = _published(slug)
    at = timezone.now()
    slots = slots_of(rounds_of(found), at=at)
    entry = _own_entry(request, found)
    step = next_step(found, user=_viewer(request), entry=entry, slots=slots, at=at)

    @cache
    def listed_prizes() -> list[tuple[Award, Listed]]:
        return prizes_by_award(found, [slot.round for slot in slots])

    @cache
    def own_rules() -> dict[int | None, list[Article]]:
        return rules_by_round(found, listed_prizes())

    context = {
        "contest": found,
        "entry": entry,
        "step": step,
        "begun_rounds": _begun(entry, slots, but=step.round_number) if entry else [],
        # These are long and the same for all; the page makes them once in `kept_s`.
        "kept_s": settings.KEEP_PAGES_S,
        "rounds": SimpleLazyObject(lambda: _with_rules(slots, own_rules())),
        # After `rounds`, which brings the sections.
        "published_alone": SimpleLazyObject(
            lambda: questions_published_alone(slot.round for slot in slots)
        ),
        "ruled_alone": SimpleLazyObject(lambda: questions_ruled_on_alone(found)),
        "may_try": SimpleLazyObject(lambda: bool(trial_of(found, 0, at=at))),
        "appeal_counts": SimpleLazyObject(lambda: appeal_counts(found)),
        "regulation": SimpleLazyObject(lambda: _regulation(found) + own_rules()[None]),
        "doubles": SimpleLazyObject(lambda: double_holders(found)),
        "awards": SimpleLazyObject(
            lambda: [(award, listed) for award, listed in listed_prizes() if listed.prizes]
        ),
        "open_surveys": SimpleLazyObject(lambda: list(found.surveys.open_to_all(at=at))),
        "ballots": SimpleLazyObject(lambda: announced_ballots(found, at=at)),
        "has_works": any(slot.round.is_written for slot in slots),
        "shelf": SimpleLazyObject(lambda: shelf(found, also_common=False)),
        "may_practise": SimpleLazyObject(lambda: practicable(contest=found, at=at)),
        "prize_note": [line for line in found.prizes.splitlines() if line.strip()],
    }
    return render(request, "contests/contest.html", context)


def _begun(entry: Entry, slots: Sequence[Slot], *, but: int) -> list[Round]:
    """Rounds where a person has papers to look at; the next step's own link leads to one."""
    taken = set(entry.attempts.values_list("round_id", flat=True))
    if any(slot.round.is_written for slot in slots):
        taken |= set(Work.objects.of_entry(entry.pk).values_list("round_id", flat=True))
    return [
        slot.round
        for slot in slots
        if slot.round.pk in taken and slot.round.number != but and not slot.round.is_presented
    ]


def _with_rules(
    slots: Sequence[Slot], prizes: Mapping[int | None, list[Article]]
) -> list[tuple[Slot, list[Article]]]:
    """Put open rounds first, then upcoming ones, then the past."""
    sections = Prefetch("sections", Section.objects.in_words())
    rounds = [slot.round for slot in slots]
    prefetch_related_objects(rounds, sections)
    written = [round for round in rounds if round.takes_works]
    prefetch_related_objects(written, "written_terms__headings")
    confirmed = ResultCorrection.objects.filter(state=CorrectionState.CONFIRMED)
    corrections = Prefetch(
        "corrections", confirmed.order_by("number"), to_attr="confirmed_corrections"
    )
    prefetch_related_objects([round for round in rounds if round.correction], corrections)
    return [
        (
            slot,
            round_regulation(slot.round, sections=list(slot.round.sections.all()))
            + prizes[slot.round.pk],
        )
        for slot in sorted(slots, key=lambda slot: (not slot.is_open, not slot.is_upcoming))
    ]


def _regulation(found: Contest) -> list[Article]:
    divisions = divisions_with_rules(found)
    said = eligibility_of(found, divisions)
    return contest_regulation(found, divisions=divisions, eligibility=said)


def _published(slug: str) -> Contest:
    found = published_contest(slug)
    if found is None:
        raise Http404
    return found


def _own_entry(request: HttpRequest, found: Contest) -> Entry | None:
    viewer = _viewer(request)
    return own_entry(viewer, found) if isinstance(viewer, User) else None


def _viewer(request: HttpRequest) -> User | AnonymousUser:
    return request.user
