"""An organisation that tells stories: its compartments, its people, and a person who agreed."""

from typing import NamedTuple
from uuid import UUID

import pytest

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cases.telling import queries as telling
from waystation.cases.telling.tests.builders import a_telling, agreed, arrived
from waystation.cases.tests.builders import CAMBRIDGE, CHESTERTOWN, NOW, TODAY
from waystation.impact.models import PieceVoice
from waystation.impact.stories import previewing, publishing, services
from waystation.impact.stories.domain import POINTS, Draft, Words
from waystation.impact.stories.previewing import Said
from waystation.impact.stories.services import Written
from waystation.network import services as network
from waystation.vault import cells
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring


class People(NamedTuple):
    """Who does what: drafts, looks over, guards, leads cases, asks; and Ann, who agreed."""

    julia: Who
    levi: Who
    allan: Who
    william: Keyring
    harriet: Keyring
    household: UUID
    ann: UUID
    telling: UUID


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def people(db):
    """Found the compartments, let a family arrive, and let Ann agree to be told of."""
    purposes = ("gazetteer", "network", "cases", "security", "giving")
    slots = {purpose: cells.found(purpose) for purpose in purposes}
    places = [CHESTERTOWN, CAMBRIDGE]
    mapper = Keyring.of(new_id(), [slots["gazetteer"], slots["network"]])
    network.take_in(places=places, houses=[], legs=[], partners=[], keyring=mapper, now=NOW)
    william, harriet = (
        Keyring.of(new_id(), [slots["gazetteer"], slots["cases"]]) for _ in range(2)
    )
    clock.stand_at(NOW)
    household, ann, *_others = arrived(william)
    channels = ("site", "card", "newsletter")
    kept = agreed(household, a_telling(ann, channels=channels), harriet)
    julia = who("fundraiser", "Julia", slots["giving"])
    levi = who("finance officer", "Levi", slots["giving"])
    allan = who("security officer", "Allan", slots["security"])
    return People(julia, levi, allan, william, harriet, household, ann, kept)


def who(role, alias, *slots):
    """Somebody at work, with the keys of some compartments."""
    keyring = Keyring.of(new_id(), list(slots), alias=alias)
    return Who(keyring.user_id, alias, role, keyring, None, None)


def a_draft(**said):
    usual = {
        "kind": "story",
        "slug": "bread-before-dawn",
        "en": Words(
            title="Bread before dawn",
            text="She bakes at four.\n\nShe sings.",
            changed="The name and the trade.",
        ),
        "ko": Words(title="새벽 전의 빵", text="그는 네 시에 굽는다.", changed="이름과 일."),
        "until": TODAY.replace(year=1856),
    }
    return Draft(**usual | said)


def codes():
    return tuple(one.code for one in telling.marks(TODAY))


def drafted(people, picture_bytes=b"", **said):
    written = Written(a_draft(**said), codes(), picture_bytes)
    return services.draft(written=written, who=people.julia, now=NOW).pk


def looked_over(people, piece, by=None):
    services.review(piece_id=piece, points=POINTS, note="", who=by or people.levi, now=NOW)


def shown(people, piece, is_yes=True, words=""):
    """Show a draft to Ann and write down what she says."""
    (waits,) = [one for one in previewing.waiting(people.william) if _piece(one.voice) == piece]
    digest = previewing.preview(people.ann, waits.voice, people.william, NOW).digest
    said = Said(digest, is_yes, words, "en", "Heron")
    previewing.answer(
        person_id=people.ann, voice_id=waits.voice, said=said, keyring=people.william, now=NOW
    )


def published(people, **said):
    """Take a piece all the way; gives its id."""
    piece = drafted(people, **said)
    looked_over(people, piece)
    shown(people, piece)
    publishing.propose(piece_id=piece, who=people.julia, now=NOW)
    publishing.publish(piece_id=piece, who=people.allan, now=NOW)
    return piece


def _piece(voice):
    return PieceVoice.objects.get(pk=voice).piece_id
