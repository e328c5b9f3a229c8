"""Who may do what, computed twice: from the catalogue, and by trying it as each subject.

``python -m tests.sql.access`` writes ``expected_access.json`` anew; read the difference before you commit it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from tests.backend_support import Database, copied_database, database_options, running_cluster
from tests.sql.people import DONE, People, Person

EXPECTED: Final = Path(__file__).with_name("expected_access.json")
ROLES: Final = ("anon", "authenticated", "service_role")
SUBJECTS: Final = ("anon", "self", "mate_same", "mate_other", "ex_member", "kicked", "outsider", "service")

Facts = dict[str, Any]

RELATIONS: Final = """
select c.oid, n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')
group by c.oid, n.nspname, c.relname
order by 2
"""
FUNCTIONS: Final = """
select p.oid, n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name,
  n.nspname as schema, p.proname as short
from pg_proc as p
join pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('public', 'private')
  and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
order by 2
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """The people of section 13 and what belongs to **self**, who owns the pvp and the pve team."""

    people: People
    subjects: Mapping[str, asyncpg.Connection]
    me: Person
    pvp: Mapping[str, Any]
    pve: Mapping[str, Any]
    archive: str
    token: str


async def build_scene(database: Database) -> Scene:
    """Everybody has progress in all modes, an archive, a token and a device."""
    people = await People.in_database(database)
    me = await people.person("self")
    everybody = {name: await people.person(name) for name in SUBJECTS[2:-1]}
    for person in (me, *everybody.values()):
        for mode, season in (("pvp", 0), ("pve", 0), ("seasonal", 1)):
            await person.write({"level": 5, "taskCompletions/a": DONE}, mode=mode, season=season)
        await person.write({"preferences/streamerMode": True}, mode="account")
        await person.push(person.reset_op(1), person.set_op("level", 6, epoch=1), epoch=1)
        await person.call("token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None)
    pvp, pve = await me.create_team("pvp", places=10), await me.create_team("pve")
    for name, team in (("mate_same", pvp), ("mate_other", pve), ("ex_member", pvp), ("kicked", pvp)):
        assert (await everybody[name].join(team))["ok"]
    await everybody["ex_member"].call("team_leave", team=pvp["id"])
    assert (await me.call("team_kick", team=pvp["id"], member=everybody["kicked"].id))["ok"]
    await people.end_cooldowns()
    subjects = {name: person.connection for name, person in everybody.items()}
    subjects |= {"self": me.connection, "service": people.service}
    subjects["anon"] = await database.acting_as(None, role="anon")
    archive = (await me.call("archives_list", mode="pvp"))["archives"][0]["archiveId"]
    token = (await me.call("token_list"))["tokens"][0]["tokenId"]
    return Scene(people, subjects, me, pvp, pve, archive, token)


async def access_facts(database: Database) -> Facts:
    """Everything this module knows to ask, sorted."""
    scene = await build_scene(database)
    owner = scene.people.owner
    return {
        "catalogue": {
            "relations": await relation_grants(owner),
            "functions": await function_grants(owner),
            "policies": await policies(owner),
            "row security off": await without_row_security(owner),
            "schemas": await schema_grants(owner),
            "sequences": await sequence_grants(owner),
        },
        "observed": {
            "rows": await seen_rows(scene),
            "writes": await tried_writes(scene),
            "functions": await tried_functions(scene),
            "topics": await tried_topics(scene),
        },
    }


async def relations(owner: asyncpg.Connection, only: str | None = None) -> list[asyncpg.Record]:
    """All relations of ours, or the one named."""
    return [row for row in await owner.fetch(RELATIONS) if only in {None, row["name"]}]


async def relation_grants(owner: asyncpg.Connection, only: str | None = None) -> Facts:
    """Relation -> role -> verb -> columns (``*`` = all of them); a relation nobody may touch stands there empty."""
    found: Facts = {}
    for relation in await relations(owner, only):
        found[relation["name"]] = entry = {}
        for role in ROLES:
            verbs: Facts = {}
            for verb in ("select", "insert", "update", "references"):
                columns = [
                    column
                    for column in relation["columns"]
                    if await owner.fetchval(
                        "select has_column_privilege($1, $2::oid, $3, $4)",
                        role,
                        relation["oid"],
                        column,
                        verb,
                    )
                ]
                if columns:
                    verbs[verb] = "*" if columns == relation["columns"] else columns
            for verb in ("delete", "truncate", "trigger"):
                if await owner.fetchval(
                    "select has_table_privilege($1, $2::oid, $3)", role, relation["oid"], verb
                ):
                    verbs[verb] = "*"
            if verbs:
                entry[role] = verbs
    return found


async def function_grants(owner: asyncpg.Connection) -> Facts:
    """Function -> who may execute it."""
    return {
        function["name"]: [
            role
            for role in ("public", *ROLES)
            if await owner.fetchval(
                "select has_function_privilege($1, $2::oid, 'execute')", role, function["oid"]
            )
        ]
        for function in await owner.fetch(FUNCTIONS)
    }


async def policies(owner: asyncpg.Connection) -> list[str]:
    """Every policy of ours and on realtime.messages, in one line each."""
    rows = await owner.fetch(
        """select format('%s.%s %s %s %s %s using %s check %s', schemaname, tablename, policyname, permissive, cmd,
          roles, qual, with_check) as line
        from pg_policies where schemaname in ('public', 'private', 'realtime')"""
    )
    return sorted(" ".join(row["line"].split()) for row in rows)


async def without_row_security(owner: asyncpg.Connection) -> list[str]:
    """Tables in public that do not filter rows."""
    rows = await owner.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and not relrowsecurity"
    )
    return sorted(row["relname"] for row in rows)


