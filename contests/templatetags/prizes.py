"""Gives templates the sentences about prizes."""

from django import template

from contests.awards import Listed
from contests.models import CollectiveRule, Prize
from contests.regulation import prizes

register = template.Library()


for said in (prizes.prize_name, prizes.prize_words, prizes.rule_words):
    register.filter(said.__name__, said)


@register.filter
def prizes_of(listed: Listed, rule: CollectiveRule) -> list[Prize]:
    return listed.of_rule(rule)
