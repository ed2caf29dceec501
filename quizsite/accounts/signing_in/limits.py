"""A generous limit per address on the doors strangers knock at.

allauth's own limits take a lock per counter and refuse whoever waits longer than a second for it:
right for one account, wrong for an office whose sixty people share one address. This one counts
without a lock; two requests at once may be counted as one, which a generous limit can bear.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PER_MINUTE = 3000
_WINDOW_S = 60
View = Callable[..., HttpResponse]


def generous_per_address(view: View) -> View:
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and _count(get_ip(request)) > PER_MINUTE:
            return render(request, "429.html", status=429)
        return view(request, *args, **kwargs)

    return limited


def _count(address: str) -> int:
    """Posts from an address in this minute, this one included."""
    key = f"posts:{address}:{int(time.time() // _WINDOW_S)}"
    cache.add(key, 0, timeout=2 * _WINDOW_S)
    try:
        return cache.incr(key)
    except ValueError:  # dropped between the two lines to make room
        return 1
