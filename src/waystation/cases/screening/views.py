"""The pages of screening: which questionnaires there are, asking one, and what was answered."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.cases.person_words import LANGUAGES
from waystation.cases.screening import queries, services, texts
from waystation.cases.screening.domain import TOOLS
from waystation.cases.screening.forms import QuestionsForm
from waystation.cases.screening.wording import ABOUT, BANDS
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to

OTHER = "other"


@opens_to(*CASEWORK)
@require_GET
def page(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show what a person answered, and which questionnaires there are."""
    who, answered = queries.of(person_id, request.who.keyring, clock.now().date())
    tools = [
        (sheet, ABOUT[tool], [(code, LANGUAGES[code]) for code in sheet.languages])
        for tool, sheet in texts.sheets().items()
    ]
    rows = [(row, BANDS.get(row.counted.band or ""), texts.sheets()[row.screening.tool].name)
            for row in answered]  # fmt: skip
    is_child = who.person.is_child_on(clock.now().date())
    shown = {"who_is": who, "rows": rows, "tools": tools, "other": OTHER, "is_child": is_child}
    return render(request, "cases/screening/page.html", shown)


@opens_to(*CASEWORK)
def ask(request: SignedRequest, person_id: UUID, tool: str, language: str) -> HttpResponse:
    """Ask a person a questionnaire, in a wording on file or with the organisation's own form."""
    if tool not in TOOLS or (language != OTHER and texts.wording(tool, language) is None):
        raise Http404
    keyring, now = request.who.keyring, clock.now()
    who, _answered = queries.of(person_id, keyring, now.date())
    sheet = texts.sheets()[tool]
    wording = sheet.languages.get(language)
    form = QuestionsForm(request.POST or None, tool=sheet.tool, language=language, wording=wording)
    if form.is_valid():
        with form.keeping_refusals():
            services.keep(
                household_id=who.household.id,
                screening=form.screening(person_id, now.date()),
                keyring=keyring,
                now=now,
            )
            return redirect("screening", person_id)
    shown = {"who_is": who, "form": form, "sheet": sheet, "wording": wording, "language": language}
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/screening/ask.html", shown, status=status)
