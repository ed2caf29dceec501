"""Pages and files about the device; none of them knows who asks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from quizsite.device.shell import offline_page, worker_script
from quizsite.web.page_cache import same_for_visitors

# A browser asks for the worker anew so often, and a switched off one is gone so late.
KEPT_S = 600
_ICONS = (
    ("site/app/icon-192.png", "192x192", "any"),
    ("site/app/icon-512.png", "512x512", "any"),
    ("site/app/maskable-512.png", "512x512", "maskable"),
)


@require_safe
@same_for_visitors
def appearance(request: HttpRequest) -> HttpResponse:
    return render(request, "device/appearance.html")


@require_safe
@cache_control(public=True, max_age=KEPT_S)
def worker(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
@cache_control(public=True, max_age=KEPT_S)
def offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(offline_page())


@require_safe
@cache_control(public=True, max_age=KEPT_S)
def manifest(request: HttpRequest) -> JsonResponse:
    said = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": _("Thi CCHC"),
        "description": _("Thi trực tuyến, xem bảng xếp hạng và kết quả của mình."),
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f1",  # --diep and --dau of site.css
        "theme_color": "#142846",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in _ICONS
        ],
        "shortcuts": [
            {"name": _("Kết quả của tôi"), "url": reverse("leaderboard:own_results")},
            {"name": _("Luyện tập"), "url": reverse("contests:practice")},
        ],
    }
    return JsonResponse(
        said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
