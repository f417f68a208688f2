"""Calendars as RFC 5545 has them, held against a plain reader of its lines."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.resettlement.mine import ical
from waystation.resettlement.mine.domain import Day, days_of
from waystation.resettlement.mine.ical import Event
from waystation.resettlement.mine.tests.builders import TODAY, material

STAMP = datetime(2025, 9, 1, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """Read a calendar's lines as section 3.1 says, by plain means."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_calendar_of_one_day_to_the_letter():
    event = Event("ab12", date(2025, 9, 30), "마지막 날")

    assert ical.calendar([event], language="ko", stamp=STAMP) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Waystation//Plan//EN\r\n"
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n"
        "BEGIN:VEVENT\r\nUID:ab12\r\nDTSTAMP:20250901T000000Z\r\n"
        "DTSTART;VALUE=DATE:20250930\r\nDTEND;VALUE=DATE:20251001\r\n"
        "SUMMARY;LANGUAGE=ko:마지막 날\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_no_line_is_longer_than_75_bytes_and_every_text_comes_back(text):
    folded = ical.folded("SUMMARY:" + ical.escaped(text))

    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    (line,) = unfolded(folded)
    plain = line.removeprefix("SUMMARY:").replace("\\,", ",").replace("\\;", ";")
    assert plain.replace("\\\\", "\\") == text


def test_commas_and_ends_of_lines_are_none_of_the_formats():
    assert ical.escaped("a,b;c\\d\r\ne\nf\r") == "a\\,b\\;c\\\\d\\ne\\nf"


def test_days_done_and_long_past_are_no_longer_there_and_meetings_are():
    course = material("korea").course
    meeting = Day(TODAY + timedelta(days=3), "meets")
    before = Day(TODAY - timedelta(days=3), "meets")

    days = days_of(course, (meeting, meeting, before), TODAY)

    assert meeting in days
    assert before not in days
    assert days == sorted(set(days))
    closing = {view.closes for view in course if view.state != "done" and view.closes}
    shown = {day.on for day in days if day.kind == "closes"}
    assert shown == {on for on in closing if on >= TODAY - timedelta(days=7)}
