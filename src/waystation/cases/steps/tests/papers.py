"""Papers of a case for the tests; what a test is about it names, the rest is usual."""

from waystation.cases.steps import approvals, services
from waystation.cases.steps.domain import Assessment, Closure, Plan, Registration, Review
from waystation.cases.tests.builders import NOW


def a_registration(**said):
    usual = {
        "language": "English",
        "danger": "no",
        "others": "nobody",
        "basis": "consent",
        "duplicates": "looked by name and place: none",
    }
    return Registration(**usual | said)


def an_assessment(**said):
    usual = {
        "risk": "high",
        "reasons": "hunters ask after them",
        "health": "well",
        "needs": "shoes",
        "caregivers": "their mother",
    }
    return Assessment(**usual | said)


def a_plan(**said):
    usual = {
        "goals": ("to live where nobody owns us",),
        "options": "by boat or on foot; they chose the boat",
        "safety": "back to the corn crib if nobody comes",
        "consents": "names to the guide, no photograph",
    }
    return Plan(**usual | said)


def a_review(**said):
    usual = {"says": "safe and warm", "how": "visit", "risk": "medium", "holds": True}
    return Review(**usual | said)


def a_closure(**said):
    usual = {
        "why": "goals met",
        "says": "they live in St. Catharines",
        "told": "at their own table",
        "consents": "all end today; the guide was told",
    }
    return Closure(**usual | said)


def plan_of(case, keyring, now=NOW, **said):
    """Put a plan forward and give its id."""
    paper = a_plan(**said)
    return approvals.put_forward(household_id=case, paper=paper, keyring=keyring, now=now)


def close(case, keyring, now=NOW, **said):
    """Put a closure forward and give its id."""
    paper = a_closure(**said)
    return approvals.put_forward(household_id=case, paper=paper, keyring=keyring, now=now)


def assessed(case, keyring, now=NOW, **said):
    """Register and assess a case."""
    services.register(household_id=case, registration=a_registration(), keyring=keyring, now=now)
    paper = an_assessment(**said)
    services.assess(household_id=case, assessment=paper, keyring=keyring, now=now)


def step(case, then, keyring, now=NOW, why=""):
    """Take a case to another step."""
    services.take_step(household_id=case, then=then, why=why, keyring=keyring, now=now)
