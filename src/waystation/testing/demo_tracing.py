"""Families that look for one another in the demo.

From the books: Verenea Mercer, who came nine months after her husband James and was sent on to him;
and Peter Still, who was carried off as a child and found his mother Charity again. When they asked,
and what they said, is assumed. The Korean families are invented from first to last.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from waystation.cases import queries as cases
from waystation.cases.birth import Birth
from waystation.cases.consent import services as consents
from waystation.cases.consent.domain import TEXTS, Consent
from waystation.cases.kin import KinKind
from waystation.cases.person import Name, Sex, script_of
from waystation.tracing.asking import services as asking
from waystation.tracing.matching import queries as matching
from waystation.tracing.matching import services as looking
from waystation.tracing.portraits import services as portraits
from waystation.tracing.register import services as register
from waystation.tracing.register.domain import SHARES, Told
from waystation.tracing.requests import services as requests
from waystation.tracing.reunion import services as reunions
from waystation.tracing.values import (
    Agreed,
    Home,
    Identity,
    Parting,
    Profile,
    Relative,
    Request,
    SafeContact,
)
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring

HALF_A_YEAR, A_MONTH = timedelta(days=180), timedelta(days=24)
RICHMOND = Home(province="Virginia", village="Richmond")
MUSAN = Home(province="함경북도", county="무산군", village="삼봉리")
INVENTED = "Invented for the demo, like everybody of this family."
MERCER = "James Mercer"


def furnish(william: Who, peter: Who, now: datetime) -> None:
    """Put James into the register, open the requests, and go some steps with two of them."""
    _agreed_to_be_found(william.keyring, now)
    officer = peter.keyring
    verenea = _open(_verenea(), officer, now)
    son, mother = (_open(one, officer, now) for one in (_peter(), _charity()))
    sister = _open(_korean_sister(), officer, now)
    _open(_korean_brother(), officer, now)
    requests.open_request(request=_unknown(now, officer), keyring=officer, now=now)
    looking.look(keyring=officer, now=now)
    for view in matching.matches(officer):
        ends = {view.match.request, view.match.other}
        if view.match.request == verenea:
            _review(view.id, officer, now)
            asking.ask(match_id=view.id, tells_kin=True, tells_name=True, keyring=officer, now=now)
        elif ends == {son, mother}:
            _bring_together(view.id, officer, now)
    _portrait(sister, officer, now)


def _agreed_to_be_found(keyring: Keyring, now: datetime) -> None:
    """Enter James Mercer into the register, as he agreed with William."""
    for view in cases.households(keyring, now.date()):
        for person_id, person in zip(view.household.people, view.people, strict=True):
            if person.name != MERCER:
                continue
            yes = Consent(
                person=person_id,
                purpose="tracing",
                given_on=now.date(),
                noted_at=now,
                valid_until=now.date() + HALF_A_YEAR,
                text=TEXTS["tracing"],
            )
            consents.note_answer(household_id=view.id, consent=yes, keyring=keyring, now=now)
            wife = Relative(kind="spouse", names=_names("Verenea Mercer"), sex="female")
            told = Told(homes=(RICHMOND,), relatives=(wife,), parting=Parting(year=1854, month=2))
            register.enter(
                household_id=view.id,
                person_id=person_id,
                told=told,
                shares=SHARES,
                keyring=keyring,
                now=now,
            )


def _open(request: Request, keyring: Keyring, now: datetime) -> UUID:
    """Open a request whose seeker agreed and whom the officer knows."""
    known = Identity(how="known to the committee (assumed)", by=keyring.user_id, at=now)
    agreed = _agreed(now, HALF_A_YEAR, keyring)
    made = replace(request, agreed=agreed, identity=known, opened_on=now.date())
    return requests.open_request(request=made, keyring=keyring, now=now)


def _agreed(now: datetime, lasts: timedelta, keyring: Keyring) -> Agreed:
    return Agreed(
        given_on=now.date(),
        until=now.date() + lasts,
        form="spoken",
        noted_by=keyring.user_id,
        noted_at=now,
    )


def _review(match_id: UUID, keyring: Keyring, now: datetime) -> None:
    looking.turn(match_id=match_id, turn="review", keyring=keyring, now=now)


def _bring_together(match_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Ask both sides at the office itself, open the contact and pass the first words."""
    _review(match_id, keyring, now)
    asking.ask(match_id=match_id, keyring=keyring, now=now)
    yes = _agreed(now, HALF_A_YEAR, keyring)
    asking.note_sought(match_id=match_id, said="yes", agreed=yes, keyring=keyring, now=now)
    asking.ask_seeker(match_id=match_id, keyring=keyring, now=now)
    asking.open_contact(match_id=match_id, agreed=yes, keyring=keyring, now=now)
    asking.pass_message(
        match_id=match_id,
        side="seeker",
        text="Not a day went by without a thought of you. I want to hear your voice. (assumed)",
        keyring=keyring,
        now=now,
    )
    reunions.begin(match_id=match_id, keyring=keyring, now=now)


