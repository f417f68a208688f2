"""The organisation's own ways out, named by whoever runs the machine: an address, a mail server."""

import http.client
import smtplib
import urllib.error
import urllib.request
from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings

from waystation.base import mailing
from waystation.cli.carriers.word import LOOPBACK, TIMEOUT_S, WORD, failed


class NoDetours(urllib.request.HTTPRedirectHandler):
    """Follow nobody elsewhere: word goes where it was sent, or it was not taken."""

    def redirect_request(self, *args: object) -> None:
        """Give no other address."""


def is_configured() -> bool:
    """Say whether the organisation itself is called at some address."""
    return bool(settings.PING_URL or settings.PING_MAIL)


def send_ping() -> bool:
    """Send the word every way the organisation has; say whether one of them took it."""
    taken = []
    if settings.PING_URL:
        taken.append(call(settings.PING_URL))
    if settings.PING_MAIL:
        taken.append(mail(settings.PING_MAIL.split(","), WORD, WORD))
    return any(taken)


def call(url: str) -> bool:
    """Post the word to an address; say whether it was taken.

    Anything but this machine has to be https; the certificate is checked, nothing is followed.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return failed("the address of the ping is not https")
    asking = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        url, WORD.encode(), {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "ping"}
    )
    # No proxy that a variable might name: it would be told every time.
    opener = urllib.request.build_opener(NoDetours, urllib.request.ProxyHandler({}))
    try:
        with opener.open(asking, timeout=TIMEOUT_S):
            return True
    except urllib.error.HTTPError as refused:
        refused.close()
        return failed(f"the ping was answered with {refused.code}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return failed(f"the ping was not taken ({type(error).__name__})")


def mail(to: Sequence[str], subject: str, text: str) -> bool:
    """Send a mail; say whether the server took it for everybody.

    Anything but this machine has to speak TLS before it is told anything.
    """
    message = EmailMessage()
    try:
        message["From"], message["To"] = settings.MAIL_FROM, ", ".join(one.strip() for one in to)
        message["Subject"] = subject
        message.set_content(text, cte="7bit")
        with mailing.server() as server:
            for line in mailing.login():
                server.login(*line)
            return not server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return failed(f"the mail was not taken ({type(error).__name__})")
