"""This limit per address is generous; it guards the pages to which strangers may post.

allauth's own limits lock each counter and refuse a request that waits a second for the lock. That
suits one account, but not an office whose sixty people share one address. This limit counts
without a lock. It may count two simultaneous requests as one, which a generous limit can bear.
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
    """Count this post, and return how many this address has sent in this minute."""
    key = f"posts:{address}:{int(time.time() // _WINDOW_S)}"
    cache.add(key, 0, timeout=2 * _WINDOW_S)
    try:
        return cache.incr(key)
    except ValueError:  # the cache dropped the key between the two lines to make room
        return 1
