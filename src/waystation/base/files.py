"""Files that are made once, by whichever process comes first. No Django: settings use it too."""

import contextlib
import os
from pathlib import Path


def make_once(path: Path, content: bytes) -> None:
    """Put a private file in place whole, so that no other process ever reads half of it or none.

    If another process was first, its file stands.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    draft.touch(mode=0o600)
    try:
        draft.write_bytes(content)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
