"""Calls somebody by one of their ways, through Apprise, which speaks to each service as it likes.

Only the ways written in `base.pings` are called: what stands in the database is taken apart and
put together anew, so that no row makes this process speak to anything else.
"""

import logging
import os
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from waystation.base import pings
from waystation.base.pings import Way
from waystation.cli.carriers import house
from waystation.cli.carriers.word import LOOPBACK, TIMEOUT_S, WORD, failed

# Word goes where it was sent: no redirects, no proxies, and no more patience than this.
OPTIONS = f"cto={TIMEOUT_S}&rto={TIMEOUT_S}&redirect=no&verify=yes&overflow=truncate"
# In whose name a gateway to Signal sends: a number nobody has, for the gateway to replace.
SENDER = pings.NOBODYS_CODE + "0" * pings.NUMBER_DIGITS
# Push services want somebody to write to; this name is nobody's.
SIGNER = "ping@example.org"
# How long they keep a call for a browser that is not there.
PUSH_KEPT_S = 4 * 3_600
PATTERNS = {
    "ntfy": "ntfy{s}://{server}/{alias}?mode=private&image=no&{options}",
    "gotify": "gotify{s}://{server}/{alias}?{options}",
    "matrix": "matrix{s}://{alias}@{server}/?mode=hookshot&{options}",
    "signal": "signal{s}://{server}/+" + SENDER + "/+{alias}?{options}",
    "gateway": "json{s}://{server}/{alias}?{options}",
}


def call(target: str) -> bool:
    """Say the word by one way; whether it was taken. Anything but this machine has to be https."""
    try:
        way = pings.read(target)
    except ValueError:
        return failed("a way to call somebody is none that is known here")
    if not pings.may_be_called(way.server):
        return failed("a way leads to a server that may not be called")
    if way.kind == "mail":
        return house.mail([f"{way.alias}@{way.host}"], WORD, WORD)
    asked = _browser(way) if way.kind == pings.PUSH else _service(way)
    if asked is None:
        return failed(f"a way by {way.kind} could not be called")
    taken = asked.notify(body=WORD, title="", body_format="text")
    return bool(taken) or failed(f"the call by {way.kind} was not taken")


def _service(way: Way) -> Any:
    return _library().Apprise.instantiate(_address(way), asset=_asset())


def _browser(way: Way) -> Any:
    """Prepare a call of a browser: sealed to it, signed with the key its service knows us by."""
    key_file = Path(settings.HOME) / pings.PUSH_KEY
    if not key_file.exists():
        return None
    _library()
    plugin: Any = import_module("apprise.plugins.vapid")
    path, key, secret = way.pushed
    asked = plugin.NotifyVapid(
        subscriber=SIGNER, keyfile=str(key_file), targets=["x"], include_image=False,
        asset=_asset(), cto=TIMEOUT_S, rto=TIMEOUT_S,
    )  # fmt: skip
    asked.ttl = PUSH_KEPT_S
    asked.subscriptions["x"] = {
        "endpoint": f"https://{way.server}{path}",
        "keys": {"p256dh": key, "auth": secret},
    }
    return asked


def _address(way: Way) -> str:
    secure = "" if way.host in LOOPBACK else "s"
    alias = quote(way.alias, safe="")
    return PATTERNS[way.kind].format(s=secure, server=way.server, alias=alias, options=OPTIONS)


@cache
def _library() -> Any:
    """Load the library at the first call: it brings requests with it, which nothing else needs.

    It is told to be silent, as it writes addresses into its log; and requests is told of no proxy
    and of no file with passwords, whatever the environment says.
    """
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
    os.environ["NETRC"] = os.devnull
    import apprise

    for name in ("apprise", "urllib3", "requests"):
        quiet = logging.getLogger(name)
        quiet.handlers, quiet.propagate = [logging.NullHandler()], False
    return apprise


@cache
def _asset() -> Any:
    """Describe ourselves by nothing: no name, no page, no picture, nothing kept on the disk."""
    return _library().AppriseAsset(
        app_id="ping",
        app_desc="ping",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode="memory",
        pem_autogen=False,
        http_redirects=False,
        secure_logging=True,
        language="en",
    )
