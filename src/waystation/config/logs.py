"""What a log line may say: when, how bad, which part, the kind of failure, the place in the code.

Messages and their arguments hold addresses, and the text of an exception can hold anything.
"""

import logging
from typing import Any


class Bare(logging.Formatter):
    """Write a line without the message, the text of an exception or its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line; what other formatters left on the record is not looked at."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}"
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            line += f" {status}"
        return f"{line} {self.formatException(record.exc_info)}".rstrip()

    def formatException(self, ei: Any) -> str:
        """Name the kind of failure and the line of code it came from, and nothing else."""
        kind, _, trace = ei or (None, None, None)
        if kind is None:
            return ""
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f" at {trace.tb_frame.f_globals['__name__']}:{trace.tb_lineno}" if trace else ""
        return f"{kind.__name__}{where}"
