"""Making a rehearsal step by step, and throwing it away with everything in it.

Each step is a short transaction: on SQLite people who take real papers wait for it."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Contest, Entry, Round
from contests.planning.contests import publish_contest, slug_for
from contests.planning.outlines import ContestOutline, RoundOutline, build_contest, outline_of
from contests.planning.publish_round import publish_round
from contests.planning.reuse import Reuse
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from leaderboard.models import StandingChange
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.simulation.past_results import make_results
from quizsite.simulation.people import MAIL_DOMAIN

MOST_ROUNDS = 6  # of a longer contest the first ones show the same
PEOPLE = 60  # of each round
MOST_ANSWERS = 50_000  # of all people and rounds; of large papers fewer rounds are rehearsed
MOST_OF_CONTEST, MOST_OF_SITE = 2, 8
KEPT_FOR = timedelta(days=7)
_AT_ONCE = 10
_SECRET_BYTES = 8
_LONGEST = timedelta(days=7)
_BEFORE_NOW = timedelta(hours=1)
SKILL = 0.8


class NothingToRehearse(ContestRefusal):
    code = "nothing_to_rehearse"
    message = gettext_lazy(
        "Diễn tập cần ít nhất một kỳ thi có ma trận đề, và ít nhất một đơn vị. Hãy thêm trước."
    )


class PaperTooLarge(ContestRefusal):
    code = "paper_too_large"
    message = gettext_lazy(
        "Đề của kỳ đầu quá dài để diễn tập. Hãy giảm số câu của kỳ đó, hoặc chép cuộc thi rồi giảm "
        "số câu ở bản chép."
    )


class TooManyRehearsals(ContestRefusal):
    code = "too_many_rehearsals"
    status = 409


class NoRehearsal(ContestRefusal):
    code = "no_rehearsal"
    status = 409
    message = gettext_lazy("Đây là cuộc thi thật nên không bỏ được.")


def check_can_be_rehearsed(contest: Contest) -> None:
    has_rounds = contest.rounds.filter(sections__isnull=False).exists()
    if contest.is_rehearsal or not has_rounds or not Unit.objects.exists():
        raise NothingToRehearse


def rehearsals_of(contest: Contest) -> QuerySet[Contest]:
    """Find the copies by their slug: a copy is no part of its contest, and stays when that goes."""
    own = rf"^{_slug_without_end(contest)}[0-9a-f]{{{2 * _SECRET_BYTES}}}$"
    return Contest.objects.filter(is_rehearsal=True, slug__regex=own).order_by("created_at")


def check_has_room(contest: Contest) -> None:
    """The caller who makes a copy holds the contest's row; two contests may pass the site's bound
    at once, by one copy each."""
    if rehearsals_of(contest).count() >= MOST_OF_CONTEST:
        raise TooManyRehearsals(
            _("Cuộc thi này đã có %(n)d bản diễn tập. Hãy bỏ một bản rồi chạy lại.")
            % {"n": MOST_OF_CONTEST}
        )
    if Contest.objects.filter(is_rehearsal=True).count() >= MOST_OF_SITE:
        raise TooManyRehearsals(
            _(
                "Cả trang đang có %(n)d bản diễn tập của nhiều cuộc thi, không nhận thêm. Mỗi bản "
                "tự bỏ sau %(days)d ngày; hãy bỏ bản cũ của bạn hoặc thử lại sau."
            )
            % {"n": MOST_OF_SITE, "days": KEPT_FOR.days}
        )


@transaction.atomic
def begin_rehearsal(contest: Contest, *, by: User, at: datetime) -> Contest:
    """Publish a copy whose rounds all closed an hour ago; no public list has it."""
    contest = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    check_can_be_rehearsed(contest)
    check_has_room(contest)
    outline = _in_the_past(outline_of(contest))
    longest = max(one.lasts for one in outline.rounds)
    opens_at = at - _BEFORE_NOW - longest
    made = build_contest(
        outline,
        title=_("Diễn tập: %(title)s") % {"title": contest.title[:180]},
        slug=_slug_of_its_own(contest),
        first_opens_at=opens_at,
        by=by,
        at=at,
        is_rehearsal=True,
    )
    publish_contest(made, by=by, at=at)
    before = opens_at - timedelta(days=1)  # a round is published before it opens
    for round in made.rounds.select_related("contest").order_by("number"):
        publish_round(round, by=by, at=before, reuse=Reuse.ACCEPT, reason=_("Diễn tập"))
    return made


def _in_the_past(outline: ContestOutline) -> ContestOutline:
    """Let all rounds close together, since documents of a year ago might not be in force."""
    rounds = _few_enough([one for one in outline.rounds if one.sections])
    lasts = [min(one.lasts, _LONGEST) for one in rounds]
    ended = [
        replace(one, opens_after=max(lasts) - last, lasts=last)
        for one, last in zip(rounds, lasts, strict=True)
    ]
    return replace(outline, rounds=tuple(ended))


def _few_enough(rounds: Sequence[RoundOutline]) -> list[RoundOutline]:
    found: list[RoundOutline] = []
    answers = 0
    for round in rounds[:MOST_ROUNDS]:
        # A few more than a paper has, if it has parts by field.
        by_division = Counter[int]()
        for section in round.sections:
            by_division[section.division] += section.settings["count"]
        answers += PEOPLE * max(by_division.values())
        if answers > MOST_ANSWERS:
            break
        found.append(round)
    if not found:
        raise PaperTooLarge
    return found


def _slug_of_its_own(contest: Contest) -> str:
    """Nobody guesses it: the copy is published, and the contest may still be a draft."""
    return _slug_without_end(contest) + secrets.token_hex(_SECRET_BYTES)


def _slug_without_end(contest: Contest) -> str:
    return f"dien-tap-{slug_for(contest.slug)[:50]}-"


def let_people_take(round: Round) -> Iterator[int]:
    """Let people take the round, some at a time; it yields how many have."""
    rng = random.Random(round.pk)  # noqa: S311 -- made-up people
    done = round.attempts.count()
    while done < PEOPLE:
        done += make_results(round, count=_AT_ONCE, skill=SKILL, rng=rng)
        yield done


def old_rehearsals(*, at: datetime) -> QuerySet[Contest]:
    return Contest.objects.filter(is_rehearsal=True, created_at__lt=at - KEPT_FOR)


def throw_away(contest: Contest, *, by: User | None, at: datetime) -> None:
    """Remove a rehearsal and its simulated people; the trail keeps that there was one."""
    if not contest.is_rehearsal:
        raise NoRehearsal
    while people := list(contest.entries.values_list("user_id", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            Entry.objects.filter(contest=contest, user__in=people).delete()
            made_up = User.objects.filter(pk__in=people, email__endswith=f"@{MAIL_DOMAIN}")
            made_up.delete()
    with transaction.atomic():
        # Triggers have noted each standing that went, and no board is left to count it.
        StandingChange.objects.filter(contest=contest.pk).delete()
        about, kind = about_contest(contest), AuditKind.REHEARSAL_REMOVED
        record(about, kind=kind, by=organiser(by), at=at, before={"slug": contest.slug})
        contest.delete()
