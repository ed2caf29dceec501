"""Serves pages as ordinary synchronous Django, never through its ASGI handler."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
application = get_wsgi_application()

from django.urls import reverse  # noqa: E402 -- after Django is set up

from quizsite.checks import refuse_unsafe_start  # noqa: E402 -- as above

refuse_unsafe_start()
# The first address asked for imports all views, which takes a second: now, and not while the first
# people wait. A live process also gives an address with each start, and does it in its loop.
reverse("contests:home")
