"""From draft to public: every hand that is needed, and what each lack of one refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.telling.domain import Seen
from waystation.cases.tests.builders import NOW, TODAY
from waystation.impact.models import PieceRow
from waystation.impact.stories import previewing, publishing, queries, services
from waystation.impact.stories.domain import POINTS, Words
from waystation.impact.stories.services import Written
from waystation.impact.tests.office import (
    a_draft,
    codes,
    drafted,
    looked_over,
    published,
    shown,
    who,
)
from waystation.vault import cells


def state_of(piece):
    return PieceRow.objects.get(pk=piece).state


def titles(on=TODAY, language="en"):
    return [one.title for one in queries.published(language, on)]


def test_a_piece_goes_its_whole_way_and_is_read_in_both_languages(people):
    piece = published(people)

    assert state_of(piece) == "published"
    assert (titles(), titles(language="ko")) == (["Bread before dawn"], ["새벽 전의 빵"])
    (one,) = queries.published("en", TODAY)
    assert (one.paragraphs, one.changed) == (
        ["She bakes at four.", "She sings."], "The name and the trade.",
    )  # fmt: skip


def test_before_it_is_public_no_plain_column_says_a_word_of_it(people):
    drafted(people)

    (row,) = PieceRow.objects.values()
    said = b"".join(
        value if isinstance(value, bytes) else str(value).encode() for value in row.values()
    )
    assert not any(word in said for word in (b"Bread", b"bread", "빵".encode(), b"bakes"))


def test_what_is_missing_in_a_draft_is_named(people):
    gaps = {
        "no address": a_draft(slug="Ann Maria"),
        "not whole in both": a_draft(ko=Words(title="", text="")),
        "which details are changed": a_draft(en=Words(title="x", text="x")),
        "whose this is": a_draft(is_historical=True),
        "There is no picture": a_draft(picture="drawing"),
        "until when": a_draft(until=TODAY - timedelta(days=1)),
        "does not cover it": a_draft(names=True),
    }

    for says, draft in gaps.items():
        with pytest.raises(Refused, match=says):
            services.draft(written=Written(draft, codes()), who=people.julia, now=NOW)


def test_nobody_looks_over_what_they_drafted_and_every_point_is_looked_at(people):
    piece = drafted(people)

    with pytest.raises(Refused, match="drafted this yourself"):
        looked_over(people, piece, by=people.julia)
    with pytest.raises(Refused, match="Not every point"):
        services.review(piece_id=piece, points=POINTS[1:], note="", who=people.levi, now=NOW)

    assert state_of(piece) == "draft"


def test_without_the_persons_own_yes_nobody_can_even_ask_for_it(people):
    piece = drafted(people)
    looked_over(people, piece)

    with pytest.raises(Refused, match="as it stands now"):
        publishing.propose(piece_id=piece, who=people.julia, now=NOW)


def test_a_no_sends_it_back_with_their_words_and_stands_in_their_case(people):
    piece = drafted(people)
    looked_over(people, piece)

    shown(people, piece, is_yes=False, words="Not the bread.")

    (voice,) = queries.piece(piece, people.julia.keyring, TODAY).voices
    assert (state_of(piece), voice.words, voice.approved) == ("draft", "Not the bread.", False)
    (seen,) = parts.listed(people.household, Seen, people.william)
    assert (seen.value.answer, seen.value.person) == ("no", people.ann)


def test_written_anew_it_is_looked_over_and_shown_anew(people):
    piece = drafted(people)
    looked_over(people, piece)
    shown(people, piece)
    assert state_of(piece) == "consented"
    anew = Written(a_draft(en=Words(title="Bread", text="x", changed="x")), codes())

    services.redraft(piece_id=piece, written=anew, who=people.julia, now=NOW)

    assert state_of(piece) == "draft"
    looked_over(people, piece)
    assert state_of(piece) == "reviewed"


def test_publishing_takes_two_and_the_database_holds_them_to_it(people):
    piece = drafted(people)
    looked_over(people, piece)
    shown(people, piece)

    with pytest.raises(Refused, match="takes two people"):
        publishing.publish(piece_id=piece, who=people.allan, now=NOW)
    publishing.propose(piece_id=piece, who=people.julia, now=NOW)
    with pytest.raises(Refused, match="takes two people"):
        publishing.publish(piece_id=piece, who=people.julia, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PieceRow.objects.filter(pk=piece).update(published_by=people.julia.user_id)


def test_a_strangers_keys_find_no_piece(people):
    piece = drafted(people)
    stranger = who("fundraiser", "Nobody", cells.found("cases"))

    with pytest.raises(Refused, match="no such record"):
        queries.opened(piece, stranger.keyring)
    with pytest.raises(Refused, match="no such record"):
        publishing.take_down(piece_id=piece, who=stranger, now=NOW)
    assert queries.lines(stranger.keyring, TODAY) == []


def test_security_holds_a_public_piece_against_its_consent_and_two_let_it_go(people):
    piece = published(people)

    publishing.hold(piece_id=piece, state="embargoed", why="Her sister.", who=people.allan, now=NOW)

    assert titles() == []
    assert not PieceRow.objects.get(pk=piece).text_en
    assert queries.piece(piece, people.allan.keyring, TODAY).hold_why == "Her sister."
    assert queries.piece(piece, people.julia.keyring, TODAY).hold_why == ""
    with pytest.raises(Refused, match="Security holds this"):
        publishing.let_go(piece_id=piece, who=people.levi, now=NOW)
    assert not publishing.let_go(piece_id=piece, who=people.allan, now=NOW)
    with pytest.raises(Refused, match="two people"):
        publishing.let_go(piece_id=piece, who=people.allan, now=NOW)
    with pytest.raises(Refused, match="two people"):
        publishing.let_go(piece_id=piece, who=people.julia, now=NOW)
    assert publishing.let_go(piece_id=piece, who=people.levi, now=NOW)
    assert (state_of(piece), titles()) == ("consented", [])


def test_what_is_made_of_a_piece_speaks_of_the_same_people(people):
    piece = published(people)
    of_nobody = a_draft(slug="x", is_historical=True, source="a book")

    written = Written(of_nobody, (), b"", piece)

    with pytest.raises(Refused, match="everybody whom that speaks of"):
        services.draft(written=written, who=people.julia, now=NOW)


def test_holding_a_piece_holds_all_that_was_made_of_it(people):
    piece = published(people)
    quote = Written(a_draft(slug="a-quote"), codes(), b"", piece)
    made = services.draft(written=quote, who=people.julia, now=NOW).pk
    looked_over(people, made)
    shown(people, made)
    publishing.propose(piece_id=made, who=people.julia, now=NOW)
    publishing.publish(piece_id=made, who=people.allan, now=NOW)

    publishing.hold(piece_id=piece, state="embargoed", why="Her sister.", who=people.allan, now=NOW)

    assert (titles(), state_of(made)) == ([], "embargoed")
    assert queries.piece(made, people.allan.keyring, TODAY).hold_why == "Her sister."
    again = Written(a_draft(slug="another"), codes(), b"", piece)
    with pytest.raises(Refused, match="held"):
        services.draft(written=again, who=people.julia, now=NOW)
    # What was made of it does not go before it.
    publishing.let_go(piece_id=made, who=people.allan, now=NOW)
    with pytest.raises(Refused, match="held"):
        publishing.let_go(piece_id=made, who=people.levi, now=NOW)


def test_a_piece_of_long_ago_needs_no_consent_but_a_book_and_two_people(people):
    of_old = a_draft(is_historical=True, source="Still, 1872", slug="of-old")
    piece = services.draft(written=Written(of_old), who=people.julia, now=NOW).pk
    looked_over(people, piece)
    publishing.propose(piece_id=piece, who=people.julia, now=NOW)
    publishing.publish(piece_id=piece, who=people.allan, now=NOW)

    (one,) = queries.published("en", TODAY)
    assert (one.is_historical, one.source) == (True, "Still, 1872")


def test_a_link_opens_one_draft_for_seven_days_and_takes_one_answer(people):
    piece = drafted(people)
    looked_over(people, piece)
    (waits,) = previewing.waiting(people.harriet)
    about = {"person_id": people.ann, "voice_id": waits.voice}
    secret = previewing.make_link(**about, language="ko", keyring=people.harriet, now=NOW)

    assert previewing.by_link(bytes(32), NOW) is None
    assert previewing.by_link(secret, NOW + timedelta(days=7)) is None
    found = previewing.by_link(secret, NOW)
    assert found.draft.ko.title == "새벽 전의 빵"
    said = previewing.Said(found.digest, is_yes=True)
    assert previewing.answer_by_link(secret=secret, said=said, now=NOW)

    assert state_of(piece) == "consented"
