"""Changes to portraits: begun after the warning, stopped at once, shown only as agreed."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.models import PortraitRow
from waystation.tracing.portraits import domain, queries
from waystation.tracing.portraits.domain import (
    Agreement,
    Kind,
    Picture,
    Portrait,
    Purpose,
    Told,
)
from waystation.tracing.portraits.wording import CONSENTS, WHY_NOT, WHY_NOT_HELP
from waystation.tracing.requests import queries as requests
from waystation.tracing.values import Agreed, Form
from waystation.vault import audit, files
from waystation.vault.cleaning import PICTURES, clean, pixels_of
from waystation.vault.files import FileView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, has_room, open_row, swap

# A consent to show a portrait is asked for again after a year.
LASTS = timedelta(days=365)
LEAST_PX = 600


@transaction.atomic
def begin(
    *,
    request_id: UUID,
    support: str,
    form: Form,
    language: str,
    is_grown_up: bool,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Begin a portrait once the witness heard the warning and agreed; gives its id.

    Args:
      support: who stays beside the witness.
      form: how the witness agreed.
      language: in which they were told.
      is_grown_up: that the officer made sure that the sought is grown up today, where the request
        does not say so.

    Raises:
      Refused: the witness or the sought is a minor, or may be; nobody stays beside the witness; or
        there is no such open request.
    """
    row = requests.find(request_id, keyring)
    request = requests.request(request_id, keyring).request
    why = domain.hindrance(request, now.date())
    if why is not None and not (why == "age unknown" and is_grown_up):
        raise Refused(str(WHY_NOT[why]), hint=str(WHY_NOT_HELP[why]))
    if not support.strip():
        raise Refused(
            _("Nobody is named who stays beside the witness."),
            hint=_("Ask whom they want to have beside them, and write down who that is."),
        )
    agreed = Agreement(
        support=support.strip(),
        form=form,
        language=language.strip(),
        noted_by=keyring.user_id,
        noted_at=now,
    )
    new = Portrait(
        request=request_id,
        code=request.code,
        begun_on=now.date(),
        by=keyring.alias,
        agreed=agreed,
        seed=secrets.randbits(48),
    )
    return add(PortraitRow(cell=row.cell, case=row.case), new, keyring, on=now.date()).id


def tell(*, portrait_id: UUID, says: Mapping[str, Any], keyring: Keyring, now: datetime) -> None:
    """Write down what the witness told; what is not in `says` stays.

    Raises:
      Refused: the interview was stopped, or there is no such portrait.
      Overtaken: somebody else wrote meanwhile.
    """

    def told(was: Portrait) -> Portrait:
        kept = {name: getattr(was.told, name) for name in Told.__struct_fields__}
        return replace(was, told=Told(**kept | dict(says)))

    work(portrait_id, told, keyring, now)


