"""The page of what may be told: asked and taken back with a browser."""

import pytest

from waystation.cases.models import TellingMark
from waystation.cases.telling import queries
from waystation.cases.telling.tests.builders import a_telling, agreed, arrived
from waystation.cases.tests.builders import TODAY

YES = {
    "ask-uses": "story", "ask-shapes": "pseudonym", "ask-channels": "site",
    "ask-regions": "world", "ask-given_on": "1855-10-26", "ask-valid_until": "1856-10-25",
    "ask-language": "en", "ask-interpreter": "Heron",
}  # fmt: skip


@pytest.fixture
def family(william):
    return arrived(william)


def test_a_yes_is_written_down_by_a_colleague_and_taken_back_by_one_press(sign_in, family):
    _household, ann, *_others = family
    browser, page = sign_in("field manager"), f"/telling/{ann}/"

    assert "read aloud" in browser.get(page).content.decode()
    assert browser.post(page + "note/", YES).status_code == 302
    (mark,) = queries.marks(TODAY)
    assert mark.code in browser.get(page).content.decode()
    assert browser.post(page + "withdraw/", {"how": ""}).status_code == 302

    assert queries.marks(TODAY) == []


def test_an_answer_that_does_not_hold_together_is_shown_again(sign_in, family):
    _household, ann, *_others = family
    browser = sign_in("field manager")
    flaws = [
        ({"ask-regions": "europe"}, "read everywhere"),
        ({"ask-valid_until": "1856-12-01"}, "A year at most"),
        ({"ask-given_on": "1855-10-27", "ask-valid_until": "1855-10-27"}, "a day to come"),
        ({"ask-language": "ko"}, "valid choice"),
    ]

    for said, says in flaws:
        answer = browser.post(f"/telling/{ann}/note/", YES | said)
        assert (answer.status_code, says in answer.content.decode()) == (422, True)


def test_the_words_are_shown_once_and_only_their_digest_is_kept(sign_in, family, harriet):
    household, ann, *_others = family
    kept = agreed(household, a_telling(ann), harriet)

    page = sign_in("case worker").post(f"/telling/{ann}/{kept}/words/").content.decode()

    assert page.count("<li><code>") == 12
    assert len(bytes(TellingMark.objects.get().words_digest)) == 32


def test_nobody_without_cases_opens_the_page(sign_in, family):
    _household, ann, *_others = family

    for role in ("fundraiser", "finance officer", "approver"):
        assert sign_in(role).get(f"/telling/{ann}/").status_code == 403
