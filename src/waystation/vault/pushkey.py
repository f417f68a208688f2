"""The key by which browsers' push services know this machine's calls again; it opens nothing.

It lies in the clear, for the keyless worker signs with it. Who takes it can send our people a "1".
"""

from base64 import urlsafe_b64encode
from pathlib import Path

from django.conf import settings

from waystation.base.files import make_once
from waystation.base.pings import PUSH_KEY
from waystation.vault import seal


def public() -> str:
    """Give the public half as browsers want it, drawing the key when it is first asked for."""
    path = Path(settings.HOME) / PUSH_KEY
    if not path.exists():
        make_once(path, seal.new_push_key())
    return urlsafe_b64encode(seal.push_public(path.read_bytes())).rstrip(b"=").decode()
