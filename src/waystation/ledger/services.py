"""What may be done to the book: each verb is one transaction, and a repeat changes nothing."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID, uuid5

import msgspec
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.base.money import dollars
from waystation.ledger import admission, chart, domain, queries
from waystation.ledger.domain import Draft, Line
from waystation.ledger.invariants import link
from waystation.ledger.models import Account, Budget, Entry, EntryBody, Fund, Posting
from waystation.vault import boxes, cells

Outcome = Literal["made", "exists"]
CODE_TRIES_MAX = 20


class Closing(msgspec.Struct, frozen=True):
    """What became of a finished rescue's money."""

    rolled_cents: int
    rolled_to: str
    returned_cents: int
    resettlement_cents: int


@transaction.atomic
def found_book(*, on: date) -> None:
    """Open the book: the chart of accounts and the standing funds. Once there, nothing changes."""
    known = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        Account(code=code, type=kind, counterparty=whom)
        for code, kind, whom in chart.CHART
        if code not in known
    )
    known = set(Fund.objects.values_list("code", flat=True))
    Fund.objects.bulk_create(
        Fund(code=code, restricted=restricted, purpose=purpose, opened_on=on)
        for code, restricted, purpose in chart.STANDING_FUNDS
        if code not in known
    )


def external_key(source: str, external_id: str) -> bytes:
    """Digest another system's id, so that its repeat is known and the id itself is not kept.

    Only for ids that are long and random; a short one could be guessed back.
    """
    return hashlib.sha256(source.encode() + b"\0" + external_id.encode()).digest()


@transaction.atomic
def post(*, entry_id: UUID, draft: Draft) -> Outcome:
    """Book an entry, with an id the caller made and keeps until it is sure of the answer.

    Returns "exists", and writes nothing, if this very entry was booked before.

    Raises:
      Refused: the id or key was used for something else; the lines do not balance in each fund; an
        account or fund is not in the book; a restricted fund would be overdrawn.
    """
    draft = admission.tidied(draft)
    key = draft.external_key or external_key(draft.source, str(entry_id))
    mac = queries.body_mac(draft)
    if admission.is_repeat(entry_id, draft.source, key, mac):
        return "exists"
    accounts, funds = admission.looked_up(draft)
    admission.check_lines(draft, accounts)
    admission.check_funds(draft, funds)
    entry = Entry.objects.create(
        id=entry_id,
        booked_on=draft.booked_on,
        kind=draft.kind,
        source=draft.source,
        external_key=key,
        body_mac=mac,
        reverses_id=draft.reverses,
    )
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            account=accounts[line.account],
            fund=funds[line.fund],
            minor=line.cents,
            budget_line=line.budget_line,
            case_token=draft.case_token if accounts[line.account].type == "expense" else None,
        )
        for line in draft.lines
    )
    _seal_note(entry, draft)
    _freeze(entry)
    return "made"


def _seal_note(entry: Entry, draft: Draft) -> None:
    """Seal memo and payee to finance, whoever is posting; most who post cannot read them back."""
    cell = cells.only("finance")
    note = msgspec.msgpack.encode(domain.Note(draft.memo, draft.payee))
    box = boxes.seal_to_cell(cell, note, about=entry.pk)
    EntryBody.objects.create(entry=entry, cell=cell, box=box)


def _freeze(entry: Entry) -> None:
    """Give an entry its number and its place in the chain; from here on it never changes."""
    posted = Entry.objects.filter(posted=True)
    last = posted.aggregate(n=Max("number"))["n"] or 0
    before = posted.filter(number=last).values_list("hash", flat=True).first()
    entry.number = last + 1
    entry.prev_hash = bytes(before) if before else domain.NO_HASH
    own = link(queries.as_posted(entry, queries.lines_of(entry.pk)))
    Entry.objects.filter(pk=entry.pk).update(
        posted=True, number=entry.number, prev_hash=entry.prev_hash, hash=own
    )


