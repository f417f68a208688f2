"""A real mail server on the loopback that takes, refuses, puts off or hangs up, as it is told."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP


class PostOffice:
    """What came in, in order; what becomes of mail to an address; where it is reached."""

    def __init__(self) -> None:
        self.address = ""
        self.heard: list[tuple[str, EmailMessage]] = []
        # By address: a code, or "cut" to take the mail and hang up without a word.
        self.does: dict[str, str] = {}

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        code = self.does.get(address, "")
        if code.isdecimal():
            return f"{code} {address} is not served"
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, server, session, envelope) -> str:
        (to,) = envelope.rcpt_tos
        self.heard.append((to, message_from_bytes(envelope.content, policy=policy.default)))
        if self.does.get(to) == "cut":
            server.transport.abort()
        return "250 taken"


@contextmanager
def running() -> Iterator[PostOffice]:
    """Run it for as long as a test lasts."""
    loop, office = asyncio.new_event_loop(), PostOffice()

    def session() -> SMTP:
        return SMTP(office, hostname="here", loop=loop)

    # In its own thread from the start: a browser's test has a loop running already.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opening = loop.create_server(session, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result(120)
    office.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield office
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
