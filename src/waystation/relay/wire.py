"""What a phone sends and gets outside its turns: small bodies, written as JSON."""

from base64 import b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse


def body_of(request: HttpRequest, longest: int) -> bytes:
    """Read a request's body unless it says itself that it is too long."""
    if int(request.headers.get("Content-Length") or 0) > longest:
        raise ValueError(f"longer than {longest} bytes")
    return request.body


def malformed() -> HttpResponse:
    """Answer what is no message of ours."""
    return JsonResponse({"says": "malformed"}, status=400)


def base64_of(value: bytes) -> str:
    """Write bytes as letters."""
    return b64encode(value).decode()
