"""What the page of reasons shows: each reason once, where to clear it, and what differs."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.dispatch.agreed import AGREED_TO, LOOKED
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.starting import wording
from waystation.dispatch.starting.domain import FOUR_EYES, Reason
from waystation.dispatch.starting.queries import Found, Held, by_kind
from waystation.dispatch.trouble import Ground

# What a press of this page clears, and the word that it takes down.
PRESSED: Mapping[str, str] = {"not looked": LOOKED, "never asked": AGREED_TO}


FORMS: Mapping[str, str] = {"depart": "moment", "arrive": "moment", "risk_p": "chance"}


class Shown(NamedTuple):
    """One reason on the page: the stages it holds, who clears it where, and what a press says."""

    says: str
    helps: str
    stages: str
    url: str
    press: str
    is_for_approvers: bool


class Differs(NamedTuple):
    """One fact of a stage as the last approver saw it, and as it is now.

    `form` says how it is written: as a "moment", a "chance" or plainly.
    """

    number: int
    name: str
    form: str
    before: object
    now: object


def reasons(kept: KeptPassage, found: Found, ground: Ground, *, links: bool) -> list[Shown]:
    """List every reason once, those of all stages first.

    That casework is shut to the reader is a reason only for whoever could send an order.

    Args:
      links: whether the reader's role opens the pages of casework and sends orders.
    """
    every = [one for one in by_kind(found.stages).items() if links or one[0].kind != "not seen"]
    gathered = sorted(every, key=lambda one: -len(one[1]))
    n_stages = len(found.stages)
    return [
        Shown(
            says=wording.said(reason, ground),
            helps=wording.helps(reason),
            stages="" if len(numbers) == n_stages else spans(numbers),
            url=_url(reason, kept, found.homes) if links else "",
            press=PRESSED.get(reason.kind, ""),
            is_for_approvers=reason.kind in FOUR_EYES,
        )
        for reason, numbers in gathered
    ]


def is_unseen(found: Found) -> bool:
    """Say whether the reader's keys do not open what casework knows of the group."""
    return any(reason.kind == "not seen" for held in found.stages for reason in held.reasons)


def differences(found: Found) -> list[Differs]:
    """List what is not as the last approver saw it, stage by stage; a guide by name."""
    return [
        Differs(
            held.stage.number,
            wording.fact_name(field),
            FORMS.get(field, ""),
            *_values(held, field),
        )
        for held in found.stages
        if any(reason.kind == "changed" for reason in held.reasons)
        for field in held.changed
        if field != "guide" or "guide_name" not in held.changed
    ]


def out_early(found: Found) -> list[Held]:
    """List the stages whose order is out although they may not begin."""
    return [held for held in found.stages if held.reasons and held.stage.state != "planned"]


def spans(numbers: Sequence[int]) -> str:
    """Write numbers of stages shortly: 1–3, 5."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _url(reason: Reason, kept: KeptPassage, homes: Mapping[str, UUID]) -> str:
    name = wording.WHERE.get(reason.kind, "")
    if name in ("halts", "network", "care"):
        return reverse(name)
    if name == "group" and kept.passage.group is not None:
        return reverse(name, args=[kept.passage.group])
    home = homes.get(reason.code)
    return reverse(name, args=[home]) if name and home is not None else ""


def _values(held: Held, field: str) -> tuple[object, object]:
    if field == "way":
        return _("as it was"), _("corrected since")
    before, now = getattr(held.before, field), getattr(held.now, field)
    return _value(field, before), _value(field, now)


def _value(field: str, value: object) -> object:
    if field in ("beds", "nights") and value == -1:
        return "–"
    return value
