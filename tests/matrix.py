"""Who asks, about what and how: the matrix of every address, made from the address table itself.

Objects are of five kinds. *own*: a row in a compartment the reader holds; *other*: a true copy of
it in a compartment nobody of the cast holds; *gone*: the id of a row that was deleted; *strange*:
the id of a row of another table; *random*: an id that never was; *mixed*, where an address names
two: something of another's under something of one's own. All but *own* must be one to whoever
asks, byte for byte.
"""

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

import msgspec
from django.conf import settings
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from tests import matrix_tracing
from tests.test_access_table import undone, walk
from waystation.base import access, clock, watches
from waystation.base.models import Page, Watch
from waystation.cases import attaching, parts, purging, recording
from waystation.cases import course as casework
from waystation.cases import services as cases
from waystation.cases.complaints import services as complaints
from waystation.cases.complaints.domain import AskedToPay, Complaint
from waystation.cases.consent import referring
from waystation.cases.consent import services as consenting
from waystation.cases.consent.domain import Consent, Referral, Vital
from waystation.cases.contact import lending
from waystation.cases.contact import services as contact
from waystation.cases.contact.devices import Device
from waystation.cases.contact.sources import Source
from waystation.cases.domain import Tip
from waystation.cases.exchange import services as exchange
from waystation.cases.matching import services as matching
from waystation.cases.models import (
    ComplaintRow,
    DeviceRow,
    FocalRow,
    GroupRow,
    HouseholdRow,
    PartRow,
    PersonRow,
    PurgeRow,
    SheetRow,
    SourceRow,
    TabletRow,
    TellingMark,
    TipRow,
)
from waystation.cases.person import named
from waystation.cases.queries import HouseholdView, waiting
from waystation.cases.queries import household as case_of
from waystation.cases.records import services as records
from waystation.cases.records.domain import Request
from waystation.cases.safeguarding import queries as safety
from waystation.cases.safeguarding import services as safeguarding
from waystation.cases.safeguarding.domain import Companion, Reference
from waystation.cases.safeguarding.indicators import Asked
from waystation.cases.steps import approvals, handing
from waystation.cases.steps import domain as steps
from waystation.cases.tablet.domain import Conflict, Side
from waystation.cases.tablet.services import enrolling
from waystation.cases.tasks import open_task
from waystation.cases.telling.domain import Telling
from waystation.dispatch import alarms
from waystation.dispatch import services as dispatch
from waystation.dispatch.domain import Alarm, StageOfPassage
from waystation.dispatch.drill import services as drills
from waystation.dispatch.drill.domain import Loss
from waystation.dispatch.mixing import services as mixing
from waystation.dispatch.mixing.domain import Belief
from waystation.dispatch.models import (
    DrillRow,
    JointRow,
    PassageRow,
    RehearsalRow,
    StageRow,
    ThreatRow,
)
from waystation.dispatch.rehearsing import domain as rehearsing
from waystation.dispatch.together import domain as together
from waystation.dispatch.together.packing import packed
from waystation.giving import rows as gift_rows
from waystation.giving.models import (
    AskRow,
    BlotRow,
    CampaignRow,
    DataFile,
    DataRelease,
    DonorRow,
    DonorWord,
    EventRow,
    GiftRow,
    LetterRow,
    MatchRow,
    MemberRow,
    MergeRow,
    NoticeRow,
    OpenGrant,
    PageAskRow,
    PledgeRow,
    ReceiptRow,
    RecurringRow,
    TeamRow,
)
from waystation.hazards import services as hazards
from waystation.hazards.models import HaltRow, HazardRow
from waystation.impact.figures import services as figures
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.reading import Earlier
from waystation.impact.models import PieceRow, PieceUse, PieceVoice
from waystation.impact.models.figures import FigureProposalRow
from waystation.impact.stories import services as stories
from waystation.impact.stories.domain import POINTS, Draft, Words
from waystation.ledger.audit.domain import Room
from waystation.ledger.bank import services as bank
from waystation.ledger.bank.domain import Columns
from waystation.ledger.field import services as cash
from waystation.ledger.field.domain import Give, Holder, Tariff
from waystation.ledger.field.posting import Hands
from waystation.ledger.field.sheets import Sheet
from waystation.ledger.field.tariffs import agree
from waystation.ledger.models import (
    Advance,
    AuditPack,
    CashCount,
    Entry,
    Mapping,
    Proposal,
    Statement,
    StatementLine,
)
from waystation.network import changes
from waystation.network import queries as network
from waystation.network import services as networking
from waystation.network.domain import Closure
from waystation.network.models import ChangeRow, PartnerRow, PlaceRow, ProposalRow
from waystation.relay.models import PhoneRow
from waystation.relay.phones import queries as phones
from waystation.relay.phones import services as inviting
from waystation.relay.watching import services as watching
from waystation.relay.watching.queries import replies
from waystation.resettlement.book import services as booking
from waystation.resettlement.book.domain import mark_of
from waystation.resettlement.following import services as fares
from waystation.resettlement.following.domain import CrisisPlan, Willing
from waystation.resettlement.means import grants
from waystation.resettlement.means import services as means
from waystation.resettlement.means.domain import (
    Home,
    Job,
    School,
    Service,
    Skills,
    ThirdPartyLoan,
    ToldDebt,
)
from waystation.resettlement.mine import services as plans
from waystation.resettlement.mine.domain import Beside, Link
from waystation.resettlement.models import (
    CourseRow,
    FlightRow,
    HelperRow,
    LinkRow,
    RuleRow,
    ServiceRow,
    StayRow,
)
from waystation.resettlement.programmes.domain import Goal, Helper, Support
from waystation.resettlement.programmes.seats import Course, Session
from waystation.resettlement.programmes.seats import Seat as Seated
from waystation.resettlement.programmes.services import people
from waystation.resettlement.reading import shipped
from waystation.resettlement.values import Done, Member, Stay
from waystation.resettlement.waiting.domain import Flight, HandOver, Seat
from waystation.routing import services as routing
from waystation.routing.domain import Question
from waystation.routing.models import PlanRow
from waystation.testing.demo import CLOCK
from waystation.vault import boxes, cells, handed, invitations, register
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.models import Cell as VaultCell
from waystation.vault.models import FileRow, RegisterRow, User
from waystation.vault.opening import add, open_row
from waystation.vault.rows import SealedRow

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
KINDS = ("own", "other", "mixed", "gone", "strange", "random")
SAFE, UNSAFE = ("GET", "HEAD", "OPTIONS"), ("POST", "PUT", "PATCH", "DELETE")
# What each parameter stands for. A parameter without a line fails the matrix.
OBJECTS: dict[str, type[models.Model]] = {
    "donor_id": DonorRow,
    "twin_id": DonorRow,
    "word_id": DonorWord,
    "joined_id": MergeRow,
    "letter_id": LetterRow,
    "blot_id": BlotRow,
    "tip_id": TipRow,
    "source_id": SourceRow,
    "device_id": DeviceRow,
    "household_id": HouseholdRow,
    "link_id": LinkRow,
    "beside_id": PartRow,
    "person_id": PersonRow,
    "other_id": PersonRow,
    "request_id": PartRow,
    "case_plan_id": PartRow,
    "closure_id": PartRow,
    "task_id": PartRow,
    "asked_id": PartRow,
    "offer_id": PartRow,
    "consent_id": PartRow,
    "vital_id": PartRow,
    "referral_id": PartRow,
    "file_id": FileRow,
    "case_id": HouseholdRow,
    "case": HouseholdRow,
    "purge_id": PurgeRow,
    "group_id": GroupRow,
    "record_id": PlaceRow,
    "proposal_id": ProposalRow,
    "report_id": HazardRow,
    "halt_id": HaltRow,
    "change_id": ChangeRow,
    "plan_id": PlanRow,
    "threat_id": ThreatRow,
    "passage_id": PassageRow,
    "stage_id": StageRow,
    "undoes": Entry,
    "pack_id": AuditPack,
    "user_id": User,
    "cell": VaultCell,
    "row_id": RegisterRow,
    "alarm_id": RegisterRow,
    "child_id": PersonRow,
    "assessment_id": PartRow,
    "companion_id": PartRow,
    "concern_id": PartRow,
    "complaint_id": ComplaintRow,
    "focal_id": FocalRow,
    "watch_id": Watch,
    "rung_id": Watch,
    "phone_id": PhoneRow,
    "partner_id": PartnerRow,
    "page_id": Page,
    "first_id": PersonRow,
    "second_id": PersonRow,
    "merge_id": PartRow,
    "tablet_id": TabletRow,
    "conflict_id": PartRow,
    "sheet_id": SheetRow,
    "drill_id": DrillRow,
    "rehearsal_id": RehearsalRow,
    "joint_id": JointRow,
    "statement_id": Statement,
    "line_id": StatementLine,
    "recurring_id": RecurringRow,
    "pledge_id": PledgeRow,
    "match_id": MatchRow,
    "notice_id": NoticeRow,
    "release_id": DataRelease,
    "grant_id": OpenGrant,
    "ask_id": AskRow,
    "event_id": EventRow,
    "receipt_id": ReceiptRow,
    "gift_id": GiftRow,
    "campaign_id": CampaignRow,
    "team_id": TeamRow,
    "member_id": MemberRow,
    "page_ask_id": PageAskRow,
    "mapping_id": Mapping,
    "advance_id": Advance,
    "count_id": CashCount,
    "waiting_id": Proposal,
    "figure_id": FigureProposalRow,
    "telling_id": PartRow,
    "piece_id": PieceRow,
    "voice_id": PieceVoice,
    "use_id": PieceUse,
    "course_id": CourseRow,
    "helper_id": HelperRow,
    "goal_id": PartRow,
    "support_id": PartRow,
    "rule_change_id": RuleRow,
    "flight_id": FlightRow,
    "hand_over_id": PartRow,
    "skills_id": PartRow,
    "job_id": PartRow,
    "home_id": PartRow,
    "school_id": PartRow,
    "told_id": PartRow,
    "loan_id": PartRow,
    "aid_id": PartRow,
    "service_id": ServiceRow,
    "crisis_id": PartRow,
    "willing_id": PartRow,
} | matrix_tracing.OBJECTS
# Parameters that name no row of anybody: one value that is there.
WORDS: dict[str, Any] = {
    "code": "R-ZZZZZ",
    "report": "balance",
    "template": "rescue-1855",
    "language": "en",
    "sheet": "roll-call",
    "kind": "place",
    "tool": "phq-9",
    "to": "gathering",
    "paper": "a4",
    "number": 0,
    "due": 1,
    "data_file": "money.csv",
    "mark": mark_of(shipped().rules[0]),
    "pathway": shipped().pathways[0].code,
    "secret": "x" * 43,
    "step": "hand-over-3",
}
BELIEVED = {
    "k": "2", "otherwise": "20", "extra_risk": "60", "extra_cost": "50", "extra_hours": "72",
    "why": "seen at the landing",
}  # fmt: skip
BELIEF = Belief(
    k=3, otherwise=0.2, extra_risk=1.0, extra_cost=1.0, extra_hours=72,
    by="Allan", at=CLOCK, why="seen",
)  # fmt: skip
# What a form needs before the page looks at what it is about; all others are sent empty.
FORMS: dict[str, dict[str, str]] = {
    "watch-resolve": {"outcome": "well"},
    "threat-new": {"from_land": "US-VA", "to_land": "", **BELIEVED},
    "threat": BELIEVED,
    "threat-remove": {"reason": "all quiet"},
    "propose": {"route": "0", "template": "rescue-1855", "needs": ""},
    "tip-grade": {"source_grade": "B", "word_grade": "2", "reason": "known for years"},
    "tip-weigh": {"danger_now": "yes", "urgency": "high", "reason": "dogs were heard"},
    "tip-outcome": {"outcome": "true", "reason": "they arrived"},
    "tip-decide": {"state": "checking", "reason": "asked around"},
    "person-copy": {"language": "en"},
    "person-request-answer": {"answer": "done"},
    "household-contact": {"how": "at the well", "phrase": "geese fly early"},
    "danger-withdraw": {"reason": "it was a rumour"},
    "network-end-rest": {"why": "the water fell"},
    "network-drop": {"why": "no longer needed"},
    "alarm-answered": {"note": "spoken to; she is safe"},
    "case-keep": {"until": "1860-01-01", "reason": "a court asked"},
    "purge-ask": {"why": "asked", "reason": "the family asked"},
    "tablet-choose": {"seen": "", "value": "shoes"},
    "stage-settle": {"lead_h": "24", "style": "meet"},
    "stage-write": {"text": "wait"},
    "phone-go": {"text": "the white church"},
    "call-back": {"reason": "patrols"},
    "starting-say": {"what": "looked", "words": "asked every guide"},
    "colleague-except": {"exception": "identity desk"},
    "card-change": {"act": "make"},
    "receipt-void": {"why": "another name", "act": "void"},
    "ask-decide": {"state": "taken"},
    "event-act": {"act": "close"},
    "money-audit-journal": {"form": "hledger"},
    "flight-call": {"day": "2030-01-01", "at": "12:00"},
    "flight-came": {"came": "departed"},
    "stay-begin": {"pathway": shipped().pathways[0].code, "on": "1855-10-01", "place": "x"},
    "stay-done": {"step": "flight", "on": "1855-10-26"},
    "stay-undo": {"step": "interview"},
    "stay-fact": {"fact": "settled"},
    "stay-version": {"version": "2"},
    "following-try": {"way": "call", "came": "no answer"},
    "following-later": {"step": "check-3", "next_on": "1855-11-01", "note": "x"},
    "following-hand-on": {"alias": "x", "agreed": "on"},
    "stay-end": {"why": "moved away", "on": "1855-10-01"},
    "plan-link-renew": {"days": "30"},
    "plan-link": {"sort": "plan", "language": "en", "days": "30", "calls": "note"},
    "plan-given": {"on": "1850-01-01", "how": "aloud", "language": "en"},
    "means-grant-refuse": {"why": "there is a better way"},
    "means-grant-undo": {"why": "it was never paid"},
    "rule-refuse": {"answer-answer": "not what it says"},
    "rule-undo": {"undo-why": "read it wrong"},
    "money-audit-draw": {"secret": "follow the gourd"},
} | matrix_tracing.FORMS
TOKEN = "t" * 32
# An age key that nobody holds the secret of.
CLINIC_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
# Where the company of eleven waits.
START = "chestertown-md"
# A form's token is masked anew on every page, and an address may stand in the page it answers.
MASKED = re.compile(rb"\b[A-Za-z0-9]{64}\b")


