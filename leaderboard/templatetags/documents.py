"""What the preview of an official document asks of its parts."""

from django import template

from quizsite.documents.structure import Block, Table

register = template.Library()


@register.filter
def is_table(block: Block) -> bool:
    return isinstance(block, Table)
