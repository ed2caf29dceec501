"""Values of a person's own data as people read them."""

from datetime import datetime
from typing import Any

from django import template

from quizsite.language import moments

register = template.Library()


@register.filter
def as_read(value: Any) -> Any:
    return moments.moment(value) if isinstance(value, datetime) else value
