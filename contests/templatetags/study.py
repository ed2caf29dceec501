"""A filter for what there is to read."""

from django import template
from django.utils import timezone

from contests.models import StudyItem
from contests.practice.study import out_of_force as out_of_force_on

register = template.Library()


@register.filter
def out_of_force(item: StudyItem) -> str:
    """Say why the document does not apply today; "" if it does."""
    return out_of_force_on(item, on=timezone.localdate())
