"""What the book's closed lists are called on the screen, in the reader's language."""

from django.utils.translation import gettext_lazy as _

CATEGORY_NAMES = {
    "basic_needs": _("Basic needs"),
    "transportation": _("Transportation"),
    "accommodation": _("Accommodation"),
    "rescue_fees": _("Rescue fees"),
    "contingency": _("Contingency"),
    "resettlement": _("Resettlement"),
    "extra_stops": _("Extra stops"),
    "safer_drivers": _("Safer drivers"),
    "secure_lodging": _("Secure lodging"),
    "medical": _("Medical care"),
    "emergency_supplies": _("Emergency supplies"),
}
KIND_NAMES = {
    "gift": _("Gift"),
    "rescue-opened": _("Budget set aside for a rescue"),
    "stage-cost": _("Cost of a stage"),
    "resettlement-paid": _("Resettlement share paid"),
    "contingency-rolled": _("Unused contingency moved on"),
    "unspent-returned": _("Unspent budget returned"),
    "reversal": _("Reversal"),
    "other": _("Other"),
}
PURPOSE_NAMES = {
    "general": _("For anything the work needs"),
    "rescues": _("For rescues not yet planned"),
    "rescue": _("One rescue"),
    "resettlement": _("For life after arrival"),
    "contingency": _("Contingency waiting for the next rescue"),
    "emergency": _("For partners in need"),
    "reunification": _("For families to be together again"),
}
RULE_NAMES = {
    "guards": _("The database lost a guard"),
    "lines": _("An entry does not balance"),
    "numbers": _("A number is missing"),
    "chain": _("An entry was changed after it was posted"),
    "restricted": _("A restricted fund was overdrawn"),
    "no debt": _("An account or fund names a claim on a passenger"),
    "transfers": _("Transfers between funds do not meet"),
    "budgets": _("A rescue's parts do not add up"),
    "notes": _("A note is not the one that was posted"),
}
