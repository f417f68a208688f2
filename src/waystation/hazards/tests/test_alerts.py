"""Public alerts: the Common Alerting Protocol 1.2, read from strangers' files."""

import pytest

from waystation.base.errors import Refused
from waystation.hazards import queries, services
from waystation.hazards.alerts import KIND, NAMESPACE, read_alert
from waystation.hazards.markup import BYTES_MAX, DEPTH_MAX, NODES_MAX
from waystation.hazards.rates import WEIGHT
from waystation.hazards.tests.conftest import NOW

AREA = "<area><areaDesc>New Castle County</areaDesc><circle>39.45,-75.716 12</circle></area>"
INFO = (
    "<info><category>Met</category><event>Storm</event><urgency>Immediate</urgency>"
    "<severity>Severe</severity><certainty>Observed</certainty>"
    "<effective>1855-10-25T06:00:00-05:00</effective>"
    "<expires>1855-10-28T06:00:00-05:00</expires>"
    "<headline>Ice on the Appoquinimink</headline>{area}</info>"
)
HEAD = (
    "<identifier>{id}</identifier><sender>weather@example.org</sender>"
    "<sent>1855-10-25T05:00:00-05:00</sent><status>{status}</status><msgType>{type}</msgType>"
    "<scope>Public</scope>{more}"
)


def alert(
    *, name="a1", kind="Alert", status="Actual", more="", info=INFO, area=AREA, space=NAMESPACE
) -> bytes:
    head = HEAD.format(id=name, type=kind, status=status, more=more)
    body = info.replace("{area}", area)
    return f'<?xml version="1.0"?><alert xmlns="{space}">{head}{body}</alert>'.encode()


def refers(name: str) -> str:
    return f"<references>weather@example.org,{name},1855-10-25T05:00:00-05:00</references>"


def take(keyring, raw: bytes):
    return services.take_alert(raw=raw, reliability="C", by="Allan", keyring=keyring, now=NOW)


def wheres(raw: bytes) -> list[str]:
    return [problem.where for problem in read_alert(raw).problems]


def test_an_alert_becomes_a_word_of_danger_with_its_circle_days_and_grade():
    found = read_alert(alert())

    (word,) = found.words
    assert (word.lat, word.lon, word.radius_km) == (39.45, -75.716, 12)
    assert (word.kind, word.severity, word.word_grade) == ("weather", "Severe", 2)
    assert (word.on.isoformat(), word.until.isoformat()) == ("1855-10-25", "1855-10-28")
    assert word.text == "Ice on the Appoquinimink"
    assert found.problems == ()
    assert found.usable


def test_a_polygon_is_taken_as_the_circle_around_it():
    # A square of 0.2 by 0.2 degrees: from its middle to a corner 11.1 km north and 8.6 km east.
    square = "39.4,-75.8 39.6,-75.8 39.6,-75.6 39.4,-75.6 39.4,-75.8"
    area = f"<area><areaDesc>x</areaDesc><polygon>{square}</polygon></area>"

    (word,) = read_alert(alert(area=area)).words

    assert (word.lat, word.lon) == pytest.approx((39.5, -75.7))
    assert word.radius_km == pytest.approx(14.1, abs=0.1)


def test_the_same_in_another_language_is_no_second_danger():
    both = INFO.replace("<info>", "<info><language>en</language>") + INFO.replace(
        "<info>", "<info><language>ko</language>"
    )

    assert len(read_alert(alert(info=both)).words) == 1


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("Met", "Magic", "info 1, category"),
        ("Severe", "Dreadful", "info 1, severity"),
        ("Observed", "Sworn", "info 1, certainty"),
        ("Immediate", "Soon", "info 1, urgency"),
        ("1855-10-28T06:00:00-05:00", "tomorrow", "info 1, expires"),
        ("1855-10-25T06:00:00-05:00", "1855-10-25T11:00:00Z", "info 1, effective"),
        ("39.45,-75.716 12", "39.45 -75.716", "info 1, area 1, circle"),
        ("39.45,-75.716 12", "99.45,-75.716 12", "info 1, area 1, circle"),
        ("39.45,-75.716 12", "39.45,-75.716 nan", "info 1, area 1, circle"),
        ("39.45,-75.716 12", "39.45,-75.716 9000", "info 1, area 1, circle"),
        ("<identifier>a1", "<identifier>a 1", "identifier"),
        ("Public", "Everybody", "alert, scope"),
    ],
)
def test_every_bad_part_is_named(old, new, where):
    raw = alert().decode().replace(old, new).encode()

    assert where in wheres(raw)