async def schema_grants(owner: asyncpg.Connection) -> Facts:
    """Schema -> role -> usage, create."""
    return {
        schema: {
            role: [
                verb
                for verb in ("usage", "create")
                if await owner.fetchval("select has_schema_privilege($1, $2, $3)", role, schema, verb)
            ]
            for role in ROLES
        }
        for schema in ("public", "private")
    }


async def sequence_grants(owner: asyncpg.Connection) -> Facts:
    """Sequence -> roles that may touch it."""
    rows = await owner.fetch(
        "select oid, oid::regclass::text as name from pg_class where relkind = 'S'"
        " and relnamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    return {
        row["name"]: [
            role
            for role in ROLES
            if await owner.fetchval(
                "select has_sequence_privilege($1, $2::oid, 'usage, select, update')", role, row["oid"]
            )
        ]
        for row in rows
    }


def rows_of_me(relation: str, columns: Sequence[str], scene: Scene) -> dict[str, str]:
    """Conditions that select what belongs to **self**, by name."""
    teams = {"of the pvp team": scene.pvp["id"], "of the pve team": scene.pve["id"]}
    if relation == "public.teams":
        return {name: f"id = '{team}'" for name, team in teams.items()}
    if "team_id" in columns and relation.startswith("public."):
        return {name: f"team_id = '{team}'" for name, team in teams.items()}
    return {"": f"user_id = '{scene.me.id}'" if "user_id" in columns else "true"}


def tried_columns(relation: asyncpg.Record) -> list[str]:
    """The columns worth trying one by one: what is closed as a whole is tried once, its columns are in the catalogue."""
    columns: list[str] = relation["columns"]
    return columns[:1] if relation["name"].startswith("private.") else columns


async def seen_rows(scene: Scene, only: str | None = None) -> Facts:
    """Relation -> subject -> the columns in which rows of **self** were seen (``*`` = all, absent = none)."""
    seen: Facts = {}
    for relation in await relations(scene.people.owner, only):
        name, columns = relation["name"], tried_columns(relation)
        for which, condition in rows_of_me(name, columns, scene).items():
            entry = seen[f"{name} {which}".strip()] = {}
            for subject, connection in scene.subjects.items():
                readable = [
                    column
                    for column in columns
                    if await outcome(connection, f'select "{column}" from {name} where {condition}') == "rows"
                ]
                if readable:
                    entry[subject] = "*" if readable == columns else readable
    return seen


async def tried_writes(scene: Scene, only: str | None = None) -> Facts:
    """Relation -> subject -> writes that were not refused for lack of rights; all empty when all is well."""
    tried: Facts = {}
    for relation in await relations(scene.people.owner, only):
        name, columns = relation["name"], tried_columns(relation)
        condition = next(iter(rows_of_me(name, columns, scene).values()))
        statements = {
            "insert": f"insert into {name} default values",
            "delete": f"delete from {name} where {condition}",
            "delete all": f"delete from {name}",
            "truncate": f"truncate {name} cascade",
            **{f"update {column}": f'update {name} set "{column}" = default' for column in columns},
        }
        entry = {
            subject: [
                verb
                for verb, statement in statements.items()
                if await outcome(connection, statement) != "42501"
            ]
            for subject, connection in scene.subjects.items()
        }
        tried[name] = {subject: verbs for subject, verbs in entry.items() if verbs}
    return tried


