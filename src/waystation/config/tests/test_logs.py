"""A log line names a kind of failure and a place in the code, and nothing that anybody wrote."""

import io
import logging

import pytest
from django.test import Client
from django.urls import path

from waystation.config.logs import Bare

SECRET = "Chestertown"


def fails(request, word):
    try:
        raise KeyError(SECRET)
    except KeyError:
        raise RuntimeError(f"no way from {SECRET}") from None


urlpatterns = [path("fails/<str:word>/", fails)]


@pytest.fixture
def log(settings, monkeypatch) -> io.StringIO:
    """Give what the console's own handler writes for a view that fails."""
    settings.ROOT_URLCONF = __name__
    written = io.StringIO()
    handlers = logging.getLogger("django").handlers
    (console,) = (handler for handler in handlers if isinstance(handler.formatter, Bare))
    monkeypatch.setattr(console, "stream", written)
    return written


def test_a_view_that_fails_is_logged_by_its_kind_and_place_only(log):
    answer = Client(raise_request_exception=False).get(f"/fails/{SECRET}/?word={SECRET}")

    assert answer.status_code == 500
    (line,) = log.getvalue().splitlines()
    assert f" ERROR django.request 500 RuntimeError at {__name__}:" in line
    assert SECRET not in line
    assert "fails/" not in line


def test_no_handler_of_the_project_writes_in_another_form():
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "waystation")]
    ours = [h for logger in loggers for h in logger.handlers if type(h) is logging.StreamHandler]

    assert ours
    assert all(isinstance(handler.formatter, Bare) for handler in ours)


def test_a_line_without_a_failure_names_its_part_only():
    record = logging.makeLogRecord(
        {"name": "x", "levelname": "ERROR", "msg": "at %s", "args": (SECRET,), "exc_text": SECRET}
    )

    assert Bare().format(record).endswith(" ERROR x")
