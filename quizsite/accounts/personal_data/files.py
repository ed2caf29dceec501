"""A person's own data as a file: for machines (JSON) and for reading (HTML)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from quizsite.accounts.models import User
from quizsite.accounts.personal_data import requests
from quizsite.accounts.personal_data.controller import site_controller
from quizsite.accounts.personal_data.holdings import holdings
from quizsite.accounts.personal_data.models import RequestKind


def take_own_data(user: User, *, as_json: bool, at: datetime) -> str:
    """Make the file, then keep that the person asked for it and got it.

    No transaction around both: on SQLite every save would wait for a long file."""
    content = _as_json(user, at) if as_json else _as_html(user, at)
    requests.fulfilled(user, kind=RequestKind.ACCESS, outcome=requests.by_software(), at=at)
    return content


def _as_json(user: User, at: datetime) -> str:
    found: list[dict[str, Any]] = [
        {
            "key": one.key,
            "title": str(one.title),
            "purpose": str(one.purpose),
            "kept_for": str(one.kept_for),
            "rows": list(one.read(user, at)),
        }
        for one in holdings()
    ]
    content = {"made_at": at, "controller": site_controller()._asdict(), "holdings": found}
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _as_html(user: User, at: datetime) -> str:
    found = [(one, list(one.read(user, at))) for one in holdings()]
    context = {"holdings": found, "controller": site_controller(), "made_at": at}
    return render_to_string("accounts/personal_data_file.html", context)
