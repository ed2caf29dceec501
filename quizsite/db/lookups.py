"""`pk__among=ids`: what `pk__in` says, with the ids as one value.

`IN (…)` writes out every id: building it took longer than running it, and no two lengths share a
prepared statement."""

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup

Sql = tuple[str, tuple[Any, ...]]


def among(ids: Collection[int], *, vendor: str) -> tuple[str, Any]:
    """What the statement says behind the column, and the one value it takes."""
    if vendor == "postgresql":
        return "= ANY(%b)", list(ids)
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


@ForeignObject.register_lookup  # which asks no farther up
@Field.register_lookup
class Among(Lookup):
    lookup_name = "among"
    # `ids` may hold nothing, and a list is not one value of the field.
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Sql:
        lhs, params = self.process_lhs(compiler, connection)
        condition, wanted = among(self.rhs, vendor=connection.vendor)
        return f"{lhs} {condition}", (*params, wanted)
