"""Gifts of the demo: who gave in the summer and autumn of 1855, by every way there is.

Most names are of people who gave for such things then; what is said of their gifts is invented.
No gift is for the next rescue alone, and none lies at the bank yet: the general fund and the bank's
side end as `demo_money` leaves them. Nobody here is a partner of the demo: a name that gives
in public would give a helper away.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec

from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import aims, byhand, matching, pledges, queries, services, showing
from waystation.giving.gifts.domain import Asked, Honour, MatchSaid, PledgeSaid, Terms, parts_of
from waystation.giving.models import CampaignRow, GiftRow, MemberRow
from waystation.ledger import chart
from waystation.testing import demo_campaigns, demo_payments
from waystation.vault.door import Who

OURS = UUID("5ad0c0de-1855-4026-8000-0000000000b9")
OPEN, ARRIVED = chart.UNRESTRICTED, chart.RESETTLEMENT
# The campaigns, the team and its member that `demo_campaigns` opens.
BAZAAR, FIVE = "bazaar", "five-before-spring"


class Given(NamedTuple):
    """One gift: day, who, cents, how named, and for what (a fund, a campaign, or a team)."""

    day: date
    name: str
    cents: int
    shown_as: str
    aim: str
    way: str = "hosted"
    words: str = ""


def _on(month: int, day: int) -> date:
    return date(1855, month, day)


GIFTS = (
    Given(_on(10, 2), "Gerrit Smith", 20_000, "name", BAZAAR, words="For whoever is on the way."),
    Given(_on(10, 3), "Angelina Weld", 2_500, "initials", BAZAAR),
    Given(
        _on(10, 4), "Julia Griffiths", 1_500, "name", "team", words="From our bazaar, with respect."
    ),
    Given(_on(10, 5), "Sarah Pugh", 3_000, "anonymous", BAZAAR),
    Given(_on(10, 6), "Mary Grew", 1_000, "name", FIVE),
    Given(_on(10, 8), "Phebe Hathaway", 1_000, "name", FIVE),
    Given(_on(10, 9), "Maria Chapman", 6_000, "initials", BAZAAR),
    Given(_on(10, 10), "Helen Garrison", 3_300, "anonymous", ARRIVED),
    Given(_on(10, 11), "Sallie Holley", 4_000, "name", "team"),
    Given(_on(10, 12), "Graceanna Lewis", 800, "anonymous", OPEN),
    Given(_on(10, 13), "Rowland Johnson", 5_000, "anonymous", ARRIVED, "cheque"),
    Given(_on(10, 14), "Anna Richardson", 2_400, "team", "team"),
    Given(_on(10, 15), "Ellen Richardson", 2_400, "initials", "team", "cheque"),
    Given(_on(10, 16), "Wilhelmina Webb", 700, "name", BAZAAR),
    Given(_on(10, 18), "Eliza Wigham", 1_200, "anonymous", FIVE),
    Given(_on(10, 22), "Sarah Remond", 900, "initials", BAZAAR, words="For a warm coat."),
    Given(_on(10, 24), "James McKim", 1_500, "anonymous", OPEN, "cheque"),
)
ROCHESTER = "The Rochester Ladies' Anti-Slavery Sewing Society"
# Who gives every month, how much, and on which days it came.
MONTHLY = (
    ("Sydney Howard Gay", 500, BAZAAR, (_on(9, 10), _on(10, 10))),
    ("Theodore Wright", 300, OPEN, (_on(8, 20), _on(9, 20))),
)


def furnish(julia: Who, levi: Who, now: datetime) -> None:
    """Give what was given: once, monthly, promised, matched, in kind; a little went back."""
    demo_campaigns.furnish(julia, levi, now)
    _offer(julia, now)
    for one in GIFTS:
        _give(one, now)
    _monthly(now)
    _promise(now)
    _in_kind(now)
    _back(now)
    # Some names were looked at, the latest wait.
    for row in GiftRow.objects.filter(is_to_show=True, paid_on__lt=_on(10, 12)).order_by("paid_on"):
        showing.show(row.pk, name=True, message=True, keyring=julia.keyring, now=now)
    demo_payments.furnish(julia, levi, now)


def _donor(name: str) -> Donor:
    mailbox = name.lower().replace(" ", ".").replace("'", "")
    donor = Donor(name=name, email=f"{mailbox}@example.org", country="US")
    return msgspec.structs.replace(donor, kind="organisation") if name == ROCHESTER else donor


def _aim(aim: str) -> dict[str, Any]:
    if aim == "team":
        member = MemberRow.objects.filter(state="open").order_by("slug").first()
        assert member is not None
        return {"team": member.team.slug, "member": member.slug}
    return {"fund": aim} if aim in (OPEN, ARRIVED) else {"campaign": aim}


def _give(one: Given, now: datetime) -> None:
    asked = Asked(
        who=_donor(one.name),
        cents=one.cents,
        shown_as=one.shown_as,
        way=one.way,
        message=one.words,
        provider="test" if one.way == "hosted" else "",
        id=uuid5(OURS, f"{one.name} {one.day}"),
        **_aim(one.aim),
    )
    row = services.begin(asked, now=now)
    fee_cents = one.cents * 29 // 1_000 if one.way == "hosted" else 0
    _came(row.pk, one.cents, fee_cents, one.day, now)


def _came(gift: UUID, cents: int, fee_cents: int, on: date, now: datetime) -> None:
    services.paid(gift, cents=cents, fee_cents=fee_cents, ref=f"demo {gift}", on=on, now=now)


def _monthly(now: datetime) -> None:
    """Two monthly gifts: one comes regularly, the other one failed this week."""
    for name, cents, aim, days in MONTHLY:
        asked = Asked(
            who=_donor(name),
            cents=cents,
            every="monthly",
            shown_as="initials",
            provider="test",
            id=uuid5(OURS, f"monthly {name}"),
            **_aim(aim),
        )
        then = now - timedelta(days=(now.date() - days[0]).days)
        row = services.begin_recurring(asked, now=then)
        for day in days:
            ref = f"demo {name} {day}"
            services.instalment_paid(row.pk, cents=cents, fee_cents=0, ref=ref, on=day, now=now)
    then = now - timedelta(days=4)
    services.instalment_failed(row.pk, ref=f"demo {name} october", now=then)


def _offer(julia: Who, now: datetime) -> None:
    """Arthur Tappan doubles what is given to the bazaar."""
    campaign = CampaignRow.objects.get(slug=BAZAAR)
    row = matching.offer(
        match_id=uuid5(OURS, "offer"),
        who=_donor("Arthur Tappan"),
        campaign=campaign.pk,
        said=MatchSaid("Arthur Tappan"),
        terms=Terms(100, 20_000, _on(10, 5), _on(11, 30)),
        now=now,
    )
    matching.decide(row.pk, accept=True, shown_name="A. T.", now=now)


def _promise(now: datetime) -> None:
    """The ladies of Rochester promise a sum in four parts; the first came."""
    parts = tuple(parts_of(11_000, 4, _on(9, 30)))
    row = pledges.promise(
        pledge_id=uuid5(OURS, "promise"),
        who=_donor(ROCHESTER),
        promised=pledges.Promised("promise", aims.Aim(ARRIVED), parts),
        said=PledgeSaid(ROCHESTER),
        now=now,
    )
    pledges.decide(row.pk, accept=True, now=now)
    first = GiftRow.objects.filter(pledge=row).order_by("begun_on", "pk").first()
    assert first is not None
    services.paid(
        first.pk,
        cents=first.cents,
        fee_cents=0,
        ref=f"demo {first.pk}",
        on=_on(10, 12),
        now=now,
        into=chart.CHEQUES,
    )


def _in_kind(now: datetime) -> None:
    """A box of clothing, given in somebody's honour, that nobody has valued yet."""
    asked = Asked(
        who=_donor("Elizabeth Gay"),
        cents=0,
        fund=ARRIVED,
        description="A box of winter clothing: eleven coats, nine pairs of shoes",
        honour=Honour("Sojourner Truth"),
        id=uuid5(OURS, "in kind"),
    )
    byhand.record_in_kind(asked, now=now)


def _back(now: datetime) -> None:
    """One gift was given twice by mistake; its provider gave half of it back."""
    row = queries.gifts(queries.Wanted(campaign=_campaign(FIVE))).filter(cents=1_200).get()
    services.refunded(row.pk, total_refunded_cents=600, ref="demo back", now=now)


def _campaign(slug: str) -> UUID:
    return CampaignRow.objects.values_list("pk", flat=True).get(slug=slug)
