"""Whatever hands somebody's data out asks for consent first: every such act is walked."""

import ast
import importlib
import inspect
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import waystation
from waystation.base.errors import Refused
from waystation.cases.consent import queries, services
from waystation.cases.consent.domain import TO_SOMEBODY, Permission, permits
from waystation.cases.consent.queries import Member
from waystation.cases.consent.tests.builders import a_childs, a_family, an_answer
from waystation.cases.tests.builders import NOW, TODAY

ROOT = Path(waystation.__file__).parent
ANN, ROBERT = UUID(int=1), UUID(int=2)
# What seals or prints something so that it can leave; a function that calls one of these without
# asking for consent stands below with the reason.
EXITS = {"boxes.seal_for_carrying", "boxes.carry"}
ASK_NOBODY = {
    "cases/consent/referring.py:_sealed": "called by the guarded packet, and with nothing in it",
    # What goes to a partner of tracing is asked of the seeker for that partner and that use; see
    # `tracing/partners/tests` and `tracing/pfif/tests`.
    "tracing/partners/services/letters.py:write": "what was released to this organisation",
    "tracing/partners/services/agreeing.py:enter": "nothing is in it: it tries the key",
    "tracing/pfif/services.py:export": "what was released to this organisation as a file",
}
# Acts on somebody's data, by the words in their names: to photograph, to tell a story, to refer.
WORDS = ("refer", "photo", "story", "stories", "packet", "portrait")


def modules():
    """Every module that knows names: casework and what stands above it."""
    for folder in ("cases", "resettlement", "tracing", "impact"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def functions(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", node


def leaves(node):
    """Say whether something calls what seals a file so that it can leave."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return any(ast.unparse(call) in EXITS for call in calls)


def is_guarded(node):
    marks = [mark.func for mark in node.decorator_list if isinstance(mark, ast.Call)]
    return any(getattr(mark, "id", getattr(mark, "attr", "")) == "needs_consent" for mark in marks)


def test_nothing_is_sealed_to_leave_without_asking():
    bare = [
        name
        for path in modules()
        for name, node in functions(path)
        if leaves(node) and not is_guarded(node) and name not in ASK_NOBODY
    ]

    assert bare == []


def test_every_service_about_a_photograph_or_a_story_asks():
    bare = [
        name
        for path in modules()
        if path.name in ("services.py", "referring.py", "handing.py")
        for name, node in functions(path)
        if any(word in node.name.split("_") for word in WORDS)
        if not node.name.startswith(("_", "without_", "remove_")) and not is_guarded(node)
    ]

    assert bare == []


def test_an_act_that_asks_for_nothing_is_noticed():
    bare = ast.parse("def photo(*, person_id): ...").body[0]
    marked = ast.parse("@needs_consent('photo')\ndef photo(*, person_id): ...").body[0]

    assert not is_guarded(bare)
    assert is_guarded(marked)
    assert leaves(ast.parse("boxes.seal_for_carrying([x], y)"))


def acts():
    """Every guarded act there is, with the function that callers get."""
    for path in modules():
        if any(is_guarded(node) for _name, node in functions(path)):
            importlib.import_module(
                "waystation." + ".".join(path.relative_to(ROOT).with_suffix("").parts)
            )
    for name, purpose in services.GUARDED.items():
        if ".tests." not in name:
            module, act = name.rsplit(".", 1)
            yield purpose, getattr(importlib.import_module(module), act)


def test_every_guarded_act_takes_its_permission_by_name():
    found = list(acts())

    assert {purpose for purpose, _act in found} >= {"photo", "referral"}
    for _purpose, act in found:
        assert "permission" in inspect.signature(act).parameters


def test_no_caller_hands_a_permission_in(monkeypatch):
    given = Permission("consent", ANN, "photo", "", (), TODAY)
    monkeypatch.setattr(services, "require", lambda **_asked: given)
    act = services.needs_consent("photo")(lambda *, permission, **_given: permission)
    usual = {"household_id": ANN, "person_id": ANN, "keyring": None, "now": NOW}

    assert act(**usual) is given
    with pytest.raises(TypeError, match="multiple values"):
        act(**usual, permission=given)


ANSWERS = st.lists(
    st.builds(
        lambda days, lasts, answer, purpose, back, person: an_answer(
            person,
            purpose=purpose,
            receiver="Rankin" if purpose in TO_SOMEBODY else "",
            answer=answer,
            given_on=TODAY - timedelta(days=days),
            noted_at=NOW - timedelta(days=days),
            valid_until=TODAY - timedelta(days=days) + timedelta(days=lasts),
            withdrawn_at=NOW if back else None,
        ),
        st.integers(0, 20), st.integers(0, 40), st.sampled_from(["yes", "no"]),
        st.sampled_from(["photo", "story", "referral", "tracing"]), st.booleans(),
        st.sampled_from([ANN, ROBERT]),
    ),
    max_size=5,
)  # fmt: skip


class Reached(Exception):
    """The act itself began."""


@given(ANSWERS, st.booleans())
def test_no_act_on_data_runs_outside_a_consent_that_holds_today(answers, is_child):
    """Walk every act with whatever is on file: it begins exactly if the plain rule allows it."""
    person = a_family()[1 if is_child else 0]
    who = Member(ANN, person, None)
    answers = [a_childs(one.person, ROBERT, **_said(one)) if is_child else one for one in answers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "member_of", lambda *_args: who)
        patch.setattr(queries, "answers", lambda *_args: answers)
        patch.setattr(queries, "grounds", lambda *_args: [])
        for purpose in set(services.GUARDED.values()) | {"story", "tracing"}:
            receiver = "Rankin" if purpose in TO_SOMEBODY else ""
            rule = permits(answers, who.on(TODAY), purpose, receiver, TODAY)

            @services.needs_consent(purpose)
            def act(*, permission, **_given):
                raise Reached

            expected = Reached if isinstance(rule, Permission) else Refused
            with pytest.raises(expected):
                act(household_id=ANN, person_id=ANN, receiver=receiver, keyring=None, now=NOW)


def _said(one):
    names = ("purpose", "receiver", "answer", "given_on", "noted_at", "valid_until", "withdrawn_at")
    return {name: getattr(one, name) for name in names}
