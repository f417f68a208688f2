"""Ways by which somebody is called: how they are written down, and which of them are there.

Nothing here calls anybody. A way holds a server and a word drawn by chance; a number, a name or an
address would tell whoever reads the database who is called.
"""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import date
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import F, Max
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.models import Ping

# What is drawn here, and what the service itself gives out.
DRAWN, GIVEN = ("ntfy", "gateway", "signal", "mail"), ("gotify", "matrix")
# What a browser was given by its maker's push service.
PUSH = "push"
KINDS = (*DRAWN, *GIVEN, PUSH)
# The file with the key that such services know this machine by.
PUSH_KEY = "push-key.pem"
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
ALIAS_LETTERS = 16
# A country code that nobody has: what follows it rings nowhere but at the gateway that knows it.
NOBODYS_CODE = "999"
NUMBER_DIGITS = 11
# Names that lead to this machine or into its own network.
PRIVATE = (".local", ".localhost", ".internal", ".home.arpa", ".lan")
PLACES_MAX = 4
WAYS_MAX = 60
_ALIAS = re.compile(r"[a-z2-7]{16}")
_NUMBER = re.compile(r"999\d{11}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{12,80}")
# The path at the service, the browser's key and its secret, each in base64.
_PUSHED = re.compile(r"[A-Za-z0-9_-]{8,1400}\.[A-Za-z0-9_-]{87}\.[A-Za-z0-9_-]{22}")
_PATH = re.compile(r"/[A-Za-z0-9._:/=~-]{5,1000}")
_SERVER = re.compile(r"((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63})(?::(\d{2,5}))?")
_LIKE_A_NUMBER = re.compile(r"(?:\d[ ()./-]?){7}")


class Way(NamedTuple):
    """One way: of which kind, at which server, under which word."""

    kind: str
    server: str
    alias: str

    @property
    def host(self) -> str:
        """The server without its port: who runs it sees when it is called."""
        return self.server.partition(":")[0]

    @property
    def pushed(self) -> tuple[str, str, str]:
        """What a browser gave: the path at its service, its key, its secret."""
        path, key, secret = self.alias.split(".")
        return urlsafe_b64decode(path + "=" * (-len(path) % 4)).decode("ascii"), key, secret

    @property
    def operator(self) -> str:
        """Who runs the server, as far as its name tells: the last two parts of it."""
        return ".".join(self.host.split(".")[-2:])

    def __str__(self) -> str:
        return f"{self.kind} {self.server} {self.alias}"


def read(target: str) -> Way:
    """Read a way as it stands in the database.

    Raises:
      ValueError: it is none that is written here.
    """
    parts = target.split(" ")
    if len(parts) != 3:
        raise ValueError("a way has three parts")
    way = Way(*parts)
    if way.kind not in KINDS or not _fits(way.kind, way.alias) or not _SERVER.fullmatch(way.server):
        raise ValueError("this is no way that is known here")
    return way


def make(kind: str, *, server: str, token: str = "") -> Way:
    """Make a way of what somebody typed; its word is drawn unless the service gives one out.

    Raises:
      Refused: no such kind, no server to call, or something that would name a person.
    """
    if kind not in DRAWN + GIVEN:
        raise Refused(_("There is no such way."), hint=_("Choose one of the list."))
    if kind == "mail" and not settings.MAIL_SERVER:
        raise Refused(
            _("This machine has no mail server to send by."),
            hint=_("Ask whoever runs it to set WAYSTATION_MAIL_SERVER, or choose another way."),
        )
    return Way(kind, _server(server), _token(token) if kind in GIVEN else draw(kind))


def make_push(subscription: str) -> Way:
    """Make a way of what a browser said when it was asked to let itself be called.

    Raises:
      Refused: it said nothing of the kind, or its service is not called from here.
    """
    try:
        told = msgspec.json.decode(subscription, type=_Subscription)
        at = urlsplit(told.endpoint)
        path = urlsafe_b64encode(at.path.encode("ascii")).rstrip(b"=").decode()
        way = Way(PUSH, at.netloc.lower(), f"{path}.{told.keys.p256dh}.{told.keys.auth}")
        is_sound = _PATH.fullmatch(at.path) and _PUSHED.fullmatch(way.alias) and not at.query
    except (msgspec.MsgspecError, ValueError):
        is_sound = None
    if not is_sound or at.scheme != "https":
        raise Refused(
            _("This browser cannot be called."),
            hint=_("Allow it to show notices, try another browser, or choose another way."),
        )
    return way._replace(server=_server(way.server))


def draw(kind: str) -> str:
    """Draw the word under which somebody is known at a server: 80 bits, or a number nobody has."""
    if kind == "signal":
        return NOBODYS_CODE + str(secrets.randbelow(10**NUMBER_DIGITS)).zfill(NUMBER_DIGITS)
    return "".join(secrets.choice(LETTERS) for _ in range(ALIAS_LETTERS))


