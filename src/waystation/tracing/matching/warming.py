"""Compiles what linking needs, by asking once about two people who never were."""

from datetime import date

from waystation.cases.birth import Birth
from waystation.cases.person import Name
from waystation.tracing.matching.linker import Linker
from waystation.tracing.values import Home, Parting, Profile, Relative

_HOME = Home(province="Kangwon", county="Wonsan")


def warm_linking() -> None:
    """Search a register of two invented people as the desk does; run at install.

    Cost: 11 s of CPU if nothing is stored, else 1.5 s.
    """
    two = [_somebody("Kim Cheolsu"), _somebody("Harriet Jones")]
    linker = Linker(two, today=date(2000, 1, 1))
    linker.learn(two)
    linker.find(two[0])
    # Of a large register only those are paired who share a key.
    linker.sharing(linker.laid)


def _somebody(name: str) -> Profile:
    names = (Name(text=name),)
    return Profile(
        names=names,
        sex="male",
        birth=Birth(year=1940, month=2, day=3),
        homes=(_HOME,),
        relatives=(Relative(kind="parent", names=names, sex="female"),),
        parting=Parting(year=1950, place=_HOME),
        marks=("a scar",),
    )
