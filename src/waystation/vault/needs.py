"""What each role's work needs to open, and nothing else. Pure."""

# Compartments by what they are for; a case worker or field manager gets one of the case ones.
NEEDS: dict[str, tuple[str, ...]] = {
    "field manager": ("gazetteer", "network", "passages", "cases"),
    "case worker": ("gazetteer", "cases"),
    "finance officer": ("finance", "giving"),
    "security officer": ("gazetteer", "network", "security"),
    "approver": ("gazetteer", "network", "passages"),
    "fundraiser": ("giving",),
    "tracing officer": ("gazetteer", "tracing"),
}
