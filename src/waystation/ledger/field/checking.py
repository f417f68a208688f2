"""What is refused of an advance and of what came of it, said so that a person can mend it."""

from datetime import date

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import queries as book
from waystation.ledger.currencies import shown
from waystation.ledger.domain import CENTS_MAX
from waystation.ledger.field import domain
from waystation.ledger.field.domain import Give, Parts, Settle, Tariff
from waystation.ledger.field.queries import AdvanceView, cents_of
from waystation.ledger.models import Budget, Fund


def refuse_giving(give: Give, on: date) -> None:
    """Refuse an advance to nobody, of nothing, or beyond what a part has on that day."""
    holder = give.holder
    if not holder.name.strip() or holder.kind not in domain.HOLDERS or not holder.what_for.strip():
        raise Refused(
            _("Say who holds the cash, as what, and what for."),
            hint=_("Only finance reads it. Name no passenger."),
        )
    if len(holder.name) > domain.NAME_MAX or len(holder.what_for) > domain.WORDS_MAX:
        raise Refused(
            _("A name has at most %(n)d characters, a purpose %(m)d.")
            % {"n": domain.NAME_MAX, "m": domain.WORDS_MAX},
            hint=_("Shorten it."),
        )
    refuse_no_sum(give.parts)
    _refuse_parts(give, on)


def refuse_due(due_on: date, on: date) -> None:
    """Refuse a day to settle by that is over, or so far off that nobody would ever be late."""
    if due_on < on:
        raise Refused(
            _("%(day)s is over: nobody can settle by then.") % {"day": due_on.isoformat()},
            hint=_("Choose a day to come; a fortnight is usual."),
        )
    if due_on - on > domain.DUE_AT_MOST:
        raise Refused(
            _("Cash is settled within %(n)d days.") % {"n": domain.DUE_AT_MOST.days},
            hint=_("Choose an earlier day; a fortnight is usual."),
        )


def _refuse_parts(give: Give, on: date) -> None:
    fund = Fund.objects.filter(code=give.fund).first()
    if fund is None:
        raise Refused(_("There is no fund %(code)s.") % {"code": give.fund}, hint=_("Choose one."))
    is_rescue = Budget.objects.filter(fund=fund).exists()
    if is_rescue is ("" in give.parts):
        raise Refused(
            _("An advance out of a rescue's fund says which parts of its budget it takes."),
            hint=_("Fill in the categories for a rescue, one sum for any other fund."),
        )
    if not is_rescue:
        return
    left, promised = book.parts_left(give.fund), book.parts_reserved(give.fund)
    for part, minor in give.parts.items():
        cents = cents_of(minor, give.currency, on)
        free = left.get(part, 0) - promised.get(part, 0)
        if cents > free:
            raise Refused(
                _("%(free)s of this part are neither spent nor promised to a stage, %(sum)s asked.")
                % {"free": shown(max(0, free), "USD"), "sum": shown(cents, "USD")},
                hint=_("Take less of it, or the rest from another part or fund."),
            )


def refuse_no_sum(parts: Parts) -> None:
    """Refuse what is no sum of whole minor units above zero."""
    if not parts or any(type(x) is not int or not 0 < x <= CENTS_MAX for x in parts.values()):
        raise Refused(
            _("Say how much, in whole cents above nothing."), hint=_("Leave empty what is nothing.")
        )


def refuse_settling(view: AdvanceView, settle: Settle) -> None:
    """Refuse a settlement of nothing, of what no cash is spent on, or without its proof."""
    refuse_no_sum(settle.costs)
    if set(settle.costs) - set(view.pays_for):
        raise Refused(
            _("Fund %(fund)s does not pay for that.") % {"fund": view.purse.fund},
            hint=_("Choose what the fund is for; pay anything else out of another one."),
        )
    if settle.level not in domain.LEVELS:
        raise Refused(_("Say what proves it."), hint=_("Choose one of the five, best first."))
    if not settle.proof.strip() or len(settle.proof) > domain.PROOF_MAX:
        raise Refused(
            _("Say what proves it, in at most %(n)d characters.") % {"n": domain.PROOF_MAX},
            hint=_("A receipt's number, the payee's coded word, who saw it, or why there is none."),
        )


def refuse_more_than_held(view: AdvanceView, minor: int) -> None:
    """Refuse to take more out of a hand than is in it."""
    if minor > view.minor:
        raise Refused(
            _("Only %(held)s of this advance are out, not %(sum)s.")
            % {
                "held": shown(view.minor, view.purse.currency),
                "sum": shown(minor, view.purse.currency),
            },
            hint=_("What somebody laid out of their own is paid to them as a new advance."),
        )


def refuse_brought(view: AdvanceView, minor: int, cents: int, on: date) -> None:
    """Refuse a sum at the bank that is far less than the cash was worth: the rest went elsewhere.

    One hand would write it off otherwise, as a difference of rates.
    """
    worth = cents_of(minor, view.purse.currency, on)
    if cents <= 0 or cents < worth * domain.BROUGHT_AT_LEAST:
        raise Refused(
            _("By the rate of the day this is %(worth)s, and the bank got %(sum)s.")
            % {"worth": shown(worth, "USD"), "sum": shown(cents, "USD")},
            hint=_("Look at both sums again. What is missing is booked as a loss, by two."),
        )


def refuse_uncovered(fund: str, cents: int) -> None:
    """Refuse a cost above its own part where the rescue's contingency cannot make it good."""
    if not cents:
        return
    left, promised = book.parts_left(fund), book.parts_reserved(fund)
    spare = left.get(domain.CONTINGENCY, 0) - promised.get(domain.CONTINGENCY, 0)
    if cents > spare:
        raise Refused(
            _("%(sum)s are above their part of the budget; the contingency has %(spare)s.")
            % {"sum": shown(cents, "USD"), "spare": shown(max(0, spare), "USD")},
            hint=_("Nothing was booked. Roll contingency in, or settle this share elsewhere."),
        )


def refuse_out_of_range(tariff: Tariff | None, settle: Settle, cents: int) -> None:
    """Refuse to take an agreed range as proof where there is none, or the sum is outside it."""
    if tariff is None:
        raise Refused(
            _("No range is agreed for this kind of leg."),
            hint=_("Agree one first, with a second hand, or choose another proof."),
        )
    if not domain.in_range(tariff, settle.n_legs, cents):
        raise Refused(
            _("%(sum)s for %(n)d legs is outside what was agreed: %(low)s to %(high)s each.")
            % {
                "sum": shown(cents, "USD"),
                "n": settle.n_legs,
                "low": shown(tariff.low_cents, "USD"),
                "high": shown(tariff.high_cents, "USD"),
            },
            hint=_("Look for another proof, or ask for it to be written off."),
        )
