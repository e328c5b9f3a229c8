#!/usr/bin/env python3
"""The two commands of the README, and their sisters: ``run``, ``test``, ``bench``, ``lock``.

Standard library only. Each command does all its own set-up on a fresh machine: a virtual environment in ``.venv``,
the locked dependencies, on Debian the system libraries that Qt needs. Nothing is installed twice: a stamp in the
environment remembers the lock it was made from.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
LOCKS: Final = ROOT / "packaging" / "requirements"
MIN_PYTHON: Final = (3, 11)
END_PYTHON: Final = (3, 14)

DEBIAN_LIBRARIES: Final = (
    "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libx11-6 zlib1g libzstd1 "
    "libgssapi-krb5-2 libbrotli1 fonts-dejavu-core"
).split()
"""What Qt's offscreen and X11 platforms load; Debian 12 names."""
DEBIAN_WINDOW_LIBRARIES: Final = (
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-randr0 libxcb-render-util0 "
    "libxcb-shape0 libxcb-util1 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1"
).split()

USAGE: Final = """usage: dev.py COMMAND [ARGS...]

  run [ARGS...]    set up what is missing and start Tarkov Desktop with ARGS
  test [ARGS...]   check everything: format, lint, types, floors, all tests, coverage; with ARGS only those tests
  bench [--json]   measure every budget and print it beside its goal and ceiling
  lock             make the locked requirements anew from pyproject.toml (needs uv)
"""


class SetupError(Exception):
    """Something a person has to do before the command can go on."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; exit code 0 done, 1 could not, 2 wrong usage."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(USAGE, end="")
        return 0 if arguments else 2
    commands = {"run": run, "test": test, "bench": bench, "lock": lock}
    command = commands.get(arguments[0])
    if command is None:
        print(f"dev.py: there is no command {arguments[0]!r}\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    try:
        return command(list(arguments[1:]))
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Start the program; the local backend's packages come only with the commands that need them."""
    needs_backend = any(word in {"demo", "backend"} for word in arguments)
    python = set_up("backend" if needs_backend else "app")
    return subprocess.call([python, "-m", "tarkov_desktop", *arguments], env=environment())


def test(arguments: list[str]) -> int:
    """Check everything, or the named tests; the last line printed is pytest's own."""
    python = set_up("dev")
    if arguments:
        return subprocess.call([python, "-m", "pytest", *arguments], cwd=ROOT, env=environment())
    checks = {
        "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": ["-m", "ruff", "check", "--quiet", "."],
        "types": ["-m", "mypy", "--no-error-summary"],
        "floors": ["-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"],
    }
    failed = [name for name, command in checks.items() if not step(name, [python, *command])]
    pytest_code = test_and_cover(python)
    if failed:
        print(f"dev.py: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed or pytest_code else 0


def test_and_cover(python: str) -> int:
    """Run all tests on every core with branch coverage, hold the floors of coverage, return the exit code."""
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    report = ROOT / "build" / "test-report.txt"
    report.parent.mkdir(exist_ok=True)
    command = [
        python,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "--cov",
        "--cov-report=",
        "--durations=15",
    ]
    print("--- tests", flush=True)
    code, closing = run_and_keep_last_line(command)
    coverage = [python, "-m", "coverage", "report", "--format=total"]
    floors = {
        "the whole": ([], 90),
        "domain and sync": (["--include=tarkov_desktop/domain/*,tarkov_desktop/sync/*"], 100),
    }
    for name, (options, least) in floors.items():
        answer = subprocess.run(
            [*coverage, *options], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
        reached = answer.stdout.strip() or "0"
        print(f"--- branch coverage of {name}: {reached} % (at least {least})", flush=True)
        if not reached.isdigit() or int(reached) < least:
            subprocess.call([python, "-m", "coverage", "report", *options], cwd=ROOT, env=environment())
            code = code or 1
    print(closing, flush=True)
    return code


def run_and_keep_last_line(command: list[str]) -> tuple[int, str]:
    """Run *command*, pass its output on but for the last line, return exit code and that line."""
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            if last:
                print(last, flush=True)
            last = line.rstrip("\n")
    return process.returncode, last


def bench(arguments: list[str]) -> int:
    """Measure the budgets of the architecture and print each beside goal and ceiling."""
    python = set_up("dev")
    return subprocess.call([python, "-m", "tests.benchmarks", *arguments], cwd=ROOT, env=environment())


def lock(_arguments: list[str]) -> int:
    """Write the three locked requirement files: the program, with local backend, with everything for developers."""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError("'lock' needs uv: pip install uv")
    flags = "--universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet"
    for name, extra in {
        "app": "",
        "backend": "--extra backend",
        "dev": "--extra backend --group dev",
    }.items():
        command = [
            uv,
            "pip",
            "compile",
            *flags.split(),
            "pyproject.toml",
            *extra.split(),
            "-o",
            str(LOCKS / f"{name}.txt"),
        ]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "UV_SYSTEM_CERTS": "1"})
    return 0


