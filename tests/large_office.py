"""A large organisation that was at work: what a thief finds who comes while it runs."""

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pyrage
from PIL import Image

from bench.console import Visitor
from tests.journeys.office import Served, command, environment
from waystation.cases.intake_rules import Offer
from waystation.cases.tests.stranger import Stranger, nonce_for
from waystation.testing import population
from waystation.testing.cast import ALLAN, HARRIET, LEVI, WILLIAM, Member

CASES, COLLEAGUES = 1_400, 50
# A text that goes in by the door: typed, uploaded, mistyped, in an address, in a refused form.
TYPED = "Ferrowglade"
STORY = f"{TYPED} waits behind the mill, telephone +999-0142-777777"


class LargeOffice:
    """The demo with 1,400 more cases and fifty colleagues inside, served by the real command."""

    def __init__(self, folder: Path) -> None:
        self.served = Served(home=folder / "var", log=folder / "serve.log")
        self.papers = folder / "papers"  # Where the terminal and the programs write beside it.
        self.temp = folder / "temp"
        self.tip = self.household = ""
        self.key = pyrage.x25519.Identity.generate()
        for made in (self.papers, self.temp):
            made.mkdir()

    def fill(self) -> dict[str, object]:
        """Load the demo and make it large; gives the number of records and the cookies."""
        command(self.served.home, "demo", "load")
        done = subprocess.run(
            [sys.executable, "-m", "waystation.testing.large", "--cases", str(CASES),
             "--colleagues", str(COLLEAGUES)],
            env=environment(self.served.home), check=True, capture_output=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    def work(self, cookies: list[str]) -> None:
        """Let people read, write, err and upload, and let one program die in the middle of it."""
        port = self.served.port
        for cookie in cookies:
            self.read(cookie)
        for member in (HARRIET, WILLIAM, ALLAN, LEVI):
            visitor = signed_in(port, member)
            for path in ("/", "/people/", "/tips/", "/network/", "/money/journal/"):
                fetch(visitor, path)
        tell(port)
        worker = signed_in(port, WILLIAM)
        self.tip = hear_a_tip(worker)
        self.household = upload(worker)
        take_in(worker)
        tell(port)  # This one stays untaken.
        err(worker)
        break_off_an_upload(worker, port)
        forced = Visitor(port)
        sign_in(forced, HARRIET.name, HARRIET.duress)

    def read(self, cookie: str) -> None:
        """Let a colleague read a list of cases."""
        visitor = Visitor(self.served.port)
        visitor.cookies["ws"] = cookie
        assert "Quillmarsh" in visitor.get("/people/")

    def back_up(self) -> Path:
        """Write a backup, as the terminal does, and let the worker make a round."""
        file = self.papers / "backup.age"
        to = ("--to", str(self.key.to_public()))
        command(self.served.home, "backup", str(file), *to)
        command(self.served.home, "keys", "copy", str(self.papers / "keys.age"), *to)
        command(self.served.home, "work", "--once")
        return file

    def kill(self) -> None:
        """End the server as a power cut does."""
        assert self.served.process is not None
        for process in (*children(self.served.process.pid), self.served.process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.served.process.wait(120)
        self.served.process = None

    @property
    def stores(self) -> Path:
        """Everything that was written: data directory, papers, temporary files, log."""
        return self.served.home.parent


def children(parent: int) -> list[int]:
    """List the processes that a process started, and those that they did."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    return [one for child in map(int, found) for one in (*children(child), child)]


def words() -> list[str]:
    """What the thief searches for: every mark of the synthetic people, and what was typed."""
    return [*population.words(), TYPED, STORY]


def signed_in(port: int, member: Member) -> Visitor:
    """Let one of the cast come in by the door."""
    visitor = Visitor(port)
    sign_in(visitor, member.name, member.passphrase)
    return visitor


def sign_in(visitor: Visitor, name: str, passphrase: str) -> None:
    form = {"name": name, "passphrase": passphrase}
    visitor.post("/sign-in/", form, token(visitor.get("/sign-in/")))
    assert "Board" in visitor.get("/")


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, "a page with a form holds no token"
    return found[1]


def fetch(visitor: Visitor, path: str, method: str = "GET", **more) -> int:
    """Ask for anything, whatever the answer is."""
    try:
        return send(visitor, path, method, **more)
    except (http.client.HTTPException, ConnectionError):
        return 0


def send(visitor: Visitor, path: str, method: str, body=b"", headers=None) -> int:
    """Send one request with a visitor's cookies and give the status."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    visitor.line.request(method, path, body, {"Cookie": cookies} | (headers or {}))
    answer = visitor.line.getresponse()
    answer.read()
    return answer.status


def hear_a_tip(worker: Visitor) -> str:
    """Put a tip with what was typed on file; gives its address."""
    page = worker.get("/tips/new/")
    form = {"words": STORY, "place": "Chestertown, MD", "heard_at": "1855-10-26T10:00"}
    form |= {"danger_now": "yes", "urgency": "high", "source_alias": TYPED}
    form |= {"source_grade": "F", "word_grade": "6"}
    tip = worker.post("/tips/new/", form, token(page))
    assert STORY in worker.get(tip)
    return tip


def upload(worker: Visitor) -> str:
    """Keep a picture and a page of words with a household; gives its address."""
    household = next(households(worker.get("/people/")))
    for content in (picture(), STORY.encode()):
        mask = token(worker.get(household))
        body = part("csrfmiddlewaretoken", mask.encode()) + part("title", STORY.encode())
        body += part("content", content, f"{TYPED}.jpg") + b"--cut--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=cut"}
        assert fetch(worker, f"{household}files/", "POST", body=body, headers=kind) == 302
    assert worker.get(household).count(STORY) >= 2
    return household


def picture() -> bytes:
    """Make a photograph that says in its hidden parts who took it where."""
    out, said = io.BytesIO(), Image.Exif()
    said[0x010E], said[0x013B] = STORY, TYPED
    Image.effect_noise((300, 200), 40).convert("RGB").save(out, "JPEG", exif=said, comment=TYPED)
    return out.getvalue() + TYPED.encode()


def tell(port: int) -> None:
    """Send a message by the public page, as a stranger's browser does."""
    line = Visitor(port)
    status, answer = post_json(line, "/tell/api/ask", {})
    assert status == 200
    key, stranger = answer["key"], Stranger(os.urandom(16))
    sealed_to = Offer(
        b64decode(key["id"]), b64decode(key["public"]), b64decode(key["signature"]),
        b64decode(key["signer"]), date.fromisoformat(key["day"]),
    )  # fmt: skip
    sent = stranger.sealed(sealed_to, stranger.body(text=STORY, reach=TYPED))
    nonce = nonce_for(answer["riddle"], sent.id)
    fields = {"id": sent.id, "key": sent.key, "reply_public": sent.reply_public, "box": sent.box}
    message = {name: b64encode(value).decode() for name, value in fields.items()}
    message |= {"riddle": answer["riddle"], "nonce": b64encode(nonce).decode()}
    assert post_json(line, "/tell/api/send", message) == (200, {"ok": True})


def post_json(visitor: Visitor, path: str, message: dict) -> tuple[int, dict]:
    kind = {"Content-Type": "application/json"}
    visitor.line.request("POST", path, json.dumps(message), kind)
    answer = visitor.line.getresponse()
    return answer.status, json.loads(answer.read())


def take_in(worker: Visitor) -> None:
    """Open what strangers sent."""
    worker.post("/tips/take-in/", {}, token(worker.get("/tips/")))
    assert TYPED in "".join(worker.get(tip) for tip in tips(worker.get("/tips/")))


def err(worker: Visitor) -> None:
    """Make every mistake by which a text gets where it does not belong."""
    said = quote(STORY)
    for path in (f"/{said}", f"/people/?q={said}", f"/tips/{said}/", f"/static/{said}"):
        fetch(worker, path)
    form = f"name={said}&passphrase={said}".encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/sign-in/", "/tips/new/", "/people/new/", f"/lock/?{said}"):
        fetch(worker, path, "POST", body=form, headers=kind)
    fetch(worker, "/tips/", "BREW", headers={"X-Note": TYPED, "Referer": f"http://x/{said}"})
    fetch(worker, "/p/api/report", "POST", body=STORY.encode(), headers=kind)


def break_off_an_upload(worker: Visitor, port: int) -> None:
    """Send the first part of a file, with its form's token, and let the line break."""
    page = worker.get("/people/")
    mask = token(page)
    for path in uploads(page):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        line.putrequest("POST", path)
        cookies = "; ".join(f"{name}={value}" for name, value in worker.cookies.items())
        line.putheader("Cookie", cookies)
        line.putheader("Content-Type", "multipart/form-data; boundary=cut")
        line.putheader("Content-Length", "4000000")
        line.endheaders()
        # Some pages hang up first, because they take no file that large.
        with suppress(OSError):
            line.send(part("csrfmiddlewaretoken", mask.encode()))
            line.send(part("file", 20_000 * STORY.encode(), f"{TYPED}.txt"))
            line.sock.shutdown(socket.SHUT_RDWR)
        line.close()


def part(name: str, content: bytes, filename: str = "") -> bytes:
    """Write one part of a form that carries files."""
    called = f'; filename="{filename}"' if filename else ""
    head = f'--cut\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def uploads(page: str) -> Iterator[str]:
    """Name addresses that take a file."""
    yield from ("/network/read-in/", "/network/dangers/alert/")
    yield f"{next(households(page))}files/"


def households(page: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r'href="(/people/[0-9a-f-]{36}/)"', page))


def tips(page: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r'href="(/tips/[0-9a-f-]{36}/)"', page))
