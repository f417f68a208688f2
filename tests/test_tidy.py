"""House rules a machine can check. Every ban names what to do instead."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "waystation"
FILES = sorted(p for p in SOURCE.rglob("*.py") if not {"tests", "migrations"} & set(p.parts))
TEMPLATES = sorted(SOURCE.rglob("*.html"))
NO_CAPABILITY = {"cli", "config", "web", "testing"}
CAPABILITIES = sorted(
    p.parent for p in SOURCE.glob("*/__init__.py") if p.parent.name not in NO_CAPABILITY
)
LINES_MAX, LINES_MAX_KERNEL, FUNCTION_MAX, ARGUMENTS_MAX = 400, 500, 60, 8
# Drawings the server makes itself, of which every text was escaped on the way in.
DRAWINGS = {"chart", "strip"}

BANNED = {
    r"(timezone|datetime)\.(now|utcnow|today)\(": "pass `now`; only base.clock asks the machine",
    r"\bexcept\s*:|except \(?(Base)?Exception\b": "catch what can be handled",
    r"(?<![\w.])print\(": "log, return, or sys.stdout.write in cli",
    r"\b(Float|Decimal)Field\b": "whole cents in an IntegerField, units in the name",
    r"\bfrom_db_value\b|\bcontextvars\b|\bthreading\.local\b": "pass the keyring",
    r"\b(import|from) (pickle|shelve|marshal)\b|\bpickle\.": "msgspec, sealed by vault.opening",
    r"\bcache\.(set|add|get_or_set)\(": "opened values are not kept",
}
BANNED_IN_TEMPLATES = {
    r"\sstyle\s*=": "a class of the style sheet; the content policy refuses inline styles",
    r"<style\b": "the style sheet",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "a module of frontend/src, or json_script",
    r"\son[a-z]+\s*=": "an attribute that a module of frontend/src listens for",
    r"javascript:": "a button and a module",
    r"\bautoescape off\b|\|safeseq\b": "let the template escape",
}
# Where this was made, and where its parts were fetched from, is nobody's business.
TOLD = ["/" + "work/", "../" + "shared", "../." + "library", "pypi" + ".org", "python" + "hosted"]
TOLD += ["npm" + "js.", "proxy.golang" + ".org", "crates" + ".io"]
UNFILLED = re.compile(r"@[A-Z_]{3,}@")


def offences(path, banned):
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        for pattern, instead in banned.items():
            if re.search(pattern, line) and "# tidy:" not in line:
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:60]!r}: {instead}"


@cache
def functions():
    """Say of each function where it stands, how many lines it has and what it takes."""
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                names = [a.arg for a in given if a.arg not in ("self", "cls")]
                where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                found.append((where, node.end_lineno - node.lineno + 1, names))
    return found


def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [
        p
        for p in FILES
        if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))
    ]

    assert silent == []


def test_no_file_is_longer_than_one_sitting():
    too_long = {}
    for path in FILES:
        length = len(path.read_text("utf-8").splitlines())
        if length > (LINES_MAX_KERNEL if "kernel" in path.parts else LINES_MAX):
            too_long[str(path.relative_to(ROOT))] = length

    assert too_long == {}


def test_no_function_is_longer_than_a_screen():
    assert [(where, n) for where, n, _given in functions() if n > FUNCTION_MAX] == []


def test_no_function_takes_more_than_a_person_can_hold():
    assert [(where, given) for where, _n, given in functions() if len(given) > ARGUMENTS_MAX] == []


def test_nothing_banned_stands_in_the_code():
    assert [line for path in FILES for line in offences(path, BANNED)] == []


def test_nothing_banned_stands_in_a_template():
    assert [line for path in TEMPLATES for line in offences(path, BANNED_IN_TEMPLATES)] == []


def test_only_our_own_drawings_go_into_a_page_unescaped():
    found = {
        name for p in TEMPLATES for name in re.findall(r"([\w.]+)\s*\|\s*safe\b", p.read_text())
    }

    assert found <= DRAWINGS


@pytest.mark.parametrize("line", [
    "x = timezone.now()", "datetime.now(UTC)", "except Exception:", "except BaseException as e:",
    "    except:", "print('x')", "models.FloatField()", "threading.local()", "import pickle",
    "cache.set('a', b)",
])  # fmt: skip
def test_the_bans_on_code_bite(line):
    assert any(re.search(pattern, line) for pattern in BANNED)


@pytest.mark.parametrize("line", [
    '<p style="x">', "<style>", "<script>alert()</script>", '<script type="module">',
    "<a onclick=x>", '<body onload = "x">', '<a href="javascript:x">', "{% autoescape off %}",
])  # fmt: skip
def test_the_bans_on_templates_bite(line):
    assert any(re.search(pattern, line) for pattern in BANNED_IN_TEMPLATES)


@pytest.mark.parametrize("line", [
    '<script type="module" src="x.js"></script>', '<script id="w" type="application/json">',
    "{% if on %}",
    '<input name="once" data-on="x">',
])  # fmt: skip
def test_the_bans_on_templates_leave_honest_lines_alone(line):
    assert not any(re.search(pattern, line) for pattern in BANNED_IN_TEMPLATES)


def test_no_file_has_a_name_that_says_nothing():
    empty = re.compile(r"^(utils?|common|managers?|helpers?|misc)\.py$")

    assert [p for p in SOURCE.rglob("*.py") if empty.match(p.name)] == []


@pytest.mark.parametrize("folder", CAPABILITIES, ids=lambda folder: folder.name)
def test_every_capability_says_what_it_is_for_and_what_it_must_never_do(folder):
    text = (folder / "README.md").read_text("utf-8")

    assert text.lower().startswith(f"# {folder.name}\n")
    assert 5 <= len(text.splitlines()) <= 40


def test_the_repository_tells_nothing_about_where_it_was_made():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    told = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            told += [f"{name}: {word}" for word in TOLD if word in text]

    assert told == []


def test_no_paper_holds_a_place_that_was_never_filled_in():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    papers = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    left = {
        str(path.relative_to(ROOT)): found
        for path in papers
        if (found := UNFILLED.findall(path.read_text("utf-8")))
    }

    assert papers
    assert left == {}
    assert UNFILLED.findall("It takes @FIRST_RUN@ s; ask a@example.org.") == ["@FIRST_RUN@"]
