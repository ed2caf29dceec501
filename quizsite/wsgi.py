"""Serves pages as ordinary synchronous Django, never through its ASGI handler."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.urls import get_resolver  # noqa: E402 -- as above

from quizsite.checks import refuse_unsafe_start  # noqa: E402 -- as above

refuse_unsafe_start()
if settings.SERVE_ROLE in {"all", "pages"}:
    # Import all views now, which takes a second, and not while the first people wait.
    get_resolver().url_patterns  # noqa: B018 -- reading it is what imports
