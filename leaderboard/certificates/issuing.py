"""Gives certificates for an official result, and revokes those that it no longer bears out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.models import Contest, Entry
from contests.notices.telling import tell_certified
from contests.regulation.prizes import prize_name
from contests.subjects import organiser
from leaderboard.document_models import CertificateCount, CertificateKind, IssuedCertificate
from leaderboard.models import Standing
from leaderboard.official_documents.read_result import is_official, names_of
from leaderboard.prizes.checking import about_award
from leaderboard.prizes.lines import unit_of
from leaderboard.prizes.winners import announced, standings_of
from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.models import User
from quizsite.audit.digests import commitment, new_salt
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

AT_ONCE = 500
SIGNATURE_LENGTH = 20
LONGEST = 600  # letters of an achievement


class ResultNotOfficial(LeaderboardRefusal):
    code = "result_not_official"
    status = 409
    message = _(
        "Kết quả chưa chính thức nên chưa cấp được giấy chứng nhận. Hãy chốt kết quả và công bố "
        "danh sách đạt giải trước."
    )


class NobodyToCertify(LeaderboardRefusal):
    code = "nobody_to_certify"
    status = 409
    message = _("Không có ai để cấp giấy chứng nhận loại này.")


class PrintedBefore(LeaderboardRefusal):
    code = "printed_before"
    status = 409
    message = _(
        "Kết quả đã thay đổi sau khi in, nên trong tệp này có giấy không còn hiệu lực. Hãy cấp và "
        "in lại ở trang giấy chứng nhận."
    )


@dataclass(frozen=True, slots=True)
class Merit:
    """What a certificate says of an entry."""

    entry: int
    full_name: str
    unit: str
    achievement: str


def check_may_issue(award: Award, kind: CertificateKind) -> None:
    if not is_official(award):
        raise ResultNotOfficial
    if not count_merits(award, kind):
        raise NobodyToCertify


def count_merits(award: Award, kind: CertificateKind) -> int:
    if kind == CertificateKind.WINNER:
        return len(announced(award))
    return Standing.objects.filter(contest=award.contest, round=award.round).count()


def note_issuing(award: Award, kind: CertificateKind, *, by: User, at: datetime) -> None:
    """Say who asked for certificates; a job gives them."""
    check_may_issue(award, kind)
    with transaction.atomic():
        record(
            about_award(award),
            kind=AuditKind.CERTIFICATES_ISSUED,
            by=organiser(by),
            at=at,
            after={"certificates": str(kind.label), "certificate_count": count_merits(award, kind)},
        )


@transaction.atomic
def take_certificates(award: Award, *, file: str, by: User, at: datetime) -> None:
    """Note who takes names home, before the file is read."""
    record(
        about_award(award),
        kind=AuditKind.CERTIFICATES_TAKEN,
        by=organiser(by),
        at=at,
        after={"file": file},
    )


def own_certificates(user: User) -> list[IssuedCertificate]:
    """Those that may be printed: whoever is shown one would read that another is not true."""
    own = IssuedCertificate.objects.filter(entry__user=user, revoked_at=None)
    # A prize comes before taking part.
    own = own.select_related("contest", "round").order_by("-issued_at", "-kind", "number")
    return [one for one in own if is_borne_out(one)]


def check_printed(award: Award, kind: CertificateKind, *, at: datetime) -> None:
    """Refuse a file printed `at` a moment, if one of its certificates is not true any more."""
    if not is_official(award):
        raise ResultNotOfficial
    own = IssuedCertificate.objects.filter(contest=award.contest, round=award.round, kind=kind)
    if own.filter(Q(issued_at__gt=at) | Q(revoked_at__gt=at)).exists():
        raise PrintedBefore
    given = {one.entry_id: merit_of(one) for one in valid(award, kind)}
    if any(given.pop(one.entry, None) != one for one in merits_of(award, kind)) or given:
        raise PrintedBefore


def issue_certificates(award: Award, kind: CertificateKind, *, at: datetime) -> int:
    """Give everybody one who has none; revoke what is no longer true; return how many are valid.

    A job that is begun again gives nobody a second one."""
    check_may_issue(award, kind)
    kept: set[int] = set()
    merits = merits_of(award, kind)
    while batch := list(islice(merits, AT_ONCE)):
        _issue(award, kind, batch, at=at)
        kept |= {one.entry for one in batch}
    gone = [one.pk for one in valid(award, kind) if one.entry_id not in kept]
    IssuedCertificate.objects.filter(pk__in=gone).update(revoked_at=at)
    return len(kept)


@transaction.atomic
def _issue(award: Award, kind: CertificateKind, merits: list[Merit], *, at: datetime) -> None:
    """The contest's lock gives numbers without gaps or doubles."""
    Contest.objects.select_for_update(no_key=True).get(pk=award.contest.pk)
    wanted = {one.entry: one for one in merits}
    standing = {one.entry_id: one for one in valid(award, kind).filter(entry__in=wanted)}
    false = [one.pk for pk, one in standing.items() if merit_of(one) != wanted[pk]]
    IssuedCertificate.objects.filter(pk__in=false).update(revoked_at=at)
    right = {pk for pk, one in standing.items() if one.pk not in set(false)}
    new = [one for one in merits if one.entry not in right]
    first = take_numbers(award.contest.pk, len(new))
    IssuedCertificate.objects.bulk_create(
        IssuedCertificate(
            contest=award.contest,
            round=award.round,
            entry_id=one.entry,
            kind=kind,
            full_name=one.full_name,
            unit=one.unit,
            achievement=one.achievement,
            number=number,
            salt=new_salt(),
            issued_at=at,
        )
        for number, one in enumerate(new, start=first)
    )
    people = Entry.objects.filter(pk__in=[one.entry for one in new]).values_list("user", flat=True)
    name = f"{award.round.pk if award.round else 'all'}:{kind}"
    tell_certified(award.contest, list(people), award=name, at=at)


