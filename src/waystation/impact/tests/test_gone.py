"""A consent that ends takes its story from every surface of the site, whatever was kept before.

The clock stands where the test puts it: what is gone is gone at the very next request, and no
answer tells a browser to show what it has for longer than an hour.
"""

import base64
import re
from datetime import timedelta

import pytest

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.cases.telling import services as telling
from waystation.cases.tests.builders import NOW, TODAY
from waystation.giving.tests.site import at_site, visitor
from waystation.impact.models import PieceCopy, PieceRow
from waystation.impact.stories import previewing, publishing, queries, services
from waystation.impact.stories.domain import Words
from waystation.impact.stories.services import Written
from waystation.impact.tests.office import (
    _own_home,
    a_draft,
    codes,
    drafted,
    looked_over,
    people,
    published,
)
from waystation.impact.tests.pictures import HIDDEN, a_picture, points_of
from waystation.vault import words

__all__ = ["_own_home", "at_site", "people", "visitor"]

SAID = (b"Bread before dawn", "새벽 전의 빵".encode(), b"bakes", b"bread-before-dawn")
LISTS = ("/en/", "/ko/", "/en/stories/", "/ko/stories/", "/sitemap.xml")
SLUG = "bread-before-dawn"
PAGES = (f"/en/stories/{SLUG}/", f"/ko/stories/{SLUG}/", f"/en/stories/{SLUG}/card.png")
CHANNELS = ("site", "card", "newsletter")


@pytest.fixture
def told(people):
    """Publish what Ann agreed to, as a drawing, also on cards."""
    return published(people, **with_drawing())


def with_drawing(**said):
    whole = a_draft()
    alt = {
        code: Words(title=one.title, text=one.text, changed=one.changed, alt="A loaf / 빵")
        for code, one in (("en", whole.en), ("ko", whole.ko))
    }
    return {**alt, "channels": CHANNELS, "picture": "drawing", "picture_bytes": a_picture()} | said


def picture_of(piece):
    return f"/stories/picture/{PieceRow.objects.get(pk=piece).picture_name}"


def surfaces(piece):
    return (*LISTS, *PAGES, picture_of(piece))


def told_on(visitor, piece):
    """Give the surfaces that show the piece, and what each said to revalidate it with."""
    found = {}
    for url in surfaces(piece):
        answer = visitor.get(url)
        if answer.status_code == 200 and (
            url not in LISTS or any(s in answer.content for s in SAID)
        ):
            found[url] = answer["ETag"]
    return found


def still_told(visitor, piece, kept):
    """List the surfaces that show it yet, also to a browser that kept it and asks for changes."""
    found = []
    for url in surfaces(piece):
        for headers in ({}, {"If-None-Match": kept.get(url, '"x"')}):
            answer = visitor.get(url, headers=headers)
            # The page that says it is gone repeats the address that was asked for.
            says = SAID if url in LISTS else SAID[:-1]
            is_told = any(said in answer.content for said in says)
            if is_told or answer.status_code != (200 if url in LISTS else 410):
                found.append((url, answer.status_code))
    return found


def test_taken_back_it_is_gone_from_every_surface_at_the_next_request(people, told, visitor):
    kept = told_on(visitor, told)
    assert set(kept) == set(surfaces(told))
    clock.stand_at(NOW + timedelta(seconds=1))

    telling.withdraw(telling_id=people.telling, how="", keyring=people.william, now=clock.now())

    assert still_told(visitor, told, kept) == []


def test_no_surface_lets_a_browser_show_it_for_longer_than_an_hour(told, visitor):
    for url in surfaces(told):
        said = visitor.get(url)["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", said)[1]) <= 3_600
        assert "stale" not in said


def test_their_own_words_on_the_site_end_it_without_an_account(people, told, visitor):
    drawn = telling.draw_words(telling_id=people.telling, language="ko", keyring=people.harriet)
    kept = told_on(visitor, told)

    wrong = visitor.post("/ko/withdraw/", {"words": drawn.rsplit(" ", 1)[0]})
    unknown = visitor.post("/en/withdraw/", {"words": words.draw("en")})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert told_on(visitor, told) == kept
    assert visitor.post("/ko/withdraw/", {"words": drawn}).status_code == 200

    assert still_told(visitor, told, kept) == []


