"""What stands at the other end of the carrier in tests: a page and a mail server."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP


class Listener:
    """What came in, in order, and where it is reached."""

    def __init__(self, address: str) -> None:
        self.address, self.heard = address, []


@contextmanager
def page(status: int = 200) -> Iterator[Listener]:
    """Answer every call with one status; a redirect leads back to the same page."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.heard.append((self.path, dict(self.headers), body))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}/topic")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()


class _Clerk:
    """Takes every mail as it came, or refuses whoever it is for."""

    def __init__(self, heard: list, *, refuses: bool) -> None:
        self.heard, self.refuses = heard, refuses

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.refuses:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.heard.append(envelope.content.decode())
        return "250 taken"


@contextmanager
def post_office(*, refuses: bool = False) -> Iterator[Listener]:
    """Run a real mail server that takes one mail after another, or refuses whoever it is for."""
    loop = asyncio.new_event_loop()
    listener = Listener("")
    clerk = _Clerk(listener.heard, refuses=refuses)

    def session() -> SMTP:
        return SMTP(clerk, hostname="here", loop=loop)

    server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0))
    listener.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield listener
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
