"""The funds that a giver may choose, and those that campaigns and teams have of their own."""

import hashlib
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.giving.domain import CORE
from waystation.ledger import chart, services
from waystation.ledger.domain import names_a_claim

# For what a giver may give, in the order in which it is offered, as it is told to them.
GIVER_FUNDS: dict[str, Promise | str] = {
    CORE: _("Where it is needed most"),
    chart.GENERAL: _("The next rescue"),
    chart.RESETTLEMENT: _("A new life after arrival"),
    chart.REUNIFICATION: _("Families together again"),
    chart.PARTNER_EMERGENCY: _("Helpers in need"),
}
CAMPAIGN, TEAM = "campaign", "team"
PREFIX = {CAMPAIGN: "CAMPAIGN", TEAM: "TEAM"}


def campaign_fund(slug: str) -> str:
    """Give the code of the fund that a campaign of this address has."""
    return _code(CAMPAIGN, slug)


def team_fund(slug: str) -> str:
    """Give the code of the fund that a rescue team of this address has."""
    return _code(TEAM, slug)


def open_for_campaign(slug: str, *, on: date) -> str:
    """Open a campaign's own fund, restricted to its purpose; the same again changes nothing."""
    return _open(CAMPAIGN, slug, on)


def open_for_team(slug: str, *, on: date) -> str:
    """Open a rescue team's own fund; the same again changes nothing."""
    return _open(TEAM, slug, on)


def _open(purpose: str, slug: str, on: date) -> str:
    code = _code(purpose, slug)
    services.open_fund(code=code, purpose=purpose, restricted=True, on=on)
    return code


def _code(purpose: str, slug: str) -> str:
    """Write a code that fits; a long name, or one with a word for a debt in it, goes by digest."""
    code = f"{PREFIX[purpose]}-{slug.upper()}"
    if len(code) <= chart.FUND_CODE_MAX and not names_a_claim(code):
        return code
    digest = hashlib.sha256(slug.encode()).hexdigest()
    return f"{PREFIX[purpose]}-{digest[:8].upper()}"
