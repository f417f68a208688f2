"""A household of three on any pathway, as values: for what a plan says."""

from datetime import date
from uuid import UUID

from waystation.resettlement import dues, pathways, reading
from waystation.resettlement.mine.material import Material
from waystation.resettlement.values import Done, Member, Newcomer, Stay

TODAY = date(2025, 9, 1)
ARRIVED = date(2025, 3, 1)
ELDER, FATHER, GIRL = UUID(int=1), UUID(int=2), UUID(int=3)
BORN = {ELDER: date(1960, 3, 1), FATHER: date(1985, 3, 1), GIRL: date(2012, 3, 1)}


def material(code: str, *, facts: dict[str, date] | None = None, **said) -> Material:
    """Gather what the plan of a household of three is made of, with the shipped tables."""
    tables = reading.shipped()
    pathway = pathways.pathway_of(tables, code)
    people = tuple(
        Newcomer(id=one, born=(on, on), sex="male" if one == FATHER else "female")
        for one, on in BORN.items()
    )
    stay = Stay(
        code="H-AAAAA",
        place="somewhere",
        pathway=pathway.code,
        version=pathway.version,
        begun_on=ARRIVED,
        members=tuple(Member(person=one.id) for one in people),
        facts={pathway.begins: ARRIVED} if facts is None else facts,
        done=said.pop("done", ()),
    )
    on = {"stay": stay, "people": people, "today": TODAY}
    return Material(
        pathway=pathway,
        course=tuple(pathways.course(pathway, tables, **on)),
        dues=tuple(dues.dues(pathway, tables, **on)),
        **on,
        **said,
    )


def done(step: str, on: date) -> Done:
    """Note that a household's step is done."""
    return Done(step=step, on=on, by=UUID(int=9), name="William")
