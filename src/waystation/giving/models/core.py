"""Donors, campaigns, teams and gifts. Sums are plain as in the book; who gave lies in boxes."""

from django.db import models
from django.db.models import Q

from waystation.base.ids import new_id
from waystation.giving.domain import (
    GIFT_KINDS,
    GIFT_STATES,
    INTERVALS,
    MATCH_STATES,
    PLEDGE_KINDS,
    PLEDGE_STATES,
    PUBLIC_STATES,
    RECURRING_STATES,
    WAYS,
)

CURRENCY = "USD"


class BoxRow(models.Model):
    """A row whose say lies in a box to its compartment: whoever holds no key can write it.

    `own` is the same for whom it concerns, under their own key; empty where there is none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cell = models.UUIDField(db_index=True)
    revision = models.PositiveIntegerField(default=1)
    box = models.BinaryField()
    own = models.BinaryField(default=b"")

    class Meta:
        abstract = True


class DonorRow(BoxRow):
    """Somebody who gives. Who it is lies in the box."""

    finder = models.BinaryField(null=True, unique=True)
    own_public = models.BinaryField(default=b"")
    own_wrap = models.BinaryField(default=b"")
    # Of what they said of themselves at first: the same again is no news.
    said_mark = models.BinaryField(default=b"")
    since = models.DateField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT)


class CampaignRow(BoxRow):
    """A campaign: public by nature once it is open; a draft's text lies in the box."""

    slug = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=8, default="draft")
    fund = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120, default="")
    title_ko = models.CharField(max_length=120, default="")
    text_en = models.TextField(default="")
    text_ko = models.TextField(default="")
    goal_cents = models.BigIntegerField(default=0)
    # "Bring n people to freedom", at the published all-in cost of one.
    goal_people = models.PositiveIntegerField(default=0)
    person_cents = models.BigIntegerField(default=0)
    monthly_goal_cents = models.BigIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_state", condition=Q(state__in=PUBLIC_STATES)),
        ]


class TeamRow(BoxRow):
    """A rescue team: friends who collect together, with a page and a fund of their own."""

    slug = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=8, default="draft")
    campaign = models.ForeignKey(CampaignRow, null=True, on_delete=models.PROTECT)
    fund = models.CharField(max_length=60, default="")
    name = models.CharField(max_length=120, default="")
    text = models.TextField(default="")
    goal_cents = models.BigIntegerField(default=300_000)
    asked_on = models.DateField()
    # The month in which it was told, with others, that its fund had supported a journey.
    told_in = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_state", condition=Q(state__in=PUBLIC_STATES)),
        ]


class MemberRow(BoxRow):
    """A member's own page within a team."""

    team = models.ForeignKey(TeamRow, on_delete=models.PROTECT)
    slug = models.CharField(max_length=60)
    state = models.CharField(max_length=8, default="draft")
    name = models.CharField(max_length=120, default="")
    text = models.TextField(default="")
    goal_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="member_once", fields=["team", "slug"]),
            models.CheckConstraint(name="member_state", condition=Q(state__in=PUBLIC_STATES)),
        ]


class RecurringRow(BoxRow):
    """A gift that repeats. What the provider calls it lies in the box, and here as a digest."""

    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, default="begun")
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default=CURRENCY)
    every = models.CharField(max_length=9, default="monthly")
    fund = models.CharField(max_length=60)
    # It counts for the campaign, team or member until that day; afterwards for the core fund alone.
    campaign = models.ForeignKey(CampaignRow, null=True, on_delete=models.PROTECT)
    team = models.ForeignKey(TeamRow, null=True, on_delete=models.PROTECT)
    member = models.ForeignKey(MemberRow, null=True, on_delete=models.PROTECT)
    counts_until = models.DateField(null=True)
    provider = models.CharField(max_length=12, default="")
    # Of the provider's own id for it.
    ref_digest = models.BinaryField(null=True, unique=True)
    # What a giver's bank writes on each transfer of a standing order.
    reference = models.CharField(max_length=16, null=True, unique=True)
    started_on = models.DateField()
    next_on = models.DateField(null=True)
    # Whether its giver wants to be named, so that somebody has to look at that.
    is_to_show = models.BooleanField(default=False)
    # How many of the days on which a giver hears of it have come, and of how many they were told.
    failed_n = models.PositiveIntegerField(default=0)
    told_n = models.PositiveIntegerField(default=0)
    failing_since = models.DateField(null=True)
    paused_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="recurring_state", condition=Q(state__in=RECURRING_STATES)),
            models.CheckConstraint(name="recurring_every", condition=Q(every__in=INTERVALS)),
            models.CheckConstraint(name="recurring_sum", condition=Q(cents__gt=0)),
        ]


class PledgeRow(BoxRow):
    """A promise to give: a sum in parts, a sum on a condition, or a share of revenues."""

    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=11)
    state = models.CharField(max_length=8, default="asked")
    cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default=CURRENCY)
    # Of a share of revenues: 250 is 2.5 %.
    basis_points = models.PositiveIntegerField(default=0)
    fund = models.CharField(max_length=60)
    campaign = models.ForeignKey(CampaignRow, null=True, on_delete=models.PROTECT)
    promised_on = models.DateField()
    # The entry that made it money to come; a conditional one has none until its condition is met.
    entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pledge_kind", condition=Q(kind__in=PLEDGE_KINDS)),
            models.CheckConstraint(name="pledge_state", condition=Q(state__in=PLEDGE_STATES)),
        ]