def stop(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Stop at once: nothing is asked or drawn any more until the witness wants to go on.

    Raises:
      Refused: there is no such portrait.
    """
    _write(portrait_id, lambda was: replace(was, state="stopped"), keyring, now)


def go_on(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Go on where it was stopped, because the witness asks for it.

    Raises:
      Refused: there is no such portrait.
    """

    def resumed(was: Portrait) -> Portrait:
        return replace(was, state="drawing" if was.rounds or was.versions else "interview")

    _write(portrait_id, resumed, keyring, now)


def destroy(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Destroy a portrait with all that was told for it and drawn, as the witness wishes.

    Raises:
      Refused: there is no such portrait.
    """
    with transaction.atomic():
        row = queries.find(portrait_id, keyring)
        held = open_row(row, Portrait, keyring)
        if held.picture is not None:
            files.remove(held.picture.file, case=row.case, keyring=keyring)
        row.delete()
        says = {"of": held.code}
        audit.write("portrait destroyed", actor=keyring.user_id, says=says, now=now)
    if held.picture is not None:
        files.unlink(held.picture.file)


def finish(
    *,
    portrait_id: UUID,
    content: bytes,
    credit: str,
    kind: Kind,
    age: int,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Keep the finished portrait, cleaned of all that came along; nobody has looked it over yet.

    One that was there is replaced, and every consent to show it ends: they were given for another.

    Raises:
      Refused: it is no picture, too small to be printed, or of somebody who is a minor today; or
        there is no such portrait.
      Overtaken: somebody else wrote meanwhile.
    """
    view = queries.portrait(portrait_id, keyring)
    why = domain.hindrance(queries.request_of(view, keyring), now.date())
    if why == "child sought":
        raise Refused(str(WHY_NOT[why]), hint=str(WHY_NOT_HELP[why]))
    taken = clean(content)
    if taken.kind not in PICTURES.values():
        raise Refused(_("This is no picture."), hint=_("Choose a picture: JPEG, PNG or WebP."))
    width, height = pixels_of(taken)
    if min(width, height) < LEAST_PX:
        raise Refused(
            _("The picture has %(width)d by %(height)d points.")
            % {"width": width, "height": height},
            hint=_("At least 600 each way are needed for print. Scan it at 300 dpi or more."),
        )
    file: FileView | None = None
    stands = False
    try:
        with transaction.atomic():
            row = queries.find(portrait_id, keyring)
            was = open_row(row, Portrait, keyring)
            file = files.put(
                case=row.case,
                cell=row.cell,
                title="portrait",
                clean=taken,
                keyring=keyring,
                now=now,
            )
            if was.picture is not None:
                files.remove(was.picture.file, case=row.case, keyring=keyring)
            made = Picture(
                file=file.id, credit=credit.strip(), kind=kind, age=age, width_px=width,
                height_px=height, by=keyring.user_id, on=now.date(),
            )  # fmt: skip
            swap(row, replace(was, picture=made, consents={}), keyring, on=now.date())
        stands = True
    finally:
        if file is not None and not stands:
            files.unlink(file.id)
    if was.picture is not None:
        files.unlink(was.picture.file)


def review(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that one looked the finished portrait over; another than who uploaded it.

    Raises:
      Refused: there is none, it is one's own upload, or there is no such portrait.
    """

    def reviewed(was: Portrait) -> Portrait:
        if was.picture is None:
            raise Refused(
                _("There is no finished portrait yet."),
                hint=_("Upload it once the artist is done."),
            )
        if was.picture.by == keyring.user_id:
            raise Refused(
                _("You uploaded this portrait yourself."),
                hint=_("Ask another tracing officer to look it over."),
            )
        seen = replace(
            was.picture,
            reviewed_by=keyring.user_id,
            reviewer=keyring.alias,
            reviewed_on=now.date(),
        )
        return replace(was, picture=seen)

    _write(portrait_id, reviewed, keyring, now)


@transaction.atomic
def allow(
    *,
    portrait_id: UUID,
    purpose: Purpose,
    form: Form,
    given_on: date,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note that the family allows one use of the finished portrait, for a year; each stands alone.

    Raises:
      Refused: there is no finished portrait, the day is still to come or a year ago, or there is
        no such portrait.
    """
    if not now.date() - LASTS < given_on <= now.date():
        raise Refused(
            _("The day has to lie in the last year."),
            hint=_("Give the day on which they said it; ask again if it was longer ago."),
        )
    given = Agreed(
        given_on=given_on,
        until=given_on + LASTS,
        form=form,
        noted_by=keyring.user_id,
        noted_at=now,
    )

    def allowed(was: Portrait) -> Portrait:
        if was.picture is None:
            raise Refused(
                _("There is no finished portrait yet."),
                hint=_("They can only agree to what they have seen."),
            )
        return replace(was, consents=was.consents | {purpose: given})

    code = _write(portrait_id, allowed, keyring, now).code
    _note(code, purpose, "yes", keyring, now)


@transaction.atomic
def disallow(*, portrait_id: UUID, purpose: Purpose, keyring: Keyring, now: datetime) -> None:
    """Take one consent back; from this moment the portrait is not used so any more.

    Raises:
      Refused: there is no such consent that stands, or no such portrait.
    """

    def taken(was: Portrait) -> Portrait:
        given = was.consents.get(purpose)
        if given is None or given.withdrawn_at is not None:
            raise Refused(
                _("There is no such consent."), hint=_("Load the page to see which stand.")
            )
        return replace(was, consents=was.consents | {purpose: replace(given, withdrawn_at=now)})

    code = _write(portrait_id, taken, keyring, now).code
    _note(code, purpose, "no", keyring, now)


@transaction.atomic
def hand_out(
    *, portrait_id: UUID, purpose: Purpose, keyring: Keyring, now: datetime
) -> tuple[Picture, FileView, bytes]:
    """Give the finished portrait out for one use; the audit chain remembers it.

    Raises:
      Refused: nobody looked it over, the family does not allow this use today, or there is no such
        portrait.
    """
    view = queries.portrait(portrait_id, keyring)
    held, file, content = queries.picture(portrait_id, keyring)
    if not view.portrait.is_reviewed:
        raise Refused(
            _("Nobody has looked this portrait over yet."),
            hint=_("Ask another tracing officer to look it over."),
        )
    if not view.portrait.allows(purpose, now.date()):
        raise Refused(
            _("The family has not allowed this: %(use)s.") % {"use": CONSENTS[purpose]},
            hint=_("Ask them; without their yes it stays here."),
        )
    says = {"of": view.portrait.code, "why": purpose}
    audit.write("portrait handed out", actor=keyring.user_id, says=says, now=now)
    return held, file, content


def _note(code: str, purpose: Purpose, answer: str, keyring: Keyring, now: datetime) -> None:
    says = {"of": code, "why": purpose, "note": answer}
    audit.write("portrait consent", actor=keyring.user_id, says=says, now=now)


def work(
    portrait_id: UUID, act: Callable[[Portrait], Portrait], keyring: Keyring, now: datetime
) -> Portrait:
    """Change a portrait whose interview goes on.

    Raises:
      Refused: it was stopped, what is asked cannot be done now, or there is no such portrait.
      Overtaken: somebody else wrote meanwhile.
    """

    def going(was: Portrait) -> Portrait:
        if was.state == "stopped":
            raise Refused(
                _("The witness stopped this interview."),
                hint=_("Go on only if they ask for it."),
            )
        try:
            return act(was)
        except ValueError as error:
            raise Refused(
                _("That cannot be done now."), hint=_("Load the page to see how it stands.")
            ) from error

    return _write(portrait_id, going, keyring, now)


@transaction.atomic
def _write(
    portrait_id: UUID, act: Callable[[Portrait], Portrait], keyring: Keyring, now: datetime
) -> Portrait:
    """Change a portrait, if nobody else did meanwhile and there is room for it."""
    row = queries.find(portrait_id, keyring)
    was = open_row(row, Portrait, keyring)
    new = act(was)
    if not has_room(new):
        raise Refused(
            _("This portrait has no room for more words."), hint=_("Write the rest more briefly.")
        )
    if new != was:
        swap(row, new, keyring, on=now.date())
    return new
