"""Passkeys: what somebody holds in their hand, asked for after the passphrase.

The only module that speaks to the library of that protocol. A passkey that can keep a secret
(the "prf" extension) adds it to the passphrase: then neither opens the seeds without the other.
Any other passkey is only insisted on by the server, which a stolen disk does not have.
Nothing a passkey stores names a person or the organisation.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, NamedTuple, cast
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData
from fido2.webauthn import PublicKeyCredentialRpEntity as Party

from waystation.base.errors import Refused, Tampered
from waystation.vault import doors
from waystation.vault.doors import Lock, Passkey

# What every passkey here is asked to make a secret of.
SALT = sha256(b"ws1/passkey-secret").digest()
SECRET_BYTES = 32
NAME_MAX = 40
# What is known as the name of site and account to the passkey, and may be shown by it.
CALLED = "Console"
_ANSWER_MAX = 16_384
# ES256, EdDSA, RS256: what keys in people's hands speak.
ALGORITHMS = (-7, -8, -257)
# Everything the library is known to raise on bytes that are no answer.
_NOT_AN_ANSWER: tuple[type[Exception], ...] = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    struct.error,
)

_Text = Annotated[str, msgspec.Meta(max_length=_ANSWER_MAX)]


class Site(NamedTuple):
    """Where a browser is: the host a passkey belongs to, and the whole origin."""

    host: str
    origin: str


class Answer(msgspec.Struct, frozen=True):
    """What the browser sends back: base64url, as the passkey gave it."""

    id: _Text
    client: _Text
    data: _Text
    signature: _Text = ""
    # What the passkey added, if it adds anything.
    secret: _Text = ""

    def __repr__(self) -> str:
        return "<Answer of a passkey>"


def to_register(site: Site, challenge: bytes) -> dict[str, Any]:
    """Say what a browser has to ask a new passkey for; bytes are base64url."""
    return {
        "rp": {"id": site.host, "name": CALLED},
        # Drawn from the visit: it leads back to nobody.
        "user": {"id": _text(sha256(challenge).digest()), "name": CALLED, "displayName": CALLED},
        "challenge": _text(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
        "authenticatorSelection": {"residentKey": "discouraged", "userVerification": "preferred"},
        "attestation": "none",
        "extensions": {"prf": {"eval": {"first": _text(SALT)}}},
    }


def to_ask(site: Site, challenge: bytes, passkeys: tuple[Passkey, ...]) -> dict[str, Any]:
    """Say what a browser has to ask one of these passkeys for.

    The secret is always asked for, so that both doors of a person ask in the same words.
    """
    return {
        "rpId": site.host,
        "challenge": _text(challenge),
        "allowCredentials": [{"type": "public-key", "id": _text(key.id)} for key in passkeys],
        "userVerification": "preferred",
        "extensions": {"prf": {"eval": {"first": _text(SALT)}}},
    }


def read(answer: str) -> Answer:
    """Read what a browser sent.

    Raises:
      Refused: it is no answer of a passkey.
    """
    try:
        return msgspec.json.decode(answer.encode("utf-8", "surrogatepass"), type=Answer)
    except (msgspec.MsgspecError, ValueError):
        raise _no_good() from None


def registered(site: Site, challenge: bytes, answer: Answer, *, name: str, on: date) -> Passkey:
    """Check a new passkey's answer; gives it without any seeds.

    Raises:
      Refused: made for another site or another visit, or no answer at all.
    """
    state = {"challenge": _text(challenge), "user_verification": None}
    response = {"clientDataJSON": answer.client, "attestationObject": answer.data}
    try:
        data = _server(site).register_complete(state, {"rawId": answer.id, "response": response})
        found = data.credential_data
        assert found is not None
        if _text(found.credential_id) != answer.id.rstrip("="):
            raise ValueError("the answer is about another passkey")
        if found.public_key.get(3) not in ALGORITHMS:
            raise ValueError("it signs in a way nobody asked for")
        public = cbor.encode(dict(found.public_key))
    except _NOT_AN_ANSWER:
        raise _no_good() from None
    return Passkey(found.credential_id, public, name[:NAME_MAX], data.counter, on)


def asserted(
    site: Site, challenge: bytes, answer: Answer, passkeys: tuple[Passkey, ...]
) -> tuple[Passkey, ...]:
    """Check that one of these passkeys signed the challenge; gives them with its new counter.

    The one that signed comes first.

    Raises:
      Refused: none of them did, here and now; or its counter says that there is a copy of it.
    """
    state = {"challenge": _text(challenge), "user_verification": None}
    response = {
        "clientDataJSON": answer.client,
        "authenticatorData": answer.data,
        "signature": answer.signature,
    }
    try:
        found = _server(site).authenticate_complete(
            state,
            [_credential(key) for key in passkeys],
            {"rawId": answer.id, "response": response},
        )
        counter = AuthenticatorData(_bytes(answer.data)).counter
    except _NOT_AN_ANSWER:
        raise _no_good() from None
    used = next(key for key in passkeys if key.id == found.credential_id)
    if counter <= used.counter and (counter or used.counter):
        raise Refused(
            _("This passkey counts less than it did: there may be a copy of it."),
            hint=_("Use another, or your recovery code, and tell the security officer."),
        )
    others = (key for key in passkeys if key is not used)
    return (msgspec.structs.replace(used, counter=counter), *others)


def secret_of(answer: Answer) -> bytes:
    """Give what the passkey added, or nothing.

    Raises:
      Refused: it is no secret of 32 bytes.
    """
    if not answer.secret:
        return b""
    try:
        secret = _bytes(answer.secret)
    except ValueError:
        raise _no_good() from None
    if len(secret) != SECRET_BYTES:
        raise _no_good()
    return secret


def seeds_of(user_id: UUID, lock: Lock, used: Passkey, secret: bytes) -> bytes:
    """Give the seeds behind a lock, once its passkey was checked.

    Raises:
      Refused: the passkey has to add its secret and did not, or added another.
    """
    if lock.seeds:
        return lock.seeds
    try:
        return doors.unwrap_seeds(secret, user_id, used.seeds)
    except Tampered:
        raise Refused(
            _("The passkey did not give its secret."),
            hint=_("Use the browser in which you added it, or your recovery code."),
        ) from None


def adds_to(passkeys: tuple[Passkey, ...]) -> bool:
    """Say whether the seeds open only with a passkey: there are some, and each adds a secret."""
    return bool(passkeys) and all(key.seeds for key in passkeys)


def _server(site: Site) -> Fido2Server:
    party = Party(id=site.host, name=CALLED)
    return Fido2Server(party, verify_origin=lambda origin: origin == site.origin)


def _credential(key: Passkey) -> AttestedCredentialData:
    public = CoseKey.parse(cast(Mapping[int, Any], cbor.decode(key.public)))
    return AttestedCredentialData.create(Aaguid.NONE, key.id, public)


def _no_good() -> Refused:
    return Refused(
        _("This passkey did not answer as it has to."),
        hint=_("Try again, with a passkey that was added here."),
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
