"""A newcomer's plan in plain words: made once, shown on the console, on paper and on a phone.

Everything comes in as a value; only the language that is active decides the words. It names
nobody of the household and no place: a phone may be lost and a booklet found.
"""

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.cases.person_words import LANGUAGES, day_words
from waystation.resettlement import wording
from waystation.resettlement.mine import entitled
from waystation.resettlement.mine.domain import (
    Beside,
    Document,
    Language,
    Line,
    LineState,
    Section,
)
from waystation.resettlement.mine.entitled import BETWEEN, sources_of
from waystation.resettlement.mine.material import Helper, Material, merged, whose_is
from waystation.resettlement.mine.wording import called
from waystation.resettlement.values import (
    StepState,
    StepView,
    Text,
)

# Who decides how long something takes, where it is not the household itself.
OTHERS = ("official", "partner")
STATES: dict[StepState, LineState] = {
    "done": "done",
    "open": "now",
    "late": "late",
    "to come": "to come",
    "unknown": "",
}


def told(material: Material, language: Language) -> Document:
    """Write a plan in a language.

    Cost: about 2 ms for a pathway of thirty steps.
    """
    with translation.override(language):
        return Document(
            language=language,
            title=_("My plan"),
            lead=_("This plan is yours. It says what comes, how long it takes and who helps you."),
            made=_("Written on: %(day)s") % {"day": day_words(material.today)},
            sections=tuple(section for section in _sections(material, language) if section.lines),
            foot=_("Keep this only if it is safe to have it. It holds no name of yours."),
        )


def _sections(material: Material, language: Language) -> Iterable[Section]:
    yield _here(material, language)
    yield from _course(material, language)
    yield entitled.what_is_due(material, language)
    yield _hard(material, language)
    yield _goals(material)
    yield _people(material)
    yield entitled.what_it_costs(material, language)
    yield _rights()


def _here(material: Material, language: Language) -> Section:
    pathway, stay = material.pathway, material.stay
    lines = [Line(heading=_("Your way"), text=pathway.name.told(language))]
    stage = _stage_now(material)
    if stage is not None:
        here = _("You are here")
        said = called("now", "state")
        lines.append(Line(heading=here, state="now", said=said, text=stage.told(language)))
    names = {fact.code: fact.name.told(language) for fact in pathway.facts}
    days = [
        f"{names[code]}: {day_words(on)}"
        for code, on in sorted(stay.facts.items(), key=lambda fact: fact[1])
        if code in names
    ]
    if days:
        lines.append(Line(heading=_("Days from which things count"), notes=tuple(days)))
    lines += [
        Line(heading=_("Who decides"), text=pathway.decides.told(language)),
        Line(heading=_("What is expected of you"), text=pathway.expects.told(language)),
        Line(heading=_("What cannot be undone"), text=pathway.forever.told(language)),
    ]
    return Section(code="here", title=_("Where I am"), lines=tuple(lines))


def _stage_now(material: Material) -> Text | None:
    """Find the stage of the first step that is not done."""
    names = {stage.code: stage.name for stage in material.pathway.stages}
    left = (view for view in material.course if view.state != "done")
    first = next(left, None)
    return names.get(first.step.stage) if first else None


def _course(material: Material, language: Language) -> Iterable[Section]:
    for stage in material.pathway.stages:
        views = [view for view in material.course if view.step.stage == stage.code]
        title = _("What comes: %(stage)s") % {"stage": stage.name.told(language)}
        lines = merged(_step(view, material, language) for view in views)
        yield Section(code=f"course-{stage.code}", title=title, lines=lines)


def _step(view: StepView, material: Material, language: Language) -> Line:
    step, state = view.step, STATES[view.state]
    whose = whose_is(view.person, material)
    if view.state == "done":
        when = day_words(view.done_on) if view.done_on else ""
        heading = step.title.told(language)
        done = called("done", "state")
        return Line(heading=heading, state="done", said=done, whose=whose, when=when)
    notes = [step.brings.told(language)] if step.brings else []
    if step.documents:
        papers = ", ".join(paper.told(language) for paper in step.documents)
        notes.append(_("Bring: %(papers)s") % {"papers": papers})
    if view.closes and step.if_missed:
        missed = step.if_missed.told(language)
        notes.append(_("If the day passes: %(what)s") % {"what": missed})
    notes += [str(wording.WHY.get(code, code)) for code in view.unsure]
    return Line(
        heading=step.title.told(language),
        state=state,
        said=called(state, "state"),
        whose=whose,
        when=_when(view),
        text=step.says.told(language),
        notes=tuple(notes),
        source=sources_of(view.because, material.today),
    )


