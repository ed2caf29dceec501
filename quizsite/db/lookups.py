"""The lookup `pk__among=ids` means the same as `pk__in`, but sends the ids as one value.

`IN (…)` lists every id: building it took longer than running it. Two lists of different length
cannot share a prepared statement."""

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup

Sql = tuple[str, tuple[Any, ...]]


_CONDITIONS = {"postgresql": "= ANY(%b)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


def as_one_value(ids: Collection[int], vendor: str) -> Any:
    return list(ids) if vendor == "postgresql" else json.dumps(list(ids))


@ForeignObject.register_lookup  # it does not inherit the lookups of `Field`
@Field.register_lookup
class Among(Lookup):
    lookup_name = "among"
    # `ids` may be empty, and a list is not one value of the field.
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, rhs if hasattr(rhs, "as_sql") else list(rhs))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Sql:
        lhs, params = self.process_lhs(compiler, connection)
        is_compiled_once = hasattr(self.rhs, "as_sql")  # a placeholder (fast_select.Given)
        wanted = self.rhs if is_compiled_once else as_one_value(self.rhs, connection.vendor)
        return f"{lhs} {_CONDITIONS[connection.vendor]}", (*params, wanted)
