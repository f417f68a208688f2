"""Lets a group's own record follow its passage, where the person at work may open it."""

import contextlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import queries as groups
from waystation.cases import services as cases
from waystation.cases.grouping import queries as grouping
from waystation.cases.grouping.wording import help_with, sentences
from waystation.cases.models import GroupRow
from waystation.dispatch.domain import Passage, StageOfPassage, stands_at
from waystation.dispatch.queries import KeptPassage
from waystation.routing.domain import Question
from waystation.vault.keyring import Keyring


def bind(question: Question, keyring: Keyring, now: datetime) -> None:
    """Hold a plan to the group it was made for, and the group to this one passage.

    Raises:
      Refused: the group has other people now, stands elsewhere, or is in a passage already.
    """
    if question.group is None:
        return
    group = groups.group_detail(question.group, keyring, now.date())
    asked = (question.people, question.children, question.start)
    if asked != (group.size, group.n_children, group.group.place):
        raise _other_people()
    cases.note_planned(group_id=question.group, keyring=keyring, now=now)


def refuse_unready(
    passage: Passage | Question, stages: Sequence[StageOfPassage], keyring: Keyring, now: datetime
) -> None:
    """Refuse to let a group set out while casework has a reason against it.

    Raises:
      Refused: with every reason and who can take it away, or the group is not the reader's.
    """
    if passage.group is not None:
        ways = [(stage.number, stage.mode, stage.night) for stage in stages]
        reasons = grouping.may_travel(passage.group, keyring, now.date(), ways=ways)
        if reasons:
            raise Refused(sentences(reasons), hint=help_with(reasons))


def hold_back(
    passage: Passage, stages: Sequence[StageOfPassage], keyring: Keyring, now: datetime
) -> None:
    """Refuse as `refuse_unready`, if the reader can look at the group; an approver need not.

    Whoever proposed the passage could, and so can the field manager who orders its first stage.
    """
    if passage.group and groups.held(GroupRow, keyring).filter(pk=passage.group).exists():
        refuse_unready(passage, stages, keyring, now)
        # Somebody may have been put into one of its households since.
        if groups.group_detail(passage.group, keyring, now.date()).size != passage.people:
            raise _other_people()


def free(passage: Passage, kept: KeptPassage, keyring: Keyring, now: datetime) -> None:
    """Let a group go from a passage that was called off, where it stands."""
    if passage.group is not None:
        here = stands_at([k.stage for k in kept.stages])
        cases.note_free(group_id=passage.group, place=here, keyring=keyring, now=now)


def note_moving(passage: Passage, keyring: Keyring, now: datetime) -> None:
    """Note on the group's record that it is on the way."""
    if passage.group is None or passage.state != "moving" or not keyring.cells_of("cases"):
        return
    # A group in another worker's compartment, or dissolved meanwhile, holds up nobody on the way.
    with contextlib.suppress(Refused):
        cases.note_moving(group_id=passage.group, keyring=keyring, now=now)


def _other_people() -> Refused:
    return Refused(
        _("This plan was made for other people than the group has now."),
        hint=_("Plan a route again from the group's page."),
    )
