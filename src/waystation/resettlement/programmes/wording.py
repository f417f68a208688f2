"""What the codes of programmes are called, and the words read aloud before two begin."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.cases.person_words import LANGUAGES
from waystation.cases.timeline_words import SUPPORT_ENDS, SUPPORT_HOWS

Words = Mapping[str, Promise | str]

GOAL_KINDS: Words = {
    "work": pgettext_lazy("goal", "work"),
    "study": pgettext_lazy("goal", "study"),
    "family": pgettext_lazy("goal", "family"),
    "health": pgettext_lazy("goal", "health"),
    "rest": pgettext_lazy("goal", "rest"),
    "other": pgettext_lazy("goal", "something else"),
}
JUDGED: Words = {
    "": pgettext_lazy("goal", "open"),
    "yes": pgettext_lazy("goal", "reached"),
    "partly": pgettext_lazy("goal", "reached in part"),
    "let go": pgettext_lazy("goal", "let go"),
}
HELPER_KINDS: Words = {
    "mentor": _("mentor"),
    "volunteer": _("volunteer"),
    "came earlier": _("came the same way earlier"),
}
SEXES: Words = {"": _("does not matter"), "female": _("a woman"), "male": _("a man")}
AGES: Words = {
    "": _("does not matter"),
    "18-29": _("18 to 29 years"),
    "30-44": _("30 to 44 years"),
    "45-59": _("45 to 59 years"),
    "60+": _("60 years or older"),
}
ASKS: Words = {
    "language": pgettext_lazy("wish", "language"),
    "sex": pgettext_lazy("wish", "woman or man"),
    "age": pgettext_lazy("wish", "age"),
}
BARS: Words = {
    "": _("can be asked"),
    "ended": _("helps no more"),
    "untrained": _("not trained yet"),
    "not vetted": _("not vetted yet"),
    "vetting lapsed": _("the vetting has lapsed"),
    "review overdue": _("the talk about how it goes is overdue"),
    "full": _("stands beside as many as can be"),
}
BAR_HINTS: Words = {
    "ended": _("Pick somebody else."),
    "untrained": _("Note the day of the training first."),
    "not vetted": _("Vet them first: nobody is left alone with somebody nobody looked at."),
    "vetting lapsed": _("Vet them anew and note the day, or pick somebody else."),
    "review overdue": _("Talk with them first and note when the next talk is."),
    "full": _("Pick somebody else: two done well are better than five."),
}
HOWS = SUPPORT_HOWS
END_WHYS = SUPPORT_ENDS
STATES: Words = {
    "wished": _("wished for, nobody yet"),
    "beside": _("stands beside them"),
    "paused": _("rests"),
    "ending": _("its end was said"),
    "ended": _("ended"),
}
KINDS: Words = {
    "course": pgettext_lazy("programme", "course"),
    "workshop": pgettext_lazy("programme", "workshop"),
    "event": pgettext_lazy("programme", "event"),
    "contact": _("contact with the person beside you"),
}
TOPICS: Words = {
    "": "",
    "culture": pgettext_lazy("course", "culture and manners"),
    "subway": pgettext_lazy("course", "subway and buses"),
    "cash machines": pgettext_lazy("course", "cash machines and cards"),
    "language": pgettext_lazy("course", "language"),
    "rights": pgettext_lazy("course", "rights"),
    "housing": pgettext_lazy("course", "housing"),
    "fraud": pgettext_lazy("course", "telephone and fraud"),
    "driving": pgettext_lazy("course", "driving"),
    "parenting": pgettext_lazy("course", "raising children"),
    "other": pgettext_lazy("course", "something else"),
}
QUESTIONS: Words = {
    "understood": _("I understood what was said"),
    "useful": _("I can use it"),
    "welcome": _("I felt welcome"),
}
ANSWERS: Words = {
    "yes": pgettext_lazy("card", "yes"),
    "partly": pgettext_lazy("card", "in part"),
    "no": pgettext_lazy("card", "no"),
}
# Read to both together before they begin.
LIMITS: tuple[Promise, ...] = (
    _("No money: neither gives, lends or takes any, and nobody pays for the other."),
    _("No religion and no politics: nobody is won over to anything."),
    _("No press: nobody asks the other for a story, a picture or an interview."),
    _("What is told stays between you, unless somebody is in danger."),
    _("Either may stop at any time. Stopping changes nothing about any help."),
)

TABLES: dict[str, Words] = {
    "goal": GOAL_KINDS,
    "judged": JUDGED,
    "helper": HELPER_KINDS,
    "sex": SEXES,
    "age": AGES,
    "ask": ASKS,
    "bar": BARS,
    "how": HOWS,
    "why": END_WHYS,
    "state": STATES,
    "kind": KINDS,
    "topic": TOPICS,
    "question": QUESTIONS,
    "answer": ANSWERS,
    "language": LANGUAGES,
}


def worded(code: str, table: str) -> str | Promise:
    """Say a code in the reader's language; a word that is none stays as it was written."""
    return TABLES[table].get(code, code)
