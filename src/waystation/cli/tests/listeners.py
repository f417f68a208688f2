"""What stands at the other end of the carrier in tests: a page and a mail server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


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

    server = HTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}/topic")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()


@contextmanager
def post_office(*, refuses: bool = False) -> Iterator[Listener]:
    """Take one mail after another, or refuse whoever it is for."""
    server = socket.create_server(("127.0.0.1", 0))
    listener = Listener(f"127.0.0.1:{server.getsockname()[1]}")

    def serve() -> None:
        while True:
            try:
                asking, _address = server.accept()
            except OSError:
                return
            with asking:
                talk(asking.makefile("rwb", buffering=0))

    def talk(line) -> None:
        line.write(b"220 here\r\n")
        text = []
        for said in iter(line.readline, b""):
            word = said[:4].upper()
            if word == b"RCPT" and refuses:
                line.write(b"550 nobody of that name\r\n")
            elif word == b"DATA":
                line.write(b"354 go on\r\n")
                text = list(iter(line.readline, b".\r\n"))
                listener.heard.append(b"".join(text).decode())
                line.write(b"250 taken\r\n")
            else:
                line.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield listener
    server.close()