def may_be_called(server: str) -> bool:
    """Say whether the organisation lets its machines call this server.

    Where its operator named servers, those and no other. Else any that has a public name.
    """
    named = [one.strip() for one in settings.PING_HOSTS.split(",") if one.strip()]
    if named:
        return server in named
    host = server.partition(":")[0]
    # A last part that begins with a digit names a number in one of the ways to write one.
    is_name = "." in host and host.rpartition(".")[2][:1].isalpha()
    return is_name and not host.endswith(PRIVATE)


def of_duty(duty: UUID) -> list[Ping]:
    """List the ways by which those on a duty are called, in the order of their places."""
    return list(Ping.objects.filter(duty=duty).order_by("place", "id")[:WAYS_MAX])


def duties() -> list[UUID]:
    """List everything for which somebody is called: compartments and phones."""
    return list(Ping.objects.values_list("duty", flat=True).distinct().order_by("duty"))


def untried() -> list[Ping]:
    """List the ways that were never called since they were made or asked about."""
    return list(Ping.objects.filter(taken_on=None, failed_on=None).order_by("id")[:WAYS_MAX])


def next_place(ids: Iterable[UUID]) -> int:
    """Give the place behind the last of some ways."""
    last: int | None = Ping.objects.filter(pk__in=list(ids)).aggregate(n=Max("place"))["n"]
    return min((last or 0) + 1, PLACES_MAX)


def note(ping_id: UUID, *, taken: bool, on: date) -> None:
    """Note whether a way took word when it was called; only the day."""
    found = Ping.objects.filter(pk=ping_id)
    if taken:
        found.update(taken_on=on, n_failed=0)
    else:
        found.filter(n_failed__lt=1_000).update(n_failed=F("n_failed") + 1)
        found.update(failed_on=on)


def forget(duty: UUID) -> None:
    """Take away every way of a duty: whoever has a phone that was given up is called no more."""
    Ping.objects.filter(duty=duty).delete()


def ask_about(ping_id: UUID) -> None:
    """Let the worker call a way in its next round, as if it were new."""
    Ping.objects.filter(pk=ping_id).update(taken_on=None, failed_on=None, n_failed=0)


def is_quiet(ping: Ping, minute: int) -> bool:
    """Say whether it is night for whoever is called; hours over midnight count as one night.

    Args:
      minute: of the day, from 0 to 1,439, by universal time as the hours are.
    """
    first, last = ping.quiet_from_min, ping.quiet_to_min
    if first is None or last is None or first == last:
        return False
    return first <= minute < last if first < last else minute >= first or minute < last


class _Keys(msgspec.Struct, frozen=True):
    p256dh: str
    auth: str


class _Subscription(msgspec.Struct, frozen=True):
    """What a browser says: where its maker's service takes calls for it, and how to seal them."""

    endpoint: str
    keys: _Keys


def _fits(kind: str, alias: str) -> bool:
    if kind == PUSH:
        path = _PUSHED.fullmatch(alias) and Way(kind, "", alias).pushed[0]
        return bool(path and _PATH.fullmatch(path))
    wanted = {"signal": _NUMBER} if kind in DRAWN else {kind: _TOKEN}
    return wanted.get(kind, _ALIAS).fullmatch(alias) is not None


def _server(typed: str) -> str:
    told = typed.strip().lower()
    _refuse_persons(told)
    found = _SERVER.fullmatch(told)
    if found is None or _LIKE_A_NUMBER.search(found[1].replace(".", "")):
        raise Refused(
            _("“%(typed)s” is no server.") % {"typed": typed[:80]},
            hint=_("Give its name alone, such as push.example.org or push.example.org:8443."),
        )
    if not may_be_called(told):
        raise Refused(
            _("The server %(server)s is not called from here.") % {"server": told},
            hint=_("Ask whoever runs this machine to name it in WAYSTATION_PING_HOSTS.")
            if settings.PING_HOSTS
            else _("Give a server with a public name, or have it named in WAYSTATION_PING_HOSTS."),
        )
    return told


def _token(typed: str) -> str:
    told = typed.strip()
    _refuse_persons(told)
    if not _TOKEN.fullmatch(told) or told.isdigit() or told.isalpha():
        raise Refused(
            _("This is no token of such a service."),
            hint=_("Copy what the service gives out: 12 to 80 letters and digits."),
        )
    return told


def _refuse_persons(told: str) -> None:
    """Refuse what is somebody's own: an address of mail, a number of a telephone."""
    is_number = bool(re.fullmatch(r"\+?[\d ()./-]{6,}", told)) and not _is_number(told)
    if "@" in told or is_number:
        raise Refused(
            _("A number or an address would tell whoever seizes this machine who is called."),
            hint=_("Let your own gateway know you under a word, and give the gateway's name here."),
        )


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
