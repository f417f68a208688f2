"""Opening, changing and closing campaigns: one drafts, another publishes. Each in one transaction.

Until it is published, a campaign is a box: not even its address stands in clear.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.giving import funds, prices, rows, stamps
from waystation.giving.campaigns import domain, ending, texts
from waystation.giving.campaigns.domain import Drafted, Wish
from waystation.giving.domain import coarse
from waystation.giving.models import CampaignRow
from waystation.ledger import chart
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# What a campaign may collect for: one of the standing funds, or one that is opened for it.
OWN_FUND = "CAMPAIGN"
FUNDS = (chart.GENERAL, chart.UNRESTRICTED, chart.RESETTLEMENT, chart.REUNIFICATION, OWN_FUND)


def row_of(campaign_id: UUID, keyring: Keyring) -> CampaignRow:
    """Find a campaign of the reader's compartment.

    Raises:
      Refused: there is none of this id that they may open.
    """
    row = CampaignRow.objects.filter(pk=campaign_id, cell__in=keyring.cells).first()
    if row is None:
        raise Refused(_("There is no such campaign."), hint=_("Choose one from the list."))
    return row


def drafted(row: CampaignRow, keyring: Keyring) -> Drafted:
    """Open what a campaign's box says: what waits to be published, and whose wish it is."""
    return rows.said(row, Drafted, keyring)


@transaction.atomic
def draft(
    *, campaign_id: UUID, wish: Wish, keyring: Keyring, now: datetime
) -> Literal["made", "changed"]:
    """Write what a campaign is to be: a new one, or a change of one; public is it not yet.

    Whoever wrote last is who may not publish it.

    Args:
      campaign_id: made before by whoever asks, so that the same form twice makes one campaign.

    Raises:
      Refused: what is wrong in it, an address that another has, or a campaign that has ended.
    """
    wish = _fit(campaign_id, wish)
    said = Drafted(by=keyring.user_id, by_name=keyring.alias, wish=wish)
    if CampaignRow.objects.filter(pk=campaign_id).exists():
        row = row_of(campaign_id, keyring)
        if row.state == "closed":
            raise _has_ended()
        before = drafted(row, keyring)
        rows.change(row, replace(said, published_by=before.published_by))
        return "changed"
    row = CampaignRow(
        id=campaign_id,
        cell=keyring.cell("giving"),
        # Of a form that no address has, until it is published.
        slug=f"~{campaign_id.hex}",
        fund=chart.GENERAL,
        starts_on=coarse(now.date()),
    )
    rows.put(row, said)
    return "made"


@transaction.atomic
def publish(*, campaign_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Put what waits before the public, as somebody else than who wrote it.

    Raises:
      Refused: nothing waits, it is one's own, or what was right when written is not any more.
    """
    row = row_of(campaign_id, keyring)
    if row.state == "closed":
        raise _has_ended()
    said = drafted(row, keyring)
    if said.wish is None:
        raise Refused(_("Nothing waits to be published."), hint=_("Write a change first."))
    if said.by == keyring.user_id:
        raise Refused(
            _("Nobody publishes what they wrote themselves."),
            hint=_("Another fundraiser or a finance officer reads it and publishes it."),
        )
    wish = _fit(campaign_id, said.wish)
    person_cents = prices.person_cents() if wish.goal_people else 0
    ends_before = row.ends_on
    fund = funds.open_for_campaign(wish.slug, on=now.date()) if wish.fund == OWN_FUND else wish.fund
    rows.change(
        row,
        replace(said, wish=None, published_by=keyring.alias),
        state="open",
        slug=wish.slug,
        fund=fund,
        title_en=wish.title_en,
        title_ko=wish.title_ko,
        text_en=wish.text_en,
        text_ko=wish.text_ko,
        goal_cents=domain.goal_of(wish, person_cents),
        goal_people=wish.goal_people,
        person_cents=person_cents,
        monthly_goal_cents=wish.monthly_goal_cents,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
    )
    if wish.ends_on and wish.ends_on != ends_before:
        ending.shorten(wish.ends_on, campaign=row.pk, now=now)
    stamps.touch()
    _entered("campaign published", wish.slug, keyring, now)


@transaction.atomic
def drop(*, campaign_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back what waits; a campaign that never was public is gone with it.

    Raises:
      Refused: nothing waits.
    """
    row = row_of(campaign_id, keyring)
    said = drafted(row, keyring)
    if said.wish is None:
        raise Refused(_("Nothing waits to be published."), hint=_("Write a change first."))
    if row.state == "draft":
        row.delete()
    else:
        rows.change(row, replace(said, wish=None))


@transaction.atomic
def close(*, campaign_id: UUID, why: str, keyring: Keyring, now: datetime) -> int:
    """End a campaign today: it takes no gifts from here on, and its page says so.

    Monthly gifts that began in it count for the work as a whole from the next instalment on; gives
    how many those are.

    Raises:
      Refused: it is not open, or no reason is given.
    """
    row = row_of(campaign_id, keyring)
    if row.state != "open":
        raise _has_ended()
    why = texts.tidy(why)
    if not 0 < len(why) <= domain.WHY_MAX:
        raise Refused(
            _("Say why, in at most %(n)d characters.") % {"n": domain.WHY_MAX},
            hint=_("Colleagues read it here; it is not published."),
        )
    on = now.date()
    said = replace(drafted(row, keyring), wish=None, closed=why)
    ends_on = min(row.ends_on, on) if row.ends_on else on
    rows.change(row, said, state="closed", ends_on=ends_on)
    n = ending.shorten(ends_on, campaign=row.pk, now=now)
    stamps.touch()
    _entered("campaign closed", row.slug, keyring, now)
    return n


def _fit(campaign_id: UUID, wish: Wish) -> Wish:
    """Tidy a wish and refuse one that could not be published."""
    wish = replace(
        wish,
        slug=wish.slug.strip(),
        title_en=texts.tidy(wish.title_en),
        title_ko=texts.tidy(wish.title_ko),
        text_en=texts.tidy(wish.text_en),
        text_ko=texts.tidy(wish.text_ko),
    )
    found = domain.faults_of(wish, person_cents=prices.person_cents(), funds=FUNDS)
    if found:
        raise Refused(_fault(found[0]), hint=_("Mend it in the form; what you wrote is kept."))
    if CampaignRow.objects.filter(slug=wish.slug).exclude(pk=campaign_id).exists():
        raise Refused(
            _("Another campaign has the address %(slug)s.") % {"slug": wish.slug},
            hint=_("Choose another one; addresses of ended campaigns stay theirs."),
        )
    return wish


def _fault(name: str) -> str:
    """Put into words what is wrong with a wish."""
    return {
        "slug": _("The address takes 3 to 40 small letters, digits and single hyphens."),
        "fund": _("A campaign does not collect for this fund."),
        "title": _("A title is missing or longer than 100 characters."),
        "text": _("A text is shorter than 20 or longer than 4,000 characters."),
        "people": _("The number of people is between 1 and 100."),
        "price": _("No cost of one person has been published yet, so people cannot be the goal."),
        "goal": _("The goal is between $100 and $10,000,000."),
        "monthly": _("The monthly goal is at most $10,000,000."),
        "days": _("The last day is before the first, or more than two years after it."),
    }[name]


def _entered(kind: str, of: str, keyring: Keyring, now: datetime) -> None:
    audit.write(kind, actor=keyring.user_id, says={"of": of}, now=now)


def _has_ended() -> Refused:
    return Refused(_("This campaign is not open."), hint=_("Begin a new one."))
