"""Links to donors' own pages, the visits they open, and what a donor changes there alone."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Forbidden, Refused, Tampered
from waystation.base.ids import new_id
from waystation.base.moments import bucket
from waystation.giving import rows
from waystation.giving.donors import domain as people
from waystation.giving.donors import queries as donors
from waystation.giving.donors import services as keeping
from waystation.giving.donors.domain import Permission
from waystation.giving.gifts import services as gifts
from waystation.giving.models import DonorRow, OwnVisit
from waystation.giving.own import queries
from waystation.giving.own.domain import IDLE, LINK_LASTS, Held
from waystation.giving.own.queries import Visit
from waystation.vault import ownkeys


@transaction.atomic
def new_link(email: str, *, now: datetime) -> str:
    """Make a link that opens the page of whoever has an address, once; gives its secret.

    For an address nobody has the same is done with a key made for nobody: the same rows are read
    and written, the same keys made and opened, and the link opens an empty page.
    """
    OwnVisit.objects.filter(ends_at__lt=now).delete()
    address = people.tidied(email)
    nobody = new_id()
    spare = ownkeys.new_own(nobody, address)
    found = donors.find(address)
    giver, wrapped = (found.pk, bytes(found.own_wrap)) if found else (nobody, spare.wrapped)
    seed = ownkeys.open_own(giver, address, wrapped)
    return _text(_keep(Held(giver, seed, now, now + LINK_LASTS), is_link=True))


@transaction.atomic
def open_link(secret: str, *, now: datetime) -> str:
    """Open a visit with the secret of a link, which opens nothing any more; gives the cookie.

    Other links to the same page end with it.

    Raises:
      Refused: it opens nothing: used, ended, or never made.
    """
    found = _opened(_carrier(secret), is_link=True, now=now)
    if found is None:
        raise Refused(
            _("This link opens nothing any more."),
            hint=_("A link works once, for 30 minutes. Ask for a new one."),
        )
    OwnVisit.objects.filter(mark=_mark(found.seed), is_link=True).delete()
    return _text(_keep(Held(found.giver, found.seed, now, now + IDLE), is_link=False))


def visit(cookie: str, *, now: datetime) -> Visit:
    """Say who is on their own page, and let the visit hold on.

    Raises:
      Forbidden: there is no such visit, or it has ended.
    """
    carrier = _carrier(cookie)
    held = _opened(carrier, is_link=False, now=now)
    if held is None:
        raise Forbidden(_("Your visit has ended."), hint=_("Ask for a new link to your page."))
    longer = held.prolonged(now)
    if longer is not None:
        OwnVisit.objects.filter(pk=ownkeys.secret_digest(carrier)).update(
            **_columns(carrier, longer)
        )
    # One that was blotted out meanwhile has no key any more, and nothing to show.
    row = DonorRow.objects.filter(pk=held.giver).exclude(own_wrap=b"").first()
    return Visit(donors.standing(row) if row else None, held.seed, carrier)


def leave(visit: Visit, *, everywhere: bool = False) -> None:
    """End a visit, or every visit and link of this donor."""
    same = {"mark": _mark(visit.seed)} if everywhere else {"pk": _digest(visit.carrier)}
    OwnVisit.objects.filter(**same).delete()


@transaction.atomic
def show_as(gift_id: UUID, shown_as: str, *, visit: Visit, now: datetime) -> None:
    """Let a donor's gift be shown otherwise in public, or not at all.

    Raises:
      Refused: there is no such gift of theirs.
    """
    line = queries.gift(gift_id, visit)
    said = (
        line.said if line.said.shown_as else msgspec.structs.replace(line.said, name=_name(visit))
    )
    gifts.show_gift_as(gift_id, shown_as, said=said, now=now)


@transaction.atomic
def allow(said: Mapping[people.What, bool], *, visit: Visit, now: datetime) -> None:
    """Write down what a donor allows from now on; what stays as it was is not said again."""
    if visit.row is None:
        raise donors.no_record()
    before = queries.permissions(visit)
    for what, yes in said.items():
        if people.allows(before, what) != yes:
            keeping.allow(visit.row, Permission(what=what, yes=yes, at=now, source="own page"))


@transaction.atomic
def speak(language: str, *, visit: Visit) -> None:
    """Let a donor be written to in another language."""
    record = queries.donor(visit)
    if visit.row is None or record is None:
        raise donors.no_record()
    if record.language != language:
        changed = msgspec.structs.replace(record, language=language)
        rows.change(visit.row, changed, donor=visit.row)


@transaction.atomic
def no_more(giver: UUID, what: people.What, *, now: datetime) -> None:
    """Write down that a donor wants no more letters of a kind, as a link in one of them says.

    Whoever calls it has seen the proof that stands in the link.
    """
    row = DonorRow.objects.filter(pk=giver).first()
    if row is not None:
        said = Permission(what=what, yes=False, at=now, source="link in a letter")
        keeping.allow(donors.standing(row), said)


def _keep(held: Held, *, is_link: bool) -> bytes:
    carrier = ownkeys.new_secret()
    digest = _digest(carrier)
    OwnVisit.objects.create(digest=digest, is_link=is_link, **_columns(carrier, held))
    return carrier


def _columns(carrier: bytes, held: Held) -> dict[str, object]:
    box = ownkeys.hold(carrier, msgspec.msgpack.encode(held))
    return {"box": box, "ends_at": bucket(held.ends_at), "mark": _mark(held.seed)}


def _opened(carrier: bytes, *, is_link: bool, now: datetime) -> Held | None:
    row = OwnVisit.objects.filter(pk=_digest(carrier), is_link=is_link).first()
    if row is None:
        return None
    try:
        held = msgspec.msgpack.decode(ownkeys.held(carrier, bytes(row.box)), type=Held)
    except (Tampered, msgspec.MsgspecError):
        return None
    return held if held.ends_at > now else None


def _digest(carrier: bytes) -> bytes:
    return ownkeys.secret_digest(carrier)


def _mark(seed: bytes) -> bytes:
    """Mark what is of one donor for whoever holds their seed; to others it says nothing."""
    return ownkeys.mark(b"visits of one donor", seed)


def _name(visit: Visit) -> str:
    record = queries.donor(visit)
    return record.name if record else ""


def _text(carrier: bytes) -> str:
    return urlsafe_b64encode(carrier).decode().rstrip("=")


def _carrier(text: str) -> bytes:
    """Read a secret as it stands in a link or a cookie; what is none opens nothing."""
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"==")
    except ValueError:
        return b""
