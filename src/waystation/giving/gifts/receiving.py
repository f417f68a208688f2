"""What happens to gifts: begun, come, failed, gone back, disputed. Each verb is one transaction.

All of it is keyless, for it follows from a giver's wish or a provider's word. The same call again
changes nothing; another content under the same id is refused.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.money import dollars
from waystation.giving import rows, stamps
from waystation.giving.domain import CENTS_MAX, CENTS_MIN, SHOWN_AS, coarse
from waystation.giving.donors.services import welcome
from waystation.giving.funds import GIVER_FUNDS
from waystation.giving.gifts import book, domain, matching, pledges
from waystation.giving.gifts.aims import Aim, aim_at
from waystation.giving.gifts.book import NOBODY, Hands
from waystation.giving.gifts.domain import AWAITED, Asked, GiftSaid
from waystation.giving.letters import services as letters
from waystation.giving.models import DonorRow, GiftRow
from waystation.giving.reference import new_reference


@transaction.atomic
def begin(asked: Asked, *, now: datetime, aim: Aim | None = None) -> GiftRow:
    """Write down a gift that somebody wants to give once; nothing came yet.

    ``aim`` is what it is for, where finance says so and not the giver's own choice of a page.

    Raises:
      Refused: too little or too much, a fund nobody may choose, a campaign or team that takes no
        gifts, or an id under which something else was begun.
    """
    check(asked)
    aim, cents = aim or aim_at(asked, now.date()), asked.cents + cover(asked)
    row_id = asked.id or new_id()
    known = GiftRow.objects.filter(pk=row_id).first()
    if known is not None:
        if (known.fund, known.campaign_id, known.way) != (aim.fund, aim.campaign, asked.way) or (
            known.entry is None and known.cents != cents
        ):
            raise Refused(_("This gift was begun already, otherwise."), hint=_("Begin anew."))
        return known
    donor = welcome(asked.who, now=now) if asked.who else None
    row = _new_row(row_id, aim, donor, asked.kind, asked.way, now.date())
    row.cents, row.cover_cents, row.provider = cents, cover(asked), asked.provider
    row.reference = new_reference() if asked.way == "bank" else None
    row.is_to_show = asked.shown_as != "anonymous" or bool(asked.message)
    row.is_to_tell = asked.honour is not None and bool(asked.honour.email)
    return rows.put(row, said_of(asked), donor=donor)


@transaction.atomic
def paid(
    gift_id: UUID,
    *,
    cents: int,
    fee_cents: int,
    ref: str,
    on: date,
    now: datetime,
    into: str | None = None,
    hands: Hands = NOBODY,
) -> GiftRow:
    """Take in that a gift came: it is booked, counts, is matched, and its giver is thanked.

    What came is the gift, also where another sum was begun. ``ref`` is the provider's or bank's
    own id of the payment; ``into`` the account where the money lies, if not the usual one.

    Raises:
      Refused: there is no such gift; it came already by another payment; the payment was another
        gift's; a sum that was promised comes as another sum.
    """
    row, digest = found(gift_id), book.digest_of(ref)
    if row.entry is not None:
        if bytes(row.ref_digest or b"") != digest or row.cents != cents:
            raise Refused(
                _("This gift came already, by another payment."),
                hint=_("Write the second payment down as a gift of its own."),
            )
        return row
    if GiftRow.objects.filter(ref_digest=digest).exists():
        raise Refused(_("This payment was another gift's."), hint=_("Look it up by its day."))
    _as_promised(row, cents)
    if not 0 <= fee_cents < cents:
        raise ValueError(f"a fee of {fee_cents} cents on a gift of {cents}")
    entry_id = book.own_id(gift_id, "came")
    row.cents, row.fee_cents = cents, fee_cents
    day = book.open_day(on, now.date())
    book.came(row, entry_id=entry_id, into=into or book.INTO[row.way], on=day, hands=hands)
    row = rows.move(
        row,
        state="paid",
        kind=row.kind,
        cents=cents,
        fee_cents=fee_cents,
        cover_cents=min(row.cover_cents, cents),
        ref_digest=digest,
        entry=entry_id,
        paid_on=on,
    )
    matching.match(row, now=now)
    pledges.kept(row)
    if row.kind in ("one-time", "event"):
        thank(row, now)
    stamps.touch()
    return row


def _as_promised(row: GiftRow, cents: int) -> None:
    """Make sure that what was promised comes as it was promised."""
    if row.kind in AWAITED and row.state == "lost":
        # It was given up, and stands in the book no more: what comes all the same is a plain gift.
        row.kind = "one-time"
    if row.kind in AWAITED and cents != row.cents:
        raise Refused(
            _("%(due)s were promised and %(came)s came.")
            % {"due": dollars(row.cents), "came": dollars(cents)},
            hint=_("Part the promise first, then pay each part."),
        )


@transaction.atomic
def again(
    gift_id: UUID,
    *,
    cents: int,
    ref: str,
    on: date,
    now: datetime,
    fee_cents: int = 0,
    into: str | None = None,
    hands: Hands = NOBODY,
) -> GiftRow:
    """Take in a second payment or transfer for one gift: a gift of its own, by the same giver.

    It counts for what the first one was for, if that still takes gifts; otherwise for the core.
    """
    first = found(gift_id)
    row_id = book.own_id(gift_id, f"again {ref}")
    if not GiftRow.objects.filter(pk=row_id).exists():
        aim = Aim.still(first, on)
        row = _new_row(row_id, aim, first.donor, "one-time", first.way, on)
        row.cents, row.provider = cents, first.provider
        rows.put(row, GiftSaid(), donor=first.donor)
    return paid(
        row_id, cents=cents, fee_cents=fee_cents, ref=ref, on=on, now=now, into=into, hands=hands
    )


def came_otherwise(gift_id: UUID, *, ref: str) -> bool:
    """Say whether a gift came already, by another payment than this one."""
    row = found(gift_id)
    return row.entry is not None and bytes(row.ref_digest or b"") != book.digest_of(ref)


@transaction.atomic
def failed(gift_id: UUID) -> GiftRow:
    """Take in that a payment did not come about; a gift that came stays what it is."""
    row = found(gift_id)
    if row.state != "begun" or row.kind in AWAITED:
        return row
    return rows.move(row, state="failed")


@transaction.atomic
def refunded(gift_id: UUID, *, total_refunded_cents: int, ref: str, now: datetime) -> GiftRow:
    """Take in how much of a gift the provider has given back so far, in all.

    A smaller sum than is known was said before, and changes nothing.

    Raises:
      Refused: nothing came yet, or more would go back than is left.
    """
    row = came(gift_id)
    cents = total_refunded_cents - (row.refunded_cents - row.by_bank_cents)
    if cents <= 0:
        return row
    entry_id = book.own_id(gift_id, f"back {total_refunded_cents}")
    return give_back(row, cents, entry_id=entry_id, out_of=book.INTO[row.way], now=now)


def give_back(
    row: GiftRow,
    cents: int,
    *,
    entry_id: UUID,
    out_of: str,
    now: datetime,
    hands: Hands = NOBODY,
    by_bank: bool = False,
) -> GiftRow:
    """Book that money of a gift went back, and take back what matched it.

    Belongs to the transaction of the change.
    """
    refuse_above(row, cents)
    book.went_back(row, entry_id=entry_id, cents=cents, out_of=out_of, on=now.date(), hands=hands)
    back = row.refunded_cents + cents
    by_bank_cents = row.by_bank_cents + (cents if by_bank else 0)
    row = _settled(row, refunded_cents=back, by_bank_cents=by_bank_cents)
    matching.give_back(row, now=now)
    if row.kind == "matching":
        matching.returned(row, cents)
    return row


@transaction.atomic
def disputed(
    gift_id: UUID,
    *,
    cents: int,
    ref: str,
    now: datetime,
    on: date | None = None,
    fee_cents: int = 0,
) -> GiftRow:
    """Take in that a giver's bank took money of a gift back; it counts no more until that is won.

    Raises:
      Refused: nothing came yet, or less is left.
    """
    row, entry_id = came(gift_id), book.own_id(gift_id, f"disputed {ref}")
    if book.is_booked(entry_id):
        return row
    refuse_above(row, cents)
    day = book.open_day(on or now.date(), now.date())
    book.went_back(row, entry_id=entry_id, cents=cents, out_of=book.INTO[row.way], on=day)
    if fee_cents:
        book.fee(book.own_id(gift_id, f"dispute fee {ref}"), cents=fee_cents, on=day)
    return _settled(row, disputed_cents=row.disputed_cents + cents)


@transaction.atomic
def dispute_won(
    gift_id: UUID,
    *,
    cents: int,
    ref: str,
    now: datetime,
    on: date | None = None,
    fee_cents: int = 0,
) -> GiftRow:
    """Take in that a dispute was won: the money is back and counts again.

    ``fee_cents`` is what came back of the dispute's fee.
    """
    row = disputed(gift_id, cents=cents, ref=ref, now=now, on=on)
    entry_id = book.own_id(gift_id, f"won {ref}")
    if book.is_booked(entry_id):
        return row
    undoes, day = (
        book.own_id(gift_id, f"disputed {ref}"),
        book.open_day(on or now.date(), now.date()),
    )
    book.came_again(row, entry_id=entry_id, undoes=undoes, on=day)
    if fee_cents:
        book.fee(book.own_id(gift_id, f"dispute fee back {ref}"), cents=-fee_cents, on=day)
    return _settled(row, disputed_cents=row.disputed_cents - cents)


@transaction.atomic
def dispute_lost(
    gift_id: UUID,
    *,
    cents: int,
    ref: str,
    now: datetime,
    on: date | None = None,
    fee_cents: int = 0,
) -> GiftRow:
    """Take in that a dispute was lost: the money does not come back, nor what matched it."""
    row = disputed(gift_id, cents=cents, ref=ref, now=now, on=on, fee_cents=fee_cents)
    if book.is_booked(book.own_id(gift_id, f"won {ref}")) or row.state == "lost":
        return row
    row = rows.move(row, state="lost")
    matching.give_back(row, now=now)
    stamps.touch()
    return row


def found(gift_id: UUID) -> GiftRow:
    """Find a gift.

    Raises:
      Refused: there is none.
    """
    row = GiftRow.objects.filter(pk=gift_id).select_related("donor").first()
    if row is None:
        raise Refused(_("There is no such gift."), hint=_("Pick it from the list of gifts."))
    return row


def came(gift_id: UUID) -> GiftRow:
    """Find a gift that came.

    Raises:
      Refused: there is none, or nothing came yet.
    """
    row = found(gift_id)
    if row.entry is None:
        raise Refused(_("This gift has not come yet."), hint=_("Wait for its payment."))
    return row


def check(asked: Asked) -> None:
    """Refuse a gift that cannot be taken as it is asked.

    Raises:
      Refused: what is wrong, and what to write instead.
    """
    least = 0 if asked.kind == "in-kind" else CENTS_MIN
    if not least <= asked.cents <= CENTS_MAX:
        raise Refused(
            _("A gift is between %(least)s and %(most)s.")
            % {"least": dollars(CENTS_MIN), "most": dollars(CENTS_MAX)},
            hint=_("Write another sum; for more, write to us."),
        )
    if asked.fund not in GIVER_FUNDS:
        raise Refused(_("Nobody can choose this purpose."), hint=_("Choose one from the list."))
    if asked.shown_as not in SHOWN_AS:
        raise Refused(_("Say how you want to be shown."), hint=_("Choose one from the list."))
    words = (asked.message, asked.description, asked.honour.message if asked.honour else "")
    if any(len(text) > domain.WORDS_MAX for text in words):
        raise Refused(
            _("A message has at most %(n)d characters.") % {"n": domain.WORDS_MAX},
            hint=_("Shorten it."),
        )


def cover(asked: Asked) -> int:
    """Say what a giver adds for the fee: only where there is one."""
    return domain.cover_of(asked.cents) if asked.cover and asked.way == "hosted" else 0


def said_of(asked: Asked) -> GiftSaid:
    """Give what lies in the gift's box."""
    return GiftSaid(
        shown_as=asked.shown_as,
        name=asked.who.name if asked.who else "",
        language=asked.language,
        message=asked.message.strip(),
        honour=asked.honour,
        description=asked.description.strip(),
    )


