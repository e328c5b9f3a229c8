import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { load, ScriptedRest, type Seen } from "./harness.ts";

const TOKEN = "PVP_0123456789abcdef01";
const USER = "66666666-7777-4888-9999-aaaaaaaaaaaa";
const TASK = "5936d90786f7742b1420ba5b";
const handler = await load("api");

const KNOWN = {
  ok: true,
  tokenId: "11111111-2222-4333-8444-555555555555",
  userId: USER,
  gameMode: "pvp",
  season: 0,
  permissions: ["GP", "TP", "WP"],
  note: null,
  usageCount: 7,
};
const EMPTY = {
  userId: USER,
  displayName: null,
  level: null,
  pmcFaction: "USEC",
  gameEdition: 1,
  rev: 3,
  taskCompletions: {},
  taskObjectives: {},
  hideoutModules: {},
  hideoutParts: {},
};

/** A database that knows the token; `answers` are those of the other SQL functions. */
function database(rest: ScriptedRest, answers: Record<string, unknown> = {}, known: unknown = KNOWN) {
  rest.answer = ({ path }: Seen) => {
    const name = path.split("/").at(-1) ?? "";
    if (name === "token_authenticate") return Response.json(known);
    const defaults: Record<string, unknown> = {
      api_read: { ok: true, self: USER, gameMode: "pvp", season: 0, member: EMPTY },
      api_team_read: { ok: true, self: USER, gameMode: "pvp", season: 0, members: [EMPTY] },
      api_write: { ok: true, rev: 4, updatedTasks: [{ id: TASK, state: "completed" }], unknownTasks: [] },
    };
    return Response.json(answers[name] ?? defaults[name]);
  };
}

function ask(path: string, body?: unknown, token: string | null = TOKEN, base = "/api"): Promise<Response> {
  const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set("content-type", "application/json; charset=utf-8");
  return handler(
    new Request(`http://functions${base}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }),
  );
}

async function refusalOf(response: Response): Promise<[number, string]> {
  const { success, error, code, ...rest } = await response.json();
  assert.deepEqual([success, typeof error, rest], [false, "string", {}]);
  return [response.status, code];
}

Deno.test("health needs no token", async () => {
  await using rest = new ScriptedRest();
  const response = await ask("/health", undefined, null);
  const { success, data } = await response.json();
  assert.deepEqual([success, data.status, data.version], [true, "healthy", "2"]);
  assert.match(data.catalog, /^\d/);
  assert.equal(rest.seen.length, 0);
});

Deno.test("a token is looked up by its hash alone, with the server's key", async () => {
  await using rest = new ScriptedRest();
  database(rest);
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    const headers = { authorization: `${scheme} ${TOKEN}  ` };
    const response = await handler(new Request("http://functions/api/token", { headers }));
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
  const hash = createHash("sha256").update(TOKEN).digest("hex");
  for (const seen of rest.seen) {
    assert.deepEqual(JSON.parse(seen.text), { p_hash: hash });
    assert.ok(!seen.text.includes("0123456789abcdef01"));
    assert.equal(seen.headers.get("apikey"), "service-key");
  }
});

Deno.test("the description of a token gives the presented text back, flat", async () => {
  await using rest = new ScriptedRest();
  database(rest);
  assert.deepEqual(await (await ask("/token")).json(), {
    success: true,
    token: TOKEN,
    permissions: ["GP", "TP", "WP"],
    owner: USER,
    note: null,
    calls: 7,
    gameMode: "pvp",
  });
});

Deno.test("what is not in the form of a token is not looked up", async () => {
  await using rest = new ScriptedRest();
  const bad: [string | null, string][] = [
    [null, "missing_token"],
    ["", "missing_token"],
    ["PVP_0123456789ABCDEF01", "invalid_token_format"],
    ["PVP_0123456789abcdef0", "invalid_token_format"],
    ["PVP_0123456789abcdef0123", "invalid_token_format"],
    ["XXX_0123456789abcdef01", "invalid_token_format"],
    [`${TOKEN}' or 1=1`, "invalid_token_format"],
    ["x".repeat(10_000), "invalid_token_format"],
  ];
  for (const [token, code] of bad) {
    assert.deepEqual(await refusalOf(await ask("/progress", undefined, token)), [401, code]);
  }
  assert.equal(rest.seen.length, 0);
});

