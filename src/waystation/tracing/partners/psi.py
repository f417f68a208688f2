"""Who is in both registers, found without showing either: the one place that speaks to the library.

Each side encrypts with a key of its own, and encryption in either order gives the same. The set
goes out as single points ("raw"), never as a Bloom filter or any other sketch that could be kept
and tried against a population register.

Source: De Cristofaro, Tsudik, 2010, "Practical Private Set Intersection Protocols"; Meadows, 1986.
"""

import functools
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused

KEY_BYTES = 32
# The library asks for a rate of false hits; with single points there are none.
_NO_FALSE_HITS = 1e-9


class BadKeys(ValueError):
    """What came is no set of encrypted keys, or not as many as were agreed."""


@functools.cache
def _library() -> Any:
    try:
        import private_set_intersection.python as found
    except ImportError:
        raise Refused(
            _("The library that compares two registers is not installed on this server."),
            hint=_("Have it installed: pip install openmined-psi."),
        ) from None
    return found


def run_key(run: UUID, halves: Sequence[bytes], signers: Sequence[bytes]) -> bytes:
    """Make the key of a run from both sides' halves; no other run has the same."""
    return hashlib.sha256(b"ws1/run" + run.bytes + b"".join((*halves, *signers))).digest()


def proof(key: bytes, step: str) -> bytes:
    """Show at a step that one has the key of the run, and not another."""
    return hmac.digest(key, b"ws1/step" + step.encode(), "sha256")


def is_proof(key: bytes, step: str, shown: bytes) -> bool:
    """Say whether the other side works with the same key of the run."""
    return hmac.compare_digest(proof(key, step), shown)


def salted(key: bytes, words: Sequence[str], multiple: int, most: int) -> list[str]:
    """Turn compound keys into what is encrypted, filled up with chance to a multiple.

    The words keep their places; what is filled in stands behind them.
    """
    made = [hmac.digest(key, word.encode(), "sha256").hex() for word in words]
    room = min(-(-max(1, len(made)) // multiple) * multiple, most)
    return made + [secrets.token_hex(32) for _ in range(room - len(made))]


def new_key() -> bytes:
    """Draw one side's encryption key for one run."""
    return bytes(_library().client.CreateWithNewKey(False).GetPrivateKeyBytes())


def request(key: bytes, items: Sequence[str]) -> bytes:
    """Encrypt the asking side's items; the answer to it can only be counted."""
    return _asker(key, is_list=False).CreateRequest(list(items)).SerializeToString()  # type: ignore[no-any-return]


def setup(key: bytes, items: Sequence[str], n_asked: int) -> bytes:
    """Encrypt the answering side's items, in an order that tells nothing of them."""
    made = _answerer(key, is_list=False).CreateSetupMessage(
        _NO_FALSE_HITS, n_asked, list(items), _library().DataStructure.RAW
    )
    return made.SerializeToString()  # type: ignore[no-any-return]


def counted(key: bytes, asked: bytes, *, most: int) -> bytes:
    """Answer a request so that the asking side learns how many, and not which.

    Raises:
      BadKeys: it is no request, wants the list, or has more keys than agreed.
    """
    return _processed(key, _read_request(asked, most), is_list=False)


def listed(key: bytes, asked: bytes, *, most: int) -> bytes:
    """Answer the same request in its own order, so that the asking side learns which.

    Raises:
      BadKeys: it is no request, or has more keys than agreed.
    """
    read = _read_request(asked, most)
    read.reveal_intersection = True
    return _processed(key, read, is_list=True)


def digest(asked: bytes, *, most: int) -> bytes:
    """Name a request by its encrypted keys, so that no others are put in their place later.

    Raises:
      BadKeys: it is no request, wants the list, or has more keys than agreed.
    """
    return hashlib.sha256(b"".join(_read_request(asked, most).encrypted_elements)).digest()


def size(key: bytes, their_setup: bytes, response: bytes, *, most: int) -> int:
    """Count how many keys both sides hold.

    Args:
      most: how many keys the other side's set may have.

    Raises:
      BadKeys: what came cannot be read, or is a sketch instead of single points.
    """
    points, answer = _read_setup(their_setup, most), _read(_library().Response, response)
    try:
        return int(_asker(key, is_list=False).GetIntersectionSize(points, answer))
    except RuntimeError:
        raise BadKeys("an answer does not open") from None


def places(key: bytes, their_setup: bytes, response: bytes, *, most: int) -> list[int]:
    """Give the places of our keys that both sides hold.

    Raises:
      BadKeys: as `size`.
    """
    points, answer = _read_setup(their_setup, most), _read(_library().Response, response)
    try:
        return sorted(_asker(key, is_list=True).GetIntersection(points, answer))
    except RuntimeError:
        raise BadKeys("an answer does not open") from None


def _asker(key: bytes, *, is_list: bool) -> Any:
    return _library().client.CreateFromKey(key, is_list)


def _answerer(key: bytes, *, is_list: bool) -> Any:
    return _library().server.CreateFromKey(key, is_list)


def _processed(key: bytes, read: Any, *, is_list: bool) -> bytes:
    try:
        return _answerer(key, is_list=is_list).ProcessRequest(read).SerializeToString()  # type: ignore[no-any-return]
    except RuntimeError:
        raise BadKeys("a request holds what is no encrypted key") from None


def _read_request(asked: bytes, most: int) -> Any:
    read = _read(_library().Request, asked)
    points = list(read.encrypted_elements)
    if read.reveal_intersection:
        raise BadKeys("a request wants the list before anybody agreed to one")
    if not 0 < len(points) <= most:
        raise BadKeys(f"{len(points)} keys; at most {most} were agreed")
    if len(set(points)) != len(points):
        raise BadKeys("the same key stands twice in a request")
    return read


def _read_setup(content: bytes, most: int) -> Any:
    read = _read(_library().ServerSetup, content)
    if not read.HasField("raw"):
        raise BadKeys("a set came as a sketch, not as single points")
    if not 0 < len(read.raw.encrypted_elements) <= most:
        raise BadKeys(f"a set of {len(read.raw.encrypted_elements)} keys; at most {most}")
    return read


def _read(kind: Any, content: bytes) -> Any:
    from google.protobuf.message import DecodeError

    read = kind()
    try:
        read.ParseFromString(content)
    except DecodeError:
        raise BadKeys("what came is not what this step carries") from None
    return read
