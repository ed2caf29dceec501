"""Gives pages the links by which people share an address."""

from typing import Any

from django import template
from django.utils.http import urlencode

register = template.Library()


@register.inclusion_tag("leaderboard/_share_links.html", takes_context=True)
def share_links(context: dict[str, Any], path: str, title: str) -> dict[str, Any]:
    """Nothing is asked of another site until a person follows one of these links.

    Zalo documents a script alone; its plain address is the one that sites use in its place."""
    address = context["request"].build_absolute_uri(path)
    return {
        "address": address,
        "title": title,
        "zalo": "https://zalo.me/share?" + urlencode({"url": address}),
        "facebook": "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": address}),
    }
