"""What the bank's closed lists are called on the screen."""

from django.utils.translation import gettext_lazy as _

FORM_NAMES = {"csv": _("table (CSV)"), "camt": "camt.053", "mt940": "MT940", "ofx": "OFX"}
ACCOUNT_NAMES = {
    "Assets:Bank:Operating": _("Bank: everyday account"),
    "Assets:Bank:Reserve": _("Bank: reserve"),
    "Assets:Clearing:InTransit": _("On the way"),
    "Assets:Clearing:Cards": _("Card payments"),
    "Assets:Clearing:Cheque": _("Cheques"),
    "Assets:Clearing:MobileMoney": _("Mobile money"),
}
MAKE_NAMES = {
    "gift": _("a gift"),
    "bank-fee": _("a fee of the bank"),
    "refund": _("a gift given back"),
    "transfer": _("moved between own accounts, such as a payout"),
    "exchange": _("changed from or into another currency"),
}
DAY_FORM_NAMES = {
    "ymd": _("year, month, day"),
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
}
SEPARATOR_NAMES = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
POINT_NAMES = {".": _("point: 1,234.50"), ",": _("comma: 1.234,50")}
