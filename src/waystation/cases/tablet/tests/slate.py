"""A worker's tablet in Python: the same keys, formats and requests as the page's own script."""

import hashlib
import json
from base64 import b32decode, b64decode, b64encode, urlsafe_b64encode
from uuid import UUID, uuid4

from django.test import Client

from waystation.cases.tablet.domain import comparison_number
from waystation.vault import seal
from waystation.vault.domain import pad, unpad


def base64(value: bytes) -> str:
    return b64encode(value).decode()


def from_letters(letters: str) -> bytes:
    return b32decode(letters + "=" * (-len(letters) % 8))


class Slate:
    """One tablet with its seeds; `post` speaks to the server as the page does."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)
        self.sign_seed, self.box_seed = seal.new_seed(), seal.new_seed()
        self.id = None
        self.counter = self.since = self.said = 0
        self.cases, self.head = {}, None

    def post(self, name: str, body: dict):
        return self.client.post(
            f"/tablet/api/{name}", data=json.dumps(body), content_type="application/json"
        )

    def ask_to_join(self, secret: bytes, **other):
        asked = {
            "invite": urlsafe_b64encode(secret).decode(),
            "sign_public": base64(seal.sign_public(self.sign_seed)),
            "box_public": base64(seal.box_public(self.box_seed)),
        }
        return self.post("join", asked | other)

    def join(self, fragment: str) -> str:
        """Join by a link's part after "#" and return the number the tablet shows."""
        secret, pinned = (from_letters(part) for part in fragment.split("."))
        answer = self.ask_to_join(secret).json()
        self.id = UUID(answer["tablet"])
        self.cell_box = b64decode(answer["cell_box_public"])
        self.cell_sign = b64decode(answer["cell_sign_public"])
        assert hashlib.sha256(self.cell_sign).digest() == pinned
        return comparison_number(
            secret,
            box_public=seal.box_public(self.box_seed),
            sign_public=seal.sign_public(self.sign_seed),
            cell_sign_public=self.cell_sign,
            cell_box_public=self.cell_box,
        )

    def ask(self, name: str, body: dict, *, counter: int | None = None, seed: bytes | None = None):
        """Ask something, signed with the tablet's key or another, under the next number or one."""
        self.counter += 1
        number, said = counter or self.counter, json.dumps(body)
        about = number.to_bytes(8, "big") + hashlib.sha256(said.encode()).digest()
        mark = seal.sign(
            seed or self.sign_seed, b"ws1/tablet-ask" + name.encode() + self.id.bytes + about
        )
        asked = {"tablet": str(self.id), "counter": number, "said": said, "sign": base64(mark)}
        return self.post(name, asked)

    def fetch(self) -> list[dict]:
        """Fetch what was sealed to it, check whose it is, and give what each packet says."""
        answer = self.ask("fetch", {"since": self.since})
        assert answer.status_code == 200
        found, left = [], answer.content
        while left:
            seq, size = int.from_bytes(left[:8], "big"), int.from_bytes(left[8:12], "big")
            box, left = left[12 : 12 + size], left[12 + size :]
            opened = unpad(
                seal.open_with(self.box_seed, box, kind=seal.PACKET, about=self.id.bytes)
            )
            mark, body = opened[:64], opened[64:]
            statement = b"ws1/packet" + self.id.bytes + seq.to_bytes(8, "big") + body
            assert seal.is_signed(self.cell_sign, statement, mark)
            found.append(json.loads(body))
            self.since = max(self.since, seq)
        for packet in found:
            if packet["is"] == "case":
                self.cases[packet["case"]] = packet
            else:
                self.head = packet
        return found

    def sealed(self, word: dict, *, seed: bytes | None = None) -> bytes:
        body = json.dumps(word).encode()
        mark = seal.sign(seed or self.sign_seed, b"ws1/word" + self.id.bytes + body)
        padded = pad(mark + body, 4_096)
        return seal.seal_to(self.cell_box, padded, kind=seal.WORD, about=self.id.bytes)

    def word(self, case: UUID, kind: str, record: UUID, field: str, base: str, value: str) -> dict:
        """Write a word as the tablet numbers it, without sending it."""
        self.said += 1
        return {
            "case": str(case),
            "kind": kind,
            "record": str(record),
            "field": field,
            "base": base,
            "value": value,
            "counter": self.said,
            "at": "1855-10-26T12:00:00Z",
        }

    def send(self, word: dict, *, entry: UUID | None = None, seed: bytes | None = None):
        box = base64(self.sealed(word, seed=seed))
        return self.ask("word", {"entry": str(entry or uuid4()), "box": box})

    def say(self, *word) -> None:
        """Write a word and send it."""
        assert self.send(self.word(*word)).status_code == 200
