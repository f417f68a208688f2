"""Those of a household who are kin to somebody and agreed to be found themselves. Pure."""

from collections.abc import Iterable
from datetime import date

from waystation.cases.consent import domain
from waystation.cases.consent.domain import Consent, Permission, Subject
from waystation.cases.consent.queries import Member
from waystation.tracing.values import NAMES_MAX, Relative


def of(member: Member, answers: Iterable[Consent], today: date) -> tuple[Relative, ...]:
    """List the kin of somebody within their own household: what they are, their names and birth.

    Whoever did not agree to tracing themselves is left out; what is told of them goes along only
    as far as the person told it.
    """
    view, given = member.household, list(answers)
    people = dict(zip(view.household.people, view.people, strict=True))
    found = []
    for kin in member.person.kin:
        one = people.get(kin.to)
        if one is None:
            continue
        subject = Subject(kin.to, one.is_child_on(today))
        may = domain.permits(given, subject, "tracing", "", today)
        if isinstance(may, Permission):
            found.append(
                Relative(
                    kind=kin.kind,
                    names=one.names[:NAMES_MAX],
                    sex=one.sex,
                    birth=one.birth,
                    until=may.until,
                )
            )
    return tuple(found)
