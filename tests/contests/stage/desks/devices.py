"""Devices of a show as clients: each with the cookie of its seat."""

import json
from typing import Any

from django.test import Client

from contests.models import Show, StageSeat
from contests.stage.devices.tokens import cookie_name, digest_of, sign_seat


def device(show: Show, role: str, *, number: int = 1, **fields: Any) -> Client:
    """A client in the seat of this role and number."""
    seat, _made = StageSeat.objects.get_or_create(
        show=show, role=role, number=number, defaults=fields
    )
    seat.token_digest = digest_of("khoa")
    seat.save(update_fields=["token_digest"])
    client = Client()
    signed = sign_seat(show_id=show.pk, seat_id=seat.pk, secret="khoa")
    client.cookies[cookie_name(show.pk)] = signed
    return client


def address(show: Show, place: str, ending: str = "") -> str:
    return f"/san-khau/{show.code}/{place}/{ending}"


def record(client: Client, show: Show, place: str, kind: str, **body: Any) -> Any:
    """Post an event; `more` are the fields beside kind and payload."""
    more = body.pop("more", {})
    return client.post(
        address(show, place, "ghi/"),
        json.dumps({"kind": kind, "payload": body, **more}),
        content_type="application/json",
    )