class Cell(NamedTuple):
    """One address with one kind of object in it."""

    view: str
    name: str
    kind: str  # one of KINDS, or "" where the address names no object
    url: str
    ids: tuple[UUID, ...]

    @property
    def roles(self) -> frozenset[str]:
        return access.TABLE[self.view]


def furnish(harriet: Who, allan: Who, peter: Who) -> dict[str, UUID]:
    """Put one of everything that has an address on file, in compartments of the cast.

    Gives the ids of those that the matrix cannot find by their table alone.
    """
    keyring = harriet.keyring
    company = [v for v in waiting(keyring, CLOCK.date()) if v.household.place == START]
    ids = [view.id for view in company]
    question = Question(
        start=START,
        targets=("philadelphia-pa",),
        people=sum(view.size for view in company),
        children=sum(view.n_children for view in company),
        start_at=CLOCK,
        group=cases.form_group(household_ids=ids, keyring=keyring, now=CLOCK),
    )
    plan = routing.make_plan(question=question, keyring=keyring, now=CLOCK)
    dispatch.propose(
        plan_id=plan, route_no=0, needs="", template="rescue-1855", keyring=keyring, now=CLOCK
    )
    mixing.declare(from_land="", to_land="", belief=BELIEF, keyring=keyring, now=CLOCK)
    leg = network.network(keyring).legs[0]
    hazards.halt(what="leg", slug=leg.slug, why="ice", by="Harriet", keyring=keyring, now=CLOCK)
    # Not those of the decoy world, which nobody here opens.
    places = PlaceRow.objects.filter(cell__in=keyring.cells).order_by("id")
    place, other = places.first(), places.last()
    days = Closure(first=CLOCK.date(), last=CLOCK.date(), why="flood")
    networking.rest(record_id=place.id, days=days, by="Harriet", keyring=keyring, now=CLOCK)
    gone = networking.retired(other.id, keyring, CLOCK.date())
    networking.propose(
        did=changes.RETIREMENT, records=(gone,), why="x", by="Harriet", keyring=keyring, now=CLOCK
    )
    asked = _of_consent(company[0].id, harriet)
    asked |= _of_steps(company[0].id, asked["person_id"], harriet)
    asked |= _of_records(company[0].id, asked["person_id"], harriet)
    asked |= _of_tablets(company[0].id, asked["person_id"], harriet)
    asked |= _of_matching(company[0].id, asked["person_id"], harriet)
    safe = _of_safety(next(view for view in company if view.n_children), harriet)
    asked |= _of_watches(harriet)
    _of_stays(company[0], harriet)
    asked |= _of_means(company[0].id, asked["person_id"], harriet)
    asked |= _of_flights(company[0], asked["person_id"], harriet)
    asked |= _of_plans(company[0].id, harriet)
    asked |= _of_following(company[0].id, asked["person_id"], harriet)
    asked |= _of_drills(harriet)
    _of_payments()
    _of_rules(harriet)
    _of_rehearsals(harriet)
    _of_packs()
    _of_plans_for_all(harriet)
    asked |= _of_phones(harriet)
    asked |= _of_cash(harriet)
    asked |= _of_figures(harriet)
    asked |= _of_bank()
    asked |= _of_programmes(company[0].id, asked["person_id"], harriet)
    asked |= _of_stories(company[0].id, asked["person_id"], harriet, allan)
    asked |= matrix_tracing.furnish(peter)
    asked |= matrix_tracing.asked(peter, harriet, company[0].id, asked["person_id"])
    return safe | _of_cases(company[0].id, harriet) | asked | _of_security(harriet, allan)


