"""The small invented network behind a duress passphrase: places, houses, legs and partners."""

from math import cos, radians
from typing import NamedTuple

from django.utils.translation import get_language

from waystation.network import services
from waystation.network.domain import MODES, House, Leg, Partner, Place, crow_km
from waystation.vault.decoys import Start

KM_A_DEGREE = 111.2
DRIFT_KM = 6
CENTS_A_KM = {"bus": 9, "train": 14, "car": 22, "wagon": 2, "rail": 2, "carriage": 5}
EVIDENCE = "given"
# What goes on the same roads where the organisation's clock stands before engines.
ENGINES_SINCE = 1900
BEFORE_ENGINES = {"car": "carriage", "bus": "wagon", "train": "rail"}


class Spot(NamedTuple):
    """One invented place: its names, its kind, where it lies from the middle, beds if any."""

    slug: str
    english: str
    korean: str
    kind: str
    east_km: int
    north_km: int
    beds: int = 0


SPOTS = (
    Spot("mill", "Mill", "방앗간", "origin", -92, -61),
    Spot("quarry", "Quarry", "채석장", "origin", -118, -20),
    Spot("brick-yard", "Brick Yard", "벽돌공장", "origin", -75, -98),
    Spot("orchard", "Orchard", "과수원", "origin", -134, -72),
    Spot("chapel", "Chapel", "예배당", "station", -58, -34, 6),
    Spot("old-bridge", "Old Bridge", "옛다리", "station", -40, 4, 4),
    Spot("bakery", "Bakery", "빵집", "station", -15, -46, 5),
    Spot("school", "School", "학교", "station", 6, 22, 8),
    Spot("clinic", "Clinic", "진료소", "hub", 12, -8, 12),
    Spot("depot", "Depot", "차고", "hub", 44, 31, 10),
    Spot("ferry", "Ferry", "나루", "crossing", 71, 8, 4),
    Spot("forest-house", "Forest House", "숲집", "crossing", 83, 57, 6),
    Spot("harbour", "Harbour", "항구", "destination", 128, 16, 20),
    Spot("north-town", "North Town", "북쪽마을", "destination", 116, 92, 20),
)
WAYS = (
    ("mill", "chapel", "foot"),
    ("mill", "chapel", "car"),
    ("quarry", "old-bridge", "car"),
    ("brick-yard", "bakery", "bus"),
    ("orchard", "chapel", "car"),
    ("orchard", "quarry", "foot"),
    ("chapel", "old-bridge", "car"),
    ("chapel", "bakery", "foot"),
    ("old-bridge", "school", "bus"),
    ("bakery", "clinic", "train"),
    ("school", "clinic", "bus"),
    ("school", "depot", "car"),
    ("clinic", "depot", "train"),
    ("clinic", "ferry", "car"),
    ("depot", "forest-house", "car"),
    ("depot", "ferry", "bus"),
    ("ferry", "harbour", "ferry"),
    ("forest-house", "north-town", "foot"),
)
ENGLISH: tuple[str, ...] = (
    "Anna",
    "Bruno",
    "Clara",
    "Daniel",
    "Edith",
    "Felix",
    "Gerda",
    "Hugo",
    "Ida",
    "Jonas",
)
ENGLISH += ("Lena", "Marten", "Nora", "Otto", "Paula", "Robert")
KOREAN: tuple[str, ...] = (
    "안나",
    "바울",
    "은혜",
    "다윗",
    "에스더",
    "기드온",
    "한나",
    "요한",
    "이삭",
    "마리아",
)
KOREAN += ("나오미", "베드로", "룻", "사무엘", "디모데", "리디아")
# Partners at the places where people change, in turn.
HELPED = tuple(spot.slug for spot in SPOTS if spot.kind != "origin")


def is_korean() -> bool:
    """Say whether the organisation is founded in Korean: its invented world then speaks it too."""
    return get_language() == "ko"


def fill(start: Start) -> None:
    """Put the invented network into the decoy compartments."""
    places = _places(start)
    services.take_in(
        places=places.values(),
        houses=_houses(start),
        legs=[_leg(a, b, _means(mode, start), places) for a, b, mode in WAYS],
        partners=_partners(start),
        keyring=start.decoys,
        now=start.now,
    )


def _places(start: Start) -> dict[str, Place]:
    """Lay the places around the middle, each a little off, so that no two worlds are the same."""
    north, east = start.around
    found = {}
    for spot in SPOTS:
        up = spot.north_km + start.chance.uniform(-DRIFT_KM, DRIFT_KM)
        across = spot.east_km + start.chance.uniform(-DRIFT_KM, DRIFT_KM)
        found[spot.slug] = Place(
            slug=spot.slug,
            name=spot.korean if is_korean() else spot.english,
            lat=round(north + up / KM_A_DEGREE, 4),
            lon=round(east + across / (KM_A_DEGREE * cos(radians(north))), 4),
            kind=spot.kind,
            evidence=EVIDENCE,
        )
    return found


def _houses(start: Start) -> list[House]:
    return [
        House(place=s.slug, beds=s.beds, max_nights=start.chance.randint(2, 5), assumed=False)
        for s in SPOTS
        if s.beds
    ]


def _means(mode: str, start: Start) -> str:
    return mode if start.now.year >= ENGINES_SINCE else BEFORE_ENGINES.get(mode, mode)


def _leg(a: str, b: str, mode: str, places: dict[str, Place]) -> Leg:
    means = MODES[mode]
    km = round((crow_km(places[a], places[b]) or 0) * means.winding, 1)
    return Leg(
        slug=f"{a}-{b}-{mode}",
        from_place=a,
        to_place=b,
        mode=mode,
        duration_min=max(15, round(km / means.kmh * 60)),
        km=km,
        capacity=means.capacity,
        night_only=mode == "foot",
        cost_cents=round(km * CENTS_A_KM.get(mode, 0)),
        cost_evidence=EVIDENCE,
        evidence=EVIDENCE,
    )


def _partners(start: Start) -> list[Partner]:
    names = list(KOREAN if is_korean() else ENGLISH)
    start.chance.shuffle(names)
    return [
        Partner(
            slug=f"p{number:02}",
            name=name,
            place=HELPED[number % len(HELPED)],
            region="",
            assumed=False,
            tongue="ko" if is_korean() else "en",
        )
        for number, name in enumerate(names)
    ]
