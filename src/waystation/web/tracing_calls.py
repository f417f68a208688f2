"""What the search for families calls a person to the board for."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.tracing.asking import queries as asking
from waystation.tracing.desk import queries as desks
from waystation.vault.door import Who
from waystation.web.calls import Call

CASEWORK = ("case worker", "field manager")


def of_tracing(who: Who, now: datetime) -> list[Call]:
    """Say what waits at the tracing desk to its officers, and what is to be asked to case workers.

    Neither says who looks for whom: that stands behind a press, on pages of their own.
    """
    if who.role in CASEWORK and who.keyring.cells_of("cases"):
        return _of_worker(who)
    if who.role == "tracing officer" and who.keyring.cells_of("tracing"):
        return _of_officer(who, now)
    return []


def _of_worker(who: Who) -> list[Call]:
    found = asking.questions(who.keyring)
    if not len(found):
        return []
    says = ngettext(
        "%(n)d word about a family that looks for somebody waits for you.",
        "%(n)d words about families that look for somebody wait for you.",
        len(found),
    )
    hint = _("Speak with them alone; what they say is theirs to decide.")
    return [Call(says % {"n": len(found)}, hint, False, "questions", None)]


def _of_officer(who: Who, now: datetime) -> list[Call]:
    found = desks.desk(who.keyring, now.date())
    calls = []
    if found.n_spoiled:
        says = _("Papers came to the tracing desk that nobody of us wrote.")
        hint = _("Nothing was taken from them. Tell the security officer today.")
        calls.append(Call(says, hint, True, "tracing", None))
    n_closed = sum(one.must_end for one in found.reunions)
    if n_closed:
        says = ngettext(
            "Contact of %(n)d reunion is closed: a yes no longer stands.",
            "Contact of %(n)d reunions is closed: a yes no longer stands.",
            n_closed,
        )
        calls.append(Call(says % {"n": n_closed}, _("End it."), True, "reunions", None))
    n_due = len(found.reunions) - n_closed
    if n_due:
        says = ngettext(
            "%(n)d family is to be asked how they are.",
            "%(n)d families are to be asked how they are.",
            n_due,
        )
        hint = _("It was promised to them.")
        calls.append(Call(says % {"n": n_due}, hint, False, "reunions", None))
    n_left = found.n_now - len(found.reunions)
    if n_left:
        says = ngettext(
            "%(n)d thing waits at the tracing desk.",
            "%(n)d things wait at the tracing desk.",
            n_left,
        )
        hint = _("Candidates to compare, people to ask, answers that came.")
        calls.append(Call(says % {"n": n_left}, hint, False, "tracing", None))
    return calls
