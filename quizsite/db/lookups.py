"""The lookup `pk__among=ids` means the same as `pk__in`, but sends the ids as one value.

`IN (…)` lists every id: building it took longer than running it. Two lists of different length
cannot share a prepared statement."""

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup

Sql = tuple[str, tuple[Any, ...]]


def among(ids: Collection[int], *, vendor: str) -> tuple[str, Any]:
    """Return the SQL that follows the column, and the one value for it."""
    if vendor == "postgresql":
        return "= ANY(%b)", list(ids)
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


@ForeignObject.register_lookup  # it does not inherit the lookups of `Field`
@Field.register_lookup
class Among(Lookup):
    lookup_name = "among"
    # `ids` may be empty, and a list is not one value of the field.
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Sql:
        lhs, params = self.process_lhs(compiler, connection)
        condition, wanted = among(self.rhs, vendor=connection.vendor)
        return f"{lhs} {condition}", (*params, wanted)
