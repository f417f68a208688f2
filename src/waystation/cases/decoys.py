"""The invented households and tips behind a duress passphrase."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Max

from waystation.base.ids import new_code
from waystation.cases import queries, recording, services
from waystation.cases.domain import URGENCIES, Contact, Household, Person, Sex, Tip
from waystation.cases.models import HouseholdRow
from waystation.cases.person import Birth, named
from waystation.cases.recording import Tie
from waystation.network import queries as network
from waystation.network.decoys import SPOTS
from waystation.vault.decoys import Start

# About as many as a small compartment of real work holds.
HOUSEHOLDS, RECENT, TIPS = 24, 7, 6
KNOWN_DAYS_MAX = 160
# Whoever has waited longer has probably arrived; after the second span certainly.
PATIENCE_DAYS, PATIENCE_MAX_DAYS = 20, 60
ARRIVED_SHARE = 0.75
# So often somebody new is heard of, and so many at once after a long silence.
NEWS_EVERY = timedelta(days=9)
NEWS_MAX = 6
FOLLOWED_SHARE = 0.7
# How births are told, and whose ties are noted.
AGE_TOLD_SHARE, YEAR_TOLD_SHARE, TIED_SHARE = 0.6, 0.5, 0.7
SOURCES, SOURCES_KO = ("Anna", "M. K.", "the baker", "R."), ("안나", "ㅁㅎ", "빵집", "ㄱ 선생")
ORIGINS = tuple(spot.slug for spot in SPOTS if spot.kind == "origin")

FAMILIES: tuple[str, ...] = (
    "Adler",
    "Brandt",
    "Costa",
    "Dimov",
    "Egger",
    "Farkas",
    "Gruber",
    "Horvat",
    "Iliev",
)
FAMILIES += ("Janda", "Kovac", "Lang", "Moser", "Novak", "Orlov", "Petrov", "Roth", "Simic")
WOMEN = ("Alma", "Berta", "Dora", "Elena", "Greta", "Irena", "Katja", "Lidia", "Mila", "Olga")
MEN = ("Adam", "Boris", "David", "Emil", "Filip", "Goran", "Ivan", "Karl", "Luka", "Milan")
FAMILIES_KO = ("김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신")
WOMEN_KO = ("영희", "순옥", "미영", "은주", "정숙", "혜진", "명자", "수련", "춘화", "금실")
MEN_KO = ("철수", "영호", "성진", "광일", "동혁", "명철", "상호", "준혁", "학수", "용남")

NEEDS = ("", "", "", "", "glasses", "walks slowly", "a baby in arms", "medicine for the heart")
NEEDS_KO = ("", "", "", "", "안경", "걸음이 느림", "젖먹이", "심장약")
PHRASES = (
    "the shutters need paint",
    "we still have two chairs",
    "the kettle is on",
    "rain by four",
)
PHRASES_KO = (
    "덧문에 칠이 벗겨졌네요",
    "의자 두 개가 남았어요",
    "물이 끓고 있어요",
    "네 시에 비가 온대요",
)
IN_PERSON, IN_PERSON_KO = "in person", "직접 만나서"
WORDS = (
    "A couple asks whether somebody can help them leave before the harvest.",
    "A father with two children has been told to report on Monday; he does not want to.",
    "Two brothers have lost their papers and sleep at a neighbour's.",
    "A grandmother and her grandson wait for word from her daughter abroad.",
    "Somebody asks for a way for three people, none of whom can walk far.",
    "A young woman asks that somebody come after dark, to another door.",
)
WORDS_KO = (
    "한 부부가 추수 전에 떠날 길을 묻습니다.",
    "두 아이를 둔 아버지가 월요일에 나오라는 말을 들었고 가고 싶어 하지 않습니다.",
    "형제 둘이 서류를 잃고 이웃집에서 잡니다.",
    "할머니와 손자가 외국에 있는 딸의 소식을 기다립니다.",
    "멀리 걷지 못하는 세 사람의 길을 묻습니다.",
    "젊은 여성이 어두워진 뒤 다른 집으로 와 달라고 합니다.",
)


def fill(start: Start) -> None:
    """Put invented households and tips into the decoy compartment of cases."""
    cell, korean = start.decoys.cell("cases"), _is_korean(start)
    spans = [PATIENCE_DAYS] * RECENT + [KNOWN_DAYS_MAX] * (HOUSEHOLDS - RECENT)
    families = [(*_family(start, days_max, korean), cell) for days_max in spans]
    _tie(start, services.take_in(families=families, keyring=start.decoys, now=start.now))
    for nth, words in enumerate(start.chance.sample(WORDS_KO if korean else WORDS, TIPS)):
        _hear(words, start, korean, is_new=nth == 0)


def tend(start: Start) -> None:
    """Invent a household and a tip for every few days gone by, and let those arrive who waited.

    Cost: 0.3 ms where nothing is due.
    """
    for cell in start.decoys.cells_of("cases"):
        rows = HouseholdRow.objects.filter(cell=cell)
        newest = rows.aggregate(newest=Max("day"))["newest"]
        silence = (start.now.date() - newest) // NEWS_EVERY if newest else 0
        if silence < 1:
            continue
        korean = _is_korean(start)
        _let_arrive(start)
        news = min(silence, NEWS_MAX)
        families = [(*_family(start, 9 * news, korean), cell) for _ in range(news)]
        _tie(start, services.take_in(families=families, keyring=start.decoys, now=start.now))
        _hear(start.chance.choice(WORDS_KO if korean else WORDS), start, korean, is_new=True)


def _let_arrive(start: Start) -> None:
    """Let most of those arrive who have waited longer than most do."""
    keyring, now = start.decoys, start.now
    for view in queries.waiting(keyring, now.date()):
        if view.waited_days > PATIENCE_DAYS and start.chance.random() < ARRIVED_SHARE:
            group = services.form_group(household_ids=[view.id], keyring=keyring, now=now)
            on = now.date() - timedelta(days=start.chance.randint(0, 6))
            services.note_arrival(group_id=group, on=on, keyring=keyring, now=now)


def _family(start: Start, days_max: int, korean: bool) -> tuple[Household, list[Person]]:
    """Invent one household, heard of so many days ago at most; of the older ones most arrived."""
    chance, today = start.chance, start.now.date()
    days = chance.randint(2, days_max)
    known = today - timedelta(days=days)
    there = days > PATIENCE_MAX_DAYS or (days > PATIENCE_DAYS and chance.random() < ARRIVED_SHARE)
    value = Household(
        code=new_code("H"),
        place=chance.choice(ORIGINS),
        waiting_since=known,
        urgency=chance.choice(URGENCIES[1:]),
        needs=chance.choice(NEEDS_KO if korean else NEEDS),
        contact=Contact(
            at=start.now - timedelta(days=days - 1, minutes=chance.randint(0, 600)),
            how=IN_PERSON_KO if korean else IN_PERSON,
            phrase=chance.choice(PHRASES_KO if korean else PHRASES),
        ),
        state="arrived" if there else "waiting",
        arrived_on=known + timedelta(days=chance.randint(9, PATIENCE_DAYS)) if there else None,
    )
    return value, _people(start, korean)


def _people(start: Start, korean: bool) -> list[Person]:
    """Invent one to five people: one or two grown up, a couple if there are children."""
    chance = start.chance
    family = chance.choice(FAMILIES_KO if korean else FAMILIES)
    women = chance.sample(WOMEN_KO if korean else WOMEN, 5)
    men = chance.sample(MEN_KO if korean else MEN, 5)
    sex: Sex = chance.choice(("female", "male"))
    n_people = chance.choice((1, 2, 2, 3, 3, 4, 5))
    people = []
    for number in range(n_people):
        is_child = number > 1
        if number == 1:
            sex = "male" if sex == "female" else "female"
        elif is_child:
            sex = chance.choice(("female", "male"))
        given = (women if sex == "female" else men)[number]
        # A Korean wife keeps the name of her own family, and children have their father's.
        own = chance.choice(FAMILIES_KO) if sex == "female" and not is_child else family
        ages = (1, 16) if is_child else (36, 58) if n_people > 2 else (20, 68)
        people.append(
            named(
                f"{own}{given}" if korean else f"{given} {family}",
                birth=_birth(start, chance.randint(*ages)),
                sex=sex,
                languages=("ko",) if korean else (),
                seems_under_18=is_child,
            )
        )
    return people


def _birth(start: Start, age: int) -> Birth:
    """Invent how an age is told: as it is, or a year, or now and then a whole day."""
    chance, today = start.chance, start.now.date()
    if chance.random() < AGE_TOLD_SHARE:
        return Birth(age_years=age, told_on=today)
    if chance.random() < YEAR_TOLD_SHARE:
        return Birth(calendar="solar", year=today.year - age)
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    return Birth(calendar="solar", year=today.year - age - 1, month=month, day=day)


def _tie(start: Start, household_ids: Sequence[UUID]) -> None:
    """Tie most of those of one household as a couple with children, as somebody noted them."""
    ties: list[Tie] = []
    for household_id in household_ids:
        view = queries.household(household_id, start.decoys, start.now.date())
        if view.size < 2 or start.chance.random() > TIED_SHARE:
            continue
        first, second, *children = view.household.people
        ties.append(Tie(one=first, other=second, kind="spouse"))
        ties += [Tie(one=child, other=first, kind="parent") for child in children]
        ties += [Tie(one=child, other=second, kind="parent") for child in children]
    recording.tie_all(ties=ties, keyring=start.decoys, now=start.now)


def _hear(words: str, start: Start, korean: bool, *, is_new: bool) -> None:
    """Put an invented tip on file: one of this morning, or an older one that was followed up."""
    chance = start.chance
    hours = chance.randint(2, 20) if is_new else chance.randint(40, 24 * 12)
    heard_at = start.now - timedelta(hours=hours, minutes=chance.randint(0, 59))
    followed = chance.random() < FOLLOWED_SHARE and not is_new
    tip = Tip(
        heard_at=heard_at,
        place=chance.choice(ORIGINS),
        words=words,
        people_estimate=chance.randint(1, 4),
        source_alias=chance.choice(SOURCES_KO if korean else SOURCES),
        source_grade="F" if is_new else chance.choice(("B", "C", "D")),
        word_grade=6 if is_new else chance.choice((2, 3, 4)),
        urgency="medium",
        state="new" if is_new else "accepted" if followed else "kept",
        contacted_at=heard_at + timedelta(hours=chance.randint(2, 26)) if followed else None,
    )
    cell = start.decoys.cell("cases")
    services.hear_tip(tip=tip, cell=cell, is_real=False, keyring=start.decoys, now=start.now)


def _is_korean(start: Start) -> bool:
    """Say in which language the decoy world was founded: its places tell."""
    named = {place.slug: place.name for place in network.places(start.decoys)}
    return named.get(SPOTS[0].slug) == SPOTS[0].korean
