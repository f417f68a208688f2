"""What the matrix of addresses needs of tracing: one row of each kind, and filled forms."""

import os
from typing import Any
from uuid import UUID, uuid4

from django.db import models

from waystation.base.ids import new_id
from waystation.cases import course, parts
from waystation.cases.consent import queries as consents
from waystation.cases.consent import services as consenting
from waystation.cases.consent.domain import Consent
from waystation.cases.models import PartRow
from waystation.testing.demo import CLOCK
from waystation.tracing.asking.queries import Asked
from waystation.tracing.links import services as links
from waystation.tracing.matching.domain import Line, Outside
from waystation.tracing.models import (
    MatchRow,
    PaperRow,
    PartnerRow,
    PortraitRow,
    RequestRow,
    ReunionRow,
    RunRow,
    SearchRow,
    SeekerLinkRow,
)
from waystation.tracing.papers import services as papers
from waystation.tracing.papers.domain import ContactOpen, FirstWord, Question
from waystation.tracing.partners import domain as between
from waystation.tracing.partners.services import agreeing
from waystation.tracing.pfif import services as pfif
from waystation.tracing.pfif.domain import Record
from waystation.tracing.pfif.writing import written
from waystation.tracing.portraits import services as portraits
from waystation.tracing.portraits import sketching
from waystation.tracing.portraits.tests.builders import begun_by, finished_by
from waystation.tracing.register import services as register
from waystation.tracing.register.domain import SHARES, Told
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_profile, a_request
from waystation.tracing.values import Agreed, Match, Released
from waystation.vault import boxes
from waystation.vault.door import Who
from waystation.vault.opening import add

OBJECTS: dict[str, type[models.Model]] = {
    "answer_id": PartRow,
    "pair_id": MatchRow,
    "question_id": PaperRow,
    "message_id": PaperRow,
    "news_id": PaperRow,
    "organisation_id": PartnerRow,
    "run_id": RunRow,
    "paper_id": RunRow,
    "received_id": RunRow,
    "import_id": RunRow,
    "found_id": MatchRow,
    "outside_id": SearchRow,
    "portrait_id": PortraitRow,
    "search_id": RequestRow,
    "family_id": RequestRow,
    "reunion_id": ReunionRow,
    "seeker_link_id": SeekerLinkRow,
}
RECORD = "example.org/1"
FORMS: dict[str, dict[str, str]] = {
    "asking-end": {"end-why": "somebody else"},
    "asking-message": {"message-side": "seeker", "message-text": "We are well."},
    "asking-note": {"note-said": "no", "note-form": "spoken"},
    "asking-seeker-note": {"noted-said": "no", "noted-form": "spoken"},
    "asking-withdraw": {"withdraw-side": "seeker"},
    "portrait-tell": {"free": "She hummed."},
    "portrait-ask": {"age": "41", "gesture": "a nod"},
    "portrait-array": {"act": "begin"},
    "portrait-sheet": {"act": "keep", "says": "eyes right"},
    "portrait-end": {"sure": "on"},
    "portrait-allow": {"purpose": "tracing", "given_on": "1855-10-26", "form": "signed"},
    "portrait-disallow": {"purpose": "publication"},
    "portrait-hand-out": {"purpose": "publication"},
    "pfif-take": {"record": RECORD},
    "pfif-back": {"record": RECORD},
    "question": {"said": "no", "form": "spoken"},
    "question-message": {"text": "We are well."},
    "question-said": {"said": "no", "form": "spoken"},
    "reunion-decide": {
        "seen": "1",
        "whose": "seeker",
        "may_know": "nothing",
        "decided_on": "1855-10-26",
    },
    "reunion-message": {"whose": "seeker", "text": "I think of you"},
    "reunion-call": {"seen": "1", "on": "1855-10-26", "says": "they wept"},
    "reunion-plan": {"seen": "1", "says": "on a Sunday"},
    "reunion-follow-up": {"seen": "1", "due": "1855-11-02", "reached": "yes"},
    "reunion-outcome": {
        "seen": "1",
        "came": "met",
        "people": "2",
        "says": "x",
        "on": "1855-10-26",
    },
    "reunion-end": {"why": "they manage alone"},
    "family-search-release": {
        "receiver": "Red Cross",
        "uses": "keys",
        "names": "0",
        "parts": "birth",
        "given_on": "1855-10-26",
        "until": "1855-10-26",
        "form": "spoken",
    },
    "family-search-unrelease": {"receiver": "Clinic"},
    "match-set-aside": {"says": "too old"},
    "search-agree": {
        "agree-given_on": "1855-10-26",
        "agree-until": "1855-12-26",
        "agree-form": "spoken",
    },
    "search-identity": {"identity": "known for years"},
    "search-report": {"says": "alive", "source": "a letter", "heard_on": "1855-10-01"},
    "search-close": {"why": "referred"},
    "tracing-partner-answer": {"reply": "nothing"},
    "seeker-link": {"language": "en", "days": "30"},
}


