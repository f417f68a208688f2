"""What strangers ask of campaigns and teams, and the published cost of one rescue."""

from django.db import models
from django.db.models import Q

from waystation.giving.models.core import BoxRow, CampaignRow, MemberRow, TeamRow

PAGE_ASKS = ("team", "member", "change", "report")
PAGE_ASK_STATES = ("waiting", "accepted", "refused")


class PageAskRow(BoxRow):
    """Something a stranger asks: a page for a team or member, other words on it, a look at it.

    Nothing of it is public: what is accepted is written into the row of the team or member.
    """

    kind = models.CharField(max_length=6)
    state = models.CharField(max_length=8, default="waiting", db_index=True)
    campaign = models.ForeignKey(CampaignRow, null=True, on_delete=models.PROTECT)
    team = models.ForeignKey(TeamRow, null=True, on_delete=models.PROTECT)
    member = models.ForeignKey(MemberRow, null=True, on_delete=models.PROTECT)
    asked_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="page_ask_kind", condition=Q(kind__in=PAGE_ASKS)),
            models.CheckConstraint(name="page_ask_state", condition=Q(state__in=PAGE_ASK_STATES)),
        ]


class PersonPrice(models.Model):
    """What bringing one person to freedom costs with everything in it, as it was published."""

    cents = models.BigIntegerField()
    published_on = models.DateField()
    # The year whose costs it tells; one that was taken back counts no more.
    year = models.PositiveSmallIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(name="price_sum", condition=Q(cents__gt=0))]
