"""Words of rosters' lines, looked up without going through the model's field a hundred times."""

from django import template

from quizsite.accounts.models import HeadcountCategory

register = template.Library()
_LABELS = {one.value: one.label for one in HeadcountCategory}


@register.filter
def category_words(category: str) -> str:
    return str(_LABELS.get(category, category))