Deno.test("a token says its mode twice, and both must agree", async () => {
  await using rest = new ScriptedRest();
  database(rest, {}, { ...KNOWN, gameMode: "pve" });
  assert.deepEqual(await refusalOf(await ask("/progress")), [401, "invalid_token"]);
  assert.equal(rest.seen.length, 1);
});

Deno.test("refusals of the database come back in the public shape, limits with a header", async () => {
  for (
    const [code, status] of [["token_revoked", 401], ["token_expired", 401], ["invalid_token", 401]] as const
  ) {
    await using rest = new ScriptedRest();
    database(rest, {}, { ok: false, error: { code, message: "x", status } });
    assert.deepEqual(await refusalOf(await ask("/token")), [status, code]);
  }
  await using rest = new ScriptedRest();
  database(rest, {
    api_read: { ok: false, error: { code: "rate_limited", message: "x", status: 429, retryAfter: 9 } },
  });
  const response = await ask("/progress");
  assert.equal(response.headers.get("retry-after"), "9");
  assert.deepEqual(await refusalOf(response), [429, "rate_limited"]);
});

Deno.test("a permission that is missing is named, before the body is read", async () => {
  const needs: [string, unknown, string][] = [
    ["/progress", undefined, "GP"],
    ["/team/progress", undefined, "TP"],
    ["/progress/level/5", "", "WP"],
    [`/progress/task/${TASK}`, "{", "WP"],
    ["/progress/tasks", "{", "WP"],
    [`/progress/task/objective/${TASK}`, "{", "WP"],
  ];
  for (const [path, body, permission] of needs) {
    await using rest = new ScriptedRest();
    const permissions = ["GP", "TP", "WP"].filter((other) => other !== permission);
    database(rest, {}, { ...KNOWN, permissions });
    const response = await ask(path, body);
    assert.match((await response.clone().json()).error, new RegExp(permission));
    assert.deepEqual(await refusalOf(response), [403, "missing_permission"]);
    assert.equal(rest.seen.length, 1);
  }
});

Deno.test("an empty account has the types that its readers cannot do without", async () => {
  await using rest = new ScriptedRest();
  database(rest);
  const { success, data, meta } = await (await ask("/progress")).json();
  assert.equal(success, true);
  assert.deepEqual(meta, { self: USER, gameMode: "pvp", rev: 3 });
  assert.deepEqual([data.playerLevel, data.gameEdition, data.pmcFaction, data.userId, data.displayName], [
    1,
    1,
    "USEC",
    USER,
    null,
  ]);
  assert.ok(
    data.tasksProgress.every((task: { invalid: boolean }) => task.invalid),
    "only the other faction's tasks",
  );
  assert.deepEqual(data.hideoutPartsProgress, []);
  assert.deepEqual(data.hideoutModulesProgress, [{ id: "5d484fc0654e76006657e0ab-1", complete: true }]);
});

