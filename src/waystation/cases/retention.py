"""Which cases are due to be destroyed or soon will be, and keeping one of them longer."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import keeping, queries
from waystation.cases.domain import Household, Tip
from waystation.cases.models import HouseholdRow, TipRow
from waystation.cases.queries import Line, TipView, find, held, left_alone
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


class Due(msgspec.Struct, frozen=True):
    """A case whose day has come, or comes soon."""

    id: UUID
    kind: keeping.Kind
    label: str
    place_name: str
    n_people: int
    due_on: date
    days_left: int
    keep_reason: str
    goes_on_after_arrival: bool = False

    @property
    def is_due(self) -> bool:
        """Say whether its day has come."""
        return self.days_left <= 0


def due(
    keyring: Keyring,
    now: datetime,
    *,
    lines: Sequence[Line] | None = None,
    tips: Sequence[TipView] | None = None,
) -> list[Due]:
    """List the cases whose day has come or comes within 30 days, the earliest first.

    Args:
      lines, tips: all households and all tips, if the caller has opened them already.
    """
    if not keyring.cells_of("cases"):
        return []
    households = queries.lines(keyring, now.date()) if lines is None else lines
    heard = queries.tips(keyring, now) if tips is None else tips
    cases: list[tuple[UUID, Household | Tip, str]] = []
    cases += [(line.id, line.household, line.place_name) for line in households]
    cases += [(view.id, view.tip, view.place_name) for view in heard]
    found = [_due(*case, now.date()) for case in cases if keeping.is_warned(case[1], now.date())]
    return sorted(found, key=lambda one: (one.due_on, one.label))


@transaction.atomic
def keep_longer(
    *, case_id: UUID, until: date, reason: str, keyring: Keyring, now: datetime
) -> None:
    """Keep a case longer than the rule does, and write down why.

    Whoever wants a case gone sooner asks for that, and two others answer.

    Raises:
      Refused: no reason, a day that has passed, is the rule's or before it or lies more than five
        years ahead, or no such case.
    """
    row, value = case_of(case_id, keyring)
    latest = keeping.years_after(now.date(), keeping.KEPT_LONGER_MAX_YEARS)
    if not now.date() < until <= latest:
        raise Refused(
            _("A case cannot be kept until %(day)s.") % {"day": until.isoformat()},
            hint=_("Give a day after today, at most five years ahead."),
        )
    rule = keeping.by_rule(value)
    if rule is not None and until <= rule:
        raise Refused(
            _("This case is kept until %(day)s anyhow.") % {"day": rule.isoformat()},
            hint=_("Give a later day. To have it gone sooner, ask for it to be destroyed."),
        )
    if not reason.strip():
        raise Refused(
            _("Keeping a case longer needs a reason."),
            hint=_("Write what it is still needed for."),
        )
    kept = replace(value, keep_until=until, keep_reason=reason.strip())
    swap(row, kept, keyring, on=now.date())
    said = {"of": label(value), "until": until.isoformat(), "why": reason.strip()}
    audit.write("kept longer", actor=keyring.user_id, says=said, now=now)


def case_of(case_id: UUID, keyring: Keyring) -> tuple[HouseholdRow | TipRow, Household | Tip]:
    """Open the row with which a case began.

    Raises:
      Refused: there is no such record among the reader's.
    """
    if held(TipRow, keyring).filter(pk=case_id).exists():
        tip_row = find(TipRow, case_id, keyring)
        return tip_row, left_alone(open_row(tip_row, Tip, keyring), keyring)
    row = find(HouseholdRow, case_id, keyring)
    return row, open_row(row, Household, keyring)


def label(value: Household | Tip) -> str:
    """Call a case by something that names nobody: a household's code, or a tip's day."""
    return value.code if isinstance(value, Household) else value.heard_at.date().isoformat()


def kind_of(value: Household | Tip) -> keeping.Kind:
    """Say with what a case began."""
    return "household" if isinstance(value, Household) else "tip"


def _due(case_id: UUID, value: Household | Tip, place_name: str, today: date) -> Due:
    day = keeping.due_on(value)
    assert day is not None
    return Due(
        id=case_id,
        kind=kind_of(value),
        label=label(value),
        place_name=place_name,
        n_people=len(value.people) if isinstance(value, Household) else 0,
        due_on=day,
        days_left=(day - today).days,
        keep_reason=value.keep_reason,
        goes_on_after_arrival=isinstance(value, Household) and value.open_until is not None,
    )
