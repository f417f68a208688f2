"""The chart of accounts, the standing funds and the categories of a rescue's budget. Pure."""

# What every rescue's budget has, in the order in which it is told.
CATEGORIES = (
    "basic_needs",
    "transportation",
    "accommodation",
    "rescue_fees",
    "contingency",
    "resettlement",
)
# What a dangerous way adds.
EXTRA_CATEGORIES = (
    "extra_stops",
    "safer_drivers",
    "secure_lodging",
    "medical",
    "emergency_supplies",
)
ALL_CATEGORIES = CATEGORIES + EXTRA_CATEGORIES
EXPENSE_OF = {
    "basic_needs": "Expenses:Program:BasicNeeds",
    "transportation": "Expenses:Program:Transportation",
    "accommodation": "Expenses:Program:Accommodation",
    "rescue_fees": "Expenses:Program:RescueFees",
    "contingency": "Expenses:Program:Contingency",
    "resettlement": "Expenses:Program:Resettlement",
    "extra_stops": "Expenses:Program:ExtraStops",
    "safer_drivers": "Expenses:Program:SaferDrivers",
    "secure_lodging": "Expenses:Program:SecureLodging",
    "medical": "Expenses:Program:Medical",
    "emergency_supplies": "Expenses:Program:EmergencySupplies",
}
CATEGORY_OF = {account: category for category, account in EXPENSE_OF.items()}

BANK = "Assets:Bank:Operating"
RESERVE = "Assets:Bank:Reserve"
# Where one currency is changed for another; no money rests here.
EXCHANGE = "Assets:Bank:FX"
CLEARING = "Assets:Clearing:InTransit"
PARTNER_ADVANCES = "Assets:Advances:Partner"
STAFF_ADVANCES = "Assets:Advances:Staff"
PLEDGES = "Assets:Pledges"
REFUNDABLE = "Liabilities:Refundable"
PAYABLE = "Liabilities:Payable:Vendors"
PAYABLE_PARTNERS = "Liabilities:Payable:Partners"
GIFTS = "Income:Gifts:Individual"
GRANTS = "Income:Grants"
EXCHANGE_GAIN = "Income:FXGain"
FEES = "Expenses:Fees:Processor"
BANK_FEES = "Expenses:Fees:Bank"
EXCHANGE_LOSS = "Expenses:FXLoss"
FIELD_LOSS = "Expenses:Loss:Field"
PARTNER_HELP = "Expenses:Program:PartnerEmergency"
FUNDRAISING = "Expenses:Fundraising"
ADMIN = "Expenses:Admin"
RELEASE = "Equity:Transfers:Release"
ROLL = "Equity:Transfers:ContingencyRoll"
# Money that is there, or on its way in; advances and pledges are not.
LIQUID_ACCOUNTS = ("Assets:Bank:Operating", "Assets:Bank:Reserve", "Assets:Clearing:")
ADVANCE_ACCOUNTS = "Assets:Advances:"
PROGRAM_ACCOUNTS = "Expenses:Program:"

# Whom an account may concern. A passenger is not in the list, and nothing may add one.
COUNTERPARTIES = (
    "none",
    "donor",
    "partner",
    "processor",
    "vendor",
    "grantor",
    "bank",
    "staff",
)
ACCOUNT_TYPES = ("asset", "liability", "income", "expense", "equity")
# No account and no fund is named after a claim on somebody who was helped.
CLAIM_WORDS = (
    "passenger",
    "refugee",
    "traveller",
    "debt",
    "loan",
    "owed",
    "owing",
    "receivable",
    "repay",
)
# (code, type, counterparty)
CHART = (
    (BANK, "asset", "bank"),
    (RESERVE, "asset", "bank"),
    (EXCHANGE, "asset", "bank"),
    (CLEARING, "asset", "processor"),
    ("Assets:Clearing:Cards", "asset", "processor"),
    ("Assets:Clearing:Cheque", "asset", "processor"),
    ("Assets:Clearing:MobileMoney", "asset", "processor"),
    (PARTNER_ADVANCES, "asset", "partner"),
    (STAFF_ADVANCES, "asset", "staff"),
    (PLEDGES, "asset", "donor"),
    ("Assets:Prepaid", "asset", "vendor"),
    (PAYABLE, "liability", "vendor"),
    (PAYABLE_PARTNERS, "liability", "partner"),
    ("Liabilities:Payable:Staff", "liability", "staff"),
    (REFUNDABLE, "liability", "grantor"),
    ("Liabilities:RefundsDue", "liability", "donor"),
    (GIFTS, "income", "donor"),
    ("Income:Gifts:Team", "income", "donor"),
    ("Income:Gifts:Monthly", "income", "donor"),
    ("Income:Gifts:AdShare", "income", "donor"),
    ("Income:Gifts:Legacy", "income", "donor"),
    ("Income:Gifts:InKind", "income", "donor"),
    (GRANTS, "income", "grantor"),
    (EXCHANGE_GAIN, "income", "bank"),
    *((account, "expense", "none") for account in EXPENSE_OF.values()),
    (PARTNER_HELP, "expense", "partner"),
    ("Expenses:Program:Reunification", "expense", "none"),
    (FEES, "expense", "processor"),
    (BANK_FEES, "expense", "bank"),
    (EXCHANGE_LOSS, "expense", "bank"),
    (FUNDRAISING, "expense", "none"),
    (ADMIN, "expense", "none"),
    (FIELD_LOSS, "expense", "none"),
    ("Equity:NetAssets:WithoutRestriction", "equity", "none"),
    ("Equity:NetAssets:BoardDesignated", "equity", "none"),
    ("Equity:NetAssets:WithRestriction", "equity", "none"),
    (RELEASE, "equity", "none"),
    (ROLL, "equity", "none"),
)

UNRESTRICTED = "UNRESTRICTED"
GENERAL = "RESCUE-GENERAL"
RESETTLEMENT = "RESETTLEMENT"
CONTINGENCY_NEXT = "CONTINGENCY-NEXT"
PARTNER_EMERGENCY = "PARTNER-EMERGENCY"
REUNIFICATION = "REUNIFICATION"
# (code, restricted, what it is for)
STANDING_FUNDS = (
    (UNRESTRICTED, False, "general"),
    (GENERAL, True, "rescues"),
    (RESETTLEMENT, True, "resettlement"),
    (CONTINGENCY_NEXT, True, "contingency"),
    (PARTNER_EMERGENCY, True, "emergency"),
    (REUNIFICATION, True, "reunification"),
)
RESCUE_PURPOSE = "rescue"
FUND_CODE_MAX = 24
CARDS = "Assets:Clearing:Cards"
CHEQUES = "Assets:Clearing:Cheque"
TEAM_GIFTS = "Income:Gifts:Team"
MONTHLY_GIFTS = "Income:Gifts:Monthly"
SHARE_GIFTS = "Income:Gifts:AdShare"
IN_KIND_GIFTS = "Income:Gifts:InKind"
# What may stand in one rescue's fund: money, cash in hand, costs, and what moves between funds. No
# pledge, no gift and no bill: nobody pays for, or owes, one passenger's way.
RESCUE_ACCOUNTS = (
    "Assets:Bank:",
    "Assets:Clearing:",
    ADVANCE_ACCOUNTS,
    "Expenses:",
    "Equity:Transfers:",
    EXCHANGE_GAIN,
)
