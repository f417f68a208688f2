"""What people have to do besides what the drill does by itself, and where a group can be found."""

from collections.abc import Iterable, Sequence

from waystation.dispatch.domain import StageOfPassage, stands_at
from waystation.dispatch.drill.domain import (
    BORDER,
    GO_ON,
    HIDE,
    HOUSE,
    LAND,
    MOVE_ON,
    PARTNER,
    PHONE,
    STAFF,
    TURN_BACK,
    WITH_THEM,
    Burned,
    Drill,
    Fate,
    Map,
    Task,
)

FIELD, SECURITY, FINANCE = "field manager", "security officer", "finance officer"
HOSTS_MAX = 5


def at_first(drill: Drill, fates: Iterable[Fate], known: Map) -> tuple[Task, ...]:
    """List what people have to do, the most urgent first."""
    loss, found = drill.loss, list(fates)
    told = [Task(what="find", of=one.code) for one in found if one.act == WITH_THEM]
    told += [Task(what="shelter", of=one.code) for one in found if one.no_plan]
    told += [
        Task(what={MOVE_ON: "send off", HIDE: "hide", TURN_BACK: "turn back"}[one.act], of=one.code)
        for one in found
        if one.act in (MOVE_ON, HIDE, TURN_BACK)
    ]
    told += [Task(what="withdraw", of=code) for code in drill.proposals]
    if loss.what == HOUSE:
        homes = sorted(one.name for one in known.partners.values() if one.place == loss.key)
        told += [Task(what="at home", of=name) for name in homes]
    if loss.what == PARTNER:
        told.append(Task(what="family", of=loss.name))
    if loss.what == PHONE:
        told += [Task(what="say it", of=loss.name), Task(what="new phone", of=loss.name)]
    if loss.what == STAFF:
        told.append(Task(what="take away", of=loss.name, role=SECURITY))
    if loss.what in (BORDER, LAND):
        told.append(Task(what="watch", of=loss.name))
    return (*told, Task(what="open again", of=loss.name))


def here_of(stages: Sequence[StageOfPassage], act: str) -> str:
    """Say at which place a group is told to stay: where it stands, or where its stage ends."""
    if act == GO_ON:
        return next(stage.to_place for stage in stages if stage.state == "met")
    return stands_at(stages)


def name_of(slug: str, known: Map) -> str:
    """Give the name of a place; what is not on the map is called by its slug."""
    return known.places[slug].name if slug in known.places else slug


def hosts_at(place: str, burnt: Burned, known: Map) -> tuple[str, ...]:
    """Name partners at a place who can be told to hide people, none of them given up."""
    names = sorted(
        one.name
        for one in known.partners.values()
        if one.place == place and one.slug not in burnt.partners
    )
    return tuple(names[:HOSTS_MAX])