def _of_cases(household: UUID, harriet: Who) -> dict[str, UUID]:
    keyring = harriet.keyring
    file = attaching.attach(
        household_id=household, title="letter", content=b"words", keyring=keyring, now=CLOCK
    )
    said = Tip(heard_at=CLOCK, place=START, words="said twice")
    tip = cases.hear_tip(tip=said, keyring=keyring, now=CLOCK)
    purge = purging.ask(
        case_id=tip,
        why="mistake",
        reason="twice",
        asked_by="Harriet",
        keyring=keyring,
        now=CLOCK,
    )
    lending.put_in_stock(device=Device(kind="phone", label="T7"), keyring=keyring, now=CLOCK)
    heron = Source(alias="Heron", since=CLOCK.date())
    contact.add_source(source=heron, keyring=keyring, now=CLOCK)
    return {"household_id": household, "file_id": file.id, "purge_id": purge}


def _of_phones(harriet: Who) -> dict[str, UUID]:
    """Invite a partner's phone."""
    partner = PartnerRow.objects.filter(cell=harriet.keyring.cell("network"))[0].id
    invitee = phones.partner_of(partner, harriet.keyring)
    inviting.invite(invitee=invitee, keyring=harriet.keyring, now=clock.real_now())
    return {"partner_id": partner, "phone_id": phones.phones(harriet.keyring)[0].row.id}


