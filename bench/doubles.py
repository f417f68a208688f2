"""How well and how fast two records of one person are found."""

from time import perf_counter

from bench.figures import Figure, middle
from waystation.base.ids import new_id
from waystation.cases import services
from waystation.cases.birth import Birth
from waystation.cases.domain import Household
from waystation.cases.matching import queries
from waystation.cases.matching.domain import PROBABLE_BITS, Found, Mention, find
from waystation.cases.person import Person, named
from waystation.testing.demo import CLOCK
from waystation.testing.doubles import Doubled, doubled, mixed, told
from waystation.vault import cells
from waystation.vault.keyring import Keyring

PART = "Two records of one person"
SEEDS, DOUBLES, CROWD, ROUNDS = (1855, 1856, 1857), 200, 10_000, 3
EXPLAINED = (
    f"Two records of one person: the 670 passengers of the books and {DOUBLES} seeded doubles of "
    "them, each harmed in one to three ways (a slip in the name, family name first, only one of "
    "the names, another age or none, no place, without those beside them), in another household. "
    f"Recall is the share of the {DOUBLES} that is proposed, precision the share of what is "
    "proposed that is one of them; pairs of the books that look alike count against it, though "
    f"some may be one person. The least of the seeds {', '.join(map(str, SEEDS))} each. The seven "
    "who share a name with somebody's relative and are somebody else are looked for among the "
    "passengers and the relatives they told of.",
    f"By the wall: {CROWD:,} people of mixed names in one ring, their rows read from the database, "
    f"opened, and all compared; median of {ROUNDS}.",
)


def measure() -> list[Figure]:
    """Look for doubles in the books and in a crowd, and give the figures."""
    return [*_books(), *_decoys(), _crowd(), _large()]


def _books() -> list[Figure]:
    made = [doubled(told().mentions, DOUBLES, seed=seed) for seed in SEEDS]
    shown = [_measured(one, find(one.mentions), least=float("-inf")) for one in made]
    sure = [_measured(one, find(one.mentions), least=PROBABLE_BITS) for one in made]
    figures = []
    for called, found in (("shown", shown), ("probable", sure)):
        for what, nth, target in (("recall", 0, 85), ("precision", 1, 85)):
            goal = target if called == "shown" else None
            value = min(one[nth] for one in found)
            figures.append(_figure(f"doubles_{called}_{what}_pct", value, "%", goal))
    return figures


def _measured(made: Doubled, found: Found, *, least: float) -> tuple[float, float]:
    proposed = {frozenset((p.first, p.second)) for p in found.proposals if p.bits >= least}
    hits = len(proposed & made.pairs)
    return 100 * hits / len(made.pairs), 100 * hits / max(1, len(proposed))


def _decoys() -> list[Figure]:
    books = told(with_relatives=True)
    proposed = {frozenset((p.first, p.second)) for p in find(books.mentions).proposals}
    apart = len(books.decoys - proposed)
    return [_figure("doubles_decoys_kept_apart", apart, f"of {len(books.decoys)}", 7)]


def _crowd() -> Figure:
    made = doubled(mixed(CROWD - DOUBLES), DOUBLES)
    recall, _precision = _measured(made, find(made.mentions), least=float("-inf"))
    return _figure(f"doubles_{CROWD}_recall_pct", recall, "%", None)


def _large() -> Figure:
    slots = [cells.found("gazetteer"), cells.found("cases")]
    keyring = Keyring.of(new_id(), slots)
    families: dict[object, list[Mention]] = {}
    for one in mixed(CROWD):
        families.setdefault(one.house, []).append(one)
    services.take_in(
        families=[
            (
                Household(place=people[0].place, waiting_since=CLOCK.date()),
                [_person(one) for one in people],
                slots[1].cell,
            )
            for people in families.values()
        ],
        keyring=keyring,
        now=CLOCK,
    )
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        queries.doubles(Keyring.of(keyring.user_id, slots), CLOCK.date())
        took.append(perf_counter() - began)
    return _figure(f"doubles_{CROWD}_s", middle(took), "s", 5.0, better="lower")


def _person(one: Mention) -> Person:
    birth = Birth(calendar="solar", year=one.birth_year) if one.birth_year else Birth()
    return named(one.names[0], sex=one.sex, birth=birth)


def _figure(
    name: str, value: float, unit: str, target: float | None, *, better: str = "higher"
) -> Figure:
    return Figure(
        name=f"cases.{name}", value=round(value, 2), unit=unit, better=better, target=target,
        conditions={"part": PART},
    )  # fmt: skip