def set_up(flavour: str) -> str:
    """Bring the machine to where *flavour* (app, backend, dev) can run; return the environment's Python."""
    check_python()
    install_system_libraries()
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = VENV / "tarkov-desktop-setup.txt"
    wanted = fingerprint(flavour)
    had = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() and python.exists() else []
    if wanted in had:
        return str(python)
    if not python.exists():
        print("Making the virtual environment…", flush=True)
        make_environment()
    started = time.monotonic()
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--requirement",
        str(LOCKS / f"{flavour}.txt"),
    ]
    install_packages(pip)
    order = ("app", "backend", "dev")
    stamp.write_text(
        "\n".join(fingerprint(name) for name in order[: order.index(flavour) + 1]), encoding="utf-8"
    )
    print(f"Ready after {time.monotonic() - started:.0f} s.", flush=True)
    return str(python)


def install_packages(pip: list[str]) -> None:
    """Install with a sign of life every other second; what pip says is shown only when it fails."""
    print("Installing the locked packages (once; a minute or two on a slow line) ", end="", flush=True)
    with tempfile.TemporaryFile("w+") as log:
        with subprocess.Popen(
            pip, cwd=ROOT, env=quiet_pip(), stdout=log, stderr=subprocess.STDOUT
        ) as process:
            while process.poll() is None:
                time.sleep(0.1)
                if int(time.monotonic() * 10) % 20 == 0:
                    print(".", end="", flush=True)
        print(flush=True)
        if process.returncode:
            log.seek(0)
            print(log.read())
            raise SetupError(
                "the packages could not be installed; is there a network? Nothing was changed but .venv."
            )


def check_python() -> None:
    """Refuse a Python that the pinned packages do not run on."""
    if not MIN_PYTHON <= sys.version_info[:2] < END_PYTHON:
        have = platform.python_version()
        raise SetupError(
            f"Python 3.11, 3.12 or 3.13 is needed, this is {have}. Start it with another python3."
        )


def make_environment() -> None:
    """Create ``.venv``; a half-made one is made again."""
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
        raise SetupError("no virtual environment could be made; on Debian: apt-get install python3-venv")


def fingerprint(flavour: str) -> str:
    """Return one line that changes with the lock of *flavour* and with the Python that reads it."""
    content = (LOCKS / f"{flavour}.txt").read_bytes()
    return f"{flavour} {hashlib.sha256(content).hexdigest()} {platform.python_version()}"


def install_system_libraries() -> None:
    """On Debian and its children: install the libraries Qt loads, as root, or say the exact command."""
    if sys.platform != "linux" or shutil.which("dpkg-query") is None:
        return
    wanted = [*DEBIAN_LIBRARIES, *DEBIAN_WINDOW_LIBRARIES]
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *wanted]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    missing = [name for name in wanted if name not in present and f"{name}t64" not in present]
    missing = [name for name in missing if not is_replaced(name)]
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "--quiet", *missing]
    if os.geteuid() != 0:
        raise SetupError(
            f"system libraries are missing. Run this once, then try again:\n\n  sudo {' '.join(install)}\n"
        )
    print(f"Installing {len(missing)} system libraries…", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    if subprocess.run(install, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode:
        raise SetupError(f"the system libraries could not be installed:\n\n  {' '.join(install)}\n")


def is_replaced(package: str) -> bool:
    """Return whether an installed package of another name provides *package* (Ubuntu's t64 names)."""
    query = ["dpkg-query", "--show", "--showformat=${Provides}\n", f"{package}t64"]
    return package in subprocess.run(query, capture_output=True, text=True, check=False).stdout


def environment() -> dict[str, str]:
    """Return the variables of a child: our tree on the path, UTF-8, and no screen needed for tests in CI."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}


def quiet_pip() -> dict[str, str]:
    """Return variables that keep pip from warning about root and about new versions."""
    return {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def step(name: str, command: list[str]) -> bool:
    """Run one check quietly; print its output only when it fails."""
    started = time.monotonic()
    answer = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    word = "ok" if answer.returncode == 0 else "FAILED"
    print(f"--- {name}: {word} ({time.monotonic() - started:.1f} s)", flush=True)
    if answer.returncode:
        print(answer.stdout, answer.stderr, sep="\n", flush=True)
    return answer.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