def _of_drills(harriet: Who) -> dict[str, UUID]:
    """Hold an exercise in which a guide is lost."""
    row = StageRow.objects.filter(cell=harriet.keyring.cell("passages"))[0]
    stage = open_row(row, StageOfPassage, harriet.keyring)
    loss = Loss(what="partner", key=stage.guide, name=stage.guide_name, since=CLOCK)
    said = {"by": "Harriet", "keyring": harriet.keyring, "now": CLOCK}
    return {"drill_id": drills.prepare(loss=loss, exercise=True, family_cents=0, **said)}


def _of_cash(harriet: Who) -> dict[str, UUID]:
    """Have cash out with somebody, a sheet on which it was counted, and a range to be agreed."""
    advance, count, waiting = uuid4(), uuid4(), uuid4()
    held = Holder("T. G.", "guide", "fares", "Levi")
    given = Give(advance, "RESCUE-GENERAL", "USD", {"": 100}, CLOCK.date(), held)
    cash.book_given(entry_id=uuid4(), give=given, hands=Hands(uuid4()), on=CLOCK.date())
    sheet = Sheet(advance, "USD", ((100, 1),), 0, 100, "Levi", "Mary", "")
    cash.keep_sheet(count, sheet, CLOCK.date())
    said = {"role": "field manager", "keyring": harriet.keyring, "now": CLOCK}
    tariff = Tariff("boat", 100, 200)
    agree(proposal_id=waiting, tariff=tariff, why="three boats", **said)
    return {"advance_id": advance, "count_id": count, "waiting_id": waiting}


def _of_figures(harriet: Who) -> dict[str, UUID]:
    """Have a figure wait for a second hand: four earlier journeys let it move."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    earlier = [Earlier(datetime(1850, 5, 1, tzinfo=UTC).date(), 5, 0)] * 4
    figures.take_earlier(earlier=earlier, content=b"an old book", **said)
    return {"figure_id": figures.propose(Wish("people"), **said)}


def _of_bank() -> dict[str, UUID]:
    """Have a line of a bank on file, and how a bank's own table reads."""
    columns = Columns(name="a bank", day="day", amount="amount", balance="balance")
    table = f"day,amount,balance\n{CLOCK.date()},1.00,1.00\n".encode()
    read = bank.read_statement(
        table, account="Assets:Bank:Reserve", on=CLOCK.date(), columns=columns
    )
    line = StatementLine.objects.get(statement=read.statement_id).pk
    mapping = bank.keep_mapping(columns)
    return {"statement_id": read.statement_id, "line_id": line, "mapping_id": mapping}


