"""Who answers for personal data (bên kiểm soát dữ liệu), and whom people write to about it."""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _


class Controller(NamedTuple):
    name: str
    contact: str


def site_controller() -> Controller:
    """The one of the site: of accounts, and of contests that name none."""
    name = settings.DATA_CONTROLLER or _("cơ quan quản lý trang này")
    return Controller(name, settings.DATA_CONTACT)
