"""Changes of the rules: asked for by one person, agreed or refused by another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.resettlement import reading
from waystation.resettlement.book import domain, queries
from waystation.resettlement.book.domain import Did, Proposal
from waystation.resettlement.book.queries import Book, Kept
from waystation.resettlement.book.wording import WHY_NOT
from waystation.resettlement.models import RuleRow
from waystation.resettlement.reading import BadFile, Fault, shipped
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, has_room, swap

WHY_MAX = 300


@transaction.atomic
def ask(*, did: Did, why: str, keyring: Keyring, now: datetime, **said: Any) -> UUID:
    """Ask a second person for a change of the rules; until they agree everything stays as it is.

    Args:
      did: what kind of change it is.
      said: what the change says: any of `was`, `rules`, `pathway`, `code`, `version`, `undoes`.

    Raises:
      Refused: no reason, something stands against it, the same waits already, or it is too long.
    """
    proposal = Proposal(
        did=did, why=_reason(why), by=keyring.user_id, name=keyring.alias, at=now, **said
    )
    book = queries.book(keyring)
    refuse_faults(proposal, book)
    if any(_alike(proposal, one.proposal) for one in book.kept):
        raise Refused(
            _("The same change waits already."),
            hint=_("Ask a colleague to look at it, in the list of changes."),
        )
    if not has_room(proposal):
        raise Refused(
            _("This pathway is too long to be sealed in one piece."),
            hint=_("Shorten its texts: about 60,000 bytes fit, rules and both languages together."),
        )
    return add(RuleRow(cell=keyring.cell("gazetteer")), proposal, keyring, on=now.date()).id


@transaction.atomic
def upload(*, text: str, name: str, why: str, keyring: Keyring, now: datetime) -> UUID:
    """Ask for what a text in TOML brings: a pathway, new rules, or both, all in one change.

    Rules of the text that are on file word for word are left out.

    Args:
      text: of the file.
      name: of the file, for what is said of it.

    Raises:
      BadFile: it cannot be read, or something stands against it; it says what, and where.
      Refused: there is nothing new in it, or as `ask`.
    """
    brought, held = reading.read(text, name), queries.tables(keyring)
    rules = domain.fresh(brought.rules, held)
    said: dict[str, Any] = {"did": "rule added", "rules": rules}
    if brought.pathways:
        said |= {"did": "pathway uploaded", "pathway": brought.pathways[0]}
    elif not rules:
        raise Refused(
            _("Everything in this text is on file already, word for word."),
            hint=_("Change what shall be different, and bring it again."),
        )
    asked = Proposal(**said, why=why, by=keyring.user_id, name=keyring.alias, at=now)
    faults = domain.against(asked, held)
    if faults:
        raise BadFile(name, sorted((_placed(one, text) for one in faults), key=lambda f: f.line))
    return ask(**said, why=why, keyring=keyring, now=now)


@transaction.atomic
def agree(*, change_id: UUID, answer: str, keyring: Keyring, now: datetime) -> None:
    """Agree to a change that somebody else asked for: it counts from this moment on.

    Raises:
      Refused: it is one's own, it waits for nobody, or something stands against it by now.
      Overtaken: somebody decided it this very moment.
    """
    kept = _waiting(change_id, keyring)
    _refuse_own(kept)
    book = queries.book(keyring)
    refuse_faults(kept.proposal, book)
    number = 1 + max(one.proposal.number for one in book.kept)
    agreed = replace(kept.proposal, state="agreed", number=number, answer=answer.strip()[:WHY_MAX])
    _decide(kept, agreed, keyring, now)
    _enter("rule agreed", agreed, keyring, now)


@transaction.atomic
def refuse(*, change_id: UUID, answer: str, keyring: Keyring, now: datetime) -> None:
    """Refuse a change that somebody else asked for, and say why; it stays on file.

    Raises:
      Refused: no reason, it is one's own, or it waits for nobody.
      Overtaken: somebody decided it this very moment.
    """
    kept = _waiting(change_id, keyring)
    _refuse_own(kept)
    refused = replace(kept.proposal, state="refused", answer=_reason(answer))
    _decide(kept, refused, keyring, now)
    _enter("rule refused", refused, keyring, now)


@transaction.atomic
def withdraw(*, change_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back a change that one asked for oneself, while nobody decided it; it stays on file.

    Raises:
      Refused: it is somebody else's, or it waits for nobody.
      Overtaken: somebody decided it this very moment.
    """
    kept = _waiting(change_id, keyring)
    if not kept.mine:
        raise Refused(
            _("Only whoever asked for a change can take it back."),
            hint=_("Refuse it, and say why."),
        )
    _decide(kept, replace(kept.proposal, state="withdrawn"), keyring, now)


def refuse_faults(proposal: Proposal, book: Book) -> None:
    """Refuse a change that cannot be made to the rules as they are.

    Raises:
      Refused: something stands against it; it says what, and about which rule or pathway.
    """
    if proposal.undoes is not None:
        faults = domain.against_undoing(proposal.undoes, book.changes, shipped())
    else:
        faults = domain.against(proposal, book.tables)
    if faults:
        raise Refused(*_in_words(faults[0]))


def _in_words(fault: domain.Fault) -> tuple[str, str]:
    says, hint = WHY_NOT[fault.why]
    return str(says) % {"about": fault.about}, str(hint)


def _placed(fault: domain.Fault, text: str) -> Fault:
    """Say on which line of a text a fault lies: where the code it is about stands first."""
    lines = enumerate(text.splitlines(), start=1)
    line = next((number for number, words in lines if f'"{fault.about}"' in words), 0)
    return Fault(line, fault.about, *_in_words(fault))


def _alike(proposal: Proposal, other: Proposal) -> bool:
    """Say whether another change that waits asks for the same."""
    said = ("did", "was", "rules", "pathway", "code", "version", "undoes")
    same = all(getattr(proposal, name) == getattr(other, name) for name in said)
    return other.state == "asked" and same


def _waiting(change_id: UUID, keyring: Keyring) -> Kept:
    kept = queries.proposal(change_id, keyring)
    if kept.proposal.state != "asked":
        raise Refused(
            _("This change waits for nobody: it was decided or taken back."),
            hint=_("Look at where it stands now."),
        )
    return kept


def _refuse_own(kept: Kept) -> None:
    if kept.mine:
        raise Refused(
            _("Nobody decides on a change that they asked for themselves."),
            hint=_("Ask a colleague to look at it, or take it back."),
        )


def _decide(kept: Kept, decided: Proposal, keyring: Keyring, now: datetime) -> None:
    by = {"decided_by": keyring.user_id, "decided_name": keyring.alias, "decided_at": now}
    swap(kept.row, replace(decided, **by), keyring, on=now.date())


def _enter(kind: str, decided: Proposal, keyring: Keyring, now: datetime) -> None:
    says = {"of": f"{decided.did}: {decided.about}", "why": decided.answer or decided.why}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused(_("A change needs a reason."), hint=_("Say in a few words why."))
    return why.strip()[:WHY_MAX]