def test_their_link_asks_for_one_press_and_looking_at_it_ends_nothing(people, told, visitor):
    drawn = telling.draw_words(telling_id=people.telling, language="en", keyring=people.harriet)
    token = base64.urlsafe_b64encode(words.entropy_of(drawn)).rstrip(b"=").decode()
    kept, link = told_on(visitor, told), f"/en/withdraw/{token}/"

    looked = visitor.get(link)
    assert (looked.status_code, looked["Cache-Control"]) == (200, "no-store")
    assert told_on(visitor, told) == kept
    assert visitor.post(link).status_code == 200

    assert still_told(visitor, told, kept) == []
    assert visitor.get(f"/en/withdraw/{token[:-1]}/").status_code == 404


def test_words_and_picture_are_destroyed_in_the_row(people, told):
    telling.withdraw(telling_id=people.telling, how="", keyring=people.william, now=NOW)

    row = PieceRow.objects.get(pk=told)
    assert row.state == "withdrawn"
    assert not any((row.box, row.sealed_picture, row.picture, row.text_en, row.text_ko, row.alt_en))
    assert SLUG not in row.slug
    assert not PieceCopy.objects.filter(piece=told).exists()
    with pytest.raises(Refused, match="nothing of it is left"):
        queries.opened(told, people.julia.keyring)


def test_what_was_made_of_it_ends_with_it_and_what_went_further_is_called_back(people, told):
    excerpt = Written(a_draft(slug="excerpt"), codes(), b"", told)
    made = services.draft(written=excerpt, who=people.julia, now=NOW).pk
    publishing.note_use(
        piece_id=told, channel="newsletter", where="Letter 3", who=people.julia, now=NOW
    )
    assert queries.to_recall(people.julia.keyring, TODAY) == []

    telling.withdraw(telling_id=people.telling, how="", keyring=people.william, now=NOW)

    assert PieceRow.objects.get(pk=made).state == "withdrawn"
    (one,) = queries.to_recall(people.julia.keyring, TODAY)
    assert (one.use.where, one.piece) == ("Letter 3", told)
    publishing.tick_recalled(use_id=one.use.id, who=people.julia, now=NOW)
    assert queries.to_recall(people.julia.keyring, TODAY) == []


def test_the_day_after_a_consent_ran_out_nothing_shows_it_though_nobody_worked(told, visitor):
    kept = told_on(visitor, told)
    # A yes of 26 October 1855 for 365 days counts until 25 October 1856; 1856 is a leap year.
    clock.stand_at(NOW + timedelta(days=365))
    assert set(told_on(visitor, told)) == set(kept)

    clock.stand_at(NOW + timedelta(days=366))

    assert still_told(visitor, told, kept) == []
    assert PieceRow.objects.get(pk=told).state == "published"
    publishing.put_away(on=clock.now().date())
    assert not PieceRow.objects.get(pk=told).picture


def test_a_public_picture_is_its_points_and_nothing_else(told, visitor):
    answer = visitor.get(picture_of(told))

    assert answer["Content-Type"] == "image/jpeg"
    assert HIDDEN not in answer.content
    assert points_of(answer.content) == ("JPEG", (1_200, 600), 0)


def test_a_face_needs_a_yes_to_the_face(people):
    faces = with_drawing(picture="face", slug="face")
    content = faces.pop("picture_bytes")

    with pytest.raises(Refused, match="does not cover it"):
        services.draft(
            written=Written(a_draft(**faces), codes(), content), who=people.julia, now=NOW
        )


def test_a_story_without_a_yes_to_cards_has_none(people, visitor):
    published(people)

    assert visitor.get(PAGES[0]).status_code == 200
    assert b"og:image" not in visitor.get(PAGES[0]).content
    assert visitor.get(PAGES[2]).status_code == 410
    assert visitor.get("/en/stories/never-was/").status_code == 404


def test_a_preview_is_shown_by_its_link_alone_and_kept_nowhere(people, visitor):
    piece = drafted(people, **with_drawing())
    looked_over(people, piece)
    (waits,) = previewing.waiting(people.harriet)
    secret = previewing.make_link(
        person_id=people.ann, voice_id=waits.voice, language="ko", keyring=people.harriet, now=NOW
    )
    link = f"/ko/preview/{base64.urlsafe_b64encode(secret).rstrip(b'=').decode()}/"

    page = visitor.get(link)
    assert "새벽 전의 빵" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert visitor.get(f"{link}picture").content.startswith(b"\xff\xd8")
    assert visitor.get(f"/ko/preview/{'A' * 43}/").status_code == 410
    digest = re.search(rb'name="digest" value="([0-9a-f]{64})"', page.content)[1].decode()
    assert visitor.post(link, {"digest": "0" * 64, "answer": "yes"}).status_code == 422
    assert visitor.post(link, {"digest": digest, "answer": "yes"}).status_code == 200
    assert PieceRow.objects.get(pk=piece).state == "consented"