def _of_stories(household: UUID, person: UUID, harriet: Who, allan: Who) -> dict[str, UUID]:
    """Have a draft about the first of a household, looked over, and one to be called back."""
    keyring, on = harriet.keyring, CLOCK.date()
    allowed = {"uses": ("story",), "forms": ("pseudonym",), "regions": ("world",)}
    yes = Telling(
        **allowed, channels=("site",), person=person, mark=uuid4(), given_on=on, valid_until=on,
        language="en", interpreter="none",
    )  # fmt: skip
    kept = parts.put(household_id=household, value=yes, keyring=keyring, now=CLOCK)
    cell = case_of(household, keyring, on).cell
    plain = {name: ",".join(codes) for name, codes in allowed.items()}
    TellingMark.objects.create(
        id=yes.mark, cell=cell, code="S-ABCDE", channels="site", until=on, **plain
    )
    said = Words(title="Bread", text="She bakes.", changed="The name.")
    draft = Draft(kind="story", slug="bread", en=said, ko=said, until=on)
    written = stories.Written(draft, ("S-ABCDE",))
    piece = stories.draft(written=written, who=harriet, now=CLOCK)
    stories.review(piece_id=piece.pk, points=POINTS, note="", who=allan, now=CLOCK)
    over = stories.draft(written=written, who=harriet, now=CLOCK)
    PieceRow.objects.filter(pk=over.pk).update(state="withdrawn", box=b"")
    use = PieceUse(id=uuid4(), piece=over, cell=over.cell, channel="print", used_on=on)
    use.box = stories.seal_words(over.cell, "a calendar", about=use.pk)
    use.save(force_insert=True)
    voice = PieceVoice.objects.get(piece=piece).pk
    return {"telling_id": kept, "piece_id": piece.pk, "voice_id": voice, "use_id": use.pk}


def _of_payments() -> None:
    """Have a notice that waits, a release of open data out and a grant among them."""
    notice = NoticeRow(
        digest=bytes(32), provider="test", kind="refunded", state="parked", why="early",
        cents=100, happened_on=CLOCK.date(), heard_on=CLOCK.date(),
    )  # fmt: skip
    gift_rows.put(notice, zlib.compress(b"{}"))
    today = CLOCK.date()
    release = DataRelease.objects.create(through_on=today, asked_on=today, asked_by=uuid4())
    DataFile.objects.create(release=release, name="money.csv", content=b"", digest=bytes(32))
    OpenGrant.objects.create(
        entry=uuid4(), cents=100, awarded_on=CLOCK.date(), title="Books", about="for a school",
        to_kind="individual", chosen_by=uuid4(), chosen_on=CLOCK.date(),
    )  # fmt: skip


def _of_rehearsals(harriet: Who) -> None:
    """Put a rehearsal on file that somebody stopped before anything was played."""
    held = rehearsing.Rehearsal(
        asked=rehearsing.Asked(), zero=CLOCK, made_at=CLOCK, seed=1, mark=b"", labels=("G",),
        sizes=(2,), left_out=(), planned=(0, 2),
    )  # fmt: skip
    cell = harriet.keyring.cell("passages")
    row = RehearsalRow(cell=cell, state="cancelled", n_batches=11)
    add(row, held, harriet.keyring, on=CLOCK.date())


def _of_stays(view: HouseholdView, harriet: Who) -> None:
    """Put a household on a pathway with a flight and a hand-over."""
    on = CLOCK.date()
    first = next(one for one in shipped().pathways if one.code == "korea")
    stay = Stay(
        code=view.household.code, place=START, pathway=first.code, version=first.version,
        begun_on=on, members=tuple(Member(person=one) for one in view.household.people),
        facts={first.begins: on, "interview": on},
        done=(Done(step="interview", on=on, by=harriet.user_id, name="Harriet"),),
    )  # fmt: skip
    row = StayRow(id=view.id, cell=view.cell, case=view.id)
    add(row, stay, harriet.keyring, on=on)
    said = {"keyring": harriet.keyring, "now": CLOCK}
    casework.note_rows(household_id=view.id, revisions={row.id: row.revision}, **said)


def _of_rules(harriet: Who) -> None:
    """Ask that nobody begins on a pathway any more."""
    first = shipped().pathways[0]
    said = {"code": first.code, "version": first.version, "why": "full"}
    booking.ask(did="pathway closed", **said, keyring=harriet.keyring, now=CLOCK)


def _of_packs() -> None:
    """Put a pack on file that was made for an auditor."""
    pack, cell = uuid4(), cells.only("finance")
    told = msgspec.msgpack.encode(Room("Gerrit"))
    AuditPack.objects.create(
        id=pack, cell=cell, box=boxes.seal_to_cell(cell, told, about=pack), made_on=CLOCK.date(),
        made_by=uuid4(), first_month=185509, last_month=185510, head=bytes(32), n_entries=1,
    )  # fmt: skip