def arguments_for(function: str, scene: Scene) -> dict[str, object]:
    """Arguments with which a client might try each function on what is **self**'s; a new function needs its own."""
    team, me = scene.pvp["id"], scene.me.id
    tried: dict[str, dict[str, object]] = {
        "apply_progress_ops": {
            "device": me,
            "mode": "pvp",
            "season": 0,
            "epoch": 0,
            "base_seq": 0,
            "ops": [],
        },
        "pull_progress": {"mode": "pvp", "season": 0, "epoch": 0, "since": 0},
        "progress_status": {},
        "archives_list": {"mode": "pvp"},
        "archive_get": {"archive": scene.archive},
        "archive_delete": {"archive": scene.archive},
        "device_list": {},
        "device_forget": {"device": scene.me.device},
        "team_create": {"name": "X", "mode": "seasonal"},
        "team_join": {"team": team, "code": "no"},
        "team_leave": {"team": team, "disband": True},
        "team_kick": {"team": team, "member": me},
        "team_transfer": {"team": team, "to": me},
        "team_rename": {"team": team, "name": "Mine"},
        "team_rotate_code": {"team": team},
        "team_invite": {"team": team},
        "team_members": {"team": team},
        "team_progress": {"team": team},
        "set_member_status": {"team": team, "kind": "ready"},
        "token_create": {"mode": "pvp", "permissions": ["GP"], "note": None, "expires_at": None},
        "token_list": {},
        "token_revoke": {"token": scene.token},
        "account_delete": {"confirm": "no"},
        "token_authenticate": {"hash": "0" * 64},
        "api_read": {"token": scene.token},
        "api_team_read": {"token": scene.token},
        "api_write": {"token": scene.token, "changes": {"level": 5}},
        "account_delete_finish": {"user": me},
        "account_deletion_due": {"limit": 1},
        "run_cleanup": {"batch": 1},
        "season_activate": {"season": 1},
        "catalog_load": {"ids": []},
    }
    return tried[function]


async def tried_functions(scene: Scene) -> Facts:
    """Function of public -> subject -> code of the answer or SQLSTATE."""
    tried: Facts = {}
    for function in await scene.people.owner.fetch(FUNCTIONS):
        if function["schema"] != "public":
            continue
        arguments = arguments_for(function["short"], scene)
        names = ", ".join(f"p_{name} => ${place}" for place, name in enumerate(arguments, 1))
        statement = f"select public.{function['short']}({names})"
        tried[function["short"]] = {
            subject: await outcome(connection, statement, *arguments.values())
            for subject, connection in scene.subjects.items()
        }
    return tried


async def tried_topics(scene: Scene) -> Facts:
    """Topic -> subject -> what could be read and sent, by extension."""
    topic_of_pvp = f"team:{scene.pvp['id']}:3"  # one left, one was kicked
    topics = {
        "the pvp team": topic_of_pvp,
        "the pvp team before the kick": scene.pvp["topic"],
        "the pve team": scene.pve["topic"],
        "user:self": f"user:{scene.me.id}",
        "user:nobody": "user:",
    }
    tried: Facts = {}
    for name, topic in topics.items():
        entry: dict[str, list[str]] = {}
        tried[name] = entry
        for subject, connection in scene.subjects.items():
            may: list[str] = []
            entry[subject] = may
            for extension in ("broadcast", "presence", "postgres_changes"):
                probe = "insert into realtime.messages (topic, extension, private) values ($1, $2, true)"
                await scene.people.owner.execute(probe, topic, extension)
                await connection.execute("select set_config('realtime.topic', $1, false)", topic)
                read = "select 1 from realtime.messages where topic = $1 and extension = $2"
                if await outcome(connection, read, topic, extension) == "rows":
                    may.append(f"read {extension}")
                if await outcome(connection, probe, topic, extension) in {"rows", "none"}:
                    may.append(f"write {extension}")
    return tried


async def outcome(connection: asyncpg.Connection, statement: str, *arguments: object) -> str:
    """``rows``, ``none``, the code of a refusal, or the SQLSTATE; whatever it did is undone."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        rows = await connection.fetch(statement, *arguments)
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await transaction.rollback()
    if rows and isinstance(rows[0][0], dict) and "ok" in rows[0][0]:
        return "ok" if rows[0][0]["ok"] else str(rows[0][0]["error"]["code"])
    return "rows" if rows else "none"


def as_text(facts: Facts) -> str:
    """The facts as they are checked in."""
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


async def main() -> None:
    """Write the expectation anew."""
    with running_cluster(database_options()) as cluster:
        async with copied_database(cluster) as database:
            EXPECTED.write_text(as_text(await access_facts(database)), "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
