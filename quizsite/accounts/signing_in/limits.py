"""How often: guesses per account and per code, and a generous limit per address.

An address is often a whole office, so its limit only guards the pages to which strangers may post
against a flood. It counts in the cache and may count two simultaneous requests as one; guesses are
counted one by one (tries.py).
"""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quizsite.accounts.signing_in.tries import Limit
from quizsite.keyed_hashes import keyed_hash

# Wrong passwords and second factors, per account (and per device that has signed in before).
WRONG = (Limit(5, timedelta(minutes=5)),)
# Wrong guesses at one code that was sent.
WRONG_CODE = (Limit(3, timedelta(minutes=15)),)
# Codes to guess at: three tries each, so what bounds the codes bounds the guesses, 60 a day.
CODES = (Limit(3, timedelta(minutes=1)), Limit(8, timedelta(hours=1)), Limit(20, timedelta(days=1)))

# Text messages cost money: to one number, and from one address, which may be an office.
TEXTS_TO_NUMBER = (Limit(8, timedelta(hours=1)), Limit(20, timedelta(days=1)))
TEXTS_FROM_ADDRESS = (Limit(300, timedelta(hours=1)),)

PER_MINUTE = 3000
_WINDOW_S = 60
_SALT = "quizsite.accounts.signing_in.limits"
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
    minute = int(time.time() // _WINDOW_S)
    # A table keeps what the cache keeps (WEB_PROCESSES > 1): whoever reads it finds no address.
    sender = keyed_hash(_SALT, f"{address} {minute}").hex()[:32]
    key = f"posts:{sender}:{minute}"
    cache.add(key, 0, timeout=2 * _WINDOW_S)
    try:
        return cache.incr(key)
    except ValueError:  # the cache dropped the key between the two lines to make room
        return 1
