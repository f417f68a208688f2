"""Paper: a sheet of words becomes a PDF, black on white, with our own fonts alone."""

import json
from pathlib import Path

import typst
from django.conf import settings

FONTS = Path(settings.PACKAGE) / "web" / "static" / "waystation" / "fonts"


def pdf(template: Path, sheet: dict[str, object], language: str) -> bytes:
    """Print a sheet.

    Args:
      template: a Typst file that reads its words from `sys.inputs.sheet`.
      sheet: every word on it, in the language it is printed in.
      language: "en" or "ko", for hyphens and the order of fonts.

    Cost: about 30 ms for the first sheet of a process, half of that for the next.
    """
    printed: bytes = typst.compile(  # type: ignore[misc]
        template.read_bytes(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(sheet | {"language": language})},
    )
    return printed
