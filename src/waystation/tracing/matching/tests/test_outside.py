"""A search outside all requests: two officers, few in a week, and all of it on record."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.matching import domain, ends, queries, services
from waystation.tracing.matching.tests.conftest import registered
from waystation.tracing.models import RegisterRow, SearchRow, Voice
from waystation.tracing.tests.builders import a_profile
from waystation.vault import audit
from waystation.vault.keyring import Keyring

WHY = "Her brother's letter names her and no request is open."


def asks(keyring, **said):
    usual = {"terms": a_profile(), "why": WHY, "keyring": keyring, "now": NOW}
    return services.ask_outside(**usual | said)


def test_it_runs_only_when_a_second_officer_agrees(desk, peter, vina):
    entry = registered(desk)
    search = asks(peter)

    with pytest.raises(Refused, match="second officer"):
        services.run_outside(search_id=search, keyring=peter, now=NOW)
    before = queries.outside(peter, NOW.date())[0].search
    n = services.run_outside(search_id=search, keyring=vina, now=NOW)

    (view,) = queries.outside(peter, NOW.date())
    assert (before.hits, before.run_at, n) == ((), None, 1)
    assert [(hit.entry, profile.name) for hit, profile in view.found] == [
        (entry, "Ann Maria Jackson")
    ]
    assert (view.search.name, view.search.run_name) == ("PETER", "VINA")


def test_who_left_the_register_is_no_longer_shown_by_it(desk, peter, vina):
    registered(desk)
    services.run_outside(search_id=asks(peter), keyring=vina, now=NOW)

    RegisterRow.objects.all().delete()

    assert queries.outside(peter, NOW.date())[0].found == ()


def test_what_was_run_or_refused_is_not_run_again(desk, peter, vina):
    search = asks(peter)
    services.drop_outside(search_id=search, keyring=vina, now=NOW)

    with pytest.raises(Refused, match="already"):
        services.run_outside(search_id=search, keyring=vina, now=NOW)


def test_a_stranger_can_neither_see_nor_run_it(desk, peter, stranger):
    search = asks(peter)

    assert queries.outside(stranger, NOW.date()) == []
    with pytest.raises(Refused, match="no such record"):
        services.run_outside(search_id=search, keyring=stranger, now=NOW)


@pytest.mark.parametrize("act", [services.run_outside, services.drop_outside, None])
def test_it_goes_ninety_days_after_it_was_run_refused_or_asked_for(desk, peter, vina, act):
    search, later = asks(peter), NOW + timedelta(days=9)
    if act is not None:
        act(search_id=search, keyring=vina, now=later)
    last = (later if act else NOW).date() + timedelta(days=90)

    assert (ends.sweep(last), SearchRow.objects.count()) == (0, 1)
    assert queries.outside(peter, TODAY)[0].until == last
    assert Voice.objects.filter(about=search).exists()
    assert (ends.sweep(last + timedelta(days=1)), queries.outside(peter, TODAY)) == (1, [])

    assert not Voice.objects.exists()
    with pytest.raises(Refused, match="no such record"):
        services.run_outside(search_id=search, keyring=vina, now=later)


@pytest.mark.parametrize("said", [{"why": " "}, {"terms": a_profile("", names=())}])
def test_without_a_reason_or_anything_to_search_by_it_is_refused(desk, peter, said):
    with pytest.raises(Refused):
        asks(peter, **said)


def test_one_search_too_many_is_refused_kept_and_told_to_security(desk, peter, vina):
    for _at in range(domain.OUTSIDE_MAX):
        asks(peter)

    with pytest.raises(Refused, match="already"):
        asks(peter)

    kinds = [told.kind for told in audit.entries(Keyring.of(peter.user_id, [desk.security]))]
    assert kinds.count("search refused") == 1
    assert [view.search.refused for view in queries.outside(peter, NOW.date())].count(True) == 1
    asks(vina)
    asks(peter, now=NOW + domain.OUTSIDE_WINDOW + timedelta(minutes=1))