Deno.test("records are told as they are: done, failed, undone, counted, built", async () => {
  await using rest = new ScriptedRest();
  const member = {
    ...EMPTY,
    displayName: "Rook",
    level: 15,
    pmcFaction: "BEAR",
    gameEdition: 5,
    taskCompletions: {
      [TASK]: { complete: true, failed: false },
      "597a0f5686f774273b74f676": { complete: true, failed: true },
      "59ca1a6286f774509a270942": { complete: false, failed: false },
    },
    taskObjectives: { o1: { count: 2 }, o2: { complete: true, count: 5 }, o3: null },
    hideoutModules: { "5d484fcd654e7668ec2ec322-1": { complete: true }, m2: { complete: false } },
    hideoutParts: { p1: { count: 1, complete: false } },
  };
  database(rest, { api_read: { ok: true, self: USER, member } });
  const { data } = await (await ask("/progress")).json();
  const task = (id: string) => data.tasksProgress.find((task: { id: string }) => task.id === id);
  assert.deepEqual(task(TASK), { id: TASK, complete: true, invalid: false, failed: false });
  assert.deepEqual([task("597a0f5686f774273b74f676").complete, task("597a0f5686f774273b74f676").failed], [
    false,
    true,
  ]);
  assert.deepEqual([task("59ca1a6286f774509a270942").complete, task("59ca1a6286f774509a270942").failed], [
    false,
    false,
  ]);
  const objective = (id: string) =>
    data.taskObjectivesProgress.find((objective: { id: string }) => objective.id === id);
  assert.deepEqual(objective("o1"), { id: "o1", complete: false, count: 2, invalid: false });
  assert.deepEqual(objective("o2"), { id: "o2", complete: true, count: 5, invalid: false });
  assert.deepEqual(objective("o3"), { id: "o3", complete: false, count: 0, invalid: false });
  assert.deepEqual(data.hideoutPartsProgress, [{ id: "p1", complete: false, count: 1 }]);
  const built = data.hideoutModulesProgress.filter((module: { complete: boolean }) => module.complete);
  assert.deepEqual(built.map((module: { id: string }) => module.id).sort(), [
    "5d484fc0654e76006657e0ab-1",
    "5d484fc0654e76006657e0ab-2",
    "5d484fc0654e76006657e0ab-3",
    "5d484fc0654e76006657e0ab-4",
    "5d484fcd654e7668ec2ec322-1",
    "667298e75ea6b4493c08f266-1",
  ]);
  assert.deepEqual([data.displayName, data.playerLevel, data.gameEdition, data.pmcFaction], [
    "Rook",
    15,
    5,
    "BEAR",
  ]);
});

Deno.test("a mangled row harms only what it mangles", async () => {
  await using rest = new ScriptedRest();
  const member = {
    ...EMPTY,
    taskCompletions: [1],
    taskObjectives: { a: "x", b: { count: 1e308 } },
    hideoutParts: null,
  };
  database(rest, { api_team_read: { ok: true, self: USER, members: [member, EMPTY] } });
  const { data, meta } = await (await ask("/team/progress")).json();
  assert.equal(data.length, 2);
  assert.deepEqual(meta, { self: USER, hiddenTeammates: [] });
  const objective = data[0].taskObjectivesProgress.find((objective: { id: string }) => objective.id === "b");
  assert.deepEqual(objective, { id: "b", complete: false, count: 0, invalid: false });
});

Deno.test("writes reach the database as one change and come back as they were taken", async () => {
  const calls: [string, unknown, unknown, unknown][] = [
    ["/progress/level/42", "", { level: 42 }, { level: 42 }],
    [`/progress/task/${TASK}`, { id: null, state: "completed" }, {
      tasks: [{ id: TASK, state: "completed" }],
    }, {
      taskId: TASK,
      state: "completed",
    }],
    ["/progress/tasks", [{ id: TASK, state: "failed" }], { tasks: [{ id: TASK, state: "failed" }] }, {
      updatedTasks: [{ id: TASK, state: "completed" }],
      unknownTasks: [],
    }],
    ["/progress/tasks", { [TASK]: "uncompleted" }, { tasks: [{ id: TASK, state: "uncompleted" }] }, {
      updatedTasks: [{ id: TASK, state: "completed" }],
      unknownTasks: [],
    }],
    ["/progress/task/objective/o1:t1", { state: "completed", count: 3 }, {
      objective: { id: "o1:t1", state: "completed", count: 3 },
    }, { objectiveId: "o1:t1", state: "completed", count: 3 }],
    ["/progress/task/objective/o1", { count: 0 }, { objective: { id: "o1", count: 0 } }, {
      objectiveId: "o1",
      count: 0,
    }],
  ];
  for (const [path, body, change, expected] of calls) {
    await using rest = new ScriptedRest();
    database(rest);
    const response = await ask(path, body);
    const { success, data } = await response.json();
    const { message, ...told } = data;
    assert.deepEqual([response.status, success, typeof message, told], [200, true, "string", expected], path);
    assert.deepEqual(JSON.parse(rest.seen[1]?.text ?? ""), { p_token: KNOWN.tokenId, p_changes: change });
  }
});

