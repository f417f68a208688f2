"""What a leg costs: paid fares where they are on file, else rates worked out from them. Pure."""

from collections.abc import Iterable, Mapping
from statistics import median

import msgspec

from waystation.base.money import dollars
from waystation.network.domain import MODES, Leg, Place, crow_km, jurisdiction

SHORTEST_KM = 1.0
_BY_WATER_IN_HIDING = frozenset(("steamboat", "schooner", "ship"))


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A fare that somebody paid, or was asked, for one person between two places."""

    slug: str
    from_place: str
    to_place: str
    mode: str
    cents: int
    source: str = ""


class Rate(msgspec.Struct, frozen=True):
    """What a kilometre costs one person: millicents, the dearest fare on file, and how many."""

    millicents_per_km: int
    dearest_cents: int
    n_payments: int


# A rate is looked up by mode and by whether the passage has to be bought as a hiding place.
RateKey = tuple[str, bool]


def in_hiding(mode: str, a: Place, b: Place) -> bool:
    """Say whether a passage must be bought as a hiding place: by ship, out of a slave state.

    Captains asked far more for these than for an open fare, so they make a rate of their own.
    """
    slave = "slave state" in (jurisdiction(a.region, a.country), jurisdiction(b.region, b.country))
    return slave and mode in _BY_WATER_IN_HIDING


def rates(payments: Iterable[Payment], places: Mapping[str, Place]) -> dict[RateKey, Rate]:
    """Work out the price of a kilometre for every mode that has payments on file.

    The rate is the median over the payments of cents by road kilometre, the road being the crow
    flight times the winding of the mode. Payments between places without coordinates are left out.
    """
    per_km: dict[RateKey, list[tuple[float, int]]] = {}
    for paid in payments:
        a, b = places[paid.from_place], places[paid.to_place]
        crow = crow_km(a, b)
        if crow is None or crow < SHORTEST_KM:
            continue
        road_km = crow * MODES[paid.mode].winding
        key = (paid.mode, in_hiding(paid.mode, a, b))
        per_km.setdefault(key, []).append((1_000 * paid.cents / road_km, paid.cents))
    return {
        key: Rate(round(median(r for r, _ in found)), max(cents for _, cents in found), len(found))
        for key, found in per_km.items()
    }


def with_fares(
    legs: Iterable[Leg], places: Mapping[str, Place], payments: Iterable[Payment]
) -> tuple[Leg, ...]:
    """Give every leg a price per person and say where the price comes from.

    A price given with the leg stays. Else: the median of the payments for that very pair of places
    and mode, either way; else a rate by the kilometre, never more than the dearest payment it is
    made from; else, where no comparable mode has a payment, nothing. Walking costs nothing.
    The committee pays these fares; no passenger is ever asked for one.
    """
    payments = tuple(payments)
    by_mode = rates(payments, places)
    by_leg: dict[tuple[frozenset[str], str], list[Payment]] = {}
    for paid in payments:
        by_leg.setdefault((frozenset((paid.from_place, paid.to_place)), paid.mode), []).append(paid)

    priced = []
    for leg in legs:
        if not leg.cost_evidence:
            found = by_leg.get((frozenset((leg.from_place, leg.to_place)), leg.mode))
            cents, evidence = _documented(found) if found else _derived(leg, places, by_mode)
            leg = msgspec.structs.replace(leg, cost_cents=cents, cost_evidence=evidence)
        priced.append(leg)
    return tuple(priced)


def _documented(found: list[Payment]) -> tuple[int, str]:
    cents = round(median(paid.cents for paid in found))
    names = ", ".join(paid.slug for paid in found)
    how = f"median of {len(found)} payments" if len(found) > 1 else "paid once"
    return cents, f"documented: {how} for this leg ({names}; {found[0].source})"


def _derived(
    leg: Leg, places: Mapping[str, Place], by_mode: Mapping[RateKey, Rate]
) -> tuple[int, str]:
    if leg.mode == "foot":
        return 0, "none: walking costs nothing"
    hiding = in_hiding(leg.mode, places[leg.from_place], places[leg.to_place])
    for mode in (leg.mode, *MODES[leg.mode].fare_like):
        for hidden in dict.fromkeys((hiding, False)):
            rate = by_mode.get((mode, hidden))
            if rate is None:
                continue
            cents = min(round(leg.km * rate.millicents_per_km / 1_000), rate.dearest_cents)
            way = f"hidden by {mode}" if hidden else f"by {mode}"
            return cents, (
                f"derived: {rate.millicents_per_km / 1_000:.2f} cents a km {way}, median of "
                f"{rate.n_payments}, at most {dollars(rate.dearest_cents)}"
            )
    return 0, "none: no payment on file for this mode or one like it"
