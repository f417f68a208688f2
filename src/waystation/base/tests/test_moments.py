"""Moments as people type them."""

from datetime import UTC, datetime

import pytest

from waystation.base.moments import EXAMPLE, read_moment


def test_a_moment_without_a_zone_is_utc_and_one_with_a_zone_is_moved_there():
    assert read_moment(EXAMPLE) == datetime(1855, 10, 26, 21, 40, tzinfo=UTC)
    assert read_moment("1855-10-26T21:40+02:00") == datetime(1855, 10, 26, 19, 40, tzinfo=UTC)
    assert read_moment("1855-10-26") == datetime(1855, 10, 26, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "26/10/1855", "1855-13-01", "1855-10-26T25:00"])
def test_anything_else_is_no_moment(text):
    assert read_moment(text) is None
