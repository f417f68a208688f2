"""Somebody adds to what others give, up to a sum: offered, accepted, and taken gift by gift.

Every matched gift makes one more, due from the matcher and money to come in the book. A cap is
never exceeded: its use is counted by an update that fails if somebody was faster, and the database
refuses more.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from waystation.base.errors import Overtaken, Refused
from waystation.giving import rows, stamps
from waystation.giving.domain import CENTS_MAX, CENTS_MIN, coarse
from waystation.giving.donors.domain import Donor
from waystation.giving.donors.services import welcome
from waystation.giving.gifts import book, domain
from waystation.giving.gifts.domain import GiftSaid
from waystation.giving.models import CampaignRow, GiftRow, MatchRow

PERCENT_MAX = 300


@transaction.atomic
def offer(
    *,
    match_id: UUID,
    who: Donor,
    campaign: UUID,
    said: domain.MatchSaid,
    terms: domain.Terms,
    now: datetime,
) -> MatchRow:
    """Write down an offer to match gifts; it does nothing until somebody accepts it.

    Raises:
      Refused: terms that cannot be kept, or a campaign that is none.
    """
    known = MatchRow.objects.filter(pk=match_id).first()
    if known is not None:
        return known
    _check(terms)
    if not CampaignRow.objects.filter(pk=campaign, state__in=("draft", "open")).exists():
        raise Refused(_("This campaign takes no gifts."), hint=_("Choose one that is open."))
    donor = welcome(who, now=now)
    row = MatchRow(id=match_id, donor=donor, campaign_id=campaign, **terms._asdict())
    return rows.put(row, said, donor=donor)


@transaction.atomic
def decide(match_id: UUID, *, accept: bool, shown_name: str, now: datetime) -> MatchRow:
    """Accept an offer, from when on it matches gifts and is public, or refuse it."""
    row = found(match_id)
    if row.state != "asked":
        raise Refused(_("This offer was decided already."), hint=_("Look at the list once more."))
    if not accept:
        return rows.move(row, state="refused")
    if row.until_on < now.date():
        raise Refused(_("This offer's time is over."), hint=_("Ask for a new one."))
    stamps.touch()
    return rows.move(row, state="open", shown_name=shown_name.strip())


@transaction.atomic
def end(match_id: UUID) -> MatchRow:
    """End an offer; what it matched stays due."""
    row = found(match_id)
    if row.state not in ("open", "used up"):
        raise Refused(_("This offer is not open."), hint=_("Look at the list once more."))
    stamps.touch()
    return rows.move(row, state="ended")


def match(gift: GiftRow, *, now: datetime) -> None:
    """Make what every open offer of its campaign adds to a gift that came.

    Belongs to the transaction of the gift. A gift that matches, and one in kind, is not matched.
    """
    if gift.campaign_id is None or gift.kind in ("matching", "in-kind") or gift.paid_on is None:
        return
    offers = MatchRow.objects.filter(
        campaign=gift.campaign_id,
        state="open",
        from_on__lte=gift.paid_on,
        until_on__gte=gift.paid_on,
    )
    for one in (
        offers.exclude(donor=gift.donor_id).select_related("donor").order_by("from_on", "pk")
    ):
        _add(one, gift, now.date())


def give_back(gift: GiftRow, *, now: datetime) -> None:
    """Take back what matched a gift that went back, as far as it has not been paid yet.

    Belongs to the transaction of the change. What a matcher has paid already stays, and is shown to
    whoever can give it back.
    """
    net = gift.cents - gift.refunded_cents - gift.disputed_cents
    for one in GiftRow.objects.filter(matches=gift, state="begun").select_related("match"):
        assert one.match is not None
        back = one.cents - min(one.cents, net * one.match.percent // 100)
        if back:
            lessen(one, back, on=now.date())


def lessen(due: GiftRow, cents: int, *, on: date, hands: book.Hands = book.NOBODY) -> None:
    """Let a matcher owe less for a gift, and free as much under their cap."""
    assert due.match is not None
    left = due.cents - cents
    entry_id = book.own_id(due.pk, f"less {left}")
    income = book.income_of(due)
    book.awaited_no_more(entry_id, fund=due.fund, income=income, cents=cents, on=on, hands=hands)
    book.note(due, entry_id)
    _free(due.match, cents)
    rows.move(due, **({"cents": left} if left else {"state": "lost"}))
    stamps.touch()


def returned(due: GiftRow, cents: int) -> None:
    """Free under a cap what a matcher was given back of a match they had paid."""
    if due.match is not None:
        _free(due.match, cents)


def found(match_id: UUID) -> MatchRow:
    """Find an offer.

    Raises:
      Refused: there is none.
    """
    row = MatchRow.objects.filter(pk=match_id).first()
    if row is None:
        raise Refused(_("There is no such offer."), hint=_("Pick it from the list."))
    return row


def _add(one: MatchRow, gift: GiftRow, on: date) -> None:
    net = gift.cents - gift.refunded_cents - gift.disputed_cents
    cents = domain.matched(net, one.percent, one.cap_cents - one.taken_cents)
    row_id = book.own_id(gift.pk, f"matched {one.pk}")
    if not cents or GiftRow.objects.filter(pk=row_id).exists():
        return
    is_full = one.taken_cents + cents == one.cap_cents
    same = MatchRow.objects.filter(pk=one.pk, taken_cents=one.taken_cents, state="open")
    changed = same.update(
        taken_cents=F("taken_cents") + cents,
        state="used up" if is_full else "open",
        revision=F("revision") + 1,
    )
    if changed != 1:
        raise Overtaken("an offer to match was used by another gift meanwhile")
    due = GiftRow(
        id=row_id,
        donor=one.donor,
        kind="matching",
        way="bank",
        cents=cents,
        fund=gift.fund,
        campaign_id=gift.campaign_id,
        match=one,
        matches=gift,
        begun_on=coarse(on),
        shown_name=one.shown_name,
    )
    rows.put(due, GiftSaid(shown_as="name" if one.shown_name else "anonymous"), donor=one.donor)
    entry_id = book.own_id(row_id, "awaited")
    book.awaited(entry_id, fund=due.fund, income=book.income_of(due), cents=cents, on=on)
    book.note(due, entry_id)


def _free(one: MatchRow, cents: int) -> None:
    """Count less of a cap as used; an offer that was used up is open again."""
    MatchRow.objects.filter(pk=one.pk).update(
        taken_cents=F("taken_cents") - cents, revision=F("revision") + 1
    )
    MatchRow.objects.filter(pk=one.pk, state="used up").update(state="open")


def _check(terms: domain.Terms) -> None:
    is_sum = CENTS_MIN <= terms.cap_cents <= CENTS_MAX
    if not is_sum or not 0 < terms.percent <= PERCENT_MAX or terms.until_on < terms.from_on:
        raise Refused(
            _("An offer has a sum, adds at most %(most)d percent, and ends after it begins.")
            % {"most": PERCENT_MAX},
            hint=_("Correct the terms."),
        )
