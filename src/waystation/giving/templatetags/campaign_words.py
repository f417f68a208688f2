"""What states and kinds of campaigns and pages are called on the screen."""

from django import template
from django.utils.translation import gettext_lazy as _

from waystation.giving import prices
from waystation.giving.campaigns import domain
from waystation.giving.campaigns.domain import Wish
from waystation.giving.campaigns.forms import FUND_WORDS
from waystation.giving.campaigns.public_forms import REASON_WORDS

register = template.Library()
STATES = {
    "draft": _("not public"),
    "open": _("open"),
    "closed": _("ended"),
    "refused": _("taken off"),
}
KINDS = {
    "team": _("New team"),
    "member": _("New member’s page"),
    "change": _("Other words on a page"),
    "report": _("Report of a page"),
}
DECISIONS = {"waiting": _("waiting"), "accepted": _("accepted"), "refused": _("refused")}


@register.filter
def public_state(state: str) -> object:
    """Say how a campaign or a page stands."""
    return STATES[state]


@register.filter
def page_ask_kind(kind: str) -> object:
    """Say what was asked for."""
    return KINDS[kind]


@register.filter
def page_ask_state(state: str) -> object:
    """Say what became of something asked."""
    return DECISIONS[state]


@register.filter
def report_reason(reason: str) -> object:
    """Say what somebody found wrong."""
    return REASON_WORDS.get(reason, "–")


@register.filter
def fund_word(fund: str) -> object:
    """Say what a campaign collects for."""
    return FUND_WORDS.get(fund, fund)


@register.filter
def goal_now(wish: Wish) -> int:
    """Give a wished goal in cents, at the cost of one person that is published now."""
    return domain.goal_of(wish, prices.person_cents())
