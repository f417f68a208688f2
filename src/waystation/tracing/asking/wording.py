"""The words of the consents: why a step cannot be taken, where a match stands, what is next."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.tracing.asking.domain import Next, WhyNot
from waystation.tracing.asking.showing import Showing
from waystation.tracing.asking.words import Unfit

Words = Mapping[str, Promise | str]

WHY_NOT: dict[WhyNot, Promise | str] = {
    "ended": _("This match has ended."),
    "not reviewed": _("Nobody has reviewed this candidate yet."),
    "asked already": _("They were asked already."),
    "said no": _("The person looked for said no."),
    "not asked": _("The person looked for was not asked."),
    "old answer": _("This answers an earlier question, or was heard already."),
    "no consent": _("There is no consent in date."),
    "too long": _("A consent lasts at most one year."),
    "child": _("This is a child, and the guardian or the best interests finding is missing."),
    "no day": _("The day to ask again is missing, not come yet, or more than a year off."),
    "no yes": _("The person looked for has not said yes, or their yes no longer stands."),
    "seeker not asked": _("The seeker was not asked."),
    "not open": _("No message can be given now: this side's yes does not stand."),
    "no words": _("The message is empty, or longer than 1,200 signs."),
    "full": _("There is no room for more on this match."),
}
HELPS: dict[WhyNot, Promise | str] = {
    "ended": _("It can go on only as a candidate once more, from the beginning."),
    "not reviewed": _("Compare the two records first; the list of candidates leads there."),
    "asked already": _("Wait for the answer. After two weeks without one they can be asked anew."),
    "said no": _("Do not ask again. They can change their mind with their own worker."),
    "not asked": _("Have them asked first."),
    "old answer": _("Load the page again to see how it stands."),
    "no consent": _("Write down the day, the form and until when they agree; or ask them again."),
    "too long": _("Give a day within one year."),
    "child": _("Name the guardian and have the best interests of the child decided first."),
    "no day": _("Give a day within the next year."),
    "no yes": _("Nothing is told to the seeker. Have the person looked for asked."),
    "seeker not asked": _("Ask the seeker first."),
    "not open": _("Both sides have to say yes first, each for this and in date."),
    "no words": _("Write a shorter message."),
    "full": _("End this match and go on with the reunion."),
}
UNFIT: dict[Unfit, Promise | str] = {
    "telephone": _("a telephone number"),
    "e-mail": _("an e-mail address"),
    "link": _("an address on the internet"),
    "account": _("an account of a messenger"),
    "coordinates": _("coordinates"),
    "street": _("a street address"),
}
STATES: Words = {
    "reviewed": _("reviewed"),
    "asked": _("being asked"),
    "yes": _("said yes"),
    "later": _("said later"),
    "no": _("said no"),
    "alive only": _("only say that I live"),
    "seeker asked": _("seeker being asked"),
    "contact": _("both said yes"),
    "ended": _("over"),
    "candidate": _("a candidate again"),
    "set aside": _("set aside"),
}
NEXT: dict[Next, Promise | str] = {
    "ask": _("Have the person looked for asked"),
    "wait for the sought": _("Wait: their worker asks them"),
    "wait for the day": _("Wait until the day they named"),
    "ask again": _("Ask them again"),
    "ask the seeker": _("Ask the seeker once more"),
    "tell of life": _("Tell the seeker: alive, and nothing else"),
    "wait for the seeker": _("Wait: the seeker is being asked"),
    "open": _("Messages pass"),
    "lapsed": _("The yes ran out: ask them anew"),
    "stopped": _("Nothing may be asked or told"),
    "over": _("Over"),
}
SHOWN: dict[Showing, Promise | str] = {
    "looking": _("We are searching."),
    "news": _("Please speak with your worker."),
    "alive": _("The person you look for is alive."),
    "contact": _("Messages can pass. Please speak with your worker."),
}
SAID: Words = {
    "yes": _("Yes, messages may pass"),
    "alive only": _("Only say that I live"),
    "later": _("Not now; ask again later"),
    "no": _("No"),
    "not asked": _("Could not be asked"),
}
SEEKER_SAID: Words = {"yes": _("Yes"), "no": _("No")}
SIDES: Words = {"sought": _("person looked for"), "seeker": _("seeker")}
OFFERS: Words = {
    "contact": _("Messages may pass between the two of them."),
    "alive": _("There is word that the person they look for lives. Nothing else is known to tell."),
}
SOMEBODY = _("somebody of their family")

# What a question says aloud, and what it must never say; read out, and printed on its sheet.
MAY_SAY: Mapping[str, tuple[Promise | str, ...]] = {
    "sought": (
        _("Somebody is looking for you. You decide; nobody was told anything of you."),
        _("They do not know that you were found, nor where you are, and we do not tell."),
        _("You can say yes, no, later, or: only say that I live."),
        _("A yes means that messages may pass through us. No address is ever passed on by us."),
        _("You can take back a yes on any day, with one word to me."),
        _("Whatever you answer, our help stays the same."),
    ),
    "seeker": (
        _("Before anything goes on we ask you once more, because time has passed."),
        _("You can say yes or no, today or later, and take a yes back on any day."),
        _("A yes means that messages may pass through us. No address is ever passed on by us."),
        _("Whatever you answer, our help stays the same."),
    ),
}
MUST_NOT: tuple[Promise | str, ...] = (
    _("Do not guess aloud who it could be, or where."),
    _("Do not press, do not promise, and ask with nobody else in the room."),
    _("Do not speak of it with anybody else of the household."),
    _("Leave no sheet with them and write nothing on their telephone."),
)
