"""What the regulation says of a stage round: its parts, their time and points."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contests.models import Round, Show, StagePart
from contests.regulation.contest import Article


def staged_articles(round: Round) -> list[Article]:
    show = Show.objects.filter(round=round.pk).first()
    parts = list(show.parts.all()) if show else []
    if not parts:
        return [Article(_("Chương trình"), (_("Ban tổ chức công bố chương trình sau."),))]
    return [Article(_("Chương trình"), tuple(_said(n, one) for n, one in enumerate(parts, 1)))]


def _said(n: int, part: StagePart) -> str:
    said = [_("Phần %(n)d: %(title)s") % {"n": n, "title": part.title}]
    if part.seconds:
        minutes, seconds = divmod(part.seconds, 60)
        words = _("%(n)d phút") % {"n": minutes} if minutes else ""
        rest = _("%(n)d giây") % {"n": seconds} if seconds else ""
        said.append(" ".join(one for one in (words, rest) if one))
    if part.maximum is not None:
        points = f"{part.maximum.normalize():f}".replace(".", ",")
        said.append(_("tối đa %(points)s điểm") % {"points": points})
    return ", ".join(said) + "."
