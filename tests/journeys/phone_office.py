"""An office that answers a phone's browser in the place of the server: seals orders, keeps word."""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import BrowserContext, Route

from waystation.relay.turn import domain as wire
from waystation.relay.turn.domain import Answer, Asked, Item
from waystation.vault import boxes, seal, words
from waystation.vault.domain import pad

# None of these words stands in the lists of words that the page itself carries.
CITY = "Chestertown"
SECRET = bytes(range(16))
SEEDS = ("A" * 22, "B" * 22)


def base64(value: bytes) -> str:
    return b64encode(value).decode()


@dataclass
class PhoneOffice:
    """One office with its two keys, and everything one phone asked of it."""

    sign_seed: bytes = field(default_factory=seal.new_seed)
    box_seed: bytes = field(default_factory=seal.new_seed)
    mailbox: UUID = field(default_factory=uuid4)
    keys: list[bytes] = field(default_factory=list)
    mail: list[Item] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    sizes: set[tuple[int, int]] = field(default_factory=set)
    away: bool = False

    def answers(self, context: BrowserContext) -> None:
        """Take the place of the server for what the phone asks; its page still comes from there."""
        context.route("**/p/api/join", self._join)
        context.route("**/p/api/turn", self._turn)

    @property
    def twelve_words(self) -> str:
        return words.text_of(SECRET, "en")

    def _join(self, route: Route) -> None:
        told = json.loads(route.request.post_data or "")
        self.keys = [b64decode(public) for public in told["one_time_publics"]]
        route.fulfill(
            json={
                "mailbox": str(self.mailbox),
                "token": base64(bytes(32)),
                "cell_box_public": base64(seal.box_public(self.box_seed)),
                "cell_sign_public": base64(seal.sign_public(self.sign_seed)),
            }
        )

    def _turn(self, route: Route) -> None:
        # Answered here, a browser without a network would be heard all the same.
        if self.away:
            route.abort("internetdisconnected")
            return
        body = route.request.post_data_buffer or b""
        asked = wire.read(body)
        self.asked.append(asked)
        self.mail = [item for item in self.mail if item.id not in asked.acks]
        items = (self.mail + [self._filler() for _ in range(3)])[:3]
        answer = Answer(wire.TAKEN, asked.entry, datetime.now(UTC), 0, tuple(items))
        written = wire.write_answer(answer)
        self.sizes.add((len(body), len(written)))
        route.fulfill(body=written, content_type="application/octet-stream")

    def _filler(self) -> Item:
        return Item(uuid4(), token_bytes(16), bytes([1, 5]) + token_bytes(wire.BOX_BYTES - 2))

    def send(self, **facts: Any) -> None:
        """Seal an item to the phone's next key and put it into the mail."""
        public = self.keys.pop(0)
        body = json.dumps({"v": 2, "n": 1, "prev": 0} | facts).encode()
        mark = seal.sign(self.sign_seed, b"ws1/order" + hashlib.sha256(public).digest() + body)
        about = boxes.order_key_id(public)
        box = seal.seal_to(public, pad(mark + body, 1_024), kind=seal.ORDER, about=about)
        self.mail.append(Item(uuid4(), about, box))

    def send_order(self) -> None:
        """Send an order that stands for a day."""
        now = datetime.now(UTC)
        self.send(
            **{"is": "order", "order": str(uuid4()), "from": CITY, "to": "Wilmington"},
            window=[at(now), at(now + timedelta(hours=5))],
            people=3, needs="", ask="quagga", answer="zither", asked="heron", reply="saddle",
            meet="meet", hand="meet", night=True, lang="en",
            expires=at(now + timedelta(hours=29)),
            seeds=SEEDS,
            dues=[["accepted", 0], ["met", 60], ["handed_over", 360]],
        )  # fmt: skip

    def brought(self, kind: int) -> list[bytes]:
        """What the phone brought of one kind, in the order in which it came."""
        return [asked.brought for asked in self.asked if asked.kind == kind]


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M+00:00")
