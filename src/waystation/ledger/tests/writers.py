"""Several people at once at one book: nobody knows what the others did, the sums still hold."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import IntegrityError, close_old_connections, connection

from waystation.base.errors import Refused
from waystation.ledger import queries
from waystation.ledger.tests.acts import Act, Acts
from waystation.ledger.tests.simulator import Wrong, sums

# What rests on sums that others change meanwhile, or on the whole book.
ALONE = ("close_rescue", "lapse", "close_month", "late")
# What comes to the same whatever the others do.
SURE = ("again", "another under its id", "wrong", "one hand", "gift", "batch")


class Writer:
    """One of those at the book; `book` holds only what this one was told was made."""

    def __init__(self, seed: int) -> None:
        self.acts = Acts(seed)
        self.tally: Counter[str] = Counter()

    def write(self, n_acts: int) -> None:
        """Try so many acts; whether there is money enough, the others decide as well."""
        try:
            for _ in range(n_acts):
                act = self.acts.draw(without=ALONE)
                outcome = _outcome(act)
                self.tally[outcome] += 1
                if act.name in SURE and outcome != act.verdict:
                    raise Wrong(f"{act.name} came to {outcome}, not {act.verdict}")
                if outcome == "made":
                    act.effect()
        finally:
            connection.close()


def _outcome(act: Act) -> str:
    try:
        return str(act.call())
    except Refused:
        return "refused"
    except IntegrityError:
        return "refused by the database"


def write_together(seed: int, *, n_writers: int, n_acts: int) -> Counter[str]:
    """Let several write at once, then hold the book against the sum of what each was told.

    Raises:
      Wrong: the book does not hold what they were told, or breaks one of its rules.
    """
    writers = [Writer(1_000_000 * seed + number) for number in range(n_writers)]
    close_old_connections()
    with ThreadPoolExecutor(n_writers) as pool:
        list(pool.map(lambda writer: writer.write(n_acts), writers))
    told: Counter[tuple[str, str, str]] = Counter()
    for writer in writers:
        for key, cents in writer.acts.book.sums.items():
            told[key] += cents
    if sums() != {key: cents for key, cents in told.items() if cents}:
        raise Wrong(f"seed {seed}: the book is not the sum of what its writers were told")
    broken = queries.check_book()
    if broken:
        raise Wrong(f"seed {seed}: {broken}")
    return sum((writer.tally for writer in writers), Counter())
