"""The screens of danger, pressed as a field manager presses them and refused to others."""

import re
from datetime import timedelta

import msgspec
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.hazards import queries, services
from waystation.hazards.domain import Hazard
from waystation.hazards.models import HazardRow
from waystation.hazards.tests.conftest import NOW, word
from waystation.hazards.tests.test_alerts import AREA, alert
from waystation.vault.door import Who
from waystation.vault.doors import Profile
from waystation.vault.staff import Door

REPORT = {
    "kind": "raid",
    "text": "men with dogs",
    "where": "Middletown, DE",
    "on": "1855-10-26",
    "origin": "partner",
    "source": "Isaac",
    "source_grade": "B",
    "word_grade": "2",
}


@pytest.fixture
def at_work(office, monkeypatch):
    """Give a browser in which somebody of a role is signed in."""
    clock.stand_at(NOW)

    def enter(role: str = "field manager") -> Client:
        behind = Door(office.user_id, bytes(96), 0)
        who = Who(office.user_id, "Harriet", role, office, behind, Profile("Harriet", role))
        monkeypatch.setattr("waystation.vault.door.who_is", lambda *_a, **_k: who)
        client = Client()
        client.cookies[settings.DOOR_COOKIE] = "x"
        return client

    return enter


def text(answer) -> str:
    return answer.content.decode()


def test_a_first_hand_report_is_put_on_file_and_its_page_says_what_it_halted(at_work, office):
    answer = at_work().post(reverse("danger-new"), REPORT, follow=True)

    assert "Middletown, DE: halted by this word." in text(answer)
    assert queries.halts(office).places == {"middletown-de"}
    (hazard,) = queries.hazards(office)
    assert (hazard.taken_by, hazard.source_grade, hazard.word_grade) == ("Harriet", "B", 2)


@pytest.mark.parametrize(
    "bad",
    [
        {"where": "Nowhere"},
        {"where": ""},
        {"kind": ""},
        {"lat": "91", "lon": "0", "where": ""},
        {"lat": "nan", "lon": "0", "where": ""},
        {"on": "1855-10-27"},
        {"radius_km": "-1"},
    ],
)
def test_a_report_that_is_refused_keeps_what_was_typed(at_work, bad):
    answer = at_work().post(reverse("danger-new"), REPORT | bad)

    assert answer.status_code == 422
    assert "men with dogs" in text(answer)
    assert not HazardRow.objects.exists()


def test_correcting_and_withdrawing_show_in_the_reports_history(at_work, office):
    client = at_work()
    report_id = services.report_danger(word=word(), keyring=office, now=NOW)
    graded = {"kind": "raid", "source_grade": "D", "word_grade": "4", "reason": "he drinks"}

    client.post(reverse("danger-correct", args=[report_id]), graded)
    answer = client.post(
        reverse("danger-withdraw", args=[report_id]), {"reason": "not true"}, follow=True
    )

    assert "C → D" in text(answer)
    assert "he drinks" in text(answer)
    assert "not true" in text(answer)


def test_the_map_and_the_list_beside_it_tell_of_the_day_asked_for(at_work, office):
    client = at_work()
    old = word(on=NOW.date() - timedelta(days=200), text="the older one")
    services.take_in(hazards=[msgspec.structs.replace(old, slug="h")], keyring=office, now=NOW)
    services.report_danger(word=word(text="the newer one"), keyring=office, now=NOW)

    def listed(on: str) -> str:
        page = text(client.get(reverse("danger-map"), {"on": on}))
        return page[page.index("data-danger-list") :]

    assert "the newer one" in listed("1855-10-26")
    assert "the newer one" not in listed("1855-10-25")
    assert "the older one" in listed("1855-10-25")
    for nonsense in ("", "tomorrow", "1855-02-30", "9999-01-01"):
        assert "the newer one" in listed(nonsense)


def test_an_alert_is_shown_with_its_bad_parts_before_it_is_taken_in(at_work, office):
    client = at_work()
    bad = "<area><areaDesc>Kent</areaDesc><geocode/></area>"
    said = {"raw": alert(area=AREA + bad).decode(), "reliability": "C"}

    shown = client.post(reverse("danger-alert"), said)

    assert "info 1, area 2" in text(shown)
    assert queries.hazards(office) == []
    client.post(reverse("danger-alert"), said | {"step": "take"})
    assert [hazard.source_grade for hazard in queries.hazards(office)] == ["C"]


def test_what_is_no_alert_is_refused_on_the_page(at_work):
    answer = at_work().post(reverse("danger-alert"), {"raw": "<x/>", "reliability": "C"})

    assert answer.status_code == 422


