"""The demo's talks, events and receipts of 1855: two events, those who come, a paper or two.

The Rochester sewing society and its sales are told of in the books; hours, places and everybody
who asks here are invented.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from waystation.giving import organisation
from waystation.giving.advocacy import planning
from waystation.giving.advocacy import services as advocacy
from waystation.giving.advocacy.domain import Planned, Said
from waystation.giving.models import OrganisationRow
from waystation.giving.receipts import queries as receipts
from waystation.giving.receipts import services as issuing
from waystation.vault.door import Who

ROCHESTER = ZoneInfo("America/New_York")
N_RECEIPTS = 3
LECTURE = Planned(
    kind="lecture",
    title_en="By the North Star: an evening with the lantern",
    title_ko="북극성을 따라: 등불과 함께하는 저녁",
    text_en=(
        "How people go free on foot, by boat and by rail, told without a name, a road or a house. "
        "With pictures by the lantern.\n\nThe collection goes to shoes and winter coats."
    ),
    text_ko=(
        "사람들이 걸어서, 배로, 기차로 어떻게 자유를 찾는지를 이름도 길도 집도 밝히지 않고 "
        "들려드립니다. 환등 그림과 함께합니다.\n\n모금액은 신발과 겨울 외투에 쓰입니다."
    ),
    place_en="Corinthian Hall, Rochester",
    place_ko="코린시안 홀, 로체스터",
    starts_at=datetime(1855, 11, 20, 19, tzinfo=ROCHESTER).astimezone(UTC),
    ends_at=datetime(1855, 11, 20, 21, tzinfo=ROCHESTER).astimezone(UTC),
    zone=ROCHESTER.key,
    seats=6,
)
BAZAAR = Planned(
    kind="sale",
    title_en="Sewing bazaar: wool, linen and preserves",
    title_ko="바느질 바자회: 모직, 아마, 저장 식품",
    text_en="What our sewing circles made this year. Come and sew with us from noon.",
    text_ko="올해 바느질 모임이 만든 것들입니다. 정오부터 함께 바느질해요.",
    place_en="Assembly Room, Buffalo Street, Rochester",
    place_ko="로체스터 버펄로 거리 집회실",
    starts_at=datetime(1855, 12, 12, 12, tzinfo=ROCHESTER).astimezone(UTC),
    ends_at=datetime(1855, 12, 12, 18, tzinfo=ROCHESTER).astimezone(UTC),
    zone=ROCHESTER.key,
)
# Who comes to the lecture, with how many: the last two wait for a place.
COME = (("Maria", 2), ("Susan", 3), ("Isaac", 1), ("Amy", 2), ("Rhoda", 1))
TALK = Said(
    name="Lucy C.",
    email="lucy@seminary.test",
    words="Our girls sew for the bazaar and ask for whom.",
    facts={
        "organisation": "A seminary in Macedon",
        "topic": "What people need who arrive in winter",
        "when": "any Thursday in January",
        "people": "60",
        "where": "with you",
    },
)
HELPER = Said(
    name="Jacob P.",
    email="jacob@example.org",
    facts={"languages": "English, French, some Dutch", "skills": "translating,law", "hours": "6"},
)


def furnish(julia: Who, levi: Who, now: datetime) -> None:
    """Put events, asks, subscribers and some receipts into the demo.

    Args:
      julia: the fundraiser.
      levi: the finance officer.
    """
    _organisation(levi, now)
    lecture = planning.plan(LECTURE, "by-the-north-star", now=now)
    bazaar = planning.plan(BAZAAR, "sewing-bazaar", now=now)
    for event in (lecture, bazaar):
        planning.publish(event.pk, keyring=julia.keyring, now=now)
    for name, people in COME:
        said = Said(name=name, email=f"{name.casefold()}@example.org")
        advocacy.register(lecture, said, people, now=now)
    advocacy.ask("speaker", TALK, now=now)
    helper = advocacy.ask("volunteer", HELPER, now=now)
    advocacy.decide(helper.pk, "taken", keyring=julia.keyring, now=now)
    for name in ("sarah", "abby", "benjamin"):
        asked = advocacy.subscribe(Said(email=f"{name}@example.org"), now=now)
        if name != "benjamin":
            advocacy.confirm(asked.secret)
    waiting = receipts.singles(levi.keyring).values_list("pk", flat=True)[:N_RECEIPTS]
    issuing.issue(list(waiting), keyring=levi.keyring, now=now)


def _organisation(levi: Who, now: datetime) -> None:
    row = OrganisationRow(
        since=now.date(),
        name="Vigilance Committee",
        name_ko="자경 위원회",
        address="31 North Fifth Street\nConcord",
        country="US",
        place="Concord",
        registrations="US 00-0000000",
        signatory="Levi",
        signatory_role="Treasurer",
        website="waystation.example.org",
    )
    organisation.keep(row, keyring=levi.keyring, now=now)
