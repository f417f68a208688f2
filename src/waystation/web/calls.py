"""What the vault and the case files call a person to the board for."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from waystation.base import clock, rounds, watches
from waystation.cases import intake_queries as intake
from waystation.cases import purging
from waystation.cases.complaints import queries as complaints
from waystation.cases.contact import queries as contact
from waystation.cases.queries import Line, TipView
from waystation.cases.steps import queries as steps
from waystation.cases.steps.wording import RINGS
from waystation.cases.tablet import queries as tablets
from waystation.dispatch.arrival import queries as arrivals
from waystation.dispatch.drill import queries as drills
from waystation.dispatch.drill.domain import PREPARED
from waystation.relay.cards import queries as cards
from waystation.relay.drill import queries as drills_done
from waystation.relay.pings import queries as pings
from waystation.relay.talk import queries as talk
from waystation.relay.watching import queries as watching
from waystation.vault import audit, desk, grants, register
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Ask
from waystation.vault.wording import purpose_name

# What each kind of alarm in the register of staff says, and what helps.
ALARMS: dict[str, tuple[Promise | str, Promise | str]] = {
    "duress": (
        gettext_lazy("%(who)s signed in under duress."),
        gettext_lazy("Do not call or write: whoever forces them may be there."),
    ),
    "searches": (
        gettext_lazy("A search for a family was refused at the desk of %(who)s: too many."),
        gettext_lazy("Somebody may be hunting. Ask who the seeker is and how they were known."),
    ),
}


class Call(NamedTuple):
    """One thing that needs a person: a sentence, how bad, and the page where it is done.

    `replan_from` names the place from where a button plans anew; empty: there is no such button.
    """

    says: str
    hint: str
    red: bool
    url: str
    subject: object
    replan_from: str = ""


def of_worker(who: Who, now: datetime) -> list[Call]:
    """Say that alarms do not ring, to those whom they would call and to the security officer."""
    moves = bool(who.keyring.cells_of("passages"))
    if not (moves or who.role == "security officer"):
        return []
    url = "passages" if moves else "audit"
    last = rounds.seen()
    if last and last.moved:
        says = _("The clock of the server was moved by more than five minutes.")
        hint = _("Alarms ring by whichever time is earlier; tell whoever keeps the server.")
        return [Call(says, hint, True, url, None)]
    if not watches.nobody_rings(now, real_now=clock.real_now()):
        return []
    hint = _("The worker does not run; tell whoever keeps the server.")
    return [Call(_("An alarm is due and does not ring."), hint, True, url, None)]


def of_watches(who: Who, now: datetime) -> list[Call]:
    """Say what rings about passages and what phones replied; what others took is told quietly.

    Security hears of what nobody of the passages took, and of whoever is forced.
    """
    calls = []
    for code in watching.beyond(who.keyring):
        says = _("An alarm about %(code)s rings and nobody of the passages has taken it.")
        hint = _("Call the field manager, then the approvers, by any other way.")
        calls.append(Call(says % {"code": code}, hint, True, "watches", None))
    for one in watching.rings(who.keyring):
        hint = _("Somebody has it.") if one.taken else _("Say that you have it, then call.")
        calls.append(Call(one.says, hint, not one.taken, "watches", None))
    for reply in watching.replies(who.keyring, now=now):
        calls.append(Call(reply.says, reply.hint, reply.red, "watches", None))
    return calls


def of_ways(who: Who) -> list[Call]:
    """Say which of the ways by which this person is called did not take the last call."""
    failing = pings.failing(door=who.door, keyring=who.keyring)
    says = _("%(kind)s at %(server)s does not take calls.")
    hint = _("You would not be called by it now; mend it, or take it away.")
    # One server that is down fails for all compartments alike.
    found = {(shown.kind.name, shown.way.server): None for shown in failing}
    return [
        Call(says % {"kind": kind, "server": server}, hint, False, "pings", None)
        for kind, server in found
    ]


def of_mail(who: Who) -> list[Call]:
    """Say what security asks of this person or tells them."""
    found = grants.asks_of(who)
    n_asks = sum(isinstance(item.letter, Ask) for item in found)
    calls = []
    if not who.keyring.cells and not who.profile.is_duress:
        says = _("Your door opens nothing yet.")
        hint = _("Read your number to whoever invited you; then holders of keys are asked to give.")
        calls.append(Call(says, hint, False, "keys", None))
    if len(found) > n_asks:
        hint = _("Read it now; it is about your own door.")
        calls.append(Call(_("Security has word for you."), hint, True, "asks", None))
    if n_asks:
        says = ngettext(
            "Security asks you to give %(n)d compartment to a colleague.",
            "Security asks you to give %(n)d compartments to colleagues.",
            n_asks,
        )
        hint = _("They cannot work in it before you answer.")
        calls.append(Call(says % {"n": n_asks}, hint, False, "asks", None))
    return calls


def of_security(who: Who, now: datetime) -> list[Call]:
    """Say what the register, the notices and the audit chain hold for the security officer."""
    keyring = who.keyring
    if who.role != "security officer" or not keyring.cells_of("security"):
        return []
    desk.catch_up(keyring, now=now)
    calls = []
    for _id, alarm, alias in desk.alarms(keyring):
        says, hint = ALARMS[alarm.what]
        calls.append(Call(str(says) % {"who": alias}, str(hint), True, "colleagues", None))
    calls += [Call(says, hint, True, "audit", None) for says, hint in audit.trouble(keyring)]
    return calls + _of_register(who)


def of_cases(
    who: Who, now: datetime, *, lines: Sequence[Line], tips: Sequence[TipView]
) -> list[Call]:
    """Say which cases are to be destroyed, and which tips wait to be taken in.

    `lines` and `tips` are all households and tips of the person, opened for the board anyway.
    """
    found = purging.calls(who.keyring, now=now, lines=lines, tips=tips)
    calls = [Call(says, hint, red, "purges", None) for says, hint, red in found]
    n = intake.unread(who.keyring)
    if n:
        says = ngettext(
            "%(n)d tip came by the public page.", "%(n)d tips came by the public page.", n
        )
        hint = _("Take it in, then check it.")
        calls.append(Call(says % {"n": n}, hint, False, "tips", None))
    return calls


def of_work(who: Who) -> list[Call]:
    """Say what rings about the cases this person holds; what waits for approval, to supervisors."""
    calls = []
    for alarm in steps.alarms(who.keyring):
        if alarm.what == "approval" and who.role != "field manager":
            continue
        says, hint, url = RINGS[alarm.what]
        subject = None if url in ("supervision", "people", "complaints") else alarm.subject
        calls.append(Call(str(says) % {"code": alarm.code}, str(hint), True, url, subject))
    return calls


def of_complaints(who: Who, now: datetime) -> list[Call]:
    """Say which complaints wait for this person, who was asked to pay, and what is to be read."""
    calls = []
    for rung in complaints.asked_to_pay(who.keyring):
        says = _("Somebody was asked to pay for a passage.")
        hint = rung.word.partner or _("Who asked is not known.")
        calls.append(Call(says, hint, True, "asked-to-pay", None))
    n, late = complaints.waiting(who, now)
    if n:
        says = ngettext(
            "%(n)d complaint waits to be acknowledged.",
            "%(n)d complaints wait to be acknowledged.",
            n,
        )
        hint = _("Whoever wrote it was promised a word within a day.")
        calls.append(Call(says % {"n": n}, hint, late, "complaints", None))
    if complaints.is_code_due(who):
        hint = _("Six sentences; then say that you keep them.")
        calls.append(Call(_("Read the code of conduct."), hint, False, "code", None))
    return calls


def of_devices(who: Who) -> list[Call]:
    """Say which lent phones are lost, until somebody has warned whom that touches."""
    calls = []
    for view in contact.lost_devices(who.keyring):
        says = _("Lent phone %(label)s is lost.") % {"label": view.device.label}
        hint = _("Warn whoever had it by another way and agree on new words.")
        calls.append(Call(says, hint, True, "device", view.id))
    return calls


def of_drills(who: Who) -> list[Call]:
    """Say which drills wait for a hand, and whose people wait to be led on since one was done."""
    calls = []
    for kept in drills.drills(who.keyring):
        drill = kept.drill
        if who.role == "approver" and drill.state == PREPARED and not kept.mine:
            says = _("%(code)s: a drill waits for your approval.") % {"code": drill.code}
            hint = _("Two people have to agree; then all of it is done at once.")
            calls.append(Call(says, hint, not drill.exercise, "drill", kept.id))
    if who.role == "field manager":
        for kept, fate in drills_done.waiting(who.keyring):
            says = _("%(code)s waits where it was left, to be led on.") % {"code": fate.code}
            calls.append(Call(says, _("Lead them on."), True, "drill", kept.id))
    return calls


def of_arrivals(who: Who) -> list[Call]:
    """Say what an arrival still needs: missing people, first aid, a second hand on a debrief."""
    calls = []
    for one in arrivals.calls(who.keyring):
        if one.n_missing:
            says = ngettext(
                "%(code)s: %(n)d person is missing.",
                "%(code)s: %(n)d people are missing.",
                one.n_missing,
            )
            hint = _("They were not there at the roll call. Call the guides, one after the other.")
            says %= {"code": one.code, "n": one.n_missing}
            calls.append(Call(says, hint, True, "arrival", one.id))
        if one.n_urgent:
            says = _("%(code)s: first aid is needed now.") % {"code": one.code}
            calls.append(Call(says, _("Say who sees to it."), True, "arrival", one.id))
        if one.waits_for_hand:
            says = _("%(code)s: a debrief waits for a second hand.") % {"code": one.code}
            hint = _("Read it; then its facts go to the evidence of the legs.")
            calls.append(Call(says, hint, False, "arrival", one.id))
    return calls


def of_tablets(keyring: Keyring) -> list[Call]:
    """Say that tablets brought something, and where two values wait for somebody to choose."""
    calls = []
    n = tablets.n_waiting(keyring)
    if n:
        says = ngettext("%(n)d word came from a tablet.", "%(n)d words came from tablets.", n)
        hint = _("Take it in; until then the records do not say it.")
        calls.append(Call(says % {"n": n}, hint, False, "tablets", None))
    n = tablets.n_twice(keyring)
    if n:
        says = ngettext(
            "In %(n)d case something was written in two places.",
            "In %(n)d cases something was written in two places.",
            n,
        )
        hint = _("Choose which one holds.")
        calls.append(Call(says % {"n": n}, hint, False, "tablets", None))
    if tablets.stale(keyring):
        says = _("A tablet still carries a case that is no longer here.")
        hint = _("Press “Take in what came”: that tells it to erase the case.")
        calls.append(Call(says, hint, True, "tablets", None))
    for one in tablets.not_held(keyring):
        says = _("Whoever has the tablet %(label)s no longer holds its compartment.")
        hint = _("Give it up; they hand it back or erase it.")
        calls.append(Call(says % {"label": one.tablet.label}, hint, True, "tablet", one.row.id))
    return calls


def of_code_words(who: Who, now: datetime) -> list[Call]:
    """Say which paper cards are not believed any more, and which words of one wait."""
    if who.role != "field manager":
        return []
    calls = []
    for place in cards.calling(who.keyring, now):
        of = {"code": place.code, "n": place.stage.number, "guide": place.stage.guide_name}
        if place.kept and place.kept.card.doubted:
            continue
        if place.kept and place.kept.card.is_silent:
            says = _("%(code)s: three wrong words came about stage %(n)d.") % of
            hint = _("Its card is not believed any more. Reach %(guide)s another way.") % of
            calls.append(Call(says, hint, True, "card", place.stage_id))
        else:
            says = _("%(code)s: a code word about stage %(n)d came before its turn.") % of
            hint = _("It waits; look what the stage before says.")
            calls.append(Call(says, hint, False, "card", place.stage_id))
    return calls


def of_talk(who: Who) -> list[Call]:
    """Say which guide wrote words that nobody of the office has seen."""
    if who.role != "field manager" or not who.keyring.cells_of("passages"):
        return []
    hint = _("Read it, then answer or say that none is needed.")
    says = _("%(code)s: the guide of stage %(n)d wrote.")
    return [
        Call(says % {"code": one.code, "n": one.number}, hint, False, "stage", one.stage_id)
        for one in talk.unread(who.keyring)
    ]


def _of_register(who: Who) -> list[Call]:
    calls = []
    awaited = [what for _row, what in register.compartments(who.keyring) if what.awaits]
    if awaited:
        says = ngettext(
            "%(n)d compartment still waits for a new key.",
            "%(n)d compartments still wait for a new key.",
            len(awaited),
        )
        hint = _("Somebody is to read it no more; ask a holder to sign in.")
        calls.append(Call(says % {"n": len(awaited)}, hint, True, "colleagues", None))
    foreign = desk.not_my_work(who.user_id, who.keyring)
    if foreign:
        names = ", ".join(what.name or purpose_name(what.purpose) for what in foreign)
        says = _("You still hold what is others' work: %(what)s.") % {"what": names}
        hint = _("Lay it down, so that your passphrase alone opens less.")
        calls.append(Call(says, hint, False, "colleague", who.user_id))
    everybody = desk.seen(who.keyring)
    if len(everybody) == 1:
        hint = _("Invite a field manager today, then a second security officer.")
        calls.append(Call(_("You alone hold every key here."), hint, True, "invitations", None))
    bound = [seen for seen in everybody if not seen.member.exception and seen.share.binds]
    near = sum(seen.share.warns for seen in bound)
    if near:
        says = ngettext(
            "%(n)d colleague could open 8 %% of all cases or more.",
            "%(n)d colleagues could open 8 %% of all cases or more.",
            near,
        )
        hint = _("Take a compartment from them, or make another one.")
        calls.append(Call(says % {"n": near}, hint, False, "colleagues", None))
    if any(seen.differs for seen in everybody):
        says = _("A colleague's keyring opens more than the register says.")
        hint = _("Compare it with them: the register or the keyring is wrong.")
        calls.append(Call(says, hint, True, "colleagues", None))
    return calls
