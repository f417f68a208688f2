"""What accounts and kinds of cost are called in a report, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from waystation.ledger.wording import CATEGORY_NAMES

ACCOUNT_NAMES = {
    "Assets:Bank:Operating": _("Bank, current account"),
    "Assets:Bank:Reserve": _("Bank, reserve"),
    "Assets:Bank:FX": _("Held in other currencies, at cost"),
    "Assets:Clearing:InTransit": _("On its way to the bank"),
    "Assets:Clearing:Cards": _("On its way from cards"),
    "Assets:Clearing:Cheque": _("Cheques on their way"),
    "Assets:Clearing:MobileMoney": _("Mobile money on its way"),
    "Assets:Advances:Partner": _("Advances to partners"),
    "Assets:Advances:Staff": _("Advances to staff"),
    "Assets:Pledges": _("Promised gifts"),
    "Assets:Prepaid": _("Paid ahead"),
    "Liabilities:Payable:Vendors": _("Bills to pay"),
    "Liabilities:Payable:Partners": _("To pay to partners"),
    "Liabilities:Payable:Staff": _("To pay to staff"),
    "Liabilities:Refundable": _("Grants whose condition is not met yet"),
    "Liabilities:RefundsDue": _("Gifts to give back"),
    "Income:Gifts:Individual": _("Gifts of single givers"),
    "Income:Gifts:Team": _("Gifts of teams"),
    "Income:Gifts:Monthly": _("Monthly gifts"),
    "Income:Gifts:AdShare": _("Share of advertising"),
    "Income:Gifts:Legacy": _("Legacies"),
    "Income:Gifts:InKind": _("Gifts in kind"),
    "Income:Grants": _("Grants"),
    "Income:FXGain": _("Gain on exchange"),
    "Expenses:Program:BasicNeeds": CATEGORY_NAMES["basic_needs"],
    "Expenses:Program:Transportation": CATEGORY_NAMES["transportation"],
    "Expenses:Program:Accommodation": CATEGORY_NAMES["accommodation"],
    "Expenses:Program:RescueFees": CATEGORY_NAMES["rescue_fees"],
    "Expenses:Program:Contingency": CATEGORY_NAMES["contingency"],
    "Expenses:Program:Resettlement": CATEGORY_NAMES["resettlement"],
    "Expenses:Program:ExtraStops": CATEGORY_NAMES["extra_stops"],
    "Expenses:Program:SaferDrivers": CATEGORY_NAMES["safer_drivers"],
    "Expenses:Program:SecureLodging": CATEGORY_NAMES["secure_lodging"],
    "Expenses:Program:Medical": CATEGORY_NAMES["medical"],
    "Expenses:Program:EmergencySupplies": CATEGORY_NAMES["emergency_supplies"],
    "Expenses:Program:PartnerEmergency": _("Help for partners in need"),
    "Expenses:Program:Reunification": _("Bringing families together"),
    "Expenses:Fees:Processor": _("Fees on gifts"),
    "Expenses:Fees:Bank": _("Bank fees"),
    "Expenses:FXLoss": _("Loss on exchange"),
    "Expenses:Fundraising": _("Asking for gifts"),
    "Expenses:Admin": _("Office and administration"),
    "Expenses:Loss:Field": _("Lost or seized in the field"),
}
FUNCTION_NAMES = {
    "programme": _("Programme"),
    "fundraising": _("Raising funds"),
    "management": _("Management"),
    "losses": _("Losses"),
}
COST_NAMES = {
    **CATEGORY_NAMES,
    **FUNCTION_NAMES,
    "other_programme": _("Other help"),
}
WAY_NAMES = {"direct": _("direct"), "all-in": _("all-in")}


def account_name(code: str) -> str:
    """Say an account in words; one that has none, by its code."""
    return str(ACCOUNT_NAMES.get(code, code))
