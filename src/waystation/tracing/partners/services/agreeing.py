"""Organisations: entered, their code compared by voice, agreed on by two of us, and ended."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.consent.domain import same
from waystation.tracing.models import PartnerRow, RunRow, Voice
from waystation.tracing.partners import domain, queries
from waystation.tracing.partners.domain import Agreement, Card, Compared, Hand, Own, Partner
from waystation.tracing.partners.services import letters
from waystation.vault import audit, boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap, token_of


def hand(keyring: Keyring, now: datetime) -> Hand:
    """Write down who acts, and when."""
    return Hand(keyring.user_id, keyring.alias, now)


@transaction.atomic
def make_own(*, name: str, keyring: Keyring, now: datetime) -> None:
    """Draw our own key for files of other organisations, once; after that, only our name changes.

    Raises:
      Refused: no name, or the reader holds no tracing compartment.
    """
    if not name.strip():
        raise Refused(_("This name is empty."), hint=_("Write by which name others know us."))
    found = queries.own(keyring)
    if found is not None:
        row, was = found
        swap(row, replace(was, name=name.strip()), keyring, on=now.date())
        return
    secret, recipient = boxes.new_carrying_key()
    value = Own(name=name.strip(), recipient=recipient, secret=secret)
    add(PartnerRow(cell=keyring.cell("tracing")), value, keyring, on=now.date())


@transaction.atomic
def enter(*, card: Card, keyring: Keyring, now: datetime) -> UUID:
    """Put an organisation on file by the card it gave us; nothing passes before all is agreed.

    Raises:
      Refused: its key is no key, it is our own card, or one of that name or key is there already.
    """
    try:
        boxes.seal_for_carrying([card.recipient], b"")
    except ValueError:
        raise Refused(
            _("This is no age key of a receiver."),
            hint=_("Ask the organisation for its key; it begins with %(start)s.")
            % {"start": "age1"},
        ) from None
    if card.signs == letters.our_card(keyring).signs:
        raise Refused(_("This is our own card."), hint=_("Paste the one the others gave you."))
    for one in queries.partners(keyring):
        is_known = same(one.partner.card.name, card.name)
        if is_known or one.partner.card.signs == card.signs:
            raise Refused(
                _("An organisation of this name or key is on file already."),
                hint=_("Open it in the list."),
            )
    value = Partner(card=card, added=hand(keyring, now))
    return add(PartnerRow(cell=keyring.cell("tracing")), value, keyring, on=now.date()).id


@transaction.atomic
def note_compared(*, partner_id: UUID, how: str, keyring: Keyring, now: datetime) -> None:
    """Note that both sides read the code to each other and that it was the same.

    Raises:
      Refused: it is not said how one knew the other, or there is no such organisation.
    """
    view = queries.partner(partner_id, keyring)
    if not how.strip():
        raise Refused(
            _("It is not said how you knew whom you were speaking to."),
            hint=_("Write whom you called and by which number or in which place."),
        )
    compared = Compared(hand=hand(keyring, now), how=how.strip())
    _write(view.row, replace(view.partner, compared=compared), keyring, now)


@transaction.atomic
def propose(*, partner_id: UUID, agreement: Agreement, keyring: Keyring, now: datetime) -> None:
    """Write down what was agreed; it counts once two of us say so, the writer being one of them.

    Raises:
      Refused: the code was not compared, it ends before today or too late, or there is no such
        organisation.
    """
    view = queries.partner(partner_id, keyring)
    if view.partner.compared is None:
        raise Refused(
            _("The code of this organisation was not compared yet."),
            hint=_("Call them and read it to each other first."),
        )
    if not now.date() <= agreement.until <= now.date() + domain.LONGEST:
        raise Refused(
            _("An agreement lasts from today for at most a year."),
            hint=_("Choose another last day; it can be renewed."),
        )
    if not agreement.about.strip() or not agreement.uses:
        raise Refused(
            _("It is not said what may pass between us."),
            hint=_("Say what for, and choose at least one way."),
        )
    Voice.objects.filter(about=view.id).delete()
    _lay(view.row, keyring)
    value = replace(
        view.partner,
        agreement=agreement,
        hands=(hand(keyring, now),),
        ended=None,
        why_ended="",
    )
    _write(view.row, value, keyring, now)


@transaction.atomic
def approve(*, partner_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Stand behind an agreement as the second of us; from now on it counts.

    Raises:
      Refused: the reader's hand lies on it already, nothing is proposed, or there is none such.
    """
    view = queries.partner(partner_id, keyring)
    if view.partner.agreement is None or view.partner.ended is not None:
        raise Refused(_("Nothing waits for your word here."), hint=_("Look at how it stands now."))
    _lay(view.row, keyring)
    if keyring.user_id in {one.by for one in view.partner.hands}:
        raise twice()
    value = replace(view.partner, hands=(*view.partner.hands, hand(keyring, now)))
    _write(view.row, value, keyring, now)
    says = {"to": view.partner.card.name, "until": view.partner.agreement.until.isoformat()}
    audit.write("organisation agreed", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def end(*, partner_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """End what was agreed, at once and by one person; to begin again takes two.

    Raises:
      Refused: no reason, it has ended, or there is no such organisation.
    """
    view = queries.partner(partner_id, keyring)
    if view.partner.ended is not None:
        raise Refused(_("This has ended already."), hint=_("Agree anew if you want to go on."))
    if not why.strip():
        raise Refused(_("It is not said why."), hint=_("Say in a few words why."))
    Voice.objects.filter(about=view.id).delete()
    ended = replace(view.partner, ended=hand(keyring, now), why_ended=why.strip(), hands=())
    _write(view.row, ended, keyring, now)
    says = {"to": view.partner.card.name, "why": why.strip()}
    audit.write("organisation ended", actor=keyring.user_id, says=says, now=now)


def lay_on_list(row: RunRow, keyring: Keyring) -> None:
    """Lay one's hand on a list; raises Refused if it lies there already."""
    _lay(row, keyring)


def twice() -> Refused:
    """Say that one person gives one word."""
    return Refused(
        _("Your hand is on this already."),
        hint=_("Another colleague who holds this compartment has to give the second word."),
    )


def _lay(row: PartnerRow | RunRow, keyring: Keyring) -> None:
    try:
        with transaction.atomic():
            actor = token_of(keyring.user_id, row, keyring)
            Voice.objects.create(about=row.pk, actor=actor)
    except IntegrityError:
        raise twice() from None


def _write(row: PartnerRow, value: Partner, keyring: Keyring, now: datetime) -> None:
    swap(row, value, keyring, on=now.date())
