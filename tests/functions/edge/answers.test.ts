import assert from "node:assert/strict";
import codes from "../../../resources/supabase/functions/_shared/error_codes.json" with { type: "json" };
import { GOOD_CALLS, type Handler, load, refusalOf, request, ScriptedRest } from "./harness.ts";

const CANARY = "relation private.secret_things at 10.0.0.7";

async function answered(name: string, status: number, body: unknown): Promise<Response> {
  await using rest = new ScriptedRest();
  rest.answer = () => Response.json(body, { status });
  const handler: Handler = await load(name);
  const response = await handler(request(name));
  const text = await response.text();
  assert.ok(!text.includes("secret_things"), "text of the server behind is passed on");
  return new Response(text, { status: response.status, headers: response.headers });
}

Deno.test("a refusal of PostgREST becomes the code of its SQLSTATE, without its text", async () => {
  const table: [number, string, number, string][] = [
    [401, "PGRST301", 401, "unauthenticated"],
    [401, "PGRST303", 401, "unauthenticated"],
    [403, "28000", 401, "unauthenticated"],
    [401, "42501", 401, "unauthenticated"], // an anonymous key in place of a user's token
    [403, "42501", 403, "forbidden"],
    [410, "PT410", 410, "account_deleted"],
    [400, "22023", 400, "invalid_request"],
    [500, "40001", 503, "busy"],
    [500, "40P01", 503, "busy"],
    [500, "55P03", 503, "busy"],
    [500, "57014", 503, "busy"],
    [504, "PGRST003", 503, "busy"],
    [503, "", 503, "busy"],
    [404, "PGRST202", 500, "internal"],
    [409, "23505", 500, "internal"],
    [400, "P0001", 500, "internal"],
  ];
  for (const [upstream, state, status, code] of table) {
    const response = await answered("team-kick", upstream, {
      code: state,
      message: CANARY,
      details: CANARY,
      hint: null,
    });
    assert.deepEqual(await refusalOf(response), [status, code], state);
  }
});

Deno.test("every refusal of SQL keeps its code and takes status and sentence from the shared list", async () => {
  for (const [code, entry] of Object.entries(codes)) {
    const response = await answered("team-kick", 200, {
      ok: false,
      error: { code, message: "m", status: 200, retryAfter: 12 },
    });
    const { error } = await response.clone().json();
    assert.deepEqual(await refusalOf(response), [entry.status, code]);
    const speaks = ["invalid_request", "missing_permission", "unknown_id"].includes(code);
    assert.equal(error.message, speaks ? "m" : entry.message);
    if (entry.status === 429) assert.equal(error.retryAfter, 12);
  }
});

Deno.test("a word that is not on the list, and a shape that is no result, is our bug and says nothing", async () => {
  for (
    const body of [
      { ok: false, error: { code: "toString", message: CANARY } },
      { ok: false },
      [],
      null,
      "x",
      { secret_things: 1 },
    ]
  ) {
    assert.deepEqual(await refusalOf(await answered("team-kick", 200, body)), [500, "internal"]);
  }
});

Deno.test("a gap in the sequence tells where the server stands", async () => {
  for (
    const body of [
      { ok: false, error: { code: "sequence_gap", message: "", status: 409, lastSeq: 41 } },
      { ok: false, error: { code: "sequence_gap", message: "", status: 409 }, lastSeq: 41 },
    ]
  ) {
    const { error } = await (await answered("progress-update", 200, body)).json();
    assert.deepEqual([error.code, error.lastSeq], ["sequence_gap", 41]);
  }
});

Deno.test("whoever is not in a team is told so with 403, under the name the published contract uses", async () => {
  const refusal = { ok: false, error: { code: "team_not_found", message: "", status: 404 } };
  assert.deepEqual(await refusalOf(await answered("team-members", 200, refusal)), [403, "not_a_member"]);
  assert.deepEqual(await refusalOf(await answered("team-kick", 200, refusal)), [404, "team_not_found"]);
});

Deno.test("a database that cannot be reached is busy, not broken", async () => {
  const rest = new ScriptedRest();
  const handler = await load("team-kick");
  await rest[Symbol.asyncDispose]();
  assert.deepEqual(await refusalOf(await handler(request("team-kick"))), [503, "busy"]);
});

Deno.test("values travel as they were written, both ways, though JavaScript would round them", async () => {
  await using rest = new ScriptedRest();
  const numbers = "[1.0,12345678901234567890,-0,1e400,0.30000000000000004,1E5]";
  rest.answer = () => new Response(`{"ok":true,"registers":${numbers}}`);
  const handler = await load("progress-update");
  const op = `{"seq":1,"op":"set","path":"x/a","value":${numbers},"stamp":[0,1,0,"9f2c0d1e5a6b7788"]}`;
  const body = JSON.stringify(GOOD_CALLS["progress-update"]?.body).replace(/"ops":\[.*\]/, `"ops":[${op}]`);

  const answer = await (await handler(request("progress-update", { body }))).text();

  assert.ok(rest.seen[0]?.text.includes(numbers));
  assert.equal(answer, `{"registers":${numbers}}`);
});

