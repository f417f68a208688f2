"""Asked, renewed and taken back: what stands in the case, and what is known outside of it."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.consent import services as consenting
from waystation.cases.consent.tests.builders import an_answer, noted
from waystation.cases.models import TellingMark
from waystation.cases.telling import queries, services
from waystation.cases.telling.domain import Scope, Telling
from waystation.cases.telling.tests.builders import a_telling, agreed, arrived
from waystation.cases.tests.builders import NOW, TODAY
from waystation.vault import words

ON_THE_SITE = Scope(("story",), ("site",), ("pseudonym",))


@pytest.fixture
def family(william):
    return arrived(william)


def mark_of(telling_id, keyring):
    return parts.read(telling_id, Telling, keyring).value.mark


def test_a_yes_is_known_outside_the_case_by_a_mark_and_a_code_alone(family, william, harriet):
    household, ann, *_others = family

    kept = agreed(household, a_telling(ann), harriet)

    (mark,) = queries.marks(TODAY)
    assert mark.id == mark_of(kept, william) != ann
    assert mark.code.startswith("S-")
    assert queries.may_tell([mark.id], ON_THE_SITE, TODAY)
    assert not queries.may_tell([mark.id], ON_THE_SITE, TODAY + timedelta(days=366))


def test_whoever_is_in_charge_of_the_case_is_refused(family, william):
    household, ann, *_others = family

    with pytest.raises(Refused, match="owe you"):
        agreed(household, a_telling(ann), william)

    assert not TellingMark.objects.exists()


def test_whoever_said_no_to_stories_is_not_asked_again(family, william, harriet):
    household, ann, *_others = family
    noted(household, an_answer(ann, purpose="story", answer="no"), william)

    with pytest.raises(Refused, match="said no to being told of"):
        agreed(household, a_telling(ann), harriet)


def test_a_strangers_key_finds_neither_person_nor_answer(family, harriet, stranger):
    household, ann, *_others = family
    kept = agreed(household, a_telling(ann), harriet)

    with pytest.raises(Refused, match="no such record"):
        queries.page(ann, stranger, TODAY)
    with pytest.raises(Refused, match="no such record"):
        services.withdraw(telling_id=kept, how="", keyring=stranger, now=NOW)


def test_taken_back_in_the_console_it_holds_no_more(family, william, harriet):
    household, ann, *_others = family
    kept = agreed(household, a_telling(ann), harriet)
    mark = mark_of(kept, william)

    services.withdraw(telling_id=kept, how="by word", keyring=william, now=NOW)

    assert not queries.may_tell([mark], ON_THE_SITE, TODAY)
    with pytest.raises(Refused, match="taken back already"):
        services.withdraw(telling_id=kept, how="", keyring=william, now=NOW)


def test_twelve_words_end_it_without_a_key_and_once_more_change_nothing(family, william, harriet):
    household, ann, *_others = family
    kept = agreed(household, a_telling(ann), harriet)
    secret = words.entropy_of(services.draw_words(telling_id=kept, language="ko", keyring=harriet))

    assert not services.withdraw_by_words(secret=bytes(16), now=NOW)
    assert services.withdraw_by_words(secret=secret, now=NOW)
    assert services.withdraw_by_words(secret=secret, now=NOW)

    assert queries.marks(TODAY) == []
    (shown,) = queries.page(ann, william, TODAY).shown
    assert not shown.stands


def test_new_words_end_those_before(family, harriet):
    household, ann, *_others = family
    kept = agreed(household, a_telling(ann), harriet)
    old, _new = (
        words.entropy_of(services.draw_words(telling_id=kept, language="en", keyring=harriet))
        for _ in range(2)
    )

    assert not services.withdraw_by_words(secret=old, now=NOW)


def test_taking_everything_back_in_consents_takes_this_back_too(family, william, harriet):
    household, ann, *_others = family
    agreed(household, a_telling(ann), harriet)

    consenting.withdraw_all(person_id=ann, how="", keyring=william, now=NOW)

    assert queries.marks(TODAY) == []


def test_asked_again_it_lasts_another_year_under_the_same_words(family, harriet):
    household, ann, *_others = family
    kept = agreed(household, a_telling(ann), harriet)
    secret = words.entropy_of(services.draw_words(telling_id=kept, language="en", keyring=harriet))
    later = NOW + timedelta(days=360)
    again = a_telling(
        ann, given_on=later.date(), valid_until=later.date() + timedelta(days=365), forms=("name",)
    )

    services.renew(telling_id=kept, telling=again, role="field manager", keyring=harriet, now=later)

    (mark,) = queries.marks(later.date() + timedelta(days=365))
    assert mark.forms == ("name",)
    assert services.withdraw_by_words(secret=secret, now=later)


def test_of_a_child_it_ends_when_they_come_of_age(family, harriet):
    household, ann, robert, _mary = family
    of_robert = a_telling(robert, assent="yes", guardian=ann)

    agreed(household, of_robert, harriet)

    # Robert is 18 on 1 January 1856.
    (mark,) = queries.marks(TODAY)
    assert mark.until.isoformat() == "1855-12-31"