def furnish(peter: Who) -> dict[str, UUID]:
    """Put a request on file, and hand its seeker a link."""
    said: dict[str, Any] = {"keyring": peter.keyring, "now": CLOCK}
    search_id = requests.open_request(request=a_request(), **said)
    made = links.make(request_id=search_id, language="en", days=30, **said)
    found = MatchRow(cell=peter.keyring.cell("tracing"), case=search_id)
    pair = Match(request=search_id, entry=new_id(), thread=new_id(), bits=20.0, verdict="probable")
    add(found, pair, peter.keyring, on=CLOCK.date())
    # Somebody else asked for it: nobody runs what they asked for themselves.
    asked = Outside(terms=a_profile(), why="a letter names her", by=new_id(), name="x", at=CLOCK)
    outside = SearchRow(cell=peter.keyring.cell("tracing"))
    add(outside, Line(asked), peter.keyring, on=CLOCK.date())
    return {
        "found_id": found.id,
        "outside_id": outside.id,
        "portrait_id": _portrait(peter, search_id),
        "search_id": search_id,
        "seeker_link_id": made.id,
    } | _between(peter, search_id)


def _portrait(peter: Who, search_id: UUID) -> UUID:
    """Put a portrait on file: a face on the sheet, a version, and a finished picture."""
    portrait_id: UUID = begun_by(peter.keyring, search_id)
    said: dict[str, Any] = {"portrait_id": portrait_id, "keyring": peter.keyring, "now": CLOCK}
    sketching.lay_out(**said)
    sketching.take(picked=(0,), **said)
    sketching.keep(says="eyes right", **said)
    finished_by(peter.keyring, portrait_id)
    portraits.allow(purpose="publication", form="signed", given_on=CLOCK.date(), **said)
    return portrait_id


def _between(peter: Who, search_id: UUID) -> dict[str, UUID]:
    """Put an organisation on file, a search and a request with it, and a file that came."""
    keyring, cell = peter.keyring, peter.keyring.cell("tracing")
    said: dict[str, Any] = {"keyring": keyring, "now": CLOCK}
    agreeing.make_own(name="Vigilance Committee", **said)
    card = between.Card(
        name="Red Cross", recipient=boxes.new_carrying_key()[1], signs=os.urandom(32)
    )
    partner = agreeing.enter(card=card, **said)
    hand = between.Hand(keyring.user_id, keyring.alias, CLOCK)
    run = between.Run(
        partner=partner, side="answers", run=uuid4(), until=CLOCK.date(), keys_max=100,
        steps=(between.Went(step="offer", hand=hand),),
    )  # fmt: skip
    sent = between.Sent(partner=partner, paper=uuid4(), request=search_id, made=hand)
    came = between.Received(
        partner=partner, paper=uuid4(), came=hand,
        asked=between.Asked(
            sought=a_profile(), seeker=a_profile(), relation="sister", until=CLOCK.date()
        ),
    )  # fmt: skip
    content = written([Record(record_id=RECORD, full_name="Ann")])
    on = CLOCK.date()
    return {
        "organisation_id": partner,
        "run_id": add(RunRow(cell=cell), run, keyring, on=on).id,
        "paper_id": add(RunRow(cell=cell), sent, keyring, on=on).id,
        "received_id": add(RunRow(cell=cell), came, keyring, on=on).id,
        "import_id": pfif.upload(content=content, **said),
    }


def asked(peter: Who, harriet: Who, household: UUID, person: UUID) -> dict[str, UUID]:
    """Put a reviewed match on file, what one of our people is asked and told, and an answer."""
    tracing, cases = peter.keyring.cell("tracing"), course.cell_of(household, harriet.keyring)
    search_id = requests.open_request(request=a_request(), keyring=peter.keyring, now=CLOCK)
    pair = Match(
        request=search_id,
        entry=new_id(),
        thread=new_id(),
        bits=20.0,
        verdict="probable",
        state="reviewed",
    )
    row = add(MatchRow(cell=tracing, case=search_id), pair, peter.keyring, on=CLOCK.date())
    whose: dict[str, Any] = {"household": household, "person": person}
    said: dict[str, Any] = {"about": pair.thread, "keyring": peter.keyring, "now": CLOCK}
    bodies = {
        "question_id": Question(nth=1, **whose),
        "message_id": FirstWord(text="We are well.", side="seeker", **whose),
        "news_id": ContactOpen(**whose),
    }
    sent = {
        what: papers.send(to=cases, sender=tracing, body=body, **said)
        for what, body in bodies.items()
    }
    answer = Asked(
        person=person,
        side="sought",
        paper=new_id(),
        thread=new_id(),
        tracing=tracing,
        nth=1,
        turn=1,
        said="no",
    )
    part = parts.put(household_id=household, value=answer, keyring=harriet.keyring, now=CLOCK)
    _registered(harriet, household, person)
    return sent | {"pair_id": row.id, "answer_id": part}


def _registered(harriet: Who, household: UUID, person: UUID) -> None:
    """Put one of a household into the register, who agreed to be compared with one organisation."""
    keyring, on = harriet.keyring, CLOCK.date()
    said: dict[str, Any] = {"household_id": household, "keyring": keyring, "now": CLOCK}
    yes = Consent(
        person=person, purpose="tracing", given_on=on, noted_at=CLOCK, valid_until=on, text=1,
        guardian_alias="Aunt", assent="yes",
    )  # fmt: skip
    consenting.note_answer(consent=yes, **said)
    told = Told(marks=("a scar",))
    register.enter(person_id=person, told=told, shares=SHARES, **said)
    names = consents.member_of(household, person, keyring, on).person.names
    agreed = Agreed(given_on=on, until=on, form="spoken", noted_by=harriet.user_id, noted_at=CLOCK)
    given = Released(
        receiver="Clinic", uses=("keys",), names=names[:1], parts=("birth",), agreed=agreed
    )
    register.release(person_id=person, given=given, **said)
