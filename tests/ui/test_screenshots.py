"""The camera and the start of the program, each in a process of its own as the command line runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tarkov_desktop.app.folders import find_folders

ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
START = """
import os, signal, sys
from pathlib import Path
from tarkov_desktop.app.options import Options
from tarkov_desktop.ui.main import run

def painted():
    heavy = {"supabase", "realtime", "httpx", "pydantic", "keyring", "babel"} & set(sys.modules)
    print("painted", sorted(heavy), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

sys.exit(run(Options(home=Path(sys.argv[1])), on_first_paint=painted))
"""


@pytest.mark.slow
def test_the_camera_writes_a_picture_of_each_page_asked_for(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tarkov_desktop", "--home", str(tmp_path / "home"), "--json", "gui"]
    command += ["--screenshots", str(tmp_path), "--page", "tasks", "--page", "team"]
    command += ["--theme", "light", "--size", "1000x700"]

    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT
    )

    assert answer.returncode == 0, answer.stderr
    files = json.loads(answer.stdout)["files"]
    assert [Path(file).name for file in files] == ["tasks-light.png", "team-light.png"]
    image = QImage(files[0])
    assert (image.width(), image.height()) == (1000, 700)
    assert image.pixelColor(500, 20).name() == "#f3f5f2"


@pytest.mark.slow
def test_before_the_first_paint_nothing_heavy_is_loaded_and_a_signal_ends_it_all(tmp_path: Path) -> None:
    """R-START-1; and leaving by signal is leaving in order: exit code 0, nothing on standard error."""
    command = [sys.executable, "-c", START, str(tmp_path)]

    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT
    )

    assert (answer.returncode, answer.stdout) == (0, "painted []\n"), answer.stderr


COLLECTING = """
import gc, os, signal, sys
from pathlib import Path
from tarkov_desktop.app.options import Options
from tarkov_desktop.ui import window
from tarkov_desktop.ui.main import run

window.SETTLED_S = 0.2
began = []
gc.callbacks.append(lambda phase, info: began.append(phase))

def painted():
    from PySide6.QtCore import QTimer
    early = len(began)

    def end():
        print(early, gc.isenabled(), gc.get_freeze_count() > 50_000, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)

    QTimer.singleShot(1000, end)

began.clear()
sys.exit(run(Options(home=Path(sys.argv[1])), on_first_paint=painted))
"""


@pytest.mark.slow
def test_the_collector_rests_during_the_start_and_leaves_alone_what_stays(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COLLECTING, str(tmp_path)]

    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT
    )

    assert (answer.returncode, answer.stdout) == (0, "0 True True\n"), answer.stderr


FIRST = """
import os, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from tarkov_desktop.app.options import Options
from tarkov_desktop.ui.main import run

def painted():
    from tarkov_desktop.ui.shell import Shell
    (shell,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, Shell)]
    welcome = sys.modules.get("tarkov_desktop.ui.first_run.welcome")
    print("welcome", welcome is not None and shell.findChild(welcome.Welcome) is not None, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

sys.exit(run(Options(home=Path(sys.argv[1])), on_first_paint=painted))
"""


@pytest.mark.slow
def test_a_new_home_is_welcomed_at_its_first_start_and_remembers_that(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FIRST, str(tmp_path)]

    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT
    )

    assert (answer.returncode, answer.stdout) == (0, "welcome True\n"), answer.stderr
    assert find_folders(tmp_path).is_welcomed
