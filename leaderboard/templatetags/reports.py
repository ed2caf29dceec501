"""Gives pages of reports the picture of a section."""

from collections.abc import Mapping

from django import template

from quizsite.charts.columns import ColumnChart

register = template.Library()


@register.simple_tag
def picture_of(pictures: Mapping[str, ColumnChart], code: str) -> ColumnChart | None:
    return pictures.get(code) if pictures else None
