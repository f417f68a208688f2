"""A guide's phone in Python: the same keys, formats and turns as the page's own script."""

import hashlib
import json
from base64 import b32decode, b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from waystation.base import tokens
from waystation.base.errors import Tampered
from waystation.relay.phones.domain import ONE_TIME_KEYS, comparison, spaced, ticket
from waystation.relay.turn import domain as wire
from waystation.relay.turn.domain import Answer, Asked
from waystation.vault import boxes, seal, words
from waystation.vault.domain import pad, unpad

NO_TOKEN = bytes(32)


def base64(value: bytes) -> str:
    return b64encode(value).decode()


def from_letters(letters: str) -> bytes:
    return b32decode(letters + "=" * (-len(letters) % 8))


class Card:
    """What the phone keeps of one order: the newest facts, its number, what came besides."""

    def __init__(self) -> None:
        self.last = 0
        self.missing = False
        self.state = "open"
        self.told: dict[str, Any] = {}
        self.heard: list[tuple[str, str]] = []
        # Every item that was applied, for tests that ask what came how often.
        self.numbers: list[int] = []


class Handset:
    """One phone with its seeds. `turn` speaks to the server as the page does; `keep` applies."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.sign_seed, self.mailbox_seed = seal.new_seed(), seal.new_seed()
        self.keys: dict[bytes, bytes] = {}
        self.fresh = [self.new_key() for _ in range(ONE_TIME_KEYS)]
        self.add_key(self.mailbox_seed)
        self.mailbox: str | None = None
        self.token = NO_TOKEN
        self.acks: list[UUID] = []
        self.cards: dict[str, Card] = {}

    def new_key(self) -> bytes:
        return self.add_key(seal.new_seed())

    def add_key(self, seed: bytes) -> bytes:
        public = seal.box_public(seed)
        self.keys[boxes.order_key_id(public)] = seed
        return public

    # Joining

    def ask_to_join(self, secret: bytes, **other):
        """Ask to join with this phone's keys, or with `other` fields in their place."""
        asked = {
            "invite": urlsafe_b64encode(ticket(secret)).decode(),
            "mailbox_public": base64(seal.box_public(self.mailbox_seed)),
            "one_time_publics": [base64(public) for public in self.fresh],
            "sign_public": base64(seal.sign_public(self.sign_seed)),
            "signatures": [base64(self.mark(public)) for public in self.fresh],
        }
        return self.client.post(
            "/p/api/join", data=json.dumps(asked | other), content_type="application/json"
        )

    def mark(self, public: bytes) -> bytes:
        return seal.sign(self.sign_seed, b"ws1/onetime" + public)

    def join(self, fragment: str) -> str:
        """Join by a link's part after "#" and return the four numbers the phone shows."""
        secret, pinned = (from_letters(part) for part in fragment.split("."))
        shown = self.join_by(secret)
        assert hashlib.sha256(self.cell_sign).digest() == pinned
        return shown

    def join_by_words(self, text: str) -> str:
        return self.join_by(words.entropy_of(text))

    def join_by(self, secret: bytes) -> str:
        answer = self.ask_to_join(secret).json()
        self.mailbox, self.token = answer["mailbox"], b64decode(answer["token"])
        self.cell_box = b64decode(answer["cell_box_public"])
        self.cell_sign = b64decode(answer["cell_sign_public"])
        return spaced(
            comparison(
                secret,
                mailbox_public=seal.box_public(self.mailbox_seed),
                sign_public=seal.sign_public(self.sign_seed),
                cell_sign_public=self.cell_sign,
                cell_box_public=self.cell_box,
            )
        )

    # Turns

    def asked(
        self,
        kind: int = wire.LOOK,
        brought: bytes = b"",
        *,
        entry: UUID | None = None,
        token: bytes | None = None,
    ) -> Asked:
        mailbox = UUID(self.mailbox) if self.mailbox else uuid4()
        acks = tuple(self.acks[:3])
        return Asked(kind, mailbox, token or self.token, entry or uuid4(), acks, brought)

    def post(self, request: bytes):
        return self.client.post(
            "/p/api/turn", data=request, content_type="application/octet-stream"
        )

    def turn(self, kind: int = wire.LOOK, brought: bytes = b"", **other) -> Answer:
        """Take one turn whose answer arrives, and note what was kept."""
        asked = self.asked(kind, brought, **other)
        answer = wire.read_answer(self.post(wire.write(asked)).content)
        self.acks = [one for one in self.acks if one not in asked.acks]
        return answer

    def look(self) -> Answer:
        """Look once, apply what came, and say in a second turn that it is kept."""
        answer = self.turn()
        self.keep(answer)
        if self.acks:
            self.turn()
        return answer

    def keep(self, answer: Answer) -> list[dict[str, Any]]:
        """Apply the items of an answer, those of one order in their order."""
        opened = [(item, self.opened(item)) for item in answer.items]
        mine = [(item, told) for item, told in opened if told is not None]
        for item, told in sorted(mine, key=lambda one: one[1]["n"]):
            self.apply(told)
            self.acks.append(item.id)
        return [told for _item, told in mine]

    def opened(self, item: wire.Item) -> dict[str, Any] | None:
        """Open an item with the key it names; None if it is for none of this phone's."""
        seed = self.keys.get(item.key_name)
        if seed is None:
            return None
        public = seal.box_public(seed)
        try:
            signed = unpad(seal.open_with(seed, item.box, kind=seal.ORDER, about=item.key_name))
        except Tampered:
            return None
        statement = b"ws1/order" + hashlib.sha256(public).digest() + signed[64:]
        assert seal.is_signed(self.cell_sign, statement, signed[:64])
        return json.loads(signed[64:])

    def apply(self, told: dict[str, Any]) -> None:
        card = self.cards.setdefault(told["order"], Card())
        if told["n"] <= card.last:
            return
        card.missing |= told["prev"] > card.last
        card.last = told["n"]
        card.numbers.append(told["n"])
        if told["is"] in ("order", "amend"):
            card.told = told
        elif told["is"] == "stand_down":
            card.state, card.told = "stood down", {}
        else:
            card.heard.append((told["is"], told["text"]))

    def orders(self) -> list[dict[str, Any]]:
        """Look, and list what the phone now knows of orders that stand."""
        self.look()
        return [card.told for card in self.cards.values() if card.told]

    # Word

    def sealed(self, order: str, verb: str, at: str, words: str = "", *, sign_seed=None) -> bytes:
        """Seal a report as the page does; `sign_seed` signs with another phone's key."""
        body = json.dumps({"order": order, "verb": verb, "at": at, "words": words}).encode()
        mailbox = UUID(self.mailbox).bytes
        mark = seal.sign(sign_seed or self.sign_seed, b"ws1/report" + mailbox + body)
        padded = pad(mark + body, 1_024)
        return seal.seal_to(self.cell_box, padded, kind=seal.REPORT, about=mailbox)

    def send(self, box: bytes, **other) -> Answer:
        return self.turn(wire.REPORT, box, **other)

    def report(self, order: str, verb: str, at: str, words: str = "") -> Answer:
        return self.send(self.sealed(order, verb, at, words))

    def show(self, order: str, nth: int, *, well: bool = True) -> Answer:
        """Show the token of an order's nth due time, from 1."""
        told = self.cards[order].told
        seed = urlsafe_b64decode(told["seeds"][0 if well else 1] + "==")
        return self.turn(wire.TOKEN, tokens.chain(seed, len(told["dues"]))[nth - 1])

    def bring_key(self) -> Answer:
        public = self.new_key()
        return self.turn(wire.KEY, public + self.mark(public))
