"""Searches of the register without a request, which take two officers."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.matching import domain, queries
from waystation.tracing.matching.domain import Hit, Line, Outside
from waystation.tracing.matching.linker import Linker
from waystation.tracing.matching.services.noting import alarm, row_of
from waystation.tracing.models import SearchRow, Voice
from waystation.tracing.register import queries as register
from waystation.tracing.values import Profile
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap, token_of

OUTSIDE_HITS = 10


def ask_outside(*, terms: Profile, why: str, keyring: Keyring, now: datetime) -> UUID:
    """Ask for a search of the register without a request; it waits for a second officer.

    Raises:
      Refused: nothing is said to search by, no reason is given, or the officer asked too often.
    """
    if not (terms.names or terms.relatives or terms.marks):
        raise Refused(
            _("Nothing is said by which anybody could be found."),
            hint=_("Write a name, a relative's name or a mark."),
        )
    if not why.strip():
        raise Refused(
            _("It is not said what this search is for."),
            hint=_("Write one sentence; the second officer reads it."),
        )
    mine = [of for _row_, of in queries.lines(Outside, keyring) if of.by == keyring.user_id]
    n = sum(of.at > now - domain.OUTSIDE_WINDOW and not of.refused for of in mine)
    asked = Outside(
        terms=terms,
        why=why.strip(),
        by=keyring.user_id,
        name=keyring.alias,
        at=now,
        refused=n >= domain.OUTSIDE_MAX,
    )
    row = row_of(keyring)
    with transaction.atomic():
        add(row, Line(asked), keyring, on=now.date())
        if asked.refused:
            alarm(row.id, n + 1, domain.OUTSIDE_WINDOW, keyring, now)
        else:
            _second(row, keyring)
            says = {"of": str(row.id)}
            audit.write("outside search asked", actor=keyring.user_id, says=says, now=now)
    if asked.refused:
        # Only now: a refusal inside would take the word to security back with it.
        raise _too_often()
    return row.id


def _too_often() -> Refused:
    n, days = domain.OUTSIDE_MAX, domain.OUTSIDE_WINDOW.days
    says = ngettext(
        "You asked for %(n)d search outside requests in %(days)d days already.",
        "You asked for %(n)d searches outside requests in %(days)d days already.",
        n,
    )
    return Refused(
        says % {"n": n, "days": days},
        hint=_("Security was told. Open a request for whom you look for, or wait."),
    )


def run_outside(*, search_id: UUID, keyring: Keyring, now: datetime) -> int:
    """Run a search another officer asked for, as their second; gives how many it found.

    Raises:
      Refused: it is the asker's own, it was run or taken back, or there is no such search.
    """
    row, asked = _waiting(search_id, keyring)
    people = register.entries(keyring, now.date())
    linker = Linker([view.entry.profile for view in people], today=now.date())
    hits = tuple(
        Hit(
            entry=people[one.at].id,
            bits=one.bits,
            verdict=one.verdict,
            because=one.because,
        )
        for one in linker.find(asked.terms, most=OUTSIDE_HITS)
        if one.verdict is not None
    )
    done = replace(asked, run_by=keyring.user_id, run_name=keyring.alias, run_at=now, hits=hits)
    with transaction.atomic():
        _second(row, keyring)
        swap(row, Line(done), keyring, on=now.date())
        says = {"of": str(search_id), "n": str(len(hits))}
        audit.write("outside search run", actor=keyring.user_id, says=says, now=now)
    return len(hits)


@transaction.atomic
def drop_outside(*, search_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a search back that nobody ran, or refuse it as the second officer.

    Raises:
      Refused: it was run or taken back, or there is no such search.
    """
    row, asked = _waiting(search_id, keyring)
    swap(row, Line(replace(asked, taken_back=True)), keyring, on=now.date())
    says = {"of": str(search_id)}
    audit.write("outside search refused", actor=keyring.user_id, says=says, now=now)


def _waiting(search_id: UUID, keyring: Keyring) -> tuple[SearchRow, Outside]:
    row, asked = queries.outside_row(search_id, keyring)
    if not asked.waits:
        raise Refused(
            _("This search was run or taken back already."), hint=_("Load the page again.")
        )
    return row, asked


def _second(row: SearchRow, keyring: Keyring) -> None:
    """Put the officer's hand on a search; the database refuses a second hand of the same person."""
    token = token_of(keyring.user_id, row, keyring)
    try:
        with transaction.atomic():
            Voice.objects.create(about=row.id, actor=token)
    except IntegrityError:
        raise Refused(
            _("A search outside requests needs a second officer."),
            hint=_("Ask a colleague to look at it and to run it."),
        ) from None
