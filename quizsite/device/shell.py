"""The page without network, and what a browser keeps of it (decision 48)."""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

_FILES = (
    *("vendor/bootstrap.css", "site/site.css", "site/appearance.js", "site/offline.js"),
    *("site/icon.svg",),
)
_OFF = "site/service-worker-off.js"


@cache
def offline_page() -> str:
    """The same for everybody and for every request: it knows nobody."""
    return render_to_string("device/offline.html", {"site_name": settings.SITE_NAME})


def worker_script() -> str:
    """What browsers run as our service worker; it differs if anything of the page does."""
    if not settings.OFFLINE_SHELL:
        return _imported(_OFF)
    files = [static(name) for name in _FILES]
    shell = {
        "page": reverse("device:offline"),
        "files": files,
        "version": _digest(offline_page(), *files),
        # Saves, starts, sockets and surveys: this worker is not asked about them at all.
        "leaves": [
            *(settings.SAVE_PATH, settings.START_PATH, settings.STAGE_PATH, "/ws/"),
            *(settings.UNTRACED_PATH, settings.APP_PATH),
        ],
    }
    return f"self.SHELL = {json.dumps(shell)};\n{_imported('site/service-worker.js')}"


def _imported(name: str) -> str:
    return f"importScripts({json.dumps(static(name))});\n"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
