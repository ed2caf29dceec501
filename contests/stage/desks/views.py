"""Pages of the desks, the state that they ask for, and the one address that records events."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contests.models import StageSeat, StageSeatRole
from contests.rules import ContestRefusal
from contests.stage.desks.access import Desk, check_may_start, desk_of
from contests.stage.desks.commands import COMMANDS, filled
from contests.stage.desks.desk_frame import frame_of
from contests.stage.desks.posted import Posted, read_posted
from contests.stage.desks.rights import check_right
from contests.stage.record import Sent, payload_of, record_event, start_run
from contests.stage.rows import programme_of
from contests.stage.rules import TypedOtherwise

HOST, SECRETARY = StageSeatRole.HOST, StageSeatRole.SECRETARY
TIMEKEEPER, JUROR = StageSeatRole.TIMEKEEPER, StageSeatRole.JUROR
# The page of a desk, and which seats may sit there. Organisers sit at those of the first three.
DESKS = {
    "ban-dieu-khien": (HOST,),
    "thu-ky": (SECRETARY,),
    "bam-gio": (TIMEKEEPER,),
    "giam-khao": (JUROR,),
}
_TEMPLATES = {HOST: "host", SECRETARY: "secretary", TIMEKEEPER: "secretary", JUROR: "juror"}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@never_cache
@require_safe
def stage_desk(request: HttpRequest, code: str, place: str) -> HttpResponse:
    desk = desk_of(request, code, *DESKS[place])
    programme = programme_of(desk.show)
    jurors = StageSeat.objects.filter(show=desk.show, role=JUROR).order_by("number")
    context = {
        "show": desk.show,
        "desk": desk,
        "place": place,
        "programme": programme,
        "jurors": jurors,
        "marked_parts": [one for one in programme.parts if one.is_marked],
        "settings": {
            "place": place,
            "show": desk.show.code,
            "teams": [
                {"id": one.id, "name": one.name, "number": one.number} for one in programme.teams
            ],
            "parts": [
                {
                    "id": one.id,
                    "title": one.title,
                    "kind": str(one.kind),
                    "seconds": one.seconds,
                    "step": str(one.step),
                    "maximum": None if one.maximum is None else str(one.maximum),
                    "marked": one.is_marked,
                }
                for one in programme.parts
            ],
            "seat": desk.seat.pk if desk.seat else None,
            "chair": bool(desk.seat and desk.seat.is_chair),
            "jurors": [{"seat": one.pk, "number": one.number} for one in jurors],
        },
        "frame": frame_of(desk, at_ms=now_ms()),
    }
    return render(request, f"contests/stage/desk_{_TEMPLATES[desk.role]}.html", context)


@never_cache
@require_safe
def stage_state(request: HttpRequest, code: str, place: str) -> JsonResponse:
    """The state for this desk; one that has the newest is told so in a few bytes."""
    desk = desk_of(request, code, *DESKS[place])
    made = frame_of(desk, at_ms=now_ms())
    pressed = len(made.get("presses", ())) + len(made.get("early", ()))
    if request.GET.get("v") == f"{made['run']}.{made['v']}.{made['answers']['count'] + pressed}":
        return JsonResponse({"same": True, "now": made["now"]})
    return JsonResponse(made)


@never_cache
@require_POST
def stage_record(request: HttpRequest, code: str, place: str) -> JsonResponse:
    """Record what a desk sent; it is told "recorded" after the commit, with the new state."""
    try:
        desk = desk_of(request, code, *DESKS[place])
        posted = read_posted(request.body)
        event = record_event(desk.show, _sent(desk, posted), at_ms=now_ms(), sender=desk.sender)
    except ContestRefusal as refusal:
        said = {"code": refusal.code, "message": str(refusal.message)}
        return JsonResponse(said, status=refusal.status)
    desk.show.refresh_from_db()
    made = frame_of(desk, at_ms=now_ms())
    return JsonResponse({"code": "recorded", "sequence": event.sequence, "frame": made})


def _sent(desk: Desk, posted: Posted) -> Sent:
    kind, payload = posted.kind, posted.payload
    if kind in COMMANDS:
        kind, payload = filled(desk.show, kind, payload)
    known, read = payload_of(kind, payload)
    check_right(desk, known, read)
    again = posted.again
    if getattr(read, "paper", False) and again != getattr(read, "points", None):
        raise TypedOtherwise
    return Sent(kind, payload, after=posted.after, run=posted.run, token=posted.token)


@never_cache
@require_POST
def stage_start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a rehearsal, or the show itself."""
    desk = desk_of(request, code, HOST)
    check_may_start(desk)
    jurors = StageSeat.objects.filter(show=desk.show, role=JUROR, is_out_of_use=False)
    start_run(
        desk.show,
        rehearsal=request.POST.get("luot") != "chinh-thuc",
        at_ms=now_ms(),
        jurors=list(jurors.values_list("pk", flat=True)),
        by=desk.user,
    )
    return redirect("contests:stage_desk_host", code)