def _of_plans_for_all(harriet: Who) -> None:
    """Put a plan for all on file whose search was stopped; nobody is to travel by it."""
    terms = together.Terms(zero=CLOCK, days=21, seconds=5, seed=1, template="rescue-1855")
    held = together.Together(
        terms=terms, groups=packed([]), legs=packed([]), n_groups=0, n_people=0,
        made_by=harriet.user_id, made_at=CLOCK, seen="", budget_cents=0,
    )  # fmt: skip
    row = JointRow(cell=harriet.keyring.cell("passages"), state="cancelled")
    add(row, held, harriet.keyring, on=CLOCK.date())


def _of_watches(harriet: Who) -> dict[str, UUID]:
    """Let an alarm about a passage ring, and a code word say that all is well."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    row = StageRow.objects.filter(cell=harriet.keyring.cell("passages"))[0]
    stage = open_row(row, StageOfPassage, harriet.keyring)
    rung = alarms.arm(cell=row.cell, alarm=Alarm("P-X", 1, "T. G."), due_at=CLOCK)
    watches.ring_due(CLOCK)
    watching.reply(stage_id=row.id, stage=stage, code="P-X", forced=False, by=uuid4(), **said)
    return {"rung_id": rung, "page_id": replies(harriet.keyring, now=CLOCK)[0].page}


def _of_consent(household: UUID, harriet: Who) -> dict[str, UUID]:
    """Let the first of a household agree to a referral, which is prepared, and to much else."""
    keyring, on = harriet.keyring, CLOCK.date()
    said = {"household_id": household, "keyring": keyring, "now": CLOCK}
    person = case_of(household, keyring, on).household.people[0]
    about = {"person": person, "purpose": "referral", "receiver": "Clinic", "scope": ("needs",)}
    yes = Consent(
        **about, given_on=on, noted_at=CLOCK, valid_until=on, text=1, guardian_alias="Aunt",
        assent="yes",
    )  # fmt: skip
    vital = Vital(**about, reason="She bleeds.", since=on, until=on)
    consent = consenting.note_answer(consent=yes, **said)
    sent = Referral(
        person=person, receiver="Clinic", recipient=CLINIC_KEY, scope=("needs",), language="en",
        why="A wound",
    )  # fmt: skip
    return {
        "person_id": person,
        "consent_id": consent,
        "vital_id": consenting.claim_vital(vital=vital, **said),
        "referral_id": referring.prepare(referral=sent, **said),
    }


def _of_records(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Ask for what is written about the first of a household, who is tied to others of it."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    on = CLOCK.date()
    view = case_of(household, harriet.keyring, on)
    other = view.household.people[1]
    if not view.people[0].kin:
        recording.tie(tie=recording.Tie(one=person, other=other, kind="friend"), **said)
    asked = Request(person=person, kind="access", what="x", asked_on=on, due_on=on)
    request = records.note_request(household_id=household, request=asked, **said)
    return {"other_id": other, "request_id": request}


def _of_steps(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Put a plan, a closure, a task, a request and an offer into a case."""
    said = {"household_id": household, "keyring": harriet.keyring, "now": CLOCK}
    plan = steps.Plan(goals=("x",), options="x", safety="x", consents="x")
    closure = steps.Closure(why="wish", says="x", told="x", consents="x")
    offer = steps.Transfer(to=uuid4(), to_name="x", why="x", agreed="x")
    asked = {"person_id": person, "receiver": "Clinic", "service": "x"}
    return {
        "case_plan_id": approvals.put_forward(paper=plan, **said),
        "closure_id": approvals.put_forward(paper=closure, **said),
        "task_id": open_task(what="shoes", **said),
        "asked_id": handing.refer(**asked, **said),
        "offer_id": handing.offer_transfer(transfer=offer, **said),
    }