def _portrait(request_id: UUID, keyring: Keyring, now: datetime) -> None:
    portrait_id = portraits.begin(
        request_id=request_id,
        support="her neighbour (invented)",
        form="spoken",
        language="ko",
        is_grown_up=True,
        keyring=keyring,
        now=now,
    )
    said = {"free": "He laughed with his whole face and held his head to one side. (invented)"}
    portraits.tell(portrait_id=portrait_id, says=said, keyring=keyring, now=now)


def _verenea() -> Request:
    """Tell of Verenea Mercer, 41, of Richmond, who looks for her husband."""
    return _request(
        _profile("Verenea Mercer", sex="female", age=41, homes=(RICHMOND,)),
        _profile(
            MERCER, sex="male", age=32, homes=(RICHMOND,), parting=Parting(year=1854, month=2)
        ),
        "spouse",
        story="He fled nine months before her by the steamboat (Still 1872, page 309).",
        contact=SafeContact(how="at the boarding house (assumed)", words="the steam is up"),
    )


def _peter() -> Request:
    """Tell of Peter Still, who was carried off as a child and asks for his parents."""
    mother = _relative("parent", "Charity Still", "female")
    brother = _relative("sibling", "Levin Still", "male")
    return _request(
        _profile("Peter Still", sex="male", year=1800, relatives=(mother, brother)),
        _profile("Charity Still", "Sidney", sex="female", relatives=(brother,)),
        "parent",
        story="Left behind as a child; he remembers his mother's and his brother's names.",
    )


def _charity() -> Request:
    """Tell of Charity Still, who had to leave two boys behind."""
    brother = _relative("child", "Levin Still", "male")
    of_his = _relative("sibling", "Levin Still", "male")
    return _request(
        _profile("Charity Still", "Sidney", sex="female", relatives=(brother,)),
        _profile("Peter Still", sex="male", year=1800, relatives=(of_his,)),
        "child",
        story="She fled twice; two boys had to be left (Still 1872, preface).",
    )


def _korean_sister() -> Request:
    """Tell of an invented woman of Musan who looks for her younger brother."""
    mother = _relative("parent", "옥순례", "female")
    born = Birth(calendar="lunar", year=1819, month=8, day=15)
    return _request(
        _profile("한서린", sex="female", year=1815, homes=(MUSAN,), relatives=(mother,)),
        _profile("한두만", sex="male", birth=born, homes=(MUSAN,), relatives=(mother,)),
        "sibling",
        story=INVENTED,
        contact=SafeContact(how="by her neighbour", words="단풍이 곱습니다", language="ko"),
    )


def _korean_brother() -> Request:
    """Tell of the same family from the other end, as somebody wrote it down in Latin letters."""
    mother = _relative("parent", "Ok Sun-nye", "female")
    born = Birth(calendar="solar", year=1819, month=10, day=3)
    home = Home(province="Hamgyong-bukto", county="Musan")
    return _request(
        _profile("Han Tu-man", sex="male", birth=born, homes=(home,), relatives=(mother,)),
        _profile("Han Sŏ-rin", sex="female", homes=(home,), relatives=(mother,)),
        "sibling",
        story=INVENTED,
    )


def _unknown(now: datetime, keyring: Keyring) -> Request:
    """Tell of an invented seeker of whom nobody made sure yet who he is; his yes runs out soon."""
    return Request(
        code="",
        seeker=_profile("표인섭", sex="male", year=1822, homes=(MUSAN,)),
        sought=_profile("표인선", sex="female", year=1826, homes=(MUSAN,)),
        relation="sibling",
        opened_on=now.date(),
        story=INVENTED,
        agreed=_agreed(now, A_MONTH, keyring),
    )


def _request(seeker: Profile, sought: Profile, relation: KinKind, **said: Any) -> Request:
    opened_on = date.min
    return Request(
        code="", seeker=seeker, sought=sought, relation=relation, opened_on=opened_on, **said
    )


def _profile(
    *names: str,
    sex: Sex,
    year: int | None = None,
    age: int | None = None,
    birth: Birth | None = None,
    homes: tuple[Home, ...] = (),
    relatives: Sequence[Relative] = (),
    parting: Parting = Parting(),
) -> Profile:
    if birth is None:
        birth = Birth(calendar="solar", year=year) if year else Birth(age_years=age)
    return Profile(
        names=_names(*names),
        sex=sex,
        birth=birth,
        homes=homes,
        relatives=tuple(relatives),
        parting=parting,
    )


def _relative(kind: KinKind, name: str, sex: Sex) -> Relative:
    return Relative(kind=kind, names=_names(name), sex=sex)


def _names(*names: str) -> tuple[Name, ...]:
    return tuple(Name(text, "real", script_of(text)) for text in names)
