"""What is decided about one document while it is read: date orders, mapping, encoding. Shown to the person after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from archive.ingest.dates import OrderEvidence
from archive.ingest.record import DateOrder, Mapping


@dataclass(slots=True)
class Decisions:
    """The decisions for one document; the reader fills `mapping` and `encoding`.

    `given` is the order of day and month that the person named. `elsewhere` gives the evidence of the same column
    in the other files of the folder: one-article files cannot decide alone. `orders` holds what was decided,
    `unused` the columns of a table that fill no field.
    """

    given: DateOrder | None = None
    elsewhere: Callable[[str], OrderEvidence] | None = None
    orders: dict[str, DateOrder | None] = field(default_factory=dict)
    mapping: Mapping | None = None
    encoding: str = ""
    unused: tuple[str, ...] = ()

    def order(self, column: str, where: str, values: Iterable[str]) -> DateOrder | None:
        """The order of `column`, looking through all its `values` the first time it is asked for.

        Raises dates.DateOrderUnknown.
        """
        if self.given:
            return self.given
        if column not in self.orders:
            evidence = OrderEvidence()
            for value in values:
                evidence.look(value)
            if evidence.either and not (evidence.dmy or evidence.mdy) and self.elsewhere:
                others = self.elsewhere(column)  # but the examples are of the file that the question names
                evidence = OrderEvidence(others.dmy, others.mdy, evidence.either)
            self.orders[column] = evidence.decide(column, where)
        return self.orders[column]
