"""A portrait from memory: warned first, stopped at once, shown only as the family allows."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.birth import Birth
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import PortraitRow
from waystation.tracing.portraits import drawing, queries, services, sketching
from waystation.tracing.portraits.domain import ROUNDS_MAX
from waystation.tracing.portraits.face import Mark, from_bytes, years_of
from waystation.tracing.portraits.tests.builders import a_picture, begun_by, finished_by
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_profile, a_request, born
from waystation.tracing.values import Parting
from waystation.vault import audit, files, shredding
from waystation.vault.keyring import Keyring
from waystation.vault.models import FileRow


def one(portrait_id, keyring):
    return queries.portrait(portrait_id, keyring).portrait


def drawn(portrait_id, keyring) -> None:
    """Take a face on the sheet."""
    said = {"portrait_id": portrait_id, "keyring": keyring, "now": NOW}
    sketching.lay_out(**said)
    sketching.take(picked=(4,), **said)


@pytest.fixture
def said(portrait_id, peter):
    return {"portrait_id": portrait_id, "keyring": peter, "now": NOW}


def test_nothing_is_kept_before_the_witness_agreed_and_somebody_stays_beside_them(
    request_id, peter
):
    with pytest.raises(Refused, match="stays beside"):
        begun_by(peter, request_id, support="  ")

    assert not PortraitRow.objects.exists()


def test_a_portrait_says_that_the_witness_was_warned_in_which_language_and_by_whom(said, peter):
    agreed = one(said["portrait_id"], peter).agreed

    assert (agreed.support, agreed.language, agreed.noted_by) == (
        "her sister",
        "Korean",
        peter.user_id,
    )
    assert agreed.noted_at == NOW


@pytest.mark.parametrize(("sought", "seeker", "why"), [
    (a_profile(birth=born(TODAY.year - 12)), a_profile(), "minor today"),
    (a_profile(), a_profile(birth=born(TODAY.year - 9)), "seeks is a minor"),
    (a_profile(birth=born(TODAY.year)), a_profile(), "minor today"),
])  # fmt: skip
def test_no_minor_composes_and_no_face_of_a_minor_is_composed(peter, sought, seeker, why):
    asked = a_request(sought=sought, seeker=seeker, guardian="an aunt", best_interests="home")
    made = requests.open_request(request=asked, keyring=peter, now=NOW)

    with pytest.raises(Refused, match=why):
        begun_by(peter, made, is_grown_up=True)


def test_where_nothing_says_how_old_they_are_somebody_has_to_make_sure(peter):
    unknown = a_request(sought=a_profile(birth=Birth()))
    made = requests.open_request(request=unknown, keyring=peter, now=NOW)
    with pytest.raises(Refused, match="how old"):
        begun_by(peter, made)

    begun_by(peter, made, is_grown_up=True)


def test_a_child_lost_long_ago_is_drawn_at_the_age_then(peter):
    lost = a_profile(birth=Birth(), seen_age=7, parting=Parting(year=TODAY.year - 30))
    made = requests.open_request(request=a_request(sought=lost), keyring=peter, now=NOW)
    portrait_id = begun_by(peter, made)
    sketching.lay_out(portrait_id=portrait_id, keyring=peter, now=NOW)

    faces = one(portrait_id, peter).rounds[0].faces
    assert {years_of(from_bytes(face)) for face in faces} == {7}


def test_the_free_telling_stays_when_the_questions_are_answered(said, peter):
    services.tell(says={"free": "She hummed while she cooked."}, **said)
    services.tell(says={"traits": {"warmth": 7}, "age": 40, "gesture": "a nod"}, **said)

    told = one(said["portrait_id"], peter).told
    assert (told.free, told.traits, told.age) == ("She hummed while she cooked.", {"warmth": 7}, 40)


def test_what_was_picked_lives_on_first_in_the_next_eighteen(said, peter):
    sketching.lay_out(**said)
    before = one(said["portrait_id"], peter).rounds[0].faces
    sketching.breed(picked=(3, 7, 11), **said)

    rounds = one(said["portrait_id"], peter).rounds
    assert [len(each.faces) for each in rounds] == [18, 18]
    assert rounds[1].faces[:3] == (before[3], before[7], before[11])
    assert rounds[0].picked == (3, 7, 11)


def test_one_goes_back_to_the_faces_before_and_the_same_pick_then_gives_others(said, peter):
    sketching.lay_out(**said)
    sketching.breed(picked=(0, 1), **said)
    once = one(said["portrait_id"], peter).rounds[1].faces
    sketching.back(**said)
    sketching.breed(picked=(0, 1), **said)

    again = one(said["portrait_id"], peter).rounds
    assert len(again) == 2
    assert again[1].faces[:2] == once[:2]
    assert again[1].faces[2:] != once[2:]


@pytest.mark.parametrize("picked", [(), (0, 1, 2, 3), (18,)])
def test_none_too_many_or_what_is_not_there_cannot_be_bred(said, picked):
    sketching.lay_out(**said)

    with pytest.raises(Refused):
        sketching.breed(picked=picked, **said)


def test_after_the_last_round_no_more_faces_come(said, peter):
    sketching.lay_out(**said)
    for _ in range(ROUNDS_MAX):
        sketching.breed(picked=(0,), **said)

    with pytest.raises(Refused, match="cannot be done"):
        sketching.breed(picked=(0,), **said)
    assert len(one(said["portrait_id"], peter).rounds) == ROUNDS_MAX + 1


def test_every_version_is_kept_with_the_witnesss_words_and_a_change_is_taken_back(said, peter):
    drawn(said["portrait_id"], peter)
    first = one(said["portrait_id"], peter).sketch.face
    sketching.keep(says="eyes right, chin not", **said)
    wider = from_bytes(first)._replace(chin=0.9)
    sketching.change(face=wider, mark=Mark("scar", 0.5, 0.5), **said)
    sketching.keep(says="the chin too", **said)
    sketching.undo(**said)

    held = one(said["portrait_id"], peter)
    assert [version.says for version in held.versions] == ["eyes right, chin not", "the chin too"]
    assert held.versions[0].face == held.sketch.face == first
    assert held.versions[1].marks[0].kind == "scar"


def test_a_face_of_today_says_that_it_is_imagined_and_is_never_a_childs(said, peter):
    drawn(said["portrait_id"], peter)
    with pytest.raises(Refused, match="child"):
        sketching.imagine(age=17, **said)
    sketching.imagine(age=70, **said)
    sketching.keep(says="", **said)

    version = one(said["portrait_id"], peter).versions[0]
    assert (version.kind, years_of(from_bytes(version.face))) == ("imagined", 70)


def test_once_stopped_nothing_is_asked_or_drawn_until_the_witness_goes_on(said, peter):
    drawn(said["portrait_id"], peter)
    services.stop(**said)

    with pytest.raises(Refused, match="stopped"):
        sketching.keep(says="one more", **said)
    with pytest.raises(Refused, match="stopped"):
        services.tell(says={"free": "more"}, **said)
    services.go_on(**said)
    sketching.keep(says="one more", **said)
    assert len(one(said["portrait_id"], peter).versions) == 1


def test_destroyed_means_words_drawings_picture_and_file_are_gone(said, peter, desk):
    finished_by(peter, said["portrait_id"])
    file_id = one(said["portrait_id"], peter).picture.file
    services.destroy(**said)

    assert not PortraitRow.objects.exists()
    assert not FileRow.objects.filter(pk=file_id).exists()
    assert not files.is_there(file_id)
    security = Keyring.of(new_id(), [desk.security])
    assert audit.entries(security)[0].kind == "portrait destroyed"


def test_a_finished_portrait_loses_what_hides_in_it_and_is_sealed_to_its_request(
    said, peter, request_id
):
    sent = a_picture()
    finished_by(peter, said["portrait_id"], sent)

    held, _file, content = queries.picture(said["portrait_id"], peter)
    assert b"Bucktown" in sent
    assert b"Bucktown" not in content
    assert b"a camera" not in content
    assert (held.width_px, held.height_px, held.credit) == (800, 1_000, "Drawn by a friend")
    row = FileRow.objects.get(pk=held.file)
    assert row.case == request_id
    assert row.cell == peter.cell("tracing")


def test_words_a_small_picture_and_a_picture_of_nobody_are_refused(said, peter):
    for content, why in ((b"only words", "no picture"), (a_picture(300, 900), "300 by 900")):
        with pytest.raises(Refused, match=why):
            finished_by(peter, said["portrait_id"], content)

    assert not FileRow.objects.exists()


def test_it_is_shown_in_its_case_only_once_another_officer_looked_and_the_family_agreed(
    said, peter, vina, request_id
):
    finished_by(peter, said["portrait_id"])
    yes = {"purpose": "tracing", "form": "signed", "given_on": TODAY}

    with pytest.raises(Refused, match="yourself"):
        services.review(**said)
    services.allow(**yes, **said)
    assert queries.shown_for(request_id, peter, TODAY) == []
    services.review(**said | {"keyring": vina})
    assert [view.id for view in queries.shown_for(request_id, peter, TODAY)] == [
        said["portrait_id"]
    ]
    services.disallow(purpose="tracing", **said)
    assert queries.shown_for(request_id, peter, TODAY) == []


def test_a_requests_portraits_are_its_own_and_a_stranger_is_told_of_none(
    said, peter, stranger, request_id
):
    other = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    begun_by(peter, other)

    assert [view.id for view in queries.of_request(request_id, peter)] == [said["portrait_id"]]
    with pytest.raises(Refused, match="no such record"):
        queries.of_request(request_id, stranger)


def test_in_a_list_the_latest_version_stands_for_a_portrait_as_on_its_own_page(said, peter):
    drawn(said["portrait_id"], peter)
    for says in ("eyes right", "chin right"):
        sketching.keep(says=says, **said)
        sketching.imagine(age=70, **said)

    kept = one(said["portrait_id"], peter)
    latest = drawing.of_portrait(kept)

    assert (latest.number, latest.version.says, latest.is_imagined) == (1, "chin right", True)
    assert latest == drawing.versions(kept)[0]


def test_each_use_needs_a_yes_of_its_own_which_ends_when_taken_back_or_after_a_year(
    said, peter, vina
):
    finished_by(peter, said["portrait_id"])
    services.review(**said | {"keyring": vina})
    yes = {"form": "signed", "given_on": TODAY}
    services.allow(purpose="exhibition", **yes, **said)

    services.hand_out(purpose="exhibition", **said)
    for purpose in ("tracing", "publication"):
        with pytest.raises(Refused, match="not allowed"):
            services.hand_out(purpose=purpose, **said)
    with pytest.raises(Refused, match="not allowed"):
        services.hand_out(purpose="exhibition", **said | {"now": NOW + timedelta(days=366)})
    services.disallow(purpose="exhibition", **said)
    with pytest.raises(Refused, match="not allowed"):
        services.hand_out(purpose="exhibition", **said)


def test_a_new_picture_is_looked_over_and_agreed_to_anew(said, peter, vina):
    finished_by(peter, said["portrait_id"])
    services.review(**said | {"keyring": vina})
    services.allow(purpose="publication", form="signed", given_on=TODAY, **said)
    old = one(said["portrait_id"], peter).picture.file
    finished_by(peter, said["portrait_id"])

    held = one(said["portrait_id"], peter)
    assert (held.is_reviewed, held.consents) == (False, {})
    assert not files.is_there(old)


def test_a_stranger_reads_and_changes_nothing(said, stranger):
    theirs = said | {"keyring": stranger}

    for act in (services.stop, services.go_on, services.destroy, services.review, sketching.undo):
        with pytest.raises(Refused, match="no such record"):
            act(**theirs)
    assert queries.portraits(stranger) == []


def test_what_a_request_that_is_destroyed_held_of_portraits_goes_with_it(said, peter, request_id):
    finished_by(peter, said["portrait_id"])
    kinds = [kind.__name__ for kind in shredding.kinds()]
    assert "PortraitRow" in kinds
    assert PortraitRow.objects.get().case == request_id