class PledgeDue(models.Model):
    """One part of a pledge: a day, a sum, and the gift that kept it."""

    pledge = models.ForeignKey(PledgeRow, on_delete=models.PROTECT)
    due_on = models.DateField()
    cents = models.BigIntegerField()
    asked_n = models.PositiveIntegerField(default=0)
    gift = models.ForeignKey("GiftRow", null=True, on_delete=models.PROTECT)
    # The entry that made this part alone money to come; empty where the whole pledge's did.
    entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="due_asked_twice_at_most", condition=Q(asked_n__lte=2, cents__gt=0)
            ),
        ]


class MatchRow(BoxRow):
    """Somebody doubles what others give to a campaign, up to a sum. Public while it is open."""

    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    campaign = models.ForeignKey(CampaignRow, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, default="asked")
    # 100 doubles a gift.
    percent = models.PositiveIntegerField(default=100)
    cap_cents = models.BigIntegerField()
    # Of the cap, what gifts have used so far.
    taken_cents = models.BigIntegerField(default=0)
    from_on = models.DateField()
    until_on = models.DateField()
    # As its giver wants to be named in public; empty for nobody.
    shown_name = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="match_state", condition=Q(state__in=MATCH_STATES)),
            models.CheckConstraint(
                name="match_within_its_cap",
                condition=Q(taken_cents__gte=0, taken_cents__lte=models.F("cap_cents")),
            ),
        ]


class GiftRow(BoxRow):
    """One gift, begun or come: its sums stand in the book, here once more for totals.

    Net of refunds it counts once for its campaign, team or member; `shown_name` and `message` are
    what its giver wants read in public, empty where that is nothing.
    """

    donor = models.ForeignKey(DonorRow, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    way = models.CharField(max_length=7)
    state = models.CharField(max_length=13, default="begun")
    cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField(default=0)
    # Of `cents`, what the giver added so that the fee is covered.
    cover_cents = models.BigIntegerField(default=0)
    refunded_cents = models.BigIntegerField(default=0)
    # Of what was refunded, what went back by our own bank and not by the provider.
    by_bank_cents = models.BigIntegerField(default=0)
    # What a dispute holds back, or took for good.
    disputed_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default=CURRENCY)
    fund = models.CharField(max_length=60)
    campaign = models.ForeignKey(CampaignRow, null=True, on_delete=models.PROTECT)
    team = models.ForeignKey(TeamRow, null=True, on_delete=models.PROTECT)
    member = models.ForeignKey(MemberRow, null=True, on_delete=models.PROTECT)
    recurring = models.ForeignKey(RecurringRow, null=True, on_delete=models.PROTECT)
    pledge = models.ForeignKey(PledgeRow, null=True, on_delete=models.PROTECT)
    match = models.ForeignKey(MatchRow, null=True, on_delete=models.PROTECT)
    # The gift that this one matches.
    matches = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    # What a giver writes on a bank transfer: drawn at random, says nothing.
    reference = models.CharField(max_length=16, null=True, unique=True)
    provider = models.CharField(max_length=12, default="")
    # Of the provider's own id for the payment.
    ref_digest = models.BinaryField(null=True, unique=True)
    entry = models.UUIDField(null=True, unique=True)
    begun_on = models.DateField()
    paid_on = models.DateField(null=True, db_index=True)
    shown_name = models.CharField(max_length=120, default="")
    message = models.CharField(max_length=500, default="")
    is_message_open = models.BooleanField(default=False)
    # Whether somebody has yet to decide on its name and words, and to tell whom it honours.
    is_to_show = models.BooleanField(default=False)
    is_to_tell = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="gift_kind", condition=Q(kind__in=GIFT_KINDS)),
            models.CheckConstraint(name="gift_state", condition=Q(state__in=GIFT_STATES)),
            models.CheckConstraint(name="gift_way", condition=Q(way__in=WAYS)),
            models.CheckConstraint(
                name="gift_sums",
                condition=Q(fee_cents__gte=0, disputed_cents__gte=0, by_bank_cents__gte=0)
                # A gift in kind is worth nothing until two people have valued it.
                & (Q(cents__gt=0) | Q(kind="in-kind", state="begun", cents=0))
                & Q(refunded_cents__gte=models.F("by_bank_cents"))
                & Q(cents__gte=models.F("refunded_cents") + models.F("disputed_cents")),
            ),
            models.CheckConstraint(
                name="gift_in_the_book",
                condition=~Q(state__in=("paid", "part refunded", "refunded"))
                | Q(entry__isnull=False, paid_on__isnull=False),
            ),
        ]


class SiteStamp(models.Model):
    """A number that grows whenever anything public changes: a page of another number is old."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    n = models.BigIntegerField(default=0)