def record_gift(
    *,
    entry_id: UUID,
    cents: int,
    on: date,
    fund: str = chart.GENERAL,
    fee_cents: int = 0,
    memo: str = "",
    payee: str = "",
) -> Outcome:
    """Book a gift into the fund it was given for; ``payee`` is who gave, sealed to finance."""
    if Fund.objects.filter(code=fund, purpose=chart.RESCUE_PURPOSE).exists():
        raise Refused(
            _("A gift goes to a standing fund, not to one rescue's."),
            hint=_("Book it into %(fund)s.") % {"fund": chart.GENERAL},
        )
    lines = domain.gift(fund=fund, cents=cents, fee_cents=fee_cents)
    return post(entry_id=entry_id, draft=Draft("gift", on, lines, memo, payee))


@transaction.atomic
def open_rescue(
    *, entry_id: UUID, template: str, n_people: int, case_token: bytes, on: date, memo: str = ""
) -> str:
    """Set a rescue's budget aside and return the random code of its fund.

    Contingency that an earlier rescue left waiting comes along, as an entry of its own.

    Raises:
      Refused: too little free money; the template is not in force; the case has its rescue.
      ValueError: an unknown template, or not between 1 and 60 people.
    """
    known = Budget.objects.filter(Q(opened_by=entry_id) | Q(case_token=case_token)).first()
    if known:
        if (known.opened_by_id, bytes(known.case_token)) == (entry_id, case_token) and (
            known.template,
            known.n_people,
        ) == (template, n_people):
            return known.fund.code
        raise Refused(
            _("This rescue has been opened already, otherwise than asked for now."),
            hint=_("Close its fund before you open another for the same case."),
        )
    plan = _plan(template, n_people, on)
    fund = Fund.objects.create(
        code=_free_code(), restricted=True, purpose=chart.RESCUE_PURPOSE, opened_on=on
    )
    lines = domain.open_rescue(plan=plan, rescue=fund.code)
    post(entry_id=entry_id, draft=Draft("rescue-opened", on, lines, memo))
    Budget.objects.create(
        fund=fund,
        template=template,
        n_people=n_people,
        case_token=case_token,
        opened_by_id=entry_id,
    )
    waiting = queries.balance(chart.CONTINGENCY_NEXT)
    if waiting:
        _roll(uuid5(entry_id, "roll"), chart.CONTINGENCY_NEXT, fund.code, waiting, on)
    return fund.code


def _plan(template: str, n_people: int, on: date) -> dict[str, int]:
    chosen = domain.TEMPLATES.get(template)
    if chosen is None:
        raise ValueError(f"no such template: {template!r}; there are {sorted(domain.TEMPLATES)}")
    if not domain.is_in_force(chosen, on):
        raise Refused(
            _("The budget %(template)s is not in force on %(day)s.")
            % {"template": template, "day": on.isoformat()},
            hint=_("Choose a budget of that time."),
        )
    plan = domain.budget(chosen, n_people)
    need, free = sum(plan.values()), queries.balance(chart.GENERAL)
    if free < need:
        raise Refused(
            _("This rescue needs %(need)s; free for rescues are %(free)s.")
            % {"need": dollars(need), "free": dollars(free)},
            hint=_("%(missing)s are missing in %(fund)s: book gifts that came in, or open later.")
            % {"missing": dollars(need - free), "fund": chart.GENERAL},
        )
    return plan


def _free_code() -> str:
    for _try in range(CODE_TRIES_MAX):
        code = new_code("R")
        if not Fund.objects.filter(code=code).exists():
            return code
    raise Refused(_("No free code was found for the fund."), hint=_("Try again."))


def _roll(entry_id: UUID, from_fund: str, to_fund: str, cents: int, on: date) -> None:
    lines = domain.roll_contingency(from_fund=from_fund, to_fund=to_fund, cents=cents)
    post(entry_id=entry_id, draft=Draft("contingency-rolled", on, lines))


@transaction.atomic
def pay_stage(
    *,
    entry_id: UUID,
    fund: str,
    costs: Mapping[str, int],
    on: date,
    memo: str = "",
    payee: str = "",
) -> Outcome:
    """Pay what a part of the way cost, each category from its own budget, then from contingency.

    Args:
      costs: cents by category, such as ``{"transportation": 500}``.

    Raises:
      Refused: the fund is no rescue's, or neither budget nor contingency covers the costs.
      ValueError: a category outside the six, or a cost that is not a positive sum of cents.
    """
    rescue = _rescue(fund)
    spends, missing = domain.cover(costs, queries.parts_left(fund))
    if Entry.objects.filter(pk=entry_id).exists():
        # A repeat: the money is spent, so ask only whether it is the same cost.
        spends, missing = domain.cover(costs, costs)
    if missing:
        raise Refused(
            _("This costs %(sum)s more than the rescue's budget and its contingency hold.")
            % {"sum": dollars(missing)},
            hint=_("Nothing was booked. Roll contingency of a finished rescue in, or pay less."),
        )
    kind = "resettlement-paid" if set(costs) == {"resettlement"} else "stage-cost"
    lines = domain.stage_cost(fund=fund, spends=spends)
    token = bytes(rescue.case_token)
    draft = Draft(kind, on, lines, memo, payee, case_token=token)
    return post(entry_id=entry_id, draft=draft)


