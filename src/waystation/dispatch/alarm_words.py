"""What an alarm about a passage says, in one sentence that ends in what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from waystation.dispatch.domain import Alarm

# Each with the number of the stage, the code of the passage and whom to call.
SAYS = {
    "silent": later("Stage %(n)d of %(code)s is silent. Call %(guide)s, then open the passage."),
    "waits": later(
        "%(code)s was to leave and is not approved. Call %(guide)s, then open the passage."
    ),
    "accepted": later("Nobody has taken the order for stage %(n)d of %(code)s. Call %(guide)s."),
    "met": later("No word that stage %(n)d of %(code)s has begun. Call %(guide)s."),
    "well": later("No word from stage %(n)d of %(code)s that all is well. Call %(guide)s."),
    "unseen": later("The phone for stage %(n)d of %(code)s has been silent. Call %(guide)s."),
    "recall": later(
        "Stage %(n)d of %(code)s was called off and nobody has answered. Call %(guide)s now."
    ),
    "missing": later(
        "%(code)s: people are missing at the arrival. Call %(guide)s, then open the arrival page."
    ),
}


def sentence(alarm: Alarm | None) -> str:
    """Say what an alarm rings for; one that was changed is an alarm of its own."""
    if alarm is None:
        return _("An alarm is not what was written here. Tell the security officer.")
    says = SAYS.get("waits" if alarm.stage == 0 and alarm.what == "silent" else alarm.what)
    return str(says or SAYS["silent"]) % {
        "n": alarm.stage,
        "code": alarm.code,
        "guide": alarm.guide or _("the office of that stage"),
    }
