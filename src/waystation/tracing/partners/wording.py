"""What steps, reasons and ways between organisations are called on the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.tracing.partners.domain import Reply, Step, Why

Words = Promise | str

WHY_NOT: dict[Why, tuple[Words, Words]] = {
    "not agreed": (
        _("Nothing is agreed with this organisation yet."),
        _("Compare the code by voice, write down what was agreed, and let two of us say yes."),
    ),
    "ended": (
        _("What was agreed with this organisation has ended."),
        _("Agree anew if you want to go on."),
    ),
    "out of date": (
        _("What was agreed with this organisation has run out."),
        _("Agree anew if you want to go on."),
    ),
    "not for this": (
        _("This was not agreed with this organisation."),
        _("Agree anew, and choose this way as well."),
    ),
    "too many runs": (
        _("As many searches as were agreed have begun in thirty days."),
        _("Wait, or agree anew."),
    ),
    "too many requests": (
        _("As many requests as were agreed have passed in thirty days."),
        _("Wait, or agree anew."),
    ),
}
STEPS: dict[Step, Words] = {
    "offer": _("Offer"),
    "answer": _("Answer"),
    "count": _("Keys to count"),
    "counted": _("Count"),
    "list": _("The list is wanted"),
    "listed": _("The list"),
}
# What each step lets the side that gets it know.
REVEALS: dict[Step, Words] = {
    "offer": _("They learn that we want to search, and how many keys at most. Of nobody anything."),
    "answer": _("They learn that we take part. Of nobody anything."),
    "count": _(
        "They learn roughly how many keys we ask about. The keys are encrypted; "
        "they can neither be read nor tried out."
    ),
    "counted": _(
        "They learn how many of their keys we hold too, and roughly how many we hold; not which."
    ),
    "list": _("They learn how many keys meet, because two of us tell it with the wish for a list."),
    "listed": _(
        "They learn which of the people they look for we hold keys of. Of anybody else nothing."
    ),
}
REPLIES: dict[Reply, Words] = {
    "nothing": _("There is nothing we may tell"),
    "word": _("There is word; the person agreed that it is passed on"),
}
KEYS: dict[str, Words] = {
    "name": _("name"),
    "mother": _("mother"),
    "father": _("father"),
    "sibling": _("brother or sister"),
    "year": _("year of birth"),
    "day": _("day of birth"),
    "county": _("county"),
}


def key_words(kind: str) -> str:
    """Say of what a key is joined, such as “mother + county”."""
    return " + ".join(str(KEYS[part]) for part in kind.split())
