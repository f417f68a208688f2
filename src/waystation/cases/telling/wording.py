"""What the codes of telling are called, and the words with which people are asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.cases.person_words import LANGUAGES, Words
from waystation.cases.timeline_words import TOLD_WORDS

CHANNELS: dict[str, Promise] = {
    "site": _("our public pages"),
    "card": _("cards that others share"),
    "print": _("printed matter"),
    "newsletter": _("newsletters"),
    "partner": _("pages of other organisations"),
}
FORMS: dict[str, Promise] = {
    "name": _("with their own name"),
    "pseudonym": _("with another name"),
    "face": _("with their face"),
    "voice": _("with their voice"),
    "drawing": _("as a drawing"),
}
REGIONS: dict[str, Promise] = {
    "world": _("everywhere"),
    "africa": _("Africa"),
    "americas": _("the Americas"),
    "asia": _("Asia"),
    "europe": _("Europe"),
    "oceania": _("Oceania"),
}
ASSENTS: dict[str, Promise] = {
    "yes": _("the child said yes"),
    "no": _("the child said no"),
}
SEEN_ANSWERS: dict[str, Promise] = {
    "yes": pgettext_lazy("to a draft", "said yes to these words"),
    "no": pgettext_lazy("to a draft", "wants it otherwise"),
}
WHY_NOT: dict[str, Promise] = {
    "not arrived": _("This person has not arrived yet."),
    "too early": _("It is too early to ask this person."),
    "nobody in charge": _("Nobody is in charge of this case."),
    "own case worker": _("You are in charge of this case, so they could feel that they owe you."),
    "fundraiser": _("Whoever asks for gifts does not ask for stories."),
    "said no": _("This person said no to being told of."),
    "not their language": _("This is none of the languages this person speaks."),
    "no interpreter": _("It is not said who interpreted."),
    "guardian missing": _("No guardian has answered for this child."),
    "child said no": _("The child did not say yes, and that is enough."),
}
HELPS: dict[str, Promise] = {
    "not arrived": _("Ask nobody before they are safe; help depends on no answer."),
    "too early": _("Wait until 90 days after their arrival."),
    "nobody in charge": _("Somebody takes charge first; then another colleague asks."),
    "own case worker": _("Have a colleague ask who decides nothing about their help."),
    "fundraiser": _("Have a colleague ask who holds the case and is not in charge of it."),
    "said no": _("Leave it. Ask again only if they bring it up."),
    "not their language": _("Ask in a language they speak, with an interpreter."),
    "no interpreter": _("Write an alias, or that you speak the language yourself."),
    "guardian missing": _("Ask the parent or guardian as well, and write down who answered."),
    "child said no": _("Leave it. A guardian's yes does not outweigh it."),
}
# What is read aloud before the question, in this order.
ALOUD: tuple[Promise, ...] = (
    _("You owe us nothing. If you say no, nothing changes in the help you get, now or later."),
    _("What is public can be copied, and may be read by people you fear, also at home."),
    _("You choose what is told, where, and with which name; you see every word before others do."),
    _("It ends after a year unless you say yes again."),
    _(
        "You can take it back on any day, without giving a reason. It is then gone from our pages"
        " at once, and we call back what others have; what somebody copied we cannot reach."
    ),
)


def called(code: object, table: str) -> str:
    """Say a code of telling in the reader's language; an unknown code stays as it is."""
    return str(TABLES[table].get(str(code), code))


TABLES: dict[str, Words] = {
    "use": TOLD_WORDS,
    "channel": CHANNELS,
    "form": FORMS,
    "region": REGIONS,
    "assent": ASSENTS,
    "seen": SEEN_ANSWERS,
    "language": {**LANGUAGES, "other": _("another")},
}
