"""What the codes of the book of rules are called on screen, and what stands against a change."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from waystation.resettlement.values import Condition
from waystation.resettlement.wording import GROUNDS, STATUSES

DID: dict[str, Promise] = {
    "rule added": _("New figure"),
    "rule ended": _("Last day of a figure"),
    "rule checked": _("Source read again"),
    "pathway uploaded": _("Pathway from a file"),
    "pathway opened": _("Pathway opened"),
    "pathway closed": _("Pathway closed"),
    "undone": _("Change undone"),
}
STATE: dict[str, Promise] = {
    "asked": pgettext_lazy("change of the rules", "waits for a second person"),
    "agreed": pgettext_lazy("change of the rules", "agreed"),
    "refused": pgettext_lazy("change of the rules", "refused"),
    "withdrawn": pgettext_lazy("change of the rules", "taken back"),
}
QUESTION: dict[str, Promise] = {
    "decides": _("Who decides?"),
    "time": _("How long does it usually take?"),
    "gets": _("What do we get?"),
    "expects": _("What is expected of us?"),
    "hard": _("What is hard?"),
    "forever": _("What cannot be undone?"),
}
# What is no country: the dates the organisation holds itself to.
COUNTRY: dict[str, Promise] = {"own": _("this organisation itself")}
TABLES = {"country": COUNTRY, "did": DID, "state": STATE, "question": QUESTION, "status": STATUSES}
# What stands against a change (with the code of the rule or pathway), and what to do.
WHY_NOT: dict[str, tuple[Promise, Promise]] = {
    "on file": (
        _("This rule is on file already, perhaps with another source, day or note: %(about)s."),
        _("To change one of those, open it in the list of rules; a file only adds rules."),
    ),
    "says otherwise": (
        _("Another value holds from the same day on already: %(about)s."),
        _("Undo the change that brought it, or give another first day."),
    ),
    "other country": (
        _("This code belongs to another country: %(about)s."),
        _("Choose another code; a code of a rule or pathway belongs to one country."),
    ),
    "other unit": (
        _("The other values of this rule are in another unit: %(about)s."),
        _("Give the value in that unit, or choose another code."),
    ),
    "other basis": (
        _("The other values of this rule count from another day: %(about)s."),
        _("Give the same day that decides, or choose another code."),
    ),
    "no rule": (
        _("The rule that this is about is no longer on file: %(about)s."),
        _("Take this change back or refuse it, and look at the rule as it is now."),
    ),
    "no change": (
        _("It would change nothing: %(about)s."),
        _("Look at how it stands now; somebody may have been faster."),
    ),
    "old version": (
        _("This version of the pathway, or a newer one, is on file already: %(about)s."),
        _("Raise the number of the version in the file."),
    ),
    "unknown rule": (
        _("The pathway counts on a rule that is neither on file nor in the text: %(about)s."),
        _("Add a [[rule]] with this code, or mend the code in the step or benefit."),
    ),
    "no clock": (
        _("A step is dated by a rule that cannot date it: %(about)s."),
        _("Its unit must be one of time, and its basis the fact after which the step comes."),
    ),
    "no code": (
        _("This is no code, or one that is taken: %(about)s."),
        _("Use small letters, digits and hyphens, such as hearing-2; at most 80 of them."),
    ),
    "no pathway": (
        _("This version of the pathway is not on file: %(about)s."),
        _("Take this change back or refuse it."),
    ),
    "no undoing": (
        _("This cannot be undone, because something counts on it: %(about)s."),
        _("Close the pathway instead, or add the rule that shall hold from now on."),
    ),
}  # fmt: skip


def called(code: str, table: str) -> str:
    """Say what a code of one of the closed lists is called."""
    return str(TABLES[table].get(code, code))


def for_whom(condition: Condition | None) -> str:
    """Say for whom a step or a benefit is; nothing where it is for everybody."""
    if condition is None:
        return ""
    said = []
    if condition.sex:
        said.append(gettext("women") if condition.sex == "female" else gettext("men"))
    if condition.age_from and condition.age_under:
        told = gettext("from %(least)s to %(most)s years of age")
        said.append(told % {"least": condition.age_from, "most": condition.age_under - 1})
    elif condition.age_from:
        said.append(gettext("%(n)s years of age and older") % {"n": condition.age_from})
    elif condition.age_under:
        said.append(gettext("under %(n)s years of age") % {"n": condition.age_under})
    if condition.ground:
        said.append(str(GROUNDS[condition.ground]))
    if condition.size_from:
        told = gettext("households of %(n)s people and more")
        said.append(told % {"n": condition.size_from})
    return ", ".join(said)
