"""What the steps and what they need are called in the reader's language."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.steps.domain import NEEDS, Need
from waystation.cases.timeline_words import (
    ANSWER_WORDS,
    CLOSURE_WORDS,
    NOTE_WORDS,
    REFERRAL_WORDS,
    RISK_WORDS,
    STEP_WORDS,
    TASKS,
    TRANSFER_WORDS,
    Words,
)

NEEDED: dict[Need, Promise | str] = {
    "worker": _("somebody who looks after it"),
    "contact way": _("words agreed at a first contact"),
    "language": _("the language they speak"),
    "danger": _("whether they are in danger now"),
    "who travels": _("who else travels with them"),
    "basis": _("on what grounds we keep their data"),
    "duplicates": _("a look whether they are on file already"),
    "risk": _("the risk with its reasons"),
    "health": _("their health"),
    "needs": _("what they need"),
    "caregivers": _("who cares for the children"),
    "indicators": _("the questions about trafficking"),
    "best interests": _("a best-interests assessment for each child without a caregiver"),
    "goals": _("goals in their own words"),
    "options": _("the options they were told"),
    "safety plan": _("a safety plan"),
    "consents": _("what they agreed to share, and what not"),
    "approval": _("the approval of a supervisor"),
    "came of it": _("their arrival, or a review of what came of the plan"),
    "review": _("a review since the plan was approved"),
    "closing reason": _("why the case is to be closed"),
    "told": _("how they were told"),
    "consents reviewed": _("what becomes of their consents"),
    "tasks done": _("the open tasks done"),
    "closing approval": _("a supervisor's approval of the closure"),
    "why again": _("why it is opened again"),
}
# The page on which a need is met.
WHERE: dict[Need, str] = {
    "worker": "case-register",
    "contact way": "household",
    "language": "case-register",
    "danger": "case-register",
    "who travels": "case-register",
    "basis": "case-register",
    "duplicates": "case-register",
    "risk": "case-assess",
    "health": "case-assess",
    "needs": "case-assess",
    "caregivers": "case-assess",
    "indicators": "safeguarding",
    "best interests": "safeguarding",
    "goals": "case-plan",
    "options": "case-plan",
    "safety plan": "case-plan",
    "consents": "case-plan",
    "came of it": "case-review",
    "review": "case-review",
}
BASIS_WORDS: Words = {
    "consent": _("they agreed"),
    "vital interest": _("a life depends on it"),
    "legitimate interest": _("they asked for help and we cannot give it otherwise"),
}
WORRY_WORDS: Words = {
    "overdue": _("overdue"),
    "immediate risk": _("immediate risk"),
    "high risk": _("high risk"),
    "not reached": _("not reached for days"),
    "nobody in charge": _("nobody in charge"),
}
# What rings: the sentence, what to do, and the page where it is done.
RINGS: dict[str, tuple[Promise | str, Promise | str, str]] = {
    "task": (_("%(code)s: a task is due."), _("Do it, or say what came of it."), "case-work"),
    "review": (_("%(code)s: the review is due."), _("Look again and write it down."), "case-work"),
    "approval": (
        _("%(code)s: a plan or a closure waits for an answer."),
        _("Only a supervisor who did not write it can answer."),
        "supervision",
    ),
    "bia": (_("%(code)s: a child's best interests are not assessed yet."), "", "safeguarding"),
    "consent": (_("%(code)s: a consent ends soon."), _("Ask again, or let it end."), "consent"),
    "assent18": (
        _("%(code)s: somebody turned 18."),
        _("Ask them again: what a guardian agreed to ends."),
        "consent",
    ),
    "loan": (_("%(code)s: a lent phone was to come back."), _("Ask after it."), "device"),
    "tip": (_("A tip waits beyond its target."), _("Open it first."), "tip"),
    "contact": (_("%(code)s: somebody was to be reached."), _("Try again."), "case-work"),
    "crisis": (
        _("%(code)s: somebody is in a crisis."),
        _("Open it and take it; until somebody does, all who hold the case are called."),
        "following-crisis",
    ),
    "complaint": (_("A complaint waits to be acknowledged."), _("Open it first."), "complaints"),
    "broken": (
        _("An alarm is not what was written here. Tell the security officer."),
        "",
        "people",
    ),
}
CALLED: dict[str, Words] = {
    "worry": WORRY_WORDS,
    "step": STEP_WORDS,
    "risk": RISK_WORDS,
    "answer": ANSWER_WORDS,
    "closure": CLOSURE_WORDS,
    "note": NOTE_WORDS,
    "request": REFERRAL_WORDS,
    "transfer": TRANSFER_WORDS,
    "basis": BASIS_WORDS,
    "task": TASKS,
    "need": {need: NEEDED[need] for need in NEEDS},
}


def said(code: object, table: str) -> str:
    """Say a code in the reader's language; words that are none stay as they are."""
    return str(CALLED[table].get(str(code), code))


def step_name(step: str) -> str:
    """Name a step."""
    return said(step, "step")


def needed(needs: Iterable[Need]) -> str:
    """List what is missing, in one line."""
    return "; ".join(said(need, "need") for need in needs)


def choices(table: str, codes: Iterable[str]) -> list[tuple[str, Promise | str]]:
    """Give a closed list as the choices of a field."""
    return [(code, CALLED[table][code]) for code in codes]
