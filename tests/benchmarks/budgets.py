"""The budgets of the architecture as data: what is measured, in which unit, its goal and its ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Budget:
    """One row of the table. A row with one number in the architecture has no goal of its own."""

    key: str
    what: str
    unit: str
    ceiling: float
    goal: float | None = None

    def verdict(self, figure: float | None) -> str:
        """Return ``ok``, ``task`` (between goal and ceiling), ``DEFECT`` or ``not measured``."""
        if figure is None:
            return "not measured"
        if figure > self.ceiling:
            return "DEFECT"
        return "task" if self.goal is not None and figure > self.goal else "ok"


BUDGETS: Final = (
    Budget("start", "process start -> first window with the real task list, warm", "s", 1.0, 0.4),
    Budget("memory", "memory (PSS) after start, signed in with a team", "MB", 150, 110),
    Budget("click_paint_p50", "click -> painted, p50", "ms", 8),
    Budget("click_paint_p99", "click -> painted, p99", "ms", 16),
    Budget("edit_disk", "edit -> on disk", "ms", 50),
    Budget("recompute", "recompute after one edit", "ms", 5, 1),
    Budget("recompute_5000", "recompute after one edit, 5,000 synthetic tasks", "ms", 5),
    Budget("mode_switch", "mode switch", "ms", 50),
    Budget("page_open", "opening a page, slowest", "ms", 50),
    Budget("search", "search or filter keystroke", "ms", 16),
    Budget("palette", "palette: an answer over 520 tasks and 3,900 items, slowest of four", "ms", 16),
    Budget("stall_p99", "longest stall of the GUI thread after the first window, p99", "ms", 33),
    Budget("stall_max", "longest stall of the GUI thread after the first window, max", "ms", 100),
    Budget("idle_cpu", "idle CPU", "%", 0.3),
    Budget("push_bytes", "one edit pushed, bytes up", "B", 1024),
    Budget("live_p50", "push sent -> teammate's card painted, local backend, p50", "ms", 60),
    Budget("live_p95", "push sent -> teammate's card painted, local backend, p95", "ms", 150),
    Budget("sync_5000", "5,000 waiting edits -> all in the cloud, local backend", "s", 10),
    Budget("sync_5000_window", "5,000 waiting edits -> all in the cloud, from a window", "s", 10),
    Budget("sync_stall_p99", "the same: longest work of the GUI thread at a stretch, p99", "ms", 33),
    Budget("sync_stall_max", "the same: longest work of the GUI thread at a stretch, max", "ms", 100),
    Budget("other_device_p95", "edit -> shown on the account's other device, local backend, p95", "ms", 300),
    Budget("reconnect", "network back -> live and refetched, median", "s", 10),
    Budget("half_open", "half-open socket noticed", "s", 75),
    Budget("loop_call_soon", "QtLoop: 10k call_soon", "ms", 20),
    Budget("loop_task", "QtLoop: 1k create_task + await", "ms", 15),
    Budget("loop_sleep", "QtLoop: lateness of a 1 s sleep (never early)", "ms", 10),
    Budget("past_logs", "past logs, 500 folders with 200 MB", "s", 60),
    Budget("backend_fresh", "local backend ready, fresh", "s", 4),
    Budget("backend_used", "local backend ready, used", "s", 2),
    Budget("backend_stop", "local backend stopped", "s", 1),
    Budget("backend_memory", "local backend memory", "MB", 250),
    Budget("sql_push", "SQL: push of one op, p95", "ms", 40),
    Budget("sql_pull", "SQL: pull of 1,000 rows, p95", "ms", 60),
    Budget("sql_members", "SQL: members (10), p95", "ms", 50),
    Budget("team_frame_p99", "team of ten, ten updates a second: work of one until painted, p99", "ms", 16),
    Budget("team_stall_p99", "team of ten: longest stall of the GUI thread, p99", "ms", 33),
    Budget("team_stall_max", "team of ten: longest stall of the GUI thread, max", "ms", 100),
    Budget("team_load", "commit -> team client under load, p95", "s", 1),
    Budget("bundle", "bundled facts", "kB", 400),
    Budget("frozen_disk", "frozen program on disk", "MB", 200),
    Budget("frozen_compressed", "frozen program, compressed", "MB", 75),
)
