"""Compares long registers with Splink, stage by stage.

Training, then each rule's pairs: whatever is done stands in `Stages`, and a run that is taken up
again does only what is left. The settings are the same on every engine (`domain.py`); which pairs
are looked at is asked with our own queries (`looking.py`), which know a key that too many share.
"""

# ruff: noqa: S608

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from math import prod
from pathlib import Path
from typing import Any

import msgspec

from waystation.tracing.batch import domain, looking
from waystation.tracing.batch.domain import Engine, Learned, Progress, Role, Rule, Worth
from waystation.tracing.batch.engines import Machine, shared, started
from waystation.tracing.batch.readings import HANGUL_SHARE, is_hangul, readings
from waystation.tracing.batch.stages import Stages

SEED = 1
U_PAIRS, EM_PAIRS, PROBE = 2_000_000.0, 500_000.0, 0.05
# On an engine of many machines so many records, drawn evenly, are learned from on this one.
LEARN_FROM = 1_000_000

Tell = Callable[[Progress], None]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is linked: one register with itself or two with each other, and where it is done.

    `roles` says of each file which column holds what; `bits` is the least weight of a pair worth
    writing down (0: as likely as not). `korean` says whether names are read as Korean ones; None
    looks whether many are written in Hangul. `memory` caps DuckDB, for example "6GB".
    """

    files: tuple[Path, ...]
    roles: tuple[Mapping[Role, str], ...]
    bits: float = 0.0
    engine: Engine = "duckdb"
    korean: bool | None = None
    memory: str = ""
    threads: int = 0
    master: str = "local[*]"

    def said(self) -> object:
        """Give what pairs depend on besides the files: a run of another answer is another job."""
        roles = [sorted(each.items()) for each in self.roles]
        return [roles, self.bits, self.engine, self.korean]


class Pair(msgspec.Struct, frozen=True):
    """Two records that may be of one person, and how strongly in bits."""

    id_a: str
    id_b: str
    weight: float

    @property
    def probability(self) -> float:
        """Give the weight as a probability."""
        return float(1 / (1 + 2.0**-self.weight))


def link(job: Job, stages: Stages, tell: Tell) -> Iterator[Pair]:
    """Find the pairs, by their ids in order; all are found before the first is given.

    Raises:
      Refused: a library is missing, a file cannot be read, or memory ends.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    begun = started(
        job.engine, folder=stages.folder, memory=job.memory, threads=job.threads, master=job.master
    )
    with closing(begun):
        yield from _linked(begun, job, stages, tell)


def _linked(held: Machine, job: Job, stages: Stages, tell: Tell) -> Iterator[Pair]:
    tell(Progress(0, 0, "reading the files"))
    columns, sizes = load(held, job)
    two = len(sizes) == 2
    rules = looking.chosen(domain.rules(columns), pairs=looking.every_pair(sizes))
    n = len(rules) + 1
    learned = stages.learned
    if learned is None:
        tell(Progress(1, n, "learning what agreement is worth"))
        learned = learn(held, columns, sizes)
        stages.keep(learned)
    settings = domain.settings(columns, learned)
    if not all(stages.pairs(nth).exists() for nth in range(len(rules))):
        sharpen(held, rules, two=two)
    for nth, rule in enumerate(rules):
        if stages.pairs(nth).exists():
            continue
        tell(Progress(nth + 2, n, rule.name))
        with stages.finishing(nth) as path:
            score(held, settings, rules, nth, two=two, bits=job.bits, path=path)
    tell(Progress(n, n, "writing the pairs"))
    held.read("found", [stages.pairs(nth) for nth in range(len(rules))])
    for id_a, id_b, weight in held.rows(looking.named(job.bits)):
        yield Pair(str(id_a), str(id_b), float(weight))