def _when(view: StepView) -> str:
    """Say from when, until when and how long; where others decide that, that nobody can tell."""
    if view.state == "late" and view.closes:
        passed = _("The last day was: %(day)s") % {"day": day_words(view.closes)}
        return BETWEEN.join((passed, _("talk to your worker today")))
    said = []
    if view.opens and view.state == "to come":
        said.append(_("From: %(day)s") % {"day": day_words(view.opens)})
    if view.closes:
        said.append(_("Last day: %(day)s") % {"day": day_words(view.closes)})
    if view.least_days is not None and view.most_days is not None:
        said.append(_span(view.least_days, view.most_days))
    elif not view.closes and (view.step.owner in OTHERS or view.step.kind == "flight"):
        said.append(_("How long it takes: nobody can tell yet"))
    return BETWEEN.join(said)


def _span(least: int, most: int) -> str:
    if least == most:
        return _("It usually takes: %(n)s days") % {"n": most}
    return _("It usually takes: %(least)s to %(most)s days") % {"least": least, "most": most}


def _hard(material: Material, language: Language) -> Section:
    lines = [Line(text=material.pathway.hard.told(language))]
    seen = set()
    for view in material.course:
        step = view.step
        if step.hard and view.state != "done" and step.code not in seen:
            seen.add(step.code)
            lines.append(Line(heading=step.title.told(language), text=step.hard.told(language)))
    return Section(
        code="hard",
        title=_("What is hard"),
        lead=_("We say it now, so that it does not take you by surprise."),
        lines=tuple(lines),
    )


def _goals(material: Material) -> Section:
    lines = [
        Line(
            heading=goal.text,
            when=day_words(goal.on) if goal.on else "",
            text=_("Next: %(step)s") % {"step": goal.next_step} if goal.next_step else "",
        )
        for goal in material.goals
    ]
    lead = _("Your own words. You alone say when it is reached.")
    return Section(code="goals", title=_("What you want"), lead=lead, lines=tuple(lines))


def _people(material: Material) -> Section:
    lines = [_one_beside(one) for one in material.beside if one.ended_on is None]
    lines += [_helper(one, material) for one in material.helpers]
    if not lines:
        nobody = _("Nobody is written down here yet. Ask your worker for a name and hours.")
        lines.append(Line(text=nobody))
    wrong = Line(
        heading=_("If one of us does wrong"),
        text=_("Nobody may touch you, threaten you or want your company in return for help."),
        notes=(
            _("If somebody does, tell any of us whom you trust, whenever you like."),
            _("Whoever you complain of never reads it. You lose nothing by telling us."),
            _("You get a word within a day, and you decide what happens next."),
        ),
    )
    return Section(code="people", title=_("Whom you can call"), lines=(*lines, wrong))


def _one_beside(one: Beside) -> Line:
    past = [_("You can tell them what is wrong with any of us.")] if one.past else []
    return Line(
        heading=one.name,
        text=one.what,
        when=one.hours,
        notes=(
            _("How to reach them: %(reach)s") % {"reach": one.reach},
            _("Languages: %(languages)s") % {"languages": one.languages},
            called(one.sees, "sees"),
            *past,
        ),
    )


def _helper(one: Helper, material: Material) -> Line:
    return Line(
        heading=one.alias,
        whose=whose_is(one.person, material),
        text=_("Stands beside you. They see only what they need for that."),
        when=_("Next: %(step)s") % {"step": day_words(one.next_on)} if one.next_on else "",
        notes=_spoken(one.languages),
    )


def _spoken(languages: Sequence[str]) -> tuple[str, ...]:
    named = ", ".join(str(LANGUAGES.get(code, code)) for code in languages)
    return (_("Languages: %(languages)s") % {"languages": named},) if named else ()


def _rights() -> Section:
    rights = (
        (_("Read it"), _("You may read what we keep about you, and have it read to you.")),
        (_("Correct it"), _("You may have it corrected, or say that you see it another way.")),
        (_("Take it along"), _("You may take all of it with you, on paper or as a file.")),
        (_("Stop sharing"), _("You may stop us from sharing it, today, without giving a reason.")),
        (_("Be forgotten"), _("You may ask us to destroy it. Nothing you are due changes.")),
        (_("Ask who works with it"), _("You may ask who works with it, and how to complain.")),
    )
    lines = tuple(Line(heading=heading, text=text) for heading, text in rights)
    return Section(code="rights", title=_("Your rights here"), lines=lines)
