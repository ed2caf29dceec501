"""A frozen board is revealed from the last place up, then opened to everybody."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contests.models import Attempt, Contest, Division, Round
from contests.subjects import about_round, organiser
from leaderboard.boards.board import BoardRow, page_of, totals
from leaderboard.boards.writer import keys_of, mark_dirty
from leaderboard.models import BoardKey, Reveal
from leaderboard.rules import (
    LeaderboardRefusal,
    PapersOpen,
    is_frozen,
    may_be_finalised_from,
    may_show_rows,
)
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

TOP = 10
LINK_LASTS_S = 12 * 3600
_SALT = "leaderboard.reveal"


class NotFrozen(LeaderboardRefusal):
    code = "not_frozen"
    status = 409
    message = _("Bảng xếp hạng của kỳ thi này không còn dừng cập nhật nên không cần công bố.")


class RevealTooEarly(LeaderboardRefusal):
    code = "reveal_too_early"
    status = 409
    message = _("Kỳ thi chưa đóng với tất cả mọi người. Hãy công bố thứ hạng sau lúc đó.")


class RowsWithheld(LeaderboardRefusal):
    code = "rows_withheld"
    status = 409
    message = _("Thể lệ quy định kết quả chưa hiện nên chưa công bố thứ hạng được.")


class NothingToReveal(LeaderboardRefusal):
    code = "nothing_to_reveal"
    status = 409
    message = _("Hạng này đã được công bố, hoặc bảng không còn ai để công bố.")


class Ceremony(NamedTuple):
    """What the hall has seen of one board, and which place comes next (0: none)."""

    division: Division
    top: int
    shown: int
    rows: list[BoardRow]

    @property
    def next_place(self) -> int:
        return self.top - self.shown


def check_may_reveal(round: Round, *, at: datetime) -> None:
    if not is_frozen(round, at=at):
        raise NotFrozen
    if at < may_be_finalised_from(round):
        raise RevealTooEarly
    if not may_show_rows([round], at=at):
        raise RowsWithheld
    still_open = Attempt.objects.filter(round=round).running().count()
    if still_open:
        said = _("Còn %(count)s bài chưa đóng. Hãy chờ các bài này được đóng rồi công bố.")
        raise PapersOpen(said % {"count": still_open})


def ceremony_of(round: Round, division: Division) -> Ceremony:
    key = BoardKey(round.contest_id, round.pk, division.pk)
    stored = Reveal.objects.filter(round=round, division=division).first()
    if stored is None:
        return Ceremony(division, min(TOP, totals(key).people), 0, [])
    rows = page_of(key, offset=stored.top - stored.shown, limit=stored.shown)
    return Ceremony(division, stored.top, stored.shown, rows)


@transaction.atomic
def reveal_next(round: Round, division: Division, *, shown: int, by: User, at: datetime) -> Reveal:
    """Show one more place; `shown` is what the host saw, so that two presses reveal one."""
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    check_may_reveal(round, at=at)
    key = BoardKey(round.contest_id, round.pk, division.pk)
    reveal, _made = Reveal.objects.get_or_create(
        round=round,
        division=division,
        defaults={"top": min(TOP, totals(key).people), "begun_at": at},
    )
    waiting = Reveal.objects.filter(pk=reveal.pk, shown=shown, shown__lt=F("top"))
    if not waiting.update(shown=shown + 1):
        raise NothingToReveal
    said = {"division": division.name, "place": reveal.top - shown}
    record(about_round(round), kind=AuditKind.PLACE_REVEALED, by=organiser(by), at=at, after=said)
    transaction.on_commit(partial(mark_dirty, [key]))
    reveal.shown = shown + 1
    return reveal


@transaction.atomic
def open_board(round: Round, *, by: User, at: datetime) -> Round:
    """End the freeze: from now on everybody sees the board as it is."""
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    check_may_reveal(round, at=at)
    round.revealed_at = at
    round.save(update_fields=["revealed_at"])
    record(about_round(round), kind=AuditKind.BOARD_OPENED, by=organiser(by), at=at)
    transaction.on_commit(partial(mark_dirty, keys_of(round)))
    return round


def link_token(round: Round, *, by: User) -> str:
    """Sign the right to reveal this round, for a machine on which nobody signs in."""
    return signing.dumps({"round": round.pk, "by": by.pk}, salt=_SALT)


def host_of(token: str, contest: Contest) -> tuple[Round, User] | None:
    """Find whose link it is; it ends after hours, and with the person's role."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=LINK_LASTS_S)
    except signing.BadSignature:
        return None
    round = Round.objects.select_related("contest").filter(pk=said["round"], contest=contest)
    by = contest.organisers.filter(pk=said["by"], is_active=True)
    found, host = round.first(), by.first()
    return (found, host) if found and isinstance(host, User) else None