@pytest.mark.parametrize(
    "points",
    ["39.4,-75.8 39.6,-75.8 39.4,-75.8", "39.4,-75.8 39.6,-75.8 39.6,-75.6 39.4,-75.6", "x"],
)
def test_a_polygon_that_does_not_close_is_named_and_left_out(points):
    area = f"<area><areaDesc>x</areaDesc><polygon>{points}</polygon></area>"

    found = read_alert(alert(area=area))

    assert "info 1, area 1, polygon" in wheres(alert(area=area))
    assert (found.words, found.usable) == ((), False)


def test_one_bad_area_does_not_lose_the_good_one():
    bad = "<area><areaDesc>Somewhere</areaDesc><geocode/></area>"

    found = read_alert(alert(area=bad + AREA))

    assert len(found.words) == 1
    assert [problem.where for problem in found.problems] == ["info 1, area 1"]


@pytest.mark.parametrize("status", ["Exercise", "System", "Test", "Draft"])
def test_an_exercise_or_a_test_is_read_and_not_taken_in(office, status):
    assert not read_alert(alert(status=status)).usable
    with pytest.raises(Refused):
        take(office, alert(status=status))

    assert queries.hazards(office) == []


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.3"])
def test_another_version_is_refused_by_name(version):
    with pytest.raises(Refused, match=version):
        read_alert(alert(space=f"urn:oasis:names:tc:emergency:cap:{version}"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not xml",
        b"<alert>",
        b"<alert/>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
        b'<!DOCTYPE alert><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>',
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<a>" * (DEPTH_MAX + 1),
        b"<a>" + b"<b/>" * NODES_MAX + b"</a>",
        b" " * (BYTES_MAX + 1),
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_alert_or_may_do_harm_is_refused(raw):
    with pytest.raises(Refused):
        read_alert(raw)


def test_an_alert_is_taken_in_once_and_graded_by_a_person(office):
    assert take(office, alert()) == (1, 0)

    (hazard,) = queries.hazards(office)
    assert (hazard.origin, hazard.source_grade, hazard.taken_by) == ("public alert", "C", "Allan")
    with pytest.raises(Refused):
        take(office, alert())
    assert len(queries.hazards(office)) == 1


def test_an_update_replaces_and_a_cancel_withdraws_and_both_keep_what_was(office):
    take(office, alert())

    assert take(office, alert(name="a2", kind="Update", more=refers("a1"))) == (1, 1)
    assert take(office, alert(name="a3", kind="Cancel", more=refers("a2"), info="")) == (0, 1)

    assert [hazard.withdrawn for hazard in queries.hazards(office)] == [True, True]
    assert all(hazard.history for hazard in queries.hazards(office))


@pytest.mark.parametrize("kind", ["Ack", "Error"])
def test_a_receipt_changes_nothing(office, kind):
    with pytest.raises(Refused):
        take(office, alert(kind=kind))

    assert queries.hazards(office) == []


def test_every_category_leads_to_a_kind_of_danger_we_know():
    assert set(KIND.values()) <= set(WEIGHT)


def test_a_stranger_takes_no_alert_in(office):
    from waystation.base.ids import new_id
    from waystation.vault import cells
    from waystation.vault.keyring import Keyring

    with pytest.raises(Refused):
        take(Keyring.of(new_id(), [cells.found("cases")]), alert())


def test_nobody_takes_back_what_another_sender_said(office):
    take(office, alert())
    forged = alert(name="x", kind="Cancel", more=refers("a1"), info="").replace(
        b"<sender>weather@", b"<sender>stranger@"
    )

    assert wheres(forged) == ["references"]
    with pytest.raises(Refused):
        take(office, forged)

    assert [hazard.withdrawn for hazard in queries.hazards(office)] == [False]
