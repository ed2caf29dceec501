"""What every page knows."""

from typing import Any

from django.http import HttpRequest

SITE_NAME = "Tìm hiểu cải cách hành chính"


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site_name": SITE_NAME}
