"""Pages that other sites may put into theirs, in a frame: they know nobody who reads them."""

import functools
from collections.abc import Callable
from typing import cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def framed(view: View) -> View:
    """Let any site put a page into its own, in a frame. Stands above `kept` where both do.

    Only for pages without a form and without anything about whoever reads them.
    """

    @functools.wraps(view)
    def lending(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # The edge of the site leaves out the headers that keep pages out of frames.
        response.framed = True  # type: ignore[attr-defined]
        return response

    return cast(View, csp_replace({"frame-ancestors": ["*"]})(lending))