def load(held: Machine, job: Job) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Read a job's files into the table `records`; gives its columns and the files' sizes."""
    held.load(job.files, job.roles)
    roles = shared(job.roles)
    columns = domain.columns_of(roles)
    if _is_korean(held, job.korean, roles):
        held.put("readings", readings(name for (name,) in held.rows(domain.names_of(roles))))
        held.make("records", domain.with_readings(roles))
        columns = (*columns, "reading", "second")
    else:
        held.make("records", domain.prepared(roles, source="loaded"))
    counts = held.rows("select count(*) from records group by side order by side")
    return columns, tuple(int(n) for (n,) in counts)


def _is_korean(held: Machine, said: bool | None, roles: Collection[Role]) -> bool:
    if said is not None:
        return said
    names = [name for (name,) in held.rows(f"{domain.names_of(roles)} limit 2000")]
    return sum(map(is_hangul, names)) > HANGUL_SHARE * len(names)


def learn(held: Machine, columns: Collection[str], sizes: Sequence[int]) -> Learned:
    """Learn from the records alone what each agreement is worth.

    Always on DuckDB, whose small questions Spark would take minutes for; of a register that Spark
    holds, an even sample is learned from.
    """
    two = len(sizes) == 2
    if held.name == "duckdb":
        worth = _taught(held, columns, two=two)
    else:
        with closing(started("duckdb")) as teacher:
            named = ("unique_id", "side", *columns)
            rows = list(held.rows(looking.sample(named, held.name, LEARN_FROM / sum(sizes))))
            teacher.put(
                "records", dict(zip(named, map(list, zip(*rows, strict=True)), strict=True))
            )
            worth = _taught(teacher, columns, two=two)
    certain = domain.certain(columns)
    ((equal,),) = held.rows(looking.counted(certain, two=two))
    filled = ", ".join(f"cast(count({column}) as double) / count(*)" for column in certain)
    (shares,) = held.rows(f"select {filled} from records")
    expected = domain.agreeing(worth, certain) * prod(float(share) ** 2 for share in shares)
    share = domain.share_of_matches(
        equal=float(equal), expected=expected, pairs=looking.every_pair(sizes)
    )
    return Learned(share, worth)


def _taught(held: Machine, columns: Collection[str], *, two: bool) -> dict[str, tuple[Worth, ...]]:
    """Ask Splink: chance agreement from random pairs, that of one person by EM.

    EM runs once for each thing that pairs are drawn by, since those pairs cannot teach what that
    thing is worth, and each time on a capped sample of them. What too few pairs can teach keeps
    the worth that Splink gives what it knows nothing of.
    """
    from splink import Linker
    from splink.blocking_rule_library import CustomRule
    from splink.internals.exceptions import EMTrainingException

    linker = Linker(held.api.register("records"), domain.settings(columns), log_level=None)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=U_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
    )
    for agreed in domain.training(columns):
        # With too few pairs a level nobody is on goes below every number, or none are left.
        with suppress(ValueError, EMTrainingException):
            linker.training.estimate_parameters_using_expectation_maximisation(
                CustomRule(looking.learning(agreed, two=two)),
                max_pairs=EM_PAIRS,
                record_sample_proportion=PROBE,
            )
    return domain.learned_from(linker.misc.save_model_to_json())


def sharpen(held: Machine, rules: Sequence[Rule], *, two: bool) -> None:
    """Give every record its keys, without those that too many share."""
    if looking.EVERYBODY in rules:
        return
    held.make("keys", looking.keys(rules, held.name))
    for nth in range(len(rules)):
        held.make(f"crowd{nth}", looking.crowded(nth, two=two))
    held.make("sharp_keys", looking.without_crowds(len(rules)))


def score(
    held: Machine, settings: Mapping[str, Any], rules: Sequence[Rule], nth: int, *,
    two: bool, bits: float, path: Path,
) -> None:  # fmt: skip
    """Weigh the pairs that one rule brings, and save those that weigh enough."""
    from splink import Linker

    held.make("looked_at", looking.blocked(rules, nth, two=two))
    linker = Linker(held.api.register("records"), dict(settings), log_level=None)
    linker.table_management.register_blocked_pairs_for_predict(held.api.register("looked_at"))
    found = linker.inference.predict(threshold_match_weight=bits, warning_mode="never")
    held.save(
        "select unique_id_l as l, unique_id_r as r, match_weight as weight "
        f"from {found.physical_name}",
        path,
    )
    found.drop_table_from_database_and_remove_from_cache()
