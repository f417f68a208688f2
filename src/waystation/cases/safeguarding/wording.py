"""What the codes of safeguarding are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, Promise | str]

# What is asked for each sign, as the page asks it of the worker; nobody is made to answer.
QUESTIONS: Words = {
    "papers": _("Does somebody else hold their papers, or keep them from them?"),
    "money": _("Was money, work or anything else asked for the passage, or a debt named?"),
    "threats": _("Were they threatened, or somebody they love?"),
    "held": _("Does somebody decide where they go, whom they meet or when they may leave?"),
    "coached": _("Do the answers sound learned by heart, or are they given by somebody else?"),
    "no address": _("Do they not know where they are, or where they are being taken?"),
    "strangers": _("Is a child with adults who are not its kin and cannot say how that came?"),
    "injuries": _("Are there injuries, or signs of hunger or exhaustion, that nobody explains?"),
    "silent": _("Do they fall silent when somebody else is in the room?"),
}
CALLED: dict[str, Words] = {
    "sign": {
        "papers": _("papers withheld"),
        "money": _("asked to pay"),
        "threats": _("threats"),
        "held": _("movement controlled"),
        "coached": _("coached answers"),
        "no address": _("does not know where"),
        "strangers": _("child with unrelated adults"),
        "injuries": _("injuries"),
        "silent": _("silent when others are present"),
    },
    "moment": {
        "intake": _("at intake"),
        "house": _("at a house"),
        "arrival": _("at arrival"),
    },
    "about": {
        "nobody": _("nobody in particular, or not known"),
        "outside": _("somebody outside"),
        "partner": _("a partner of ours"),
        "colleague": _("a colleague of ours"),
    },
    "standing": {
        "cared for": _("with a parent or guardian"),
        "separated": _("separated: with a relative, without parent or guardian"),
        "unaccompanied": _("unaccompanied: with nobody who answers for them"),
    },
    "kind": {
        "BIA": _("best-interests assessment"),
        "BID": _("best-interests determination"),
    },
    "state": {
        "opened": _("opened"),
        "gathering": _("being gathered"),
        "drafted": _("drafted"),
        "panel": _("before the panel"),
        "decided": _("decided"),
        "reviewed": _("reviewed"),
    },
    "why_assessed": {
        "unaccompanied": _("unaccompanied child"),
        "separated": _("separated child"),
        "danger": _("something threatens the child"),
        "durable solution": _("a solution for good, for a child without parents"),
        "care for now": _("care with somebody else for a time, in an exceptional case"),
        "apart from parents": _("parting from parents against their will"),
    },
    "decision": {
        "travel": _("may travel, with the companion named"),
        "wait": _("waits here for now"),
        "family first": _("the family is looked for first"),
        "other care": _("other care is found"),
    },
    "opinion": {
        "agrees": _("agrees"),
        "dissents": _("dissents"),
    },
}
NEEDS: Words = {
    "wishes": _("what the child says and wants"),
    "family": _("family"),
    "safety": _("safety"),
    "care": _("care and health"),
    "advice": _("what is proposed"),
    "panel of three": _("a panel of at least three people"),
    "two disciplines": _("at least two disciplines on the panel"),
    "decision": _("the decision"),
    "reasons": _("the reasons"),
    "review day": _("a day to look again, within 90 days"),
    "what is missing": _("what is missing"),
    "what was found": _("what the review found"),
}
# What a step does, for its button.
STEPS: Words = {
    "gathering": _("Begin to gather"),
    "drafted": _("Draft is complete"),
    "panel": _("Bring before the panel"),
    "decided": _("Decide and sign"),
    "reviewed": _("Note the review"),
    "back": _("Send back: something is missing"),
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; a code outside the table stays as it is."""
    return str(CALLED[table].get(str(code), code))
