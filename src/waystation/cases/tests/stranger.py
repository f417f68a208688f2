"""A stranger with a browser, played in Python: seals a message as the public page's script does."""

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from waystation.cases import intake_queries, intake_rules
from waystation.cases.intake_forms import Sent
from waystation.cases.intake_rules import Offer
from waystation.cases.tests.builders import NOW
from waystation.vault import seal
from waystation.vault.domain import pad, unpad
from waystation.vault.intake import BUCKET


def text(value: bytes) -> str:
    return b64encode(value).decode()


@dataclass
class Stranger:
    """Somebody with twelve words, which are 16 bytes; `nth` counts what they write under them."""

    entropy: bytes
    nth: int = 0

    @property
    def id(self) -> bytes:
        return seal.derive(self.entropy, b"ws1/intake-id/%d" % self.nth, 16)

    @property
    def seed(self) -> bytes:
        return seal.derive(self.entropy, b"ws1/intake-reply/%d" % self.nth)

    @property
    def mark(self) -> bytes:
        return seal.derive(self.entropy, b"ws1/intake-mark")

    @property
    def reply_public(self) -> bytes:
        return seal.box_public(self.seed)

    def body(self, **said) -> bytes:
        usual = {"v": 1, "text": "Eleven wait.", "danger": "yes", "reach": "at the well"}
        usual |= {"at": NOW.isoformat(), "reply": text(sha256(self.reply_public).digest())}
        usual["mark"] = text(self.mark)
        return json.dumps(usual | said, ensure_ascii=False).encode()

    def sealed(self, offer: Offer, body: bytes | None = None) -> Sent:
        body = self.body() if body is None else body
        about = offer.id + self.id
        box = seal.seal_to(offer.public, pad(body, BUCKET), kind=seal.TIP, about=about)
        return Sent(self.id, offer.id, self.reply_public, box, "", bytes(8))

    def message(self, body: bytes | None = None, *, now: datetime = NOW) -> Sent:
        offer = intake_queries.offer(now)
        assert offer is not None
        return self.sealed(offer, body)

    def read(self, box: bytes | None = None) -> dict:
        """Open what lies under the twelve words, and check whose it is."""
        found = intake_queries.look(self.id)
        body = unpad(
            seal.open_with(self.seed, box or found.answers, kind=seal.ANSWER, about=self.id)
        )
        said = b"ws1/answer" + sha256(self.reply_public).digest() + self.id + body[64:]
        assert seal.is_signed(found.signer, said, body[:64])
        return json.loads(body[64:])


def nonce_for(riddle: str, message_id: bytes) -> bytes:
    """Search as the browser does, one number after the other."""
    tries = (n.to_bytes(8, "big") for n in range(2**32))
    return next(nonce for nonce in tries if intake_rules.is_work(riddle, message_id, nonce))