Deno.test("bodies that say nothing sensible are refused before anything is written", async () => {
  const bad: [string, unknown, string][] = [
    ["/progress/level/0x10", "", "invalid_request"],
    ["/progress/level/-1", "", "invalid_request"],
    ["/progress/level/1e3", "", "invalid_request"],
    [`/progress/task/${TASK}`, {}, "invalid_state"],
    [`/progress/task/${TASK}`, { state: "done" }, "invalid_state"],
    [`/progress/task/${TASK}`, { state: null }, "invalid_state"],
    [`/progress/task/${TASK}`, [], "invalid_state"],
    [`/progress/task/${TASK}`, "{", "invalid_json"],
    ["/progress/task/%00", { state: "failed" }, "invalid_request"],
    ["/progress/task/%E0%A4%A", { state: "failed" }, "invalid_request"],
    ["/progress/task/a%2F..%2Fb", { state: "failed" }, "invalid_request"],
    ["/progress/tasks", [], "invalid_request"],
    ["/progress/tasks", {}, "invalid_request"],
    ["/progress/tasks", Array(201).fill({ id: TASK, state: "failed" }), "invalid_request"],
    ["/progress/tasks", [{ id: 5, state: "failed" }], "invalid_request"],
    ["/progress/tasks", [{ id: TASK, state: "active" }], "invalid_state"],
    ["/progress/tasks", { [TASK]: 1 }, "invalid_state"],
    ["/progress/tasks", "7", "invalid_request"],
    ["/progress/task/objective/o1", {}, "invalid_request"],
    ["/progress/task/objective/o1", { count: -1 }, "invalid_request"],
    ["/progress/task/objective/o1", { count: 1.5 }, "invalid_request"],
    ["/progress/task/objective/o1", { count: 1e10 }, "invalid_request"],
    ["/progress/task/objective/o1", { count: "3" }, "invalid_request"],
    ["/progress/task/objective/o1", { state: "failed" }, "invalid_state"],
  ];
  for (const [path, body, code] of bad) {
    await using rest = new ScriptedRest();
    database(rest);
    assert.deepEqual(await refusalOf(await ask(path, body)), [400, code], `${path} ${JSON.stringify(body)}`);
    assert.ok(!rest.seen.some((seen) => seen.path.endsWith("api_write")));
  }
});

Deno.test("an address that is none is not found, a wrong verb is told the right one", async () => {
  await using rest = new ScriptedRest();
  for (
    const path of [
      "",
      "/",
      "/v1/token",
      "/progress/",
      "/progress/task",
      "/progress/task/a/b",
      "/team",
      "/__proto__",
    ]
  ) {
    assert.deepEqual(await refusalOf(await ask(path)), [404, "not_found"], path);
  }
  const response = await ask("/token", {});
  assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, OPTIONS"]);
  assert.equal((await ask("/progress/tasks")).status, 405);
  assert.equal(rest.seen.length, 0);
});

Deno.test("it answers under the platform's own path too", async () => {
  await using rest = new ScriptedRest();
  database(rest);
  assert.equal((await ask("/token", undefined, TOKEN, "/functions/v1/api")).status, 200);
});