def _of_following(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Let somebody be in a crisis, have a card for it, and wish to help others."""
    said = {"household_id": household, "keyring": harriet.keyring, "now": CLOCK}
    card = CrisisPlan(person=person, signs=(), helps=("x",), calls=())
    fares.keep_plan(plan=card, **said)
    wish = Willing(person=person, ways=("mentor",), languages=("en",), since=CLOCK.date())
    return {
        "crisis_id": fares.call_for(person_id=person, words="x", **said),
        "willing_id": parts.put(value=wish, **said),
    }


def _of_plans(household: UUID, harriet: Who) -> dict[str, UUID]:
    """Name somebody whom a household can call, and hand it a link to its plan."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    on = CLOCK.date()
    miriam = Beside(name="M", what="x", hours="x", languages="x", reach="x", sees="nothing")
    beside = plans.add_beside(household_id=household, beside=miriam, **said)
    of = handed.handed(bytes(32), "plan")
    link = Link(
        sort="plan", language="en", digest=of.digest, public=of.public, proof=of.proof,
        made_on=on, by="Harriet", ends_on=on,
    )  # fmt: skip
    row = LinkRow(
        cell=casework.cell_of(household, harriet.keyring), case=household, digest=link.digest,
        public=link.public, ends_on=on, box=handed.write(of, "plan", b"{}"),
    )  # fmt: skip
    add(row, link, harriet.keyring, on=on)
    casework.note_rows(household_id=household, revisions={row.id: row.revision}, **said)
    return {"link_id": row.id, "beside_id": beside}


def _of_flights(view: HouseholdView, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Put a household on a flight that leaves, and a paper of theirs into officials' hands."""
    on = CLOCK.date()
    seat = Seat(household=view.id, size=view.size, since=on)
    flight = Flight(
        label="F-X", place=START, seats=(seat,), formed_on=on, state="called", leaves_at=CLOCK,
        called_at=CLOCK,
    )  # fmt: skip
    row = add(FlightRow(cell=view.cell), flight, harriet.keyring, on=on)
    given = HandOver(
        receiver="Office", people=(person,), papers=("x",), why="x", on=on, bases=("consent",)
    )
    said = {"keyring": harriet.keyring, "now": CLOCK}
    return {
        "flight_id": row.id,
        "hand_over_id": parts.put(household_id=view.id, value=given, **said),
    }


def _of_means(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Write down what a household lives on, ask for a grant, and put a service on the map."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    on = CLOCK.date()
    held = {
        "skills_id": Skills(person=person, says="x"),
        "job_id": Job(person=person, employer="x", work="x", state="applied", on=on),
        "home_id": Home(kind="rented", state="asked", on=on, where="x"),
        "school_id": School(person=person, state="looking", on=on),
        "told_id": ToldDebt(to_whom="x", told_on=on, pressure="none"),
        "loan_id": ThirdPartyLoan(lender="A lender", amount=100, currency="USD"),
    }
    found = {
        name: means.note(household_id=household, value=value, **said)
        for name, value in held.items()
    }
    wish = grants.Wish(kind="small grant", cents=100, to="A shop", why="x")
    aid = grants.ask(household_id=household, wish=wish, **said)
    there = Service(kind="health", name="x", where="x", checked_on=on)
    return found | {"aid_id": aid, "service_id": means.note_service(service=there, **said)}


def _of_programmes(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Let somebody have a goal and wish for a person beside them; have a helper and a course."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    on = CLOCK.date()
    course = Course(
        title="x", kind="course", topic="rights", language="en", place="x", seats=1,
        sessions=(Session(on=on),),
        enrolled=(Seated(nr=1, household=household, person=person, asked_on=on),),
    )  # fmt: skip
    cell = casework.cell_of(household, harriet.keyring)
    row = add(CourseRow(cell=cell), course, harriet.keyring, on=on)
    goal = Goal(words="x", kind="rest", person=person)
    wished = Support(person=person, asked_on=on)
    return {
        "course_id": row.id,
        "helper_id": people.admit(helper=Helper(alias="x", kind="mentor"), **said),
        "goal_id": parts.put(household_id=household, value=goal, **said),
        "support_id": parts.put(household_id=household, value=wished, **said),
    }


def _of_tablets(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Invite a tablet, write one value in two places, and upload a sheet."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    enrolling.invite(label="T1", real_now=clock.real_now(), **said)
    conflict = Conflict(
        kind="person", record=person, field="needs", base="", sides=(Side("shoes", "W.", CLOCK),)
    )
    return {
        "tablet_id": TabletRow.objects.get().id,
        "conflict_id": parts.put(household_id=household, value=conflict, **said),
        "sheet_id": exchange.upload(people=b"name\nAnn Sheet\n", **said),
    }


def _of_matching(household: UUID, person: UUID, harriet: Who) -> dict[str, UUID]:
    """Put two records of one person together, beside a third that may be of the first."""
    said = {"keyring": harriet.keyring, "now": CLOCK}
    once, again, third = (
        recording.add_person(household_id=household, value=named("Ann Twice"), **said)
        for _ in range(3)
    )
    merge = matching.merge(stays=once, goes=again, chosen={}, **said)
    return {"first_id": person, "second_id": third, "merge_id": merge}


def _of_safety(view: HouseholdView, harriet: Who) -> dict[str, UUID]:
    said = {"household_id": view.id, "keyring": harriet.keyring, "now": CLOCK}
    child = safety.children(view.id, harriet.keyring, CLOCK.date())[0].id
    companion = Companion(
        child=child, person=None, name="E.", relation="", childs_choice=True, childs_words="",
        references=tuple(
            Reference(who=who, knows="a friend", says="good", asked_on=CLOCK.date())
            for who in ("T. G.", "W. S.")
        ),
    )  # fmt: skip
    asked = Asked(person=None, moment="house", on=CLOCK.date(), alone=True, signs=("coached",))
    assessment_id = safeguarding.open_assessment(child=child, why="danger", **said)
    safeguarding.note_signs(
        household_id=view.id, asked=asked, about="nobody", says="x", who=harriet, now=CLOCK
    )
    word = AskedToPay(at=CLOCK, by="Harriet", partner="", says="x", halted=False)
    watch = complaints.tell_security(word)
    watches.ring_due(CLOCK)
    complaint = Complaint(at=CLOCK, by="", whom="partner", about="a guide", words="He was late.")
    return {
        "child_id": child,
        "assessment_id": assessment_id,
        "companion_id": safeguarding.name_companion(companion=companion, **said),
        "concern_id": safety.concerns(view.id, harriet.keyring)[0].id,
        "complaint_id": complaints.complain(complaint=complaint, who=harriet).id,
        "watch_id": watch,
    }


def _of_security(harriet: Who, allan: Who) -> dict[str, UUID]:
    invitations.invite(alias="New", role="approver", language="en", by=allan, now=CLOCK)
    (invited,) = invitations.waiting(allan, now=CLOCK)
    alarm = register.Alarm(harriet.user_id, CLOCK.date())
    row = register.write(alarm, keyring=allan.keyring, now=CLOCK)
    return {"row_id": invited.row.id, "alarm_id": row.id, "user_id": harriet.user_id}


def parameters() -> set[str]:
    """Name every parameter of the address table that stands for a row."""
    found = set()
    for _, pattern in walk(get_resolver().url_patterns):
        found |= set(pattern.pattern.converters)
    return found - set(WORDS)


class Objects:
    """For each parameter an id of each kind; the copies of others' rows are made once."""

    def __init__(self, *keyrings: Keyring, picked: dict[str, UUID]) -> None:
        self.elsewhere = cells.found("cases").cell
        self.held = {cell for keyring in keyrings for cell in keyring.cells}
        self.picked = picked
        self.ids = {name: self._of(name) for name in sorted(parameters())}

    def _of(self, name: str) -> dict[str, UUID]:
        table = OBJECTS[name]
        own = table.objects.get(pk=self.picked[name]) if name in self.picked else self._own(table)
        # A plan's: pages of people name households, one that was merged among them.
        stranger = self._own(PlanRow if table is not PlanRow else HouseholdRow)
        found = {"own": own.pk, "strange": stranger.pk, "random": uuid4(), "gone": uuid4()}
        if issubclass(table, SealedRow):
            found["other"], found["gone"] = self._copy(own).pk, self._copy(own).pk
            table.objects.filter(pk=found["gone"]).delete()
        return found

    def _own(self, table: type[models.Model]) -> Any:
        rows = table.objects.all()
        if issubclass(table, SealedRow):
            rows = rows.filter(cell__in=self.held)
        found = rows.first()
        assert found is not None, f"the matrix has no {table.__name__} of its own"
        return found

    def _copy(self, row: Any) -> Any:
        """Put the same row into a compartment nobody of the cast holds."""
        copy = deepcopy(row)
        copy.pk, copy.cell = uuid4(), self.elsewhere
        sealed = "body" if hasattr(row, "body") else "box"
        held = bytes(getattr(row, sealed))
        setattr(copy, sealed, held[:10] + os.urandom(len(held) - 10))
        if hasattr(copy, "digest"):
            # A link is found by it, so no two have the same.
            copy.digest = os.urandom(len(row.digest))
        for field in row._meta.concrete_fields:
            if field.is_relation and issubclass(field.related_model, SealedRow):
                # What it hangs on is another's too, or own pages would meet it.
                setattr(copy, field.name, self._copy(getattr(row, field.name)))
        if hasattr(copy, "case"):
            copy.case = copy.pk if row.case == row.pk else uuid4()
        copy.save(force_insert=True)
        return copy

    def cells(self) -> Iterator[Cell]:
        """Give every address with every kind of object it can name."""
        for _, pattern in walk(get_resolver().url_patterns):
            view, names = access.name_of(pattern.callback), set(pattern.pattern.converters)
            words = {name: WORDS[name] for name in names & set(WORDS)}
            named = [name for name in pattern.pattern.converters if name not in WORDS]
            for kind in self.kinds(named):
                ids = tuple(self._one(name, kind, name == named[-1]) for name in named)
                url = reverse(pattern.name, kwargs=words | dict(zip(named, ids, strict=True)))
                yield Cell(view, pattern.name, kind, url, ids)

    def kinds(self, named: list[str]) -> list[str]:
        """Say which kinds of object an address can name."""
        if not named:
            return [""]
        found = [kind for kind in KINDS if all(kind in self.ids[name] for name in named)]
        return [*found, "mixed"] if len(named) > 1 and "other" in self.ids[named[-1]] else found

    def _one(self, name: str, kind: str, is_last: bool) -> UUID:
        if kind == "mixed":
            return self.ids[name]["other" if is_last else "own"]
        return self.ids[name][kind]


def by_lot(
    name: str,
    people: Iterable[str],
    methods: Iterable[str],
    by_all: Iterable[str] = ("GET", "POST"),
) -> Iterator[tuple[str, str]]:
    """Give who tries what on an address: some methods all, each other method one, drawn by lot.

    The lot is the same in every run; with WAYSTATION_WHOLE set, everybody tries everything.

    Args:
      by_all: the methods that everybody tries.
    """
    everybody = sorted(people)
    whole = bool(os.environ.get("WAYSTATION_WHOLE"))
    for method in methods if everybody else ():
        drawn = sha256(f"{name} {method}".encode()).digest()[0] % len(everybody)
        tries = everybody if whole or method in by_all else everybody[drawn : drawn + 1]
        for one in tries:
            yield one, method


def ask(client: Client, method: str, cell: Cell, *, form: str = "good") -> tuple[Any, int]:
    """Send one request and undo it; gives the answer and how many rows were written for it.

    Args:
      form: whether a form's token comes with it: "good", "none", or "elsewhere" for a good one
        that another site sends.
    """
    fresh = Client(enforce_csrf_checks=True)
    fresh.cookies = deepcopy(client.cookies)
    headers = dict(getattr(client, "said", {}))
    if form != "none":
        fresh.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        headers["X-CSRFToken"] = TOKEN
    if form == "elsewhere":
        headers["Origin"] = "https://elsewhere.example"
    with undone() as written:
        body = urlencode(FORMS.get(cell.name, {}))
        kind = "application/x-www-form-urlencoded"
        response = fresh.generic(method, cell.url, body, content_type=kind, headers=headers)
        return response, written()


def bare(response: HttpResponse, cell: Cell) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Reduce an answer to what somebody could learn from it: its own id and masks are taken out."""
    content = MASKED.sub(b"MASK", b"".join(response))
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    for one in cell.ids:
        for text in (str(one), one.hex):
            content = content.replace(text.encode(), b"ID")
            headers = {name: value.replace(text, "ID") for name, value in headers.items()}
    return response.status_code, content, tuple(sorted(headers.items()))
