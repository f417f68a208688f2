"""The organisation's mail server: one conversation, TLS first, and what became of each mail.

What calls out is loaded with the first letter: a console that sends none cannot.
"""

import ssl
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from django.conf import settings

if TYPE_CHECKING:
    from smtplib import SMTP

# taken: the server has it. refused: it never will. later: it asks for another try. away: it was
# not reached. unsure: the line was cut while it was handed over; it may have gone.
Outcome = Literal["taken", "refused", "later", "away", "unsure"]

TIMEOUT_S = 10
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# With TLS from the first byte; on any other port it is asked for before anything is said.
TLS_PORT = 465
_YES, _WILL_PASS_ON, _NO_MORE = 250, 251, 500


def is_set_up() -> bool:
    """Say whether a mail server and an address to write from are named."""
    return bool(settings.MAIL_SERVER and settings.MAIL_FROM)


def server() -> "SMTP":
    """Reach the mail server; anything but this machine has to speak TLS before it is told more.

    Raises:
      OSError (of which those of smtplib are), ValueError: not reached, or not named rightly.
    """
    import smtplib

    host, _colon, port = settings.MAIL_SERVER.rpartition(":")
    secure = ssl.create_default_context()
    # This machine's own name goes into no greeting.
    if int(port) == TLS_PORT:
        return smtplib.SMTP_SSL(host, TLS_PORT, "localhost", timeout=TIMEOUT_S, context=secure)
    reached = smtplib.SMTP(host, int(port), "localhost", timeout=TIMEOUT_S)
    if host not in LOOPBACK:
        reached.starttls(context=secure)
    return reached


def login() -> list[tuple[str, str]]:
    """Read user name and password, if there are any: the first two lines of their file."""
    if not settings.MAIL_LOGIN_FILE:
        return []
    user, password = Path(settings.MAIL_LOGIN_FILE).read_text("utf-8").splitlines()[:2]
    return [(user, password)]


class Postbox:
    """A conversation with the mail server in which any number of mails are handed over.

    Nothing is ever logged of it: a server's answers hold addresses.
    """

    def __init__(self) -> None:
        self._server: SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._hang_up()

    def hand_over(self, message: EmailMessage, to: str) -> Outcome:
        """Hand one mail over and say what became of it; after any fault the line is new."""
        try:
            talk = self._talk()
            refused = self._announce(talk, to)
        except (OSError, ValueError):
            self._hang_up()
            return "away"
        if refused is not None:
            return refused
        from smtplib import SMTPDataError

        try:
            code, _says = talk.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
        except SMTPDataError as no:
            self._hang_up()
            return _of(no.smtp_code)
        except OSError:
            self._hang_up()
            return "unsure"
        if code != _YES:
            self._hang_up()
            return _of(code)
        return "taken"

    def _talk(self) -> "SMTP":
        if self._server is None:
            self._server = server()
            for line in login():
                self._server.login(*line)
            self._server.ehlo_or_helo_if_needed()
        return self._server

    def _announce(self, talk: "SMTP", to: str) -> Outcome | None:
        """Name both ends; gives what becomes of the mail if the server does not want it.

        A no to our own address is a matter of how things are set up, not of this mail.
        """
        sender, _says = talk.mail(settings.MAIL_FROM)
        if sender != _YES:
            talk.rset()
            return "away"
        code, _says = talk.rcpt(to)
        if code in (_YES, _WILL_PASS_ON):
            return None
        talk.rset()
        return _of(code)

    def _hang_up(self) -> None:
        leaving, self._server = self._server, None
        if leaving is not None:
            try:
                leaving.quit()
            except OSError:
                leaving.close()


def _of(code: int) -> Outcome:
    return "refused" if code >= _NO_MORE else "later"
