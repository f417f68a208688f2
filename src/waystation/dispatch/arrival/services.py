"""The end of a passage: the pick-up, the roll call, first aid, the debrief, the first days."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Overtaken, Refused
from waystation.base.ids import new_id
from waystation.base.moments import BUCKET, bucket
from waystation.dispatch import alarms
from waystation.dispatch import services as passages
from waystation.dispatch.arrival import checking, evidence, queries
from waystation.dispatch.arrival.domain import (
    AID,
    ENDS,
    SOON,
    Aid,
    Arrival,
    Count,
    Debrief,
    Missing,
    Step,
)
from waystation.dispatch.arrival.queries import KeptArrival
from waystation.dispatch.domain import Alarm, Passage
from waystation.dispatch.models import ArrivalRow, PassageRow
from waystation.vault import audit
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

WORDS_MAX = 300
LISTED_MAX = 40


class Lost(NamedTuple):
    """Who was not there at a roll call: how many, who without a name, and where last seen."""

    people: int
    who: str
    seen: int


@transaction.atomic
def settle_pick_up(*, passage_id: UUID, words: str, keyring: Keyring, now: datetime) -> None:
    """Settle the rough words by which the last team finds the people.

    Raises:
      Refused: the words are empty, too long or too exact, or the passage is not under way.
    """
    end, words = queries.arrival(passage_id, keyring), words.strip()
    checking.refuse_over(end.kept.passage)
    if not words:
        raise Refused(_("There are no words."), hint=_("Say in a few where they are, roughly."))
    checking.refuse_exact(words)
    _put(end, replace(end.arrival, pick_up=words), keyring, now)


@transaction.atomic
def note_go(*, passage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that the last team was told to go now."""
    end = queries.arrival(passage_id, keyring)
    checking.refuse_over(end.kept.passage)
    _put(end, replace(end.arrival, told_at=now), keyring, now)


@transaction.atomic
def count(
    *,
    passage_id: UUID,
    present: int,
    lost: Lost | None = None,
    more: str = "",
    keyring: Keyring,
    now: datetime,
) -> Arrival:
    """Take down a roll call; whoever is missing is named as an incident, which rings at once.

    Raises:
      Refused: somebody is not accounted for, more are there than set out and nobody says why,
        nobody is on the last stage yet, or the passage is over.
    """
    end = queries.arrival(passage_id, keyring)
    checking.refuse_far(end)
    arrival = end.arrival
    if lost is not None:
        arrival = replace(arrival, missing=(*arrival.missing, _missing(end, lost, now)))
    made = Count(at=now, present=present, more=more.strip()[:WORDS_MAX])
    checking.refuse_unaccounted(arrival, made)
    arrival = replace(arrival, counts=(*arrival.counts, made)[-LISTED_MAX:])
    if lost is not None:
        _raise_alarm(end, arrival.missing[-1], keyring, now)
    _put(end, arrival, keyring, now)
    return arrival


@transaction.atomic
def arrive(
    *, passage_id: UUID, present: int | None = None, keyring: Keyring, now: datetime
) -> Passage:
    """Record that everybody arrived, once everybody who set out is accounted for.

    `present` is a roll call of this moment; without it the last one counts.

    Raises:
      Refused: nobody counted them, somebody is not accounted for, or as `dispatch.services.arrive`.
    """
    if present is not None:
        count(passage_id=passage_id, present=present, keyring=keyring, now=now)
    checking.refuse_uncounted(queries.arrival(passage_id, keyring).arrival)
    return passages.arrive(passage_id=passage_id, keyring=keyring, now=now)


@transaction.atomic
def found(
    *, passage_id: UUID, nth: int, end: str, how: str, keyring: Keyring, now: datetime
) -> None:
    """Say what became of those who were missing; the incident rings no more.

    Whoever is here now is counted among those present.

    Raises:
      Refused: no such incident is open, no word of the list, or no sentence on how it is known.
    """
    kept = queries.arrival(passage_id, keyring)
    missing = kept.arrival.missing
    if not (0 <= nth < len(missing) and not missing[nth].end):
        raise Refused(_("No such people are missing."), hint=_("Look at where it stands now."))
    if end not in ENDS or not how.strip():
        raise Refused(
            _("Say what became of them, and how it is known."), hint=_("A few words are enough.")
        )
    one = replace(missing[nth], end=end, how=how.strip()[:WORDS_MAX], ended_at=now)
    arrival = replace(kept.arrival, missing=(*missing[:nth], one, *missing[nth + 1 :]))
    if end == "here" and arrival.counted is not None:
        back = replace(arrival.counted, at=now, present=arrival.counted.present + one.people)
        arrival = replace(arrival, counts=(*arrival.counts, back)[-LISTED_MAX:])
    alarms.answer(one.watch, keyring)
    _tell_audit("missing found", kept, str(one.people), keyring, now)
    _put(kept, arrival, keyring, now)


@transaction.atomic
def note_aid(*, passage_id: UUID, aid: Aid, keyring: Keyring, now: datetime) -> None:
    """Note what some of them need first.

    Raises:
      Refused: no need or time of the lists, no people or more than there are, or a full list.
    """
    end = queries.arrival(passage_id, keyring)
    checking.refuse_over(end.kept.passage)
    here = end.arrival.counted.present if end.arrival.counted else end.arrival.expected
    if aid.need not in AID or aid.soon not in SOON:
        raise Refused(_("No such need is on the list."), hint=_("Pick one, and how soon."))
    if not 1 <= aid.people <= here:
        raise Refused(
            _("%(n)d people cannot need it: %(most)d are there.") % {"n": aid.people, "most": here},
            hint=_("Give how many need it."),
        )
    if len(end.arrival.aid) >= LISTED_MAX:
        raise Refused(_("The list is full."), hint=_("Keep the rest in the case."))
    aid = replace(aid, words=aid.words.strip()[:WORDS_MAX])
    _put(end, replace(end.arrival, aid=(*end.arrival.aid, aid)), keyring, now)


