"""What of rescues' budgets can wait for a second hand: what it is called, tells and does."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.base.money import dollars
from waystation.ledger.approving.handlers import Approved, Fact, Handler, register
from waystation.ledger.budgets import byhand, templating
from waystation.ledger.budgets.byhand import Cost
from waystation.ledger.budgets.domain import Hands
from waystation.ledger.budgets.templating import NewVersion
from waystation.ledger.budgets.wording import TEMPLATE_NAMES
from waystation.ledger.chart import ALL_CATEGORIES
from waystation.ledger.wording import CATEGORY_NAMES


def register_all() -> None:
    """Enter the kinds of this area in the list of what can wait."""
    for handler in HANDLERS:
        register(handler)


def _put_in_force(new: NewVersion, ok: Approved) -> UUID | None:
    templating.put_in_force(new, ok)
    return None


def _tell_version(new: NewVersion) -> Sequence[Fact]:
    last = new.valid_to.isoformat() if new.valid_to else _("no last day")
    return [
        Fact(_("Budget"), str(TEMPLATE_NAMES.get(new.key, new.key))),
        Fact(_("In force"), f"{new.valid_from.isoformat()} – {last}"),
        *_sums(new.per_person),
        Fact(_("In all for each person"), dollars(sum(new.per_person.values()))),
    ]


def _pay(cost: Cost, ok: Approved) -> UUID | None:
    hands = Hands(ok.made_by, ok.approved_by)
    byhand.book_cost(entry_id=ok.id, cost=cost, hands=hands, on=ok.on)
    return ok.id


def _tell_cost(cost: Cost) -> Sequence[Fact]:
    return [
        Fact(_("Fund"), cost.fund),
        *_sums(cost.costs),
        Fact(_("To whom"), cost.payee or "–"),
        Fact(_("Memo"), cost.memo or "–"),
    ]


def _sums(cents: dict[str, int]) -> list[Fact]:
    named = [key for key in ALL_CATEGORIES if key in cents]
    return [Fact(str(CATEGORY_NAMES[key]), dollars(cents[key])) for key in named]


HANDLERS = (
    Handler(
        templating.KIND,
        gettext_lazy("New version of a rescue's budget"),
        NewVersion,
        _put_in_force,
        _tell_version,
    ),
    Handler(byhand.KIND, gettext_lazy("Cost of a rescue"), Cost, _pay, _tell_cost),
)
