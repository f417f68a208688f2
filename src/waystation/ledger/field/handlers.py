"""What of the field can wait for a second hand: what it is called, tells and books."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.ledger.approving.handlers import Approved, Fact, Handler, register
from waystation.ledger.currencies import shown
from waystation.ledger.field import counts, emergency, services, tariffs, wording
from waystation.ledger.field.domain import Give, Look, Lose, Settle, Tariff
from waystation.ledger.field.emergency import Help
from waystation.ledger.field.services import Hands
from waystation.ledger.field.sheets import Sheet
from waystation.ledger.models import Advance


def register_all() -> None:
    """Enter the field's kinds in the list of what can wait."""
    for handler in HANDLERS:
        register(handler)


def _hands(ok: Approved) -> Hands:
    return Hands(ok.made_by, ok.approved_by)


def _give(act: Give, ok: Approved) -> UUID | None:
    services.book_given(entry_id=ok.id, give=act, hands=_hands(ok), on=ok.on)
    return ok.id


def _settle(act: Settle, ok: Approved) -> UUID | None:
    services.book_settled(
        entry_id=ok.id, settle=act, hands=_hands(ok), keyring=ok.keyring, on=ok.on
    )
    return ok.id


def _lose(act: Lose, ok: Approved) -> UUID | None:
    services.book_lost(entry_id=ok.id, lose=act, hands=_hands(ok), keyring=ok.keyring, on=ok.on)
    return ok.id


def _help(act: Help, ok: Approved) -> UUID | None:
    emergency.book_help(entry_id=ok.id, given=act, hands=_hands(ok), on=ok.on)
    return ok.id


def _count(act: Sheet, ok: Approved) -> UUID | None:
    return counts.counter_sign(
        count_id=ok.id, sheet=act, hands=_hands(ok), keyring=ok.keyring, on=ok.on
    )


def _agree(act: Tariff, ok: Approved) -> UUID | None:
    tariffs.refuse_second_of_day(act.leg, keyring=ok.keyring, on=ok.on)
    return None


def _nothing(_act: Any, _ok: Approved) -> UUID | None:
    return None


def _tell_give(act: Give) -> Sequence[Fact]:
    return [
        Fact(_("Who holds it"), f"{act.holder.name} ({wording.HOLDER_NAMES[act.holder.kind]})"),
        Fact(_("What for"), act.holder.what_for),
        Fact(_("Fund"), act.fund),
        *_parts(act.parts, act.currency),
        Fact(_("To be settled by"), act.due_on.isoformat()),
    ]


def _parts(parts: dict[str, int], currency: str) -> list[Fact]:
    return [
        Fact(str(wording.SPENT_NAMES.get(part, _("Amount"))), shown(minor, currency))
        for part, minor in parts.items()
    ]


def _currency_of(advance_id: UUID) -> str:
    return Advance.objects.filter(pk=advance_id).values_list("currency", flat=True).first() or "USD"


def _tell_settle(act: Settle) -> Sequence[Fact]:
    facts = [Fact(_("Who holds it"), act.holder)] if act.holder else []
    facts += _parts(act.costs, _currency_of(act.advance_id))
    facts.append(Fact(_("Proof"), f"{act.level}: {wording.LEVEL_NAMES[act.level]}"))
    facts.append(Fact(_("In words"), act.proof))
    if act.memo:
        facts.append(Fact(_("Memo"), act.memo))
    return facts


def _tell_lose(act: Lose) -> Sequence[Fact]:
    return [
        Fact(_("Who holds it"), act.holder),
        Fact(_("Amount"), shown(act.minor, _currency_of(act.advance_id))),
        Fact(_("How it was lost"), str(wording.LOSS_NAMES.get(act.how, act.how))),
    ]


def _tell_help(act: Help) -> Sequence[Fact]:
    return [
        Fact(_("Amount"), shown(act.cents, "USD")),
        Fact(_("To whom"), act.payee),
        Fact(_("What happened"), act.what),
    ]


def _tell_look(act: Look) -> Sequence[Fact]:
    return [
        Fact(_("Booked already"), str(wording.LOOK_NAMES.get(act.kind, act.kind))),
        Fact(_("Amount"), shown(act.cents, "USD")),
        Fact(_("In words"), act.told),
    ]


def _tell_count(act: Sheet) -> Sequence[Fact]:
    return [
        Fact(_("Counted"), shown(act.counted, act.currency)),
        Fact(_("Expected by the book"), shown(act.expected, act.currency)),
        Fact(_("Difference"), shown(act.difference, act.currency)),
        Fact(_("Counted along by"), act.witness),
    ]


def _tell_tariff(act: Tariff) -> Sequence[Fact]:
    return [
        Fact(_("Kind of leg"), str(wording.LEG_NAMES[act.leg])),
        Fact(_("From"), shown(act.low_cents, "USD")),
        Fact(_("Up to"), shown(act.high_cents, "USD")),
    ]


HANDLERS = (
    Handler("advance", gettext_lazy("Advance"), Give, _give, _tell_give),
    Handler("settlement", gettext_lazy("Settlement"), Settle, _settle, _tell_settle),
    Handler("field-loss", gettext_lazy("Loss in the field"), Lose, _lose, _tell_lose),
    Handler(emergency.KIND, gettext_lazy("Help for a partner"), Help, _help, _tell_help),
    Handler(counts.KIND, gettext_lazy("Count of petty cash"), Sheet, _count, _tell_count),
    Handler(tariffs.KIND, gettext_lazy("Agreed range"), Tariff, _agree, _tell_tariff),
    Handler(
        "second-look",
        gettext_lazy("Second look"),
        Look,
        _nothing,
        _tell_look,
        may_withdraw=False,
    ),
)
