"""Ports for servers of tests: each once, and none that somebody listens on."""

import socket

import pytest

from waystation.testing import ports


def test_no_port_is_given_twice():
    given = [ports.free_port() for _ in range(20)]

    assert len(set(given)) == 20


def test_a_port_that_somebody_has_is_passed_over(monkeypatch):
    taken = ports.free_port()
    monkeypatch.setattr(ports, "_FIRST", taken)
    monkeypatch.setattr(ports, "_LAST", taken + 1)

    # Nobody listens there yet, but it was given away.
    with pytest.raises(OSError, match="no port"):
        ports.free_port()


def test_a_port_on_which_a_server_listens_is_passed_over(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(ports, "_FIRST", port)
        monkeypatch.setattr(ports, "_LAST", port + 1)

        with pytest.raises(OSError, match="no port"):
            ports.free_port()
