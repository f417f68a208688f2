"""The seizure: everything the server wrote is searched for what the story put in."""

from dataclasses import dataclass

from tests.journeys.office import Served
from waystation.testing import history
from waystation.testing.canaries import Found
from waystation.testing.canaries import scan as search


@dataclass(frozen=True)
class Planted:
    """Words put in by the story, of every kind that must never lie open."""

    name: str = "Zephyrina Quillfeather"
    korean_name: str = "홍길동순이"
    tip_words: str = "She hides behind the cooperage until Sunday, telephone 555-0142-7788"
    source: str = "Marblewood"
    contact: str = "through the washerwoman of Thistledown Lane"
    phrase: str = "the heron sleeps standing"
    pick_up: str = "behind the limestone quarry, two lanterns"


PLANTED = Planted()
# Whole phrases and telling parts of them, and names and places of the historical network.
PLANTED_WORDS = [
    PLANTED.name,
    "Quillfeather",
    PLANTED.korean_name,
    "cooperage until",
    "555-0142-7788",
    PLANTED.source,
    "Thistledown",
    PLANTED.phrase,
    "limestone quarry",
    "Harriet Shephard",
    "Eliza Jane",
    "Chestertown",
    "chestertown-md",
    "St. Catharines",
    "Suspension Bridge",
]
PARTNERS_TRIED = 120
PLACES_TRIED = 120
# Shorter words stand in random bytes and library text by chance.
LEAST_LETTERS = 9


def words() -> list[str]:
    """List what is searched for: the planted words, partners and places of the network."""
    partners = [p.name for p in history.partners() if len(p.name) >= LEAST_LETTERS]
    places = [p.name for p in history.network().places if len(p.name) >= LEAST_LETTERS]
    return list(dict.fromkeys([*PLANTED_WORDS, *partners[:PARTNERS_TRIED], *places[:PLACES_TRIED]]))


def scan(served: Served) -> list[Found]:
    """Search the whole data directory and the server's own log."""
    return search(served.home, words(), log=served.log.read_text())