def _rescue(fund: str) -> Budget:
    found = Budget.objects.select_related("fund").filter(fund__code=fund).first()
    if found is None:
        raise Refused(
            _("Fund %(fund)s is no rescue's.") % {"fund": fund},
            hint=_("Open a rescue first, or choose one from the list."),
        )
    return found


@transaction.atomic
def close_rescue(*, entry_id: UUID, fund: str, on: date, next_fund: str | None = None) -> Closing:
    """Close a rescue's budget: unused contingency moves to the next rescue, as an entry of its own.

    Without a next rescue it waits in CONTINGENCY-NEXT. The resettlement share stays until it is
    paid; everything else that is left returns to RESCUE-GENERAL.

    Raises:
      Refused: it is closed already; the next fund is no open rescue's, or is this one.
    """
    rescue = _rescue(fund)
    target = next_fund or chart.CONTINGENCY_NEXT
    if rescue.closed_on is None:
        _check_next(fund, next_fund)
        left = queries.parts_left(fund)
        if left.get("contingency", 0) > 0:
            _roll(uuid5(entry_id, "roll"), fund, target, left["contingency"], on)
        lines = domain.return_unspent(fund=fund, left=left)
        if lines:
            post(entry_id=entry_id, draft=Draft("unspent-returned", on, lines))
        Budget.objects.filter(pk=rescue.pk).update(closed_on=on, closed_by=entry_id)
    elif rescue.closed_by != entry_id:
        raise Refused(
            _("The rescue of fund %(fund)s is over.") % {"fund": fund},
            hint=_("Only its resettlement share can still be paid; book the rest elsewhere."),
        )
    return _closing(fund, target)


def _check_next(fund: str, next_fund: str | None) -> None:
    if next_fund is not None and (next_fund == fund or _rescue(next_fund).closed_on is not None):
        raise Refused(
            _("Contingency can only move on to another rescue that is still open."),
            hint=_("Choose one, or none: then it waits for the next rescue."),
        )


def _closing(fund: str, target: str) -> Closing:
    figures = queries.rescue(fund)
    assert figures is not None
    moved = {part.category: part.moved_on_cents for part in figures.categories}
    rolled = moved.pop("contingency")
    kept = figures.categories[chart.CATEGORIES.index("resettlement")].left_cents
    return Closing(rolled, target if rolled else "", sum(moved.values()), kept)


@transaction.atomic
def reverse(*, entry_id: UUID, undoes: UUID, on: date, memo: str = "") -> Outcome:
    """Undo an entry by its mirror image; both stay in the book for everyone to read.

    Raises:
      Refused: no such entry; it is undone already; it is a step in opening or closing a rescue; the
        money has been spent meanwhile.
    """
    old = Entry.objects.filter(pk=undoes, posted=True).first()
    if old is None:
        raise Refused(_("There is no such entry."), hint=_("Pick it from the journal."))
    if old.kind in domain.NOT_REVERSED:
        raise Refused(
            _("Opening and closing a rescue, and reversals, are not reversed."),
            hint=_("Close the rescue: what is left returns by itself."),
        )
    if old.reversals.filter(posted=True).exclude(pk=entry_id).exists():
        raise Refused(_("This entry is undone already."), hint=_("See the journal."))
    lines = queries.lines_of(undoes)
    token = next((line.case_token for line in lines if line.case_token), "")
    mirror = domain.reversal(Line(x.account, x.fund, x.minor, x.budget_line) for x in lines)
    draft = Draft(
        "reversal", on, mirror, memo, case_token=bytes.fromhex(token) or None, reverses=undoes
    )
    return post(entry_id=entry_id, draft=draft)
