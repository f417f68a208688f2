"""The key that browsers' push services know this machine by: drawn once, and it opens nothing."""

from base64 import urlsafe_b64decode

import pytest

from waystation.base.pings import PUSH_KEY
from waystation.vault import pushkey, seal


def test_the_key_is_drawn_once_and_lies_for_this_user_alone(settings):
    first, again = pushkey.public(), pushkey.public()

    assert first == again
    assert (settings.HOME / PUSH_KEY).stat().st_mode & 0o777 == 0o600


def test_browsers_get_a_point_of_the_curve_they_expect(settings):
    point = urlsafe_b64decode(pushkey.public() + "=")

    # 4 says that both coordinates follow, 32 bytes each.
    assert (point[0], len(point)) == (4, 65)
    assert b"PRIVATE" not in point
    assert seal.push_public(seal.new_push_key()) != seal.push_public(seal.new_push_key())


def test_a_file_that_is_no_key_is_not_used(settings):
    (settings.HOME / PUSH_KEY).write_text("nothing")

    with pytest.raises(ValueError):
        pushkey.public()
