"""The rows of impact: published figures and stories."""

from waystation.impact.models.figures import (
    CountedRow,
    FigureProposalRow,
    NoiseRow,
    ReleaseRow,
)
from waystation.impact.models.stories import (
    PieceCopy,
    PieceLink,
    PieceRow,
    PieceUse,
    PieceVoice,
)

__all__ = [
    "CountedRow",
    "FigureProposalRow",
    "NoiseRow",
    "PieceCopy",
    "PieceLink",
    "PieceRow",
    "PieceUse",
    "PieceVoice",
    "ReleaseRow",
]
