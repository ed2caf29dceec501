"""Door 1, pages: ordinary synchronous Django, never through its ASGI handler."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
application = get_wsgi_application()

from quizsite.checks import refuse_unsafe_start  # noqa: E402 -- after the settings are loaded

refuse_unsafe_start()