@transaction.atomic
def meet_aid(*, passage_id: UUID, nth: int, keyring: Keyring, now: datetime) -> None:
    """Note that a need was seen to; to say so twice changes nothing.

    Raises:
      Refused: there is no such need.
    """
    end = queries.arrival(passage_id, keyring)
    needs = end.arrival.aid
    if not 0 <= nth < len(needs):
        raise Refused(_("There is no such need."), hint=_("Look at where it stands now."))
    if needs[nth].met_at is None:
        met = replace(needs[nth], met_at=now)
        _put(end, replace(end.arrival, aid=(*needs[:nth], met, *needs[nth + 1 :])), keyring, now)


@transaction.atomic
def write_debrief(*, passage_id: UUID, debrief: Debrief, who: Who, now: datetime) -> None:
    """Keep what people told; its facts are told to nobody before a second hand has read it.

    Raises:
      Refused: its leader led a part of the way, the passage has not arrived, or it was told.
    """
    end = queries.arrival(passage_id, who.keyring)
    checking.refuse_early(end)
    checking.refuse_day(debrief, end, now.date())
    checking.refuse_leader(debrief, end)
    before = end.arrival.debrief
    if before is not None and before.told_by is not None:
        raise Refused(
            _("The facts of this debrief were told already."),
            hint=_("Correct them on the list of dangers."),
        )
    debrief = replace(debrief, written_by=who.user_id, told_by=None, told_on=None)
    _put(end, replace(end.arrival, debrief=debrief), who.keyring, now)


@transaction.atomic
def tell_debrief(*, passage_id: UUID, who: Who, now: datetime) -> None:
    """Lay a second hand on a debrief: now its facts, and nothing else of it, reach the evidence.

    Raises:
      Refused: none waits, this person wrote it or led a part of the way, or the keyring lacks the
        network's compartment.
    """
    end = queries.arrival(passage_id, who.keyring)
    debrief = checking.refuse_second(end.arrival.debrief, end, who)
    checking.refuse_leader(debrief, end)
    evidence.tell(debrief, end.way, keyring=who.keyring, now=now)
    told = replace(debrief, told_by=who.user_id, told_on=now.date())
    _tell_audit(
        "debrief told", end, str(sum(len(leg.facts) for leg in told.legs)), who.keyring, now
    )
    _put(end, replace(end.arrival, debrief=told), who.keyring, now)


@transaction.atomic
def plan_days(*, passage_id: UUID, days: tuple[Step, ...], keyring: Keyring, now: datetime) -> None:
    """Keep the plan of the first days, as the people want them, and what of it was done."""
    end = queries.arrival(passage_id, keyring)
    checking.refuse_over(end.kept.passage)
    _put(end, replace(end.arrival, days=days), keyring, now)


def _missing(end: KeptArrival, lost: Lost, now: datetime) -> Missing:
    """Make the incident of those who are not there.

    Raises:
      Refused: nobody, not a word about them, or a stage that nobody travelled.
    """
    who = lost.who.strip()[:WORDS_MAX]
    if lost.people < 1 or not who:
        raise Refused(
            _("Say how many are missing, and who they are without a name."),
            hint=_("“A boy of about ten, grey coat” is enough."),
        )
    if not 0 <= lost.seen <= len(end.way):
        raise Refused(
            _("Nobody travelled stage %(n)d.") % {"n": lost.seen},
            hint=_("Pick the stage on which they were last seen."),
        )
    if len(end.arrival.missing) >= LISTED_MAX:
        raise Refused(_("The list is full."), hint=_("Keep the rest in the case."))
    return Missing(people=lost.people, who=who, seen=lost.seen, at=now, watch=new_id())


def _raise_alarm(end: KeptArrival, one: Missing, keyring: Keyring, now: datetime) -> None:
    """Let the incident ring at once; call the guide who saw them last, else the last of all."""
    seen = end.way[one.seen - 1] if one.seen else end.kept.stages[-1]
    alarm = Alarm(
        end.kept.passage.code, one.seen, seen.stage.guide_name, what="missing", passage=end.kept.id
    )
    # The quarter of an hour that has begun: what is due then is due now.
    due_at = bucket(now) - BUCKET
    alarms.arm(cell=keyring.cell("passages"), alarm=alarm, due_at=due_at, watch_id=one.watch)
    _tell_audit("people missing", end, str(one.people), keyring, now)


def _tell_audit(kind: str, end: KeptArrival, n: str, keyring: Keyring, now: datetime) -> None:
    says = {"of": end.kept.passage.code, "n": n}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)


def _put(end: KeptArrival, arrival: Arrival, keyring: Keyring, now: datetime) -> None:
    """Keep an arrival over what was read; whoever came second reads again."""
    if end.row is not None:
        swap(end.row, arrival, keyring, on=now.date())
        return
    passage = PassageRow.objects.get(pk=end.kept.id, cell__in=keyring.cells)
    try:
        with transaction.atomic():
            row = ArrivalRow(cell=passage.cell, passage=passage)
            add(row, arrival, keyring, on=now.date())
    except IntegrityError:
        raise Overtaken("somebody else began to write of this arrival") from None
