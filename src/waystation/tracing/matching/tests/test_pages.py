"""What a tracing officer sees of candidates and of searches outside requests."""

import re

from django.urls import reverse

from waystation.cases.tests.builders import NOW
from waystation.tracing.matching import domain, queries, services
from waystation.tracing.matching.tests.conftest import asked, looked, registered
from waystation.tracing.tests.builders import a_korean, a_profile, a_relative, born

MATCHES = reverse("matches")


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_list_says_what_waits_by_initials_and_why(sign_in, found):
    shown = sign_in().get(MATCHES)

    text = plain(shown)
    assert "1 pair to be compared" in text
    assert "A. M. J." in text
    assert "probably one person" in text
    assert "born on the same day, by one calendar or the other" in text


def test_an_empty_list_says_what_happens_by_itself(sign_in, desk):
    assert "Nothing waits to be compared." in plain(sign_in().get(MATCHES))


def test_both_records_stand_side_by_side_with_differences_explained(sign_in, desk, peter):
    registered(desk, a_korean("한서린"))
    written = {"birth": born(1815, 9, 17), "relatives": (a_relative("parent", "Ok Sun Rye"),)}
    asked(peter, sought=a_korean("Han So Rin", **written))
    looked(peter)
    (view,) = queries.matches(peter)

    text = plain(sign_in().get(reverse("match", args=[view.id])))

    assert "한서린" in text
    assert "Han So Rin" in text
    assert "written in another script" in text
    assert "the lunar day 1815-08-15 is 17 September 1815 by the common calendar" in text
    assert "very strong" in text


def test_an_officer_reviews_takes_back_and_sets_aside_with_a_reason(sign_in, peter, found):
    browser, page = sign_in(), reverse("match", args=[found])

    reviewed = browser.post(reverse("match-review", args=[found]), follow=True)
    undone = browser.post(reverse("match-undo", args=[found]), follow=True)
    silent = browser.post(reverse("match-set-aside", args=[found]), {"says": ""})
    aside = browser.post(
        reverse("match-set-aside", args=[found]), {"says": "Too old."}, follow=True
    )

    assert reviewed.redirect_chain[-1][0] == page
    assert "· reviewed" in plain(reviewed)
    assert "Take this back" not in plain(undone)
    assert silent.status_code == 422
    assert "Write one sentence." in plain(silent)
    assert "set aside: Too old." in plain(aside)


def test_who_left_is_not_shown_any_more(sign_in, desk, peter, found):
    from waystation.tracing.models import RegisterRow

    services.turn(match_id=found, turn="review", keyring=peter, now=NOW)
    RegisterRow.objects.all().delete()

    text = plain(sign_in().get(reverse("match", args=[found])))

    assert "no longer there to be found" in text
    assert "As they tell of themselves" not in text


def test_a_search_outside_requests_is_asked_for_on_its_page(sign_in, desk):
    registered(desk)
    one, other = sign_in(name="peter"), sign_in(name="vina")
    typed = {"names": "Ann Maria Jackson, 안", "sex": "female", "year": 1815, "mother": "Hester",
             "county": "Dorchester", "province": "Maryland", "father": "", "marks": "",
             "why": "A letter names her."}  # fmt: skip

    empty = plain(one.get(reverse("outside-searches")))
    one.post(reverse("outside-searches"), typed)
    (waiting,) = queries.lines(domain.Outside, _ring(desk))
    mine = plain(one.get(reverse("outside-searches")))
    theirs = plain(other.get(reverse("outside-searches")))
    run = other.post(reverse("outside-run", args=[waiting[0].id]), follow=True)

    assert "Nobody searched outside requests." in empty
    assert "Agree and run it" not in mine
    assert "Agree and run it" in theirs
    assert "stays until 24 Jan 1856" in theirs
    assert "1 found" in plain(run)


def _ring(desk):
    from waystation.base.ids import new_id
    from waystation.vault.keyring import Keyring

    return Keyring.of(new_id(), [desk.tracing])


def test_a_case_worker_sees_none_of_it(sign_in, found):
    browser = sign_in("case worker")

    for address in (MATCHES, reverse("match", args=[found]), reverse("outside-searches")):
        assert browser.get(address).status_code == 403


def test_a_profile_of_nobody_has_no_rows():
    from waystation.tracing.matching.wording import compared
    from waystation.tracing.values import Profile

    assert compared(Profile(), Profile()) == []
    assert [row.field for row in compared(a_profile(), Profile())] == [
        "Names", "Sex", "Birth", "Where they lived",
    ]  # fmt: skip
