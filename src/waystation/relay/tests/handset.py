"""A guide's phone in Python: the same keys, formats and requests as the page's own script."""

import hashlib
import json
from base64 import b32decode, b64decode, b64encode, urlsafe_b64encode
from uuid import uuid4

from django.test import Client

from waystation.base.errors import Tampered
from waystation.relay.domain import comparison_number
from waystation.vault import seal
from waystation.vault.domain import pad, unpad


def base64(value: bytes) -> str:
    return b64encode(value).decode()


def from_letters(letters: str) -> bytes:
    return b32decode(letters + "=" * (-len(letters) % 8))


class Handset:
    """One phone with its seeds; `post` speaks to the server as the page does."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)
        self.sign_seed, self.mailbox_seed = seal.new_seed(), seal.new_seed()
        self.one_time = {}
        for _ in range(4):
            seed = seal.new_seed()
            self.one_time[seal.box_public(seed)] = seed
        self.mailbox = self.token = self.number = None

    def post(self, name: str, body: dict):
        return self.client.post(
            f"/p/api/{name}", data=json.dumps(body), content_type="application/json"
        )

    def ask_to_join(self, secret: bytes, **other):
        """Ask to join with this phone's keys, or with `other` fields in their place."""
        publics = list(self.one_time)
        marks = [seal.sign(self.sign_seed, b"ws1/onetime" + public) for public in publics]
        asked = {
            "invite": urlsafe_b64encode(secret).decode(),
            "mailbox_public": base64(seal.box_public(self.mailbox_seed)),
            "one_time_publics": [base64(public) for public in publics],
            "sign_public": base64(seal.sign_public(self.sign_seed)),
            "signatures": [base64(mark) for mark in marks],
        }
        return self.post("join", asked | other)

    def join(self, fragment: str) -> str:
        """Join by a link's part after "#" and return the number the phone shows."""
        secret, pinned = (from_letters(part) for part in fragment.split("."))
        answer = self.ask_to_join(secret).json()
        self.mailbox, self.token = answer["mailbox"], answer["token"]
        self.cell_box = b64decode(answer["cell_box_public"])
        self.cell_sign = b64decode(answer["cell_sign_public"])
        assert hashlib.sha256(self.cell_sign).digest() == pinned
        return comparison_number(
            secret,
            mailbox_public=seal.box_public(self.mailbox_seed),
            sign_public=seal.sign_public(self.sign_seed),
            cell_sign_public=self.cell_sign,
            cell_box_public=self.cell_box,
        )

    def mail(self, token: str | None = None) -> list[bytes]:
        asked = {"mailbox": self.mailbox, "token": token or self.token}
        return [b64decode(item["box"]) for item in self.post("mail", asked).json()["items"]]

    def orders(self) -> list[dict]:
        """Open what opens with one of the one-time keys and carries the office's signature."""
        found = []
        for box in self.mail():
            for public, seed in self.one_time.items():
                about = hashlib.sha256(public).digest()[:16]
                try:
                    signed = unpad(seal.open_with(seed, box, kind=seal.ORDER, about=about))
                except Tampered:
                    continue
                statement = b"ws1/order" + hashlib.sha256(public).digest() + signed[64:]
                assert seal.is_signed(self.cell_sign, statement, signed[:64])
                found.append(json.loads(signed[64:]))
        return found

    def sealed(self, order: str, verb: str, at: str, words: str = "", *, sign_seed=None) -> bytes:
        """Seal a report as the page does; `sign_seed` signs with another phone's key."""
        body = json.dumps({"order": order, "verb": verb, "at": at, "words": words}).encode()
        mailbox = bytes.fromhex(self.mailbox.replace("-", ""))
        mark = seal.sign(sign_seed or self.sign_seed, b"ws1/report" + mailbox + body)
        padded = pad(mark + body, 1_024)
        return seal.seal_to(self.cell_box, padded, kind=seal.REPORT, about=mailbox)

    def send(self, box: bytes, *, entry: str | None = None, token: str | None = None):
        asked = {"mailbox": self.mailbox, "token": token or self.token}
        return self.post("report", asked | {"entry": entry or str(uuid4()), "box": base64(box)})

    def report(self, order: str, verb: str, at: str, words: str = ""):
        return self.send(self.sealed(order, verb, at, words))
