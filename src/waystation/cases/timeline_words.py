"""What each kind of part of a case is called in its time line, and which fields are shown."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.wording import CALLED

Words = Mapping[str, Promise | str]
NO_WORDS: Mapping[str, Words] = {}


class Told(NamedTuple):
    """How a kind of part is told of: its name, the fields shown, and the words of their codes.

    `again` says what happened when it was written a second time.
    """

    name: Promise | str
    shows: tuple[str, ...] = ()
    words: Mapping[str, Words] = NO_WORDS
    again: Promise | str = _("changed")


RISK_WORDS: Words = {
    "immediate": _("immediate risk"),
    "high": _("high risk"),
    "medium": _("medium risk"),
    "low": _("low risk"),
}
STEP_WORDS: Words = {
    "registered": _("Registration"),
    "assessed": _("Assessment"),
    "planned": _("Case plan"),
    "acting": _("Carrying out"),
    "following": _("Follow-up"),
    "closed": _("Closed"),
}
ANSWER_WORDS: Words = {
    "waiting": _("waits for approval"),
    "approved": _("approved"),
    "sent back": _("sent back"),
    "replaced": _("replaced by a newer one"),
}
CLOSURE_WORDS: Words = {
    "goals met": _("the goals are met"),
    "wish": _("the people wish it"),
    "moved away": _("they moved away"),
    "lost contact": _("nobody reaches them any more"),
    "in other hands": _("others look after them"),
    "died": _("they died"),
}
NOTE_WORDS: Words = {
    "visit": _("Visit"),
    "call": _("Call"),
    "message": _("Message"),
    "hand-over": _("Hand-over"),
    "other": _("Other"),
}
REFERRAL_WORDS: Words = {
    "asked": _("asked for"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "done": _("done"),
}
TRANSFER_WORDS: Words = {
    "offered": _("offered"),
    "accepted": _("accepted"),
    "declined": _("declined"),
}
PURPOSE_WORDS: Words = {
    "service": _("Keeping a record, to help"),
    "share": _("Telling a partner what they need for a stage"),
    "photo": _("Taking and keeping a photograph"),
    "audio": _("Recording the voice"),
    "story": _("Telling the story to the public"),
    "tracing": _("Searching for family"),
    "research": _("Study, without names"),
    "referral": _("Passing the record to another organisation"),
}
TOLD_WORDS: Words = {
    "story": _("a story in words"),
    "portrait": _("a picture of them"),
    "quote": _("a sentence of theirs"),
}
LOAN_WORDS: Words = {"returned": _("came back"), "lost": _("lost"), "": _("with them")}
RECORD_WORDS: Words = {
    "access": _("to see the record"),
    "correction": _("to have it corrected"),
    "erasure": _("to have it destroyed"),
    "objection": _("against its use"),
}
RECORD_ANSWERS: Words = {
    "done": _("done"),
    "in part": _("done in part"),
    "not done": _("not done"),
}
TOOL_WORDS: Words = {"phq-9": "PHQ-9", "pc-ptsd-5": "PC-PTSD-5"}
GOAL_WORDS: Words = {
    "yes": _("reached, as they say"),
    "partly": _("reached in part, as they say"),
    "let go": _("no longer wanted"),
}
SUPPORT_HOWS: Words = {
    "met": _("they met"),
    "spoke": _("they spoke"),
    "wrote": _("they wrote"),
    "not reached": _("tried, not reached"),
}
SUPPORT_ENDS: Words = {
    "goals reached": _("they can go on alone"),
    "moved away": _("one of them moves away"),
    "helper leaves": _("the helper stops helping"),
    "their wish": _("the newcomer wishes it"),
    "not safe": _("it is not safe"),
}
CONSENT_WORDS: Words = {"yes": _("Yes"), "no": _("No")}
WILLING_WORDS: Words = {
    "speaker": _("speak to others"),
    "mentor": _("stand beside somebody new"),
    "interpreter": _("interpret"),
    "peer group": _("lead a circle of newcomers"),
}
SECOND_WORD = "second word"
ASKED_WORDS: Words = {
    "yes": _("Yes"),
    "no": _("No"),
    "later": _("Later"),
    "alive only": _("Only say that I live"),
    "not asked": _("Could not be asked"),
}
# What the tasks that the system opens itself are called; any other is in its writer's words.
TASKS: Words = {
    "assess": _("Assess the household"),
    "review": _("Look again: the review is due"),
    "conference": _("Meet again about the case"),
    "best interests": _("Assess what is best for the child"),
    "look into a sign": _("Look into a sign of exploitation"),
    "tablet lost": _("A tablet with this case was lost: agree on new words and warn them"),
    "phone lost": _("A phone lent to them is lost: agree on new words and warn them"),
    "danger words": _("The danger words were said: keep to the safety plan, reach them otherwise"),
    "record request": _("Answer what somebody asked about their record"),
    SECOND_WORD: _("A colleague waits for your second word: see the person's consents"),
    "flight notice": _("Tell them that their flight leaves, and when"),
    "weekly contact": _("Speak with them: a week has passed while they wait"),
    "safety talk": _("Talk with them today: their screening cannot wait"),
    "beside contact": _("Be in touch: somebody stands beside them"),
    "course told": _("Tell them what changed about a course"),
    "after a crisis": _("After a crisis: be with them again and write down what helps"),
    "grant": _("Decide on a grant that a colleague asked for"),
    "job first month": _("Ask how the work goes after the first month"),
    "job sixth month": _("Ask how the work goes after the sixth month"),
    "home problem": _("Look after a problem with their home"),
    "pressed for money": _("Talk with them about their safety: somebody presses them for money"),
}

# By the tag of the value in a part. A kind that is missing here is told of as a record.
KINDS: dict[str, Told] = {
    "registration/1": Told(_("Registration"), ("language", "others")),
    "assessment/1": Told(_("Assessment"), ("risk", "reasons"), {"risk": RISK_WORDS}),
    "plan/1": Told(_("Case plan"), ("state", "goals", "answer"), {"state": ANSWER_WORDS}),
    "review/1": Told(_("Review"), ("risk", "says"), {"risk": RISK_WORDS}),
    "closure/1": Told(
        _("Closure"),
        ("why", "state", "says", "answer"),
        {"why": CLOSURE_WORDS, "state": ANSWER_WORDS},
    ),
    "note/1": Told(_("Case note"), ("kind", "says"), {"kind": NOTE_WORDS}),
    "conference/1": Told(_("Case conference"), ("topics", "decision")),
    "task/1": Told(_("Task"), ("what", "came"), {"what": TASKS}, _("done")),
    "request/1": Told(
        _("Help asked of others"), ("organisation", "service", "state"), {"state": REFERRAL_WORDS}
    ),
    "transfer/1": Told(_("Transfer"), ("to_name", "state"), {"state": TRANSFER_WORDS}),
    "step/1": Told(_("Step taken"), ("then", "why"), {"then": STEP_WORDS}),
    "consent/1": Told(
        _("Consent"), ("purpose", "answer"), {"purpose": PURPOSE_WORDS, "answer": CONSENT_WORDS}
    ),
    "vital interest/1": Told(
        _("Vital interest, without consent"), ("purpose", "reason"), {"purpose": PURPOSE_WORDS}
    ),
    "free passage/1": Told(_("Statement that nothing is owed")),
    "referral/1": Told(_("Referral"), ("receiver", "why")),
    "screening/1": Told(_("Screening"), ("tool",), {"tool": TOOL_WORDS}),
    "conflict/1": Told(_("Written in two places"), ("base", "chosen", "chosen_by")),
    "safe contact/1": Told(_("How to reach them")),
    "contact try/1": Told(_("Tried to reach them"), ("came", "note"), {"came": CALLED["tried"]}),
    "loan/1": Told(_("Phone lent"), ("label", "ended"), {"ended": LOAN_WORDS}),
    "charge/1": Told(_("In charge"), ("alias",)),
    "record request/1": Told(
        _("Asked about their record"),
        ("kind", "what", "answer"),
        {"kind": RECORD_WORDS, "answer": RECORD_ANSWERS},
        _("answered"),
    ),
    "household was/1": Told(_("Household changed"), ("why",)),
    "old edits/1": Told(_("Older changes of a record put aside")),
    "best-interests/1": Told(_("What is best for a child")),
    "companion/1": Told(_("Companion of a child"), ("name",)),
    "concern/1": Told(_("Sign of exploitation")),
    "indicators/1": Told(_("Asked for signs of exploitation")),
    "merge/1": Told(_("Two records of one person put together")),
    "different/1": Told(_("Said to be two people"), ("reason",)),
    "telling/1": Told(_("Told in public"), ("uses",), {"uses": TOLD_WORDS}),
    "telling seen/1": Told(_("Saw what is to be told"), ("answer",), {"answer": CONSENT_WORDS}),
    "follow-up/1": Told(_("Asked how they are"), ("reached",)),
    "check put off/1": Told(_("Nobody reached at a check"), ("next_on", "note")),
    "crisis plan/1": Told(_("Crisis card")),
    "crisis/1": Told(_("Crisis"), ("taken_by",), again=_("taken")),
    "support offered/1": Told(_("Support offered")),
    "willing/1": Told(_("Would help others"), ("ways",), {"ways": WILLING_WORDS}),
    "own goal/1": Told(
        _("Goal in their own words"), ("words", "next_step", "judged"), {"judged": GOAL_WORDS}
    ),
    "support/1": Told(_("Somebody beside them"), ("alias", "why"), {"why": SUPPORT_ENDS}),
    "beside met/1": Told(
        _("Contact with whoever stands beside them"), ("how",), {"how": SUPPORT_HOWS}
    ),
    "stay before/1": Told(_("Pathway before"), ("why",)),
    "stay changed/1": Told(_("Days after arrival worked out anew"), ("why",)),
    "handed over/1": Told(_("Handed over to the next worker"), ("to",)),
    "journey papers/1": Told(_("Papers for the journey")),
    "hand-over/1": Told(_("Papers handed to officials"), ("receiver", "why")),
    "apart/1": Told(_("Not to travel with another household"), ("code", "ended_why")),
    "skills/1": Told(_("What somebody can do")),
    "job/1": Told(_("Work"), ("work", "employer")),
    "home/1": Told(_("A home"), ("where",)),
    "school/1": Told(_("School"), ("school",)),
    "budget/1": Told(_("Budget of the first months")),
    "told debt/1": Told(_("Told in confidence")),
    "third-party loan/1": Told(_("Loan of somebody else"), ("lender",)),
    "grant/1": Told(_("Grant"), ("to", "why")),
    "asked/1": Told(
        _("Asked about a search of their family"), ("said", "words"), {"said": ASKED_WORDS}
    ),
    "family word/1": Told(_("Message of the family")),
}
