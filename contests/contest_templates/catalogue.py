"""All templates, in the order of the page."""

from django.http import Http404

from contests.contest_templates.civil_service import DAK_LAK, HAI_DUONG, HUE, SOC_TRANG
from contests.contest_templates.everybody import BEN_TRE, HA_NOI, QUANG_NINH, VCNET, WARD
from contests.contest_templates.template import ContestTemplate
from contests.contest_templates.young import GIA_LAI, SCHOOL, YOUTH

TEMPLATES: tuple[ContestTemplate, ...] = (
    *(HUE, HAI_DUONG, DAK_LAK, SOC_TRANG),
    *(HA_NOI, VCNET, QUANG_NINH, BEN_TRE),
    *(WARD, SCHOOL, GIA_LAI, YOUTH),
)
_BY_KEY = {template.key: template for template in TEMPLATES}


def template_or_404(key: str) -> ContestTemplate:
    if key not in _BY_KEY:
        raise Http404
    return _BY_KEY[key]
