"""What the demo tells in public: two stories of long ago, and one that is still looked over.

Told in our own words from William Still, "The Underground Rail Road" (Philadelphia 1872), of people
who told the world themselves and by their own names. None of them is a passenger of the demo. The
drawing is our own.
"""

from datetime import date, datetime
from pathlib import Path

from waystation.impact.stories import publishing, services
from waystation.impact.stories.domain import POINTS, Draft, Words
from waystation.impact.stories.services import Written
from waystation.vault.door import Who

DRAWINGS = Path(__file__).parent / "data" / "stories"
# Without its author, who is a partner in the demo.
SOURCE = "The Underground Rail Road, 1872"
UNTIL = date(1860, 10, 1)

BOX = Draft(
    kind="story",
    slug="this-side-up",
    en=Words(
        title="This side up",
        text=(
            "His wife and children had been sold away from him. He asked himself what he still "
            "had to lose, and found that it was only fear.\n\n"
            "So he had a box made, as wide as a trunk and less deep than a man is tall when he "
            "sits. He took a little water and a few biscuits, and had himself sent to freedom as "
            "freight. For more than a day he lay in the dark. Twice the box stood upside down, "
            "with the arrow pointing at the floor.\n\n"
            "When those who waited for it had pried up the lid, he stood, held out his hand and "
            "wished them a good morning. Then he sang.\n\n"
            "He told it in many halls afterwards, under his own name, and always told it as what "
            "he had done, not as what had been done to him."
        ),
        alt="A drawing of a wooden box with its lid lifted; beside it a flask and a loaf of bread.",
    ),
    ko=Words(
        title="이쪽을 위로",
        text=(
            "아내와 아이들은 팔려 갔다. 아직 잃을 것이 무엇인지 스스로 "
            "물었더니, 남은 것은 두려움뿐이었다.\n\n"
            "그래서 나무 상자를 하나 짜게 했다. 트렁크만 한 너비에, "
            "사람이 앉아도 다 들어가지 않는 깊이였다. "
            "물 조금과 비스킷 몇 개를 들고 들어가, 자유로 가는 화물로 자신을 부쳤다. "
            "하루가 넘게 어둠 속에 누워 있었고, 상자는 두 번이나 거꾸로 놓였다.\n\n"
            "기다리던 사람들이 뚜껑을 열자 일어서서 손을 내밀고 아침 "
            "인사를 건넸다. 그리고 노래를 불렀다.\n\n"
            "그 뒤로 여러 강당에서 자기 이름으로 이 일을 이야기했다. "
            "당한 일이 아니라 스스로 해낸 일로 이야기했다."
        ),
        alt="뚜껑이 열린 나무 상자 그림. 옆에 물병과 빵 한 덩이가 있다.",
    ),
    until=UNTIL,
    channels=("site", "card"),
    picture="drawing",
    is_historical=True,
    source=SOURCE,
)
DISGUISE = Draft(
    kind="story",
    slug="first-class",
    en=Words(
        title="First class",
        text=(
            "She cut her hair, bound up her face as if her teeth ached, and put one arm in a "
            "sling so that nobody would ask her to write. He walked behind her and carried the "
            "bags. So a married couple travelled as a sick young gentleman and his servant.\n\n"
            "They took the best seats there were. At each counter somebody could have asked one "
            "question more. She had practised how a man is silent, and it was enough.\n\n"
            "In the city where they could stop at last she laid the disguise down and wept. The "
            "day after, they began to learn to read."
        ),
    ),
    ko=Words(
        title="일등석",
        text=(
            "그 여자는 머리를 자르고, 이가 아픈 것처럼 얼굴을 "
            "싸매고, 글을 써 달라는 말을 듣지 않으려고 "
            "한쪽 팔을 붕대에 걸었다. 남편은 가방을 들고 뒤에서 걸었다. "
            "부부는 그렇게 병든 젊은 신사와 그 하인이 되었다.\n\n"
            "가장 좋은 자리에 앉았다. 창구마다 누군가 한마디를 더 물을 수 있었다. "
            "그 여자는 남자가 어떻게 침묵하는지 익혀 두었고, 그것으로 충분했다.\n\n"
            "마침내 멈출 수 있는 도시에서 변장을 벗고 울었다. "
            "다음 날 둘은 글 읽기를 배우기 시작했다."
        ),
    ),
    until=UNTIL,
    is_historical=True,
    source=SOURCE,
)
CHEST = Draft(
    kind="story",
    slug="the-old-chest",
    en=Words(
        title="The old chest",
        text=(
            "A sailor's chest, a quilt, a pillow, some food and a bottle of water: that was all. "
            "Friends tied it with rope and brought it on board among the other freight.\n\n"
            "An older woman bought a ticket for the same ship. At night, when the deck was empty, "
            "she lifted the lid a little so that fresh air came in."
        ),
    ),
    ko=Words(
        title="낡은 궤짝",
        text=(
            "뱃사람의 궤짝 하나, 이불과 베개, 먹을 것 조금과 물 한 병. 그것이 전부였다. "
            "친구들이 밧줄로 묶어 다른 짐과 함께 배에 실었다.\n\n"
            "나이 든 여자 한 사람이 같은 배의 표를 샀다. 밤에 갑판이 비면 "
            "맑은 공기가 들어가도록 뚜껑을 조금 들어 올렸다."
        ),
    ),
    until=UNTIL,
    is_historical=True,
    source=SOURCE,
)


def furnish(julia: Who, levi: Who, allan: Who, now: datetime) -> None:
    """Publish two stories of long ago by all the hands it takes, and leave one for a second look.

    Args:
      julia: who drafts and asks for them to be published.
      levi: who looks them over.
      allan: who publishes.
    """
    crate = (DRAWINGS / "crate.png").read_bytes()
    for draft, picture in ((BOX, crate), (DISGUISE, b"")):
        written = Written(draft, (), picture)
        piece = services.draft(written=written, who=julia, now=now).pk
        services.review(piece_id=piece, points=POINTS, note="", who=levi, now=now)
        publishing.propose(piece_id=piece, who=julia, now=now)
        publishing.publish(piece_id=piece, who=allan, now=now)
    services.draft(written=Written(CHEST), who=julia, now=now)
