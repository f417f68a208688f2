"""Nothing a page loads, nothing the code runs and nothing a test does reaches another machine."""

import ast
import json
import re
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "waystation"
LOADED = sorted(
    path
    for folder, kinds in (
        (SOURCE, (".html", ".svg")),
        (ROOT / "frontend" / "src", (".html", ".svg", ".js", ".css", ".webmanifest")),
    )
    for path in folder.rglob("*")
    if path.suffix in kinds and "static" not in path.parts
)
# An address that is only a name, and is never fetched.
NAMES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
ADDRESS = re.compile(r"""(?:\b(?:https?|wss?|ftp):)//[^\s"'`)<>]+""", re.IGNORECASE)
# The same without its scheme: in an attribute, a style sheet or a script's string.
BARE = re.compile(r"""(?:=\s*["']?|url\(\s*["']?|["'`])(//[a-z0-9-]+\.[a-z][^\s"'`)<>]*)""", re.I)
CALLERS = {
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "smtplib",
    "ftplib",
    "telnetlib",
    "websockets",
}
# The keyless worker's own: whom they call is configured or chosen, or nobody.
CARRIERS = SOURCE / "cli" / "carriers"
# What watches the worker asks our own console for its age, perhaps from another machine.
GUARD = SOURCE / "cli" / "guard.py"
# The organisation's own mail server, named by whoever runs the machine.
MAIL = SOURCE / "base" / "mailing.py"
CALLERS |= {"urllib.request", "http.client", "xmlrpc.client", "webbrowser", "apprise"}


def addresses(text):
    return {found for found in ADDRESS.findall(text) if found not in NAMES} | set(
        BARE.findall(text)
    )


@pytest.mark.parametrize("path", LOADED, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_script_or_style_names_another_machine(path):
    assert addresses(path.read_text("utf-8")) == set()


def test_there_are_pages_scripts_and_styles_to_look_at():
    assert {path.suffix for path in LOADED} >= {".html", ".js", ".css"}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "@import url(//fonts.example/css);",
        'fetch("HTTP://example.org/a")',
        "new WebSocket(`wss://example.org`)",
        "<img src=//pixel.example/1.gif>",
    ],
)
def test_an_address_of_another_machine_is_seen(text):
    assert addresses(text)


@pytest.mark.parametrize(
    "text",
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'fetch("/p/api/")', "// a comment", "a = b // c"],
)
def test_what_stays_here_is_left_alone(text):
    assert not addresses(text)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_a_library_that_calls_out():
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and path.parent != CARRIERS and path not in (GUARD, MAIL)
        for name in imported(path)
        if name in CALLERS or name.split(".")[0] in CALLERS
    }

    assert found == set()
    called = {name for path in CARRIERS.glob("*.py") for name in imported(path)}
    assert {"smtplib", "urllib.request", "apprise"} <= called


def test_the_library_that_calls_out_is_loaded_at_the_first_call_and_not_before():
    at_once = {
        alias.name.split(".")[0]
        for path in CARRIERS.glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert "smtplib" in at_once
    assert not {"apprise", "requests"} & at_once


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
)
def test_a_list_of_requirements_names_packages_by_version_and_digest_only(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()

    assert [
        line for line in lines if "://" in line or line.startswith(("-i", "--index", "-f"))
    ] == []
    assert any("--hash=sha256:" in line for line in lines)


def test_the_lock_of_the_scripts_names_no_place_to_fetch_from():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))

    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_a_test_that_tries_to_reach_another_machine_is_stopped():
    with socket.socket() as outside, pytest.raises(OSError, match="tests call nobody outside"):
        outside.connect(("192.0.2.1", 80))  # An address kept for documentation.