def take_numbers(contest: int, count: int) -> int:
    """Return the first of so many numbers that no certificate ever had.

    Whoever holds a printed paper of an erased one must not meet its number on another."""
    Contest.objects.select_for_update(no_key=True).get(pk=contest)
    stored = IssuedCertificate.objects.filter(contest=contest).aggregate(last=Max("number"))
    known = CertificateCount.objects.filter(contest=contest).values_list("last", flat=True).first()
    last = max(stored["last"] or 0, known or 0)
    if last + count:
        given = {"last": last + count}
        CertificateCount.objects.update_or_create(contest_id=contest, defaults=given)
    return last + 1


def valid(award: Award, kind: CertificateKind) -> QuerySet[IssuedCertificate]:
    own = IssuedCertificate.objects.filter(contest=award.contest, round=award.round, kind=kind)
    return own.filter(revoked_at=None).order_by("number")


def merit_of(certificate: IssuedCertificate) -> Merit:
    return Merit(
        certificate.entry_id, certificate.full_name, certificate.unit, certificate.achievement
    )


def merits_of(
    award: Award, kind: CertificateKind, *, among: Iterable[int] | None = None
) -> Iterator[Merit]:
    """What the official result says now of everybody, or of these entries."""
    if kind == CertificateKind.WINNER:
        yield from _of_winners(award, among)
    else:
        yield from _of_entrants(award, among)


def _of_winners(award: Award, among: Iterable[int] | None) -> Iterator[Merit]:
    listed = [one for one in announced(award) if among is None or one.entry_id in set(among)]
    standings = standings_of(award, [one.entry_id for one in listed])
    names = names_of(award, standings)
    prizes: dict[int, list[str]] = {}
    for one in listed:
        prizes.setdefault(one.entry_id, []).append(prize_name(one.prize))
    for entry, won in prizes.items():
        if entry in standings and standings[entry].entry.user.erased_at is None:
            said = f"Đạt {', '.join(won)} {_occasion(award)}"
            yield Merit(entry, names[entry], unit_of(standings[entry]), _fitting(said))


def _of_entrants(award: Award, among: Iterable[int] | None) -> Iterator[Merit]:
    own = Standing.objects.filter(contest=award.contest, round=award.round)
    own = own.filter(entry__user__erased_at=None)
    if among is not None:
        own = own.filter(entry__in=list(among))
    ids = iter(list(own.order_by("division", "sort_key", "entry").values_list("entry", flat=True)))
    while batch := list(islice(ids, AT_ONCE)):
        standings, names = standings_of(award, batch), names_of(award, batch)
        for entry in batch:
            if entry in standings:
                one = standings[entry]
                facts = f"đúng {one.correct_count}/{one.question_count} câu"
                said = f"Đã tham gia và hoàn thành bài thi {_occasion(award)}, {facts}"
                yield Merit(entry, names[entry], unit_of(one), said)


def _fitting(said: str) -> str:
    """Many prizes with long names are cut: a database that counts letters keeps no more."""
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _occasion(award: Award) -> str:
    of = f"{award.round.title}, " if award.round else ""
    return f"{of}Cuộc thi “{award.contest.title}”"


def signature_of(certificate: IssuedCertificate) -> str:
    """A salted digest over what is printed; it outlives any change of the server's keys."""
    printed = json.dumps(
        [
            str(certificate.code),
            certificate.full_name,
            certificate.unit,
            certificate.achievement,
            certificate.number,
        ],
        ensure_ascii=False,
    )
    return commitment(printed, salt=certificate.salt)[:SIGNATURE_LENGTH]


def is_borne_out(certificate: IssuedCertificate) -> bool:
    """The official result of now says what the certificate says.

    While a correction is being ranked nothing is borne out."""
    award = Award(certificate.contest, certificate.round)
    if certificate.revoked_at or not is_official(award):
        return False
    kind = CertificateKind(certificate.kind)
    found = merits_of(award, kind, among=[certificate.entry_id])
    return any(one == merit_of(certificate) for one in found)