def test_a_halt_by_hand_is_lifted_only_with_a_reason_and_a_tick(at_work, office):
    client = at_work()
    client.post(reverse("halts"), {"where": "Chestertown, MD", "why": "patrols"})
    (kept,) = queries.halts(office).halts
    page = reverse("halt", args=[kept.id])

    assert "You halted it yourself" in text(client.get(page))
    assert client.post(page, {"why": "they left"}).status_code == 422
    assert queries.halts(office).places == {"chestertown-md"}
    client.post(page, {"why": "they left", "confirmed": "on"})

    assert queries.halts(office).halts == ()


@pytest.mark.parametrize(
    "said",
    [
        {"why": "x"},
        {"where": "Chestertown, MD", "partner": "Thomas Garrett", "why": "x"},
        {"partner": "Nobody", "why": "x"},
    ],
)
def test_it_must_be_clear_what_is_halted(at_work, office, said):
    assert at_work().post(reverse("halts"), said).status_code == 422
    assert queries.halts(office).halts == ()


def test_one_press_notes_a_look_and_danger_leads_to_its_report(at_work, office):
    client = at_work()
    look = {"what": "leg", "slug": "road"}

    client.post(reverse("checks"), look | {"said": "fine"})
    answer = client.post(reverse("checks"), look | {"said": "danger", "words": "a new gate"})

    (watched,) = queries.watched(office)
    assert [check.said for check in watched.checks] == ["fine", "danger"]
    assert "/network/dangers/" in answer["Location"]
    client.post(reverse("check-interval"), look | {"every_days": "5"})
    assert queries.watched(office)[0].every_days == 5


def test_an_approver_reads_and_keeps_nothing(at_work, office):
    client = at_work("approver")

    for name in ("dangers", "danger-map", "halts", "checks"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert "Report a danger" not in text(page)
    client.post(reverse("halts"), {"where": "Chestertown, MD", "why": "x"})
    client.post(reverse("checks"), {"what": "leg", "slug": "road", "said": "fine"})
    assert client.post(reverse("danger-new"), REPORT).status_code == 403
    assert client.get(reverse("danger-alert")).status_code == 403
    assert queries.halts(office).halts == ()
    assert queries.watched(office) == []


def test_a_hazard_sealed_before_there_were_grades_still_opens():
    old = {
        "type": "hazard/1",
        "slug": "hz1",
        "on": "1855-09-01",
        "precision": "day",
        "kind": "raid",
        "place": "middletown-de",
    }

    found = msgspec.msgpack.decode(msgspec.msgpack.encode(old), type=Hazard)

    assert (found.source_grade, found.share, found.withdrawn) == ("", 1.0, False)


def test_an_alert_in_other_letters_is_taken_in_as_it_was_read(at_work, office):
    client = at_work()
    told = alert().decode().replace('"1.0"', '"1.0" encoding="ISO-8859-1"').replace("Ice", "Glacé")
    file = SimpleUploadedFile("alert.xml", told.encode("latin-1"))

    shown = client.post(reverse("danger-alert"), {"file": file, "reliability": "C"})
    kept = re.search(r'name="kept" value="([^"]+)"', text(shown))
    said = {"kept": kept[1], "reliability": "C", "step": "take"}
    client.post(reverse("danger-alert"), said)

    assert [hazard.text for hazard in queries.hazards(office)] == ["Glacé on the Appoquinimink"]
    assert "Glacé on" in text(
        client.post(reverse("danger-alert"), {"raw": told} | said | {"kept": ""})
    )
    assert client.post(reverse("danger-alert"), said | {"kept": "?"}).status_code == 422


def test_every_check_can_be_reached_and_a_halted_partner_goes_by_name(at_work, office, monkeypatch):
    client = at_work()
    monkeypatch.setattr("waystation.hazards.views.CHECKS_SHOWN", 2)
    client.post(reverse("halts"), {"partner": "Thomas Garrett", "why": "watched"})

    first, second = (text(client.get(reverse("checks"), {"page": n})) for n in (1, 2))

    assert "page=2" in first
    assert "page=1" in second
    assert [page.count('class="check-now"') for page in (first, second)] == [2, 1]
    assert "Thomas Garrett" in text(client.get(reverse("danger-map")))


def test_whoever_lifts_a_halt_of_two_sources_reads_both(at_work, office):
    for source in ("Isaac", "Rachel"):
        services.report_danger(word=word(source=source), keyring=office, now=NOW)
    (kept,) = queries.halts(office).halts

    shown = text(at_work().get(reverse("halt", args=[kept.id])))

    assert "Isaac" in shown
    assert "Rachel" in shown
