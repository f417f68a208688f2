"""`waystation network check`: 0 nothing to look at, 1 something, 2 it cannot be read."""

import json

from waystation.cli.tests.conftest import UNDERGROUND

WHOLE_PLACES = """\
id,name,kind,beds,max_nights,lat,lon,country,region
a,Alpha,origin,12,3,39.0,-84.0,US,KY
b,Beta,destination,12,3,39.5,-84.0,US,OH
"""
WHOLE_LEGS = "id,from,to,mode,duration_min,cost,capacity\none,a,b,wagon,480,100,12\n"
WHOLE_PARTNERS = "id,name,place\np1,Ann,a\np2,Ben,a\np3,Cy,b\np4,Di,b\n"


def write(folder, places=WHOLE_PLACES, legs=WHOLE_LEGS, partners=WHOLE_PARTNERS):
    folder.mkdir(exist_ok=True)
    (folder / "places.csv").write_text(places)
    (folder / "legs.csv").write_text(legs)
    (folder / "partners.csv").write_text(partners)


def test_a_network_without_anything_odd_is_zero(command, tmp_path):
    write(tmp_path / "net")

    said = command("network", "check", "--network", tmp_path / "net")

    assert (said.status, said.err) == (0, "")
    assert said.out == "Nothing to look at in 2 places, 1 legs.\n"


def test_every_finding_says_what_is_odd_and_what_to_do(command, folder):
    said = command("network", "check", "--network", folder, "--on", "1855-10-26", "--json")

    assert (said.status, said.err) == (1, "")
    findings = json.loads(said.out)["findings"]
    assert ("nobody arrives", "island") in {(one["kind"], one["about"]) for one in findings}
    assert all(one["says"] and one["hint"] for one in findings)


def test_without_json_people_can_read_it(command, folder):
    said = command("network", "check", "--network", folder)

    first, second = said.out.splitlines()[:2]
    assert said.status == 1
    assert first.count(": ") >= 2
    assert second.startswith("  ")


def test_the_historical_network_is_checked_within_seconds(command):
    said = command("network", "check", "--network", UNDERGROUND, "--json")

    assert said.status in (0, 1)
    assert json.loads(said.out)["findings"] is not None


def test_what_cannot_be_read_is_two_with_every_bad_row(command, folder):
    (folder / "legs.csv").write_text("from,to,mode\nripley,atlantis,foot\nripley,sardinia,broom\n")

    said = command("network", "check", "--network", folder, "--json")

    assert (said.status, said.out) == (2, "")
    assert "legs.csv, line 2" in said.err
    assert "legs.csv, line 3" in said.err
    assert command("network", "check", "--network", folder / "none").status == 2
    assert command("network").status == 2