def thank(row: GiftRow, now: datetime) -> None:
    """Let a letter of thanks wait for whoever gave, if there is anybody to write to."""
    # Whoever left no address has no key of their own either.
    if row.donor is not None and row.donor.own_public:
        letters.wait(row.donor, "thanks", {}, now=now)


def _new_row(
    row_id: UUID, aim: Aim, donor: DonorRow | None, kind: str, way: str, on: date
) -> GiftRow:
    return GiftRow(id=row_id, donor=donor, kind=kind, way=way, begun_on=coarse(on), **aim.columns())


def _settled(row: GiftRow, **plain: int) -> GiftRow:
    """Write down what became of a gift's money, with the state that follows from it."""
    after = {"refunded_cents": row.refunded_cents, "disputed_cents": row.disputed_cents} | plain
    state = domain.state_after(
        row.cents, after["refunded_cents"], after["disputed_cents"], is_lost=row.state == "lost"
    )
    row = rows.move(row, state=state, **after)
    stamps.touch()
    return row


def refuse_above(row: GiftRow, cents: int) -> None:
    """Refuse to give back more than is left of a gift."""
    left = row.cents - row.refunded_cents - row.disputed_cents
    if not 0 < cents <= left:
        raise Refused(
            _("%(left)s of this gift are left, not %(sum)s.")
            % {"left": dollars(left), "sum": dollars(cents)},
            hint=_("Give back at most what is left."),
        )


def refuse_in_kind(row: GiftRow) -> None:
    """Refuse to move money of a gift that is no money."""
    if row.kind == "in-kind":
        raise Refused(
            _("A gift in kind is no money: none of it goes back or changes funds."),
            hint=_("Correct what was booked in the journal."),
        )