Deno.test("an operation the database could not parse is named by its seq", async () => {
  const handler = await load("progress-update");
  for (const value of ['"\\u0000"', '"\\ud800"', "1e131072", '{"prototype":1}']) {
    const good = '{"seq":6,"op":"set","path":"level","value":2,"stamp":[0,1,0,"9f2c0d1e5a6b7788"]}';
    const op = `{"seq":7,"op":"set","path":"x/a","value":${value},"stamp":[0,1,0,"9f2c0d1e5a6b7788"]}`;
    const body = JSON.stringify(GOOD_CALLS["progress-update"]?.body).replace(
      /"ops":\[.*\]/,
      `"ops":[${good},${op}]`,
    );
    const { error } = await (await handler(request("progress-update", { body }))).json();
    // The client halves a batch that is an invalid request until the operation at fault stands alone.
    assert.equal(error.code, value.includes("prototype") ? "invalid_request" : "invalid_json");
    assert.match(error.message, /seq 7/);
  }
});

Deno.test("a path that would bend a reader's objects is refused", async () => {
  await using rest = new ScriptedRest();
  const handler = await load("progress-update");
  const ops = [{
    seq: 1,
    op: "set",
    path: "taskCompletions/__proto__",
    value: {},
    stamp: [0, 1, 0, "9f2c0d1e5a6b7788"],
  }];
  const body = JSON.stringify({ ...GOOD_CALLS["progress-update"]?.body, ops });
  assert.deepEqual(await refusalOf(await handler(request("progress-update", { body }))), [
    400,
    "invalid_request",
  ]);
  assert.equal(rest.seen.length, 0);
});

Deno.test("an account is deleted, then its sign-in, then the job; what fails is scheduled", async () => {
  const user = "66666666-7777-4888-9999-aaaaaaaaaaaa";
  const outcome = async (adminStatus: number, finishStatus: number) => {
    await using rest = new ScriptedRest();
    rest.answer = ({ path }) => {
      if (path.startsWith("/auth/v1/admin/users/")) {
        return Response.json({ code: "x", message: CANARY }, { status: adminStatus });
      }
      return Response.json({ ok: true, userId: user }, {
        status: path.endsWith("finish") ? finishStatus : 200,
      });
    };
    const response = await (await load("account-delete"))(request("account-delete"));
    return [
      response.status,
      await response.json(),
      rest.seen.filter((seen) => seen.method !== "GET").map((seen) => seen.path.split("/").at(-1)),
    ];
  };
  const scheduled = { deleted: false, scheduled: true };
  assert.deepEqual(await outcome(200, 200), [200, { deleted: true }, [
    "account_delete",
    user,
    "account_delete_finish",
  ]]);
  assert.deepEqual(await outcome(404, 200), [200, { deleted: true }, [
    "account_delete",
    "account_delete_finish",
  ]]);
  assert.deepEqual(await outcome(500, 200), [202, scheduled, ["account_delete"]]);
  assert.deepEqual(await outcome(200, 500), [202, scheduled, [
    "account_delete",
    user,
    "account_delete_finish",
  ]]);
});

Deno.test("a refused deletion touches no sign-in", async () => {
  await using rest = new ScriptedRest();
  rest.answer = () =>
    Response.json({ ok: false, error: { code: "rate_limited", message: "", status: 429, retryAfter: 7 } });
  assert.deepEqual(await refusalOf(await (await load("account-delete"))(request("account-delete"))), [
    429,
    "rate_limited",
  ]);
  assert.equal(rest.seen.length, 1);
});

Deno.test("the log holds neither token, body, code nor name", async () => {
  const lines: string[] = [];
  const log = console;
  const { info } = log;
  log.info = (line: string) => lines.push(line);
  try {
    for (const name of Object.keys(GOOD_CALLS)) {
      await using rest = new ScriptedRest();
      rest.answer = () => new Response(CANARY, { status: 500 });
      await (await (await load(name))(request(name))).body?.cancel();
    }
  } finally {
    log.info = info;
  }
  assert.equal(lines.filter((line) => JSON.parse(line).status).length, Object.keys(GOOD_CALLS).length);
  for (const secret of ["signature", "Night raiders", "0123456789ABCDEF", "secret_things", "Bearer"]) {
    assert.ok(!lines.some((line) => line.includes(secret)), secret);
  }
});
