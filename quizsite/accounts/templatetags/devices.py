"""Puts a browser's user agent into plain words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The order matters: Edge and Chrome both also call themselves Safari.
_BROWSERS = (
    ("CocCoc", "Cốc Cốc"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Zalo", "Zalo"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device_name(user_agent: str) -> str:
    """Turn "Mozilla/5.0 (Linux; Android 14…) Chrome/126…" into "Chrome trên Android"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), _("Trình duyệt"))
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), _("thiết bị chưa rõ"))
    return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
