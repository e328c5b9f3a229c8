"""What a window shows beyond the first sight of its pages: sections, kinds of tasks, squads, dialogs, what floats.

Each scene brings a window there by what the player would press or the cloud would say, and returns what is to be
looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tarkov_desktop.app import texts
from tarkov_desktop.app.bootstrap import Program, open_program
from tarkov_desktop.app.cloud.hub import CloudState, SignIn
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import fail_task, ignore_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.happenings import Happening, What
from tarkov_desktop.app.squad.state import Card, LastDeed, Squad, SquadView
from tarkov_desktop.app.upkeep import Upkeep
from tarkov_desktop.domain.ids import TeamId, UserId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.remote.team_records import MemberStatus, Team
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.ui.compact.window import CompactWindow
from tarkov_desktop.ui.first_run import FIRST_RUN
from tarkov_desktop.ui.first_run.welcome import Welcome
from tarkov_desktop.ui.keys import KeysDialog
from tarkov_desktop.ui.page import Toast
from tarkov_desktop.ui.pages.activity.page import ActivityPage
from tarkov_desktop.ui.pages.profile.page import ProfilePage
from tarkov_desktop.ui.pages.settings import account_ends
from tarkov_desktop.ui.pages.settings.page import SECTIONS
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.palette.overlay import Overlay
from tarkov_desktop.ui.save_panel import SavePanel
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tests.app.worlds import START_MS
from tests.benchmarks.midgame import play
from tests.ui.looks.matrix import Form, settle
from tests.ui.pages.mates import ANTON, ME, MIRA, TestSquad, done_by_mate

OTHERS = tuple(UserId(f"00000000-0000-4000-8000-0000000000{number:02}") for number in range(4, 11))
WAITS = CloudStanding(Phase.WAITING, waiting=3, batch=5, reason="ConnectError", next_try_ms=START_MS + 60_000)
REFUSED = CloudStanding(Phase.UP_TO_DATE, refused=2, last_success_ms=START_MS - 60_000)
IN_CLOUD = CloudStanding(Phase.UP_TO_DATE, last_success_ms=START_MS - 60_000, is_live=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """A window with a squad behind it, and what the scenes need of its making."""

    shell: Shell
    session: Session
    squad: TestSquad

    def say(self, view: SquadView) -> None:
        """Let the cloud say *view* to a player who is signed in."""
        state = CloudState(SignIn.SIGNED_IN, ME, "Rado", "discord", standing=IN_CLOUD, squad=view)
        self.squad.live.view = view
        self.squad.hub._say(state)

    def stand(self, standing: CloudStanding) -> None:
        """Let the cloud stand otherwise."""
        self.squad.hub._say(replace(self.squad.hub.state, standing=standing))


Scene = Callable[[Stage], QWidget]


@contextlib.contextmanager
def a_world(home: Path) -> Iterator[Program]:
    """A program with a player in the middle of the game who has failed one task and ignores one."""
    with open_program(Options(home=home)) as program:
        play(program.session)
        derived = program.session.derived
        open_now = [
            each for each in program.session.graph.nodes if derived.state(each) is DisplayState.AVAILABLE
        ]
        fail_task(program.session, open_now[-1])
        ignore_task(program.session, open_now[-2])
        yield program


@contextlib.contextmanager
def _a_loop_at_rest() -> Iterator[None]:
    """Let pages begin errands that no server ever answers: looked at is what stands until then."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        errands = asyncio.all_tasks(loop)
        for errand in errands:
            errand.cancel()
        loop.run_until_complete(asyncio.gather(*errands, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()


def walk_scenes(
    app: QApplication, look: Look, program: Program, form: Form, names: Sequence[str] = ()
) -> Iterator[tuple[str, QWidget]]:
    """Yield what each scene shows, settled, in a window of *form*; English is spoken again at the end."""
    with _a_loop_at_rest():
        yield from _walked(app, look, program, form, names)


def _walked(
    app: QApplication, look: Look, program: Program, form: Form, names: Sequence[str]
) -> Iterator[tuple[str, QWidget]]:
    texts.speak(form.language)
    look.set_variant(form.variant)
    look.set_scale(form.scale)
    look.set_mode(program.session.mode)
    session = program.session
    squad = TestSquad(session, lambda: START_MS)
    squad.show({MIRA: done_by_mate(*list(session.graph.nodes)[:40]), ANTON: done_by_mate()})
    shell = Shell(app, look, session, now_ms=lambda: START_MS, cloud=squad.hub, upkeep=Upkeep(program))
    stage = Stage(shell, session, squad)
    try:
        shell.resize(*form.size)
        shell.show()
        for name, scene in SCENES.items():
            if names and not any(name.startswith(each) for each in names):
                continue
            stage.say(squad_of_ten(session))
            seen = scene(stage)
            settle()
            yield name, seen
            _put_away(seen)
    finally:
        if shell.companions.compact is not None:
            shell.companions.compact.close()
        shell.hide()
        shell.deleteLater()
        texts.speak(texts.SOURCE_LANGUAGE)
        settle()


def _put_away(seen: QWidget) -> None:
    """Take what floats away, so that the next scene is not covered."""
    behind = seen.parentWidget()
    if isinstance(seen, QDialog):
        seen.close()
    elif isinstance(behind, SavePanel | Overlay):
        behind.leave()


# Squads.


def squad_of_ten(session: Session, *, is_live: bool = True) -> SquadView:
    """Return a full squad in which everybody is something else."""
    task = next(iter(session.graph.nodes))
    place = next(iter(session.catalog.maps.values())).normalized_name
    conditions = (
        MemberStatus("ready", place),
        MemberStatus("in_raid", place, "Bring keys, please", None),
        MemberStatus("looking"),
        MemberStatus("away"),
        MemberStatus(),
    )
    names = (
        "Rado",
        "Mira",
        "Anton",
        None,
        "Wolfeschlegelsteinhausen",
        "Bo",
        "Иван",
        "x",
        "Nell",
        "Otto Ottosson",
    )
    cards = {}
    for at, (user, name) in enumerate(zip((ME, MIRA, ANTON, *OTHERS), names, strict=True)):
        deed = LastDeed(task, True, False, START_MS - at * 60_000) if at % 2 else None
        cards[user] = Card(
            user,
            name,
            level=at * 8 or 35,
            tasks_completed=at * 50,
            is_owner=user == ME,
            status=conditions[at % len(conditions)],
            updated_at="2025-11-18T10:00:00+00:00",
            last_deed=deed,
            is_online=at != 8,
        )
    team = Team(TeamId("t"), "Night Shift", session.mode, ME, 10)
    story = tuple(
        Happening(what, MIRA, "Mira", START_MS, task, 12, place)
        for what in (What.FINISHED, What.LEVEL, What.IN_RAID, What.JOINED, What.LEFT)
    )
    squad = Squad(team, cards, START_MS - 60_000, is_live=is_live)
    return SquadView(
        session.mode, squad, is_known=True, mates_serial=1, story=story, retry_in_s=0.0 if is_live else 8.0
    )


def _team(stage: Stage, view: SquadView | None = None, *, is_streaming: bool = False) -> QWidget:
    set_preference(stage.session, "streamerMode", is_streaming)
    stage.say(view or squad_of_ten(stage.session))
    stage.shell.open_page("team")
    return stage.shell


def _team_cut(stage: Stage) -> QWidget:
    return _team(stage, squad_of_ten(stage.session, is_live=False))


def _team_door(stage: Stage) -> QWidget:
    return _team(stage, SquadView(stage.session.mode, is_known=True))


def _team_kicked(stage: Stage) -> QWidget:
    return _team(
        stage, SquadView(stage.session.mode, is_known=True, gone="kicked", gone_name="Graveyard Shift")
    )


def _team_unreachable(stage: Stage) -> QWidget:
    return _team(stage, SquadView(stage.session.mode, trouble="unreachable"))


def _team_outside(stage: Stage) -> QWidget:
    stage.squad.hub._say(CloudState(SignIn.ENDED))
    stage.shell.open_page("team")
    return stage.shell


def _team_streaming(stage: Stage) -> QWidget:
    return _team(stage, is_streaming=True)


def _team_calm(stage: Stage) -> QWidget:
    return _team(stage)


# Tasks.


def _tasks(stage: Stage) -> TasksPage:
    stage.shell.open_page("tasks")
    assert isinstance(stage.shell.page, TasksPage)
    return stage.shell.page


def _task_of(state: DisplayState, stage: Stage) -> QWidget:
    """Show the task of *state* that has most to say."""
    graph, derived = stage.session.graph, stage.session.derived
    tasks = [task for task in graph.nodes if derived.state(task) is state]
    richest = max(
        tasks, key=lambda task: len(graph.nodes[task].objectives) + 4 * len(graph.alternatives.get(task, ()))
    )
    _tasks(stage)
    stage.shell.open_page("tasks", richest)
    return stage.shell


def _alternatives(stage: Stage) -> QWidget:
    graph = stage.session.graph
    most = max(graph.nodes, key=lambda task: len(graph.alternatives.get(task, ())))
    _tasks(stage)
    stage.shell.open_page("tasks", most)
    return stage.shell


def _of_a_mate(stage: Stage) -> QWidget:
    page = _tasks(stage)
    page.restore_view({"whose": MIRA})
    page.refresh()
    page.view.choose(None, is_near=0)
    page.panes.show_detail()
    return stage.shell


def _mine_again(stage: Stage) -> QWidget:
    page = _tasks(stage)
    page.restore_view({})
    page.refresh()
    page.panes.show_list()
    return stage.shell


def _tree(stage: Stage) -> QWidget:
    page = _tasks(stage)
    page.restore_view({})
    page.refresh()
    page.panes.show_list()
    page.steering.toggle()
    return stage.shell


def _several(stage: Stage) -> QWidget:
    page = _tasks(stage)
    page.steering.toggle()
    page.view.selectAll()
    return stage.shell


# Settings, signed in.


def _section(name: str, stage: Stage) -> QWidget:
    stage.shell.open_page("settings", name)
    return stage.shell


def _account(sign_in: SignIn, keeping: str, stage: Stage) -> QWidget:
    providers = ("discord", "twitch", "google", "github")
    stage.squad.hub._say(
        CloudState(sign_in, keeping=keeping, sentence="The sign-in took too long.", providers=providers)
    )
    return _section("account", stage)


# What floats.


def _question(stage: Stage, ask: Callable[[], object]) -> QWidget:
    before = set(stage.shell.findChildren(QDialog))
    ask()
    return next(each for each in stage.shell.findChildren(QDialog) if each not in before)


def _delete_account(stage: Stage) -> QWidget:
    state = replace(stage.squad.hub.state, standing=WAITS)
    context = stage.shell._context
    return _question(stage, lambda: account_ends.ask_delete(context, stage.shell, state, lambda: None))


def _sign_out(stage: Stage) -> QWidget:
    context = stage.shell._context
    return _question(
        stage, lambda: account_ends.ask_sign_out_everywhere(context, stage.shell, 3, lambda: None)
    )


def _profile(stage: Stage) -> ProfilePage:
    stage.shell.open_page("profile")
    assert isinstance(stage.shell.page, ProfilePage)
    return stage.shell.page


def _export(stage: Stage) -> QWidget:
    return _question(stage, _profile(stage).transfer.begin_export)


def _keys(stage: Stage) -> QWidget:
    dialog = KeysDialog(stage.shell._look, stage.shell)
    dialog.open()
    return dialog


def _saving(standing: CloudStanding, stage: Stage) -> QWidget:
    stage.shell.open_page("now")
    stage.stand(standing)
    panel = SavePanel(stage.shell._context, stage.shell, stage.shell.top.saving)
    return panel.panel


def _frame(standing: CloudStanding, stage: Stage) -> QWidget:
    stage.shell.open_page("now")
    stage.stand(standing)
    return stage.shell


def _palette(text: str, stage: Stage) -> QWidget:
    palette = stage.shell.floating().palette
    palette.ask(text)
    return palette.panel


def _welcome(stage: Stage) -> QWidget:
    stage.shell.open_page(FIRST_RUN)
    return next(each for each in stage.shell.findChildren(Welcome) if each.isVisible())


def _compact(steps: int, stage: Stage) -> QWidget:
    stage.shell.open_page("now")
    if stage.shell.companions.compact is None:
        stage.shell.compact_asked.emit()
    compact = stage.shell.companions.compact
    assert isinstance(compact, CompactWindow)
    compact.show()
    for _step in range(steps):
        compact.step()
    return compact


def _page_of(name: str, stage: Stage) -> QWidget:
    stage.shell.open_page(name)
    return stage.shell


def _now_in_a_squad(stage: Stage) -> QWidget:
    set_preference(stage.session, "streamerMode", False)
    return _page_of("now", stage)


def _wrong(stage: Stage) -> QWidget:
    stage.shell.open_page("activity")
    assert isinstance(stage.shell.page, ActivityPage)
    stage.shell.page.say_wrong("There is nothing left to take back.", "It was changed since.")
    return stage.shell


def _toast(stage: Stage) -> QWidget:
    stage.shell.open_page("items")
    stage.shell.toast(Toast("{name} is done.", "The Punisher - Part 6"))
    return stage.shell._toast


SCENES: Mapping[str, Scene] = {
    **{f"task-{state.value}": partial(_task_of, state) for state in DisplayState},
    "task-alternatives": _alternatives,
    "task-of-a-mate": _of_a_mate,
    "tasks-in-a-squad": _mine_again,
    "tasks-tree": _tree,
    "tasks-several": _several,
    **{f"settings-{section.name}": partial(_section, section.name) for section in SECTIONS},
    "settings-account-ended": partial(_account, SignIn.ENDED, "locked"),
    "settings-account-gone": partial(_account, SignIn.GONE, "kept"),
    "team-ten": _team_calm,
    "team-cut": _team_cut,
    "team-door": _team_door,
    "team-kicked": _team_kicked,
    "team-unreachable": _team_unreachable,
    "team-outside": _team_outside,
    "team-streaming": _team_streaming,
    "now-streaming": partial(_page_of, "now"),
    "now-in-a-squad": _now_in_a_squad,
    "items-in-a-squad": partial(_page_of, "items"),
    "maps-in-a-squad": partial(_page_of, "maps"),
    "frame-waits": partial(_frame, WAITS),
    "frame-refused": partial(_frame, REFUSED),
    "notice": _wrong,
    "toast": _toast,
    "saving-waits": partial(_saving, WAITS),
    "saving-refused": partial(_saving, REFUSED),
    "question-delete": _delete_account,
    "question-sign-out": _sign_out,
    "question-export": _export,
    "keys": _keys,
    "palette": partial(_palette, "p"),
    "palette-nothing": partial(_palette, "xyzzy"),
    "compact-tasks": partial(_compact, 0),
    "compact-counters": partial(_compact, 1),
    "compact-line": partial(_compact, 1),
    "welcome": _welcome,
}
