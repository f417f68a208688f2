"""Helpers and courses for tests; what a test is about it names, the rest is usual."""

from datetime import timedelta

from waystation.cases.tests.builders import TODAY
from waystation.resettlement.programmes.domain import Helper
from waystation.resettlement.programmes.seats import Course, Session


def a_helper(**said) -> Helper:
    usual = {
        "alias": "Heron",
        "kind": "mentor",
        "sex": "female",
        "age": "30-44",
        "languages": ("en",),
        "trained_on": TODAY - timedelta(days=60),
        "vetted_on": TODAY - timedelta(days=60),
        "vetted_until": TODAY + timedelta(days=300),
        "review_on": TODAY + timedelta(days=90),
    }
    return Helper(**usual | said)


def a_course(on=None, **said) -> Course:
    usual = {
        "title": "The subway",
        "kind": "course",
        "topic": "subway",
        "language": "en",
        "place": "the school house",
        "seats": 2,
        "sessions": (Session(on=on, hours="10:00-12:00"),) if on else (),
    }
    return Course(**usual | said)
