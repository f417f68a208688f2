"""How fast two registers are compared without either being shown: keys a second, by step."""

from collections.abc import Callable
from time import process_time

from bench.figures import Figure, middle
from waystation.base.ids import new_id
from waystation.tracing.partners import psi

PART = "Between organisations"
SIZES, ROUNDS, SHARED = (1_000, 10_000), 3, 10
EXPLAINED = (
    "Between organisations: two sets of the same size, one key in ten in both, salted and "
    "encrypted as in a search with a partner; set-up and response are the answering side's work, "
    "request and count the asking side's. Keys a second of CPU time on one core, the median of "
    f"{ROUNDS} runs.",
)


def measure() -> list[Figure]:
    """Compare two sets of each size, and give the figures of each step."""
    figures = []
    for size in SIZES:
        rounds = [_round(size) for _ in range(ROUNDS)]
        figures += [
            _figure(f"{step}_{size}", middle([size / one[step] for one in rounds]))
            for step in rounds[0]
        ]
        whole = middle([size / sum(one.values()) for one in rounds])
        figures.append(_figure(f"keys_per_s_{size}", whole))
    return figures


def _round(size: int) -> dict[str, float]:
    """Go through one count; gives the seconds of each step."""
    salt = psi.run_key(new_id(), [b"a" * 32, b"b" * 32], [b"1", b"2"])
    asked = psi.salted(salt, [f"name year|{at}" for at in range(size)], 1, size)
    first = size - size // SHARED
    held = psi.salted(salt, [f"name year|{at}" for at in range(first, first + size)], 1, size)
    ours, theirs = psi.new_key(), psi.new_key()
    seconds: dict[str, float] = {}

    def timed(step: str, act: Callable[[], bytes]) -> bytes:
        began = process_time()
        made = act()
        seconds[step] = process_time() - began
        return made

    setup = timed("setup", lambda: psi.setup(theirs, held, size))
    request = timed("request", lambda: psi.request(ours, asked))
    response = timed("response", lambda: psi.counted(theirs, request, most=size))
    began = process_time()
    met = psi.size(ours, setup, response, most=size)
    seconds["count"] = process_time() - began
    assert met == size // SHARED
    return seconds


def _figure(name: str, value: float) -> Figure:
    return Figure(
        name=f"reunion.psi_{name}",
        value=round(value),
        unit="keys/s",
        better="higher",
        target=None,
        conditions={"part": PART},
    )
