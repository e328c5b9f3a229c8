"""What must not leave this computer is taken out of every line."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tarkov_desktop.app.logs import LOG_FILE, LogFile
from tarkov_desktop.app.redaction import Redaction

TASK = "5936d90786f7742b1420ba5b"
redact = Redaction("/home/rook", lambda: {TASK, "1.1.0.1"})


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("cannot open /home/rook/.local/share/x", "rook"),
        (r"cannot open C:\Users\Rook\AppData", "Rook"),
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        (r"OSError('C:\\Users\\Rook\\x')", "Rook"),
        ("authorised by PVP_4f8a7c01b2d3e4f5a6b7", "4f8a7c01"),
        ("opened tarkov-desktop://join/3f0c/ABCD2345EFGH", "ABCD2345"),
        ("token eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl here", "eyJ"),
        ("GET wss://x/getwebsocket/deadbeef?x", "deadbeef"),
        ('{"nickname":"Rook The Great","x":1}', "Rook"),
        ("nickname=Rook, level=3", "Rook"),
        ("mail to rook.player+tarkov@example.co.uk", "rook.player"),
        ("SelectProfile ProfileId:5f0c1f4e7a394a0e9a410c1c AccountId:1234567", "1234567"),
        ("SelectProfile ProfileId:5f0c1f4e7a394a0e9a410c1c AccountId:1234567", "5f0c1f4e7a394a0e9a410c1c"),
        ("user 3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11", "3f0c1f4e"),
        ("peer 203.0.113.7:17000", "203.0.113.7"),
        ("peer 2001:db8:0:0:1:2:3:4", "2001:db8"),
        ("peer fe80::1ff:fe23:4567:890a", "fe80"),
        ("refresh_token: abcdef", "abcdef"),
    ],
)
def test_a_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        f"completed task {TASK}",
        "sync pushed=12 pulled=3 epoch=2 ms=140",
        "listening at 127.0.0.1",
        "catalog 1.1.0.1 2026-08-21 at 12:30:59",
        "refused code=unknown_task",
    ],
)
def test_what_is_not_private_stays(text: str) -> None:
    assert redact(text) == text


def test_redacting_twice_is_redacting_once() -> None:
    text = 'at /home/rook by rook@example.org "sid":"x" 203.0.113.7'

    assert redact(redact(text)) == redact(text)


def test_the_log_file_holds_no_planted_secret_not_even_in_a_traceback(tmp_path: Path) -> None:
    log = LogFile(tmp_path, redact, is_verbose=False)
    logger = logging.getLogger("tarkov_desktop.canary")

    logger.info("signed in %s", "rook@example.org")
    logger.debug("too fine")
    logger.error("could not", exc_info=ValueError("Bearer planted-secret"))
    log.close()

    written = (tmp_path / LOG_FILE).read_text()
    assert "signed in <mail>" in written
    assert "planted-secret" not in written
    assert "too fine" not in written
    assert "ValueError" in written


def test_names_that_no_pattern_knows_are_taken_out_as_whole_words() -> None:
    knowing = Redaction("", names=["Mira", "Mira the Owl", "", "my.server.example"])

    said = knowing("mira the owl and Mira's friend at https://my.server.example/x, admiral")

    assert said == "<name> and <name>'s friend at https://<name>/x, admiral"
