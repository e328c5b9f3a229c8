import assert from "node:assert/strict";
import { GOOD_CALLS, type Handler, KEY, load, refusalOf, request, ScriptedRest } from "./harness.ts";

const handlers: Record<string, Handler> = {};
for (const name of Object.keys(GOOD_CALLS)) handlers[name] = await load(name);
const writing = Object.keys(GOOD_CALLS).filter((name) => GOOD_CALLS[name]?.method === "POST");

function ask(name: string, change: Parameters<typeof request>[1] = {}): Promise<Response> {
  return (handlers[name] as Handler)(request(name, change));
}

Deno.test("every folder of a function is tested here or has a test of its own", () => {
  const folder = new URL("../../../resources/supabase/functions/", import.meta.url);
  const found = [...Deno.readDirSync(folder)].filter((entry) =>
    entry.isDirectory && !/^[_n]/.test(entry.name)
  );
  assert.deepEqual(new Set(found.map((entry) => entry.name)), new Set([...Object.keys(GOOD_CALLS), "api"]));
});

Deno.test("a good call reaches exactly one SQL function, with the caller's own token", async () => {
  for (const name of Object.keys(GOOD_CALLS)) {
    await using rest = new ScriptedRest();

    const response = await ask(name);
    await response.body?.cancel();

    const calls = rest.seen.filter((seen) => seen.headers.get("apikey") === "anon-key");
    assert.equal(calls.length, 1, name);
    assert.match(calls[0]?.headers.get("authorization") ?? "", /^Bearer e30\./);
    assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.match(response.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  }
});

Deno.test("only account deletion uses the server's key", async () => {
  for (const name of Object.keys(GOOD_CALLS)) {
    await using rest = new ScriptedRest();
    await (await ask(name)).body?.cancel();
    const withServiceKey = rest.seen.some((seen) => seen.headers.get("apikey") === "service-key");
    assert.equal(withServiceKey, name === "account-delete", name);
  }
});

Deno.test("the arguments carry the names of the SQL functions and every default", async () => {
  const expected: Record<string, [string, unknown]> = {
    "team-create": ["team_create", { p_name: "Night raiders", p_mode: "pvp", p_max_members: 5, p_key: KEY }],
    "team-leave": ["team_leave", {
      p_team: "11111111-2222-4333-8444-555555555555",
      p_disband: false,
      p_transfer_to: null,
    }],
    "team-members": ["team_members", { p_team: "11111111-2222-4333-8444-555555555555" }],
    "token-create": ["token_create", {
      p_mode: "pvp",
      p_permissions: ["GP"],
      p_note: null,
      p_expires_at: null,
      p_format: "standard",
      p_key: KEY,
    }],
    "token-list": ["token_list", {}],
  };
  for (const [name, [sql, args]] of Object.entries(expected)) {
    await using rest = new ScriptedRest();
    await (await ask(name)).body?.cancel();
    assert.equal(rest.seen[0]?.path, `/rest/v1/rpc/${sql}`);
    assert.deepEqual(JSON.parse(rest.seen[0]?.text ?? ""), args);
  }
});

Deno.test("creating answers 201, everything else 200, and `ok` is not passed on", async () => {
  for (const name of Object.keys(GOOD_CALLS).filter((name) => name !== "account-delete")) {
    await using rest = new ScriptedRest();
    rest.answer = () => Response.json({ ok: true, marker: 1 });
    const response = await ask(name);
    assert.equal(response.status, name === "team-create" || name === "token-create" ? 201 : 200, name);
    assert.deepEqual(await response.json(), { marker: 1 });
  }
});

Deno.test("without a bearer token nothing is asked of the database", async () => {
  for (const name of Object.keys(GOOD_CALLS)) {
    for (const authorization of ["", "Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "token"]) {
      await using rest = new ScriptedRest();
      const response = await ask(name, { headers: { authorization } });
      assert.deepEqual(await refusalOf(response), [401, "unauthenticated"], `${name} ${authorization}`);
      assert.equal(rest.seen.length, 0);
    }
  }
});

Deno.test("another verb is refused and told which ones are not", async () => {
  for (const [name, call] of Object.entries(GOOD_CALLS)) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]) {
      if (method === call.method || (name === "token-revoke" && method === "DELETE")) continue;
      const response = await ask(name, { method });
      assert.equal(response.status, 405, `${method} ${name}`);
      assert.ok(response.headers.get("allow")?.startsWith(call.method));
      await response.body?.cancel();
    }
  }
});

Deno.test("a body of another kind, a broken one and one too large are refused each under its code", async () => {
  const cases: [Parameters<typeof request>[1], number, string][] = [
    [{ headers: { "content-type": "text/plain" } }, 415, "unsupported_media_type"],
    [{ headers: { "content-type": "" }, body: new Uint8Array([123, 125]) }, 415, "unsupported_media_type"],
    [{ body: "" }, 400, "invalid_json"],
    [{ body: "{" }, 400, "invalid_json"],
    [{ body: '{"a":NaN}' }, 400, "invalid_json"],
    [{ body: new Uint8Array([0x22, 0xff, 0x22]) }, 400, "invalid_json"],
    [{ body: "[".repeat(10_000) }, 400, "invalid_json"],
    [{ body: "[".repeat(40) + "]".repeat(40) }, 400, "invalid_json"],
    [{ body: '{"a":"\\u0000"}' }, 400, "invalid_json"],
    [{ body: '{"a":"\\ud800"}' }, 400, "invalid_json"],
    [{ body: '{"\\udfff":1}' }, 400, "invalid_json"],
    [{ body: '{"a":1e131072}' }, 400, "invalid_json"],
    [{ body: '{"__proto__":{}}' }, 400, "invalid_request"],
    [{ body: '{"teamId":[{"constructor":1}]}' }, 400, "invalid_request"],
    [{ body: "[]" }, 400, "invalid_request"],
    [{ body: "null" }, 400, "invalid_request"],
    [{ body: "7" }, 400, "invalid_request"],
    [{ body: `"${"x".repeat(1024 * 1024)}"` }, 413, "payload_too_large"],
  ];
  for (const name of writing) {
    for (const [change, status, code] of cases) {
      await using rest = new ScriptedRest();
      assert.deepEqual(await refusalOf(await ask(name, change)), [status, code], `${name} ${change?.body}`);
      assert.equal(rest.seen.length, 0);
    }
  }
});

Deno.test("a body without announced length is cut off at the limit", async () => {
  for (const name of writing) {
    const pieces = ReadableStream.from((function* () {
      for (;;) yield new Uint8Array(65_536).fill(0x20);
    })());
    assert.deepEqual(await refusalOf(await ask(name, { body: pieces })), [413, "payload_too_large"], name);
  }
});

Deno.test("sixteen KiB is taken to the last byte and not one more", async () => {
  const text = JSON.stringify(GOOD_CALLS["team-kick"]?.body);
  await using _rest = new ScriptedRest();
  assert.equal((await ask("team-kick", { body: text.padEnd(16 * 1024) })).status, 200);
  assert.equal((await ask("team-kick", { body: text.padEnd(16 * 1024 + 1) })).status, 413);
});

Deno.test("a missing, an unknown and a wrong field are refused by name", async () => {
  for (const name of writing) {
    const good = GOOD_CALLS[name]?.body ?? {};
    for (const field of Object.keys(good)) {
      await using rest = new ScriptedRest();
      for (const wrong of [undefined, { nested: true }, 1.5]) {
        const response = await ask(name, { body: JSON.stringify({ ...good, [field]: wrong }) });
        const { error } = await response.json();
        assert.deepEqual([response.status, error.code], [400, "invalid_request"], `${name} ${field}`);
        assert.ok(error.message.includes(field) || error.message.includes("joinCode"), error.message);
      }
      assert.equal(rest.seen.length, 0);
    }
    const extra = await ask(name, { body: JSON.stringify({ ...good, surprise: 1 }) });
    assert.ok((await extra.json()).error.message.includes("surprise"));
  }
});

Deno.test("ids and query values never leave their place", async () => {
  const id = "11111111-2222-4333-8444-555555555555";
  const bad = [
    `${id}%23`,
    `${id}%26x=`,
    `${id}&x=`,
    `${id}&teamId=${id}`,
    "..%2F",
    "eq.",
    "%00",
    "x".repeat(10_000),
    "",
  ];
  for (const value of bad) {
    await using rest = new ScriptedRest();
    const good = request("team-members");
    const response = await (handlers["team-members"] as Handler)(
      new Request(`http://functions/team-members?teamId=${value}`, { headers: good.headers }),
    );
    assert.deepEqual(await refusalOf(response), [400, "invalid_request"], value.slice(0, 60));
    assert.equal(rest.seen.length, 0);
  }
});

Deno.test("what makes something needs a key that is a uuid", async () => {
  for (const name of ["team-create", "token-create"]) {
    for (const key of ["", "1", "{}", KEY + "0"]) {
      await using rest = new ScriptedRest();
      const response = await ask(name, { headers: { "idempotency-key": key } });
      assert.deepEqual(await refusalOf(response), [400, "idempotency_key_required"]);
      assert.equal(rest.seen.length, 0);
    }
  }
});

Deno.test("the invite may be given under the published name, but not under both", async () => {
  await using rest = new ScriptedRest();
  const teamId = "11111111-2222-4333-8444-555555555555";

  const old = await ask("team-join", { body: JSON.stringify({ teamId, join_code: "A" }) });
  const both = await ask("team-join", { body: JSON.stringify({ teamId, join_code: "A", joinCode: "B" }) });

  assert.equal(old.status, 200);
  assert.equal(JSON.parse(rest.seen[0]?.text ?? "").p_code, "A");
  assert.deepEqual(await refusalOf(both), [400, "invalid_request"]);
});

Deno.test("an expiry is a real moment, given on in UTC", async () => {
  await using rest = new ScriptedRest();
  const good = GOOD_CALLS["token-create"]?.body;
  const body = (expiresAt: unknown) => ({ body: JSON.stringify({ ...good, expiresAt }) });

  assert.equal((await ask("token-create", body("2027-01-31T00:30:00+01:00"))).status, 201);
  assert.equal(JSON.parse(rest.seen[0]?.text ?? "").p_expires_at, "2027-01-30T23:30:00.000Z");
  for (
    const wrong of [
      "2027-02-30T00:00:00Z",
      "2027-01-01",
      "tomorrow",
      "0000-01-01T00:00:00Z",
      "2027-01-01T25:00:00Z",
    ]
  ) {
    assert.deepEqual(await refusalOf(await ask("token-create", body(wrong))), [400, "invalid_expiry"], wrong);
  }
});

Deno.test("a page of a listed origin is told so; any other page is told nothing", async () => {
  await using _rest = new ScriptedRest();
  Deno.env.set("ALLOWED_ORIGIN", "https://a.example, https://b.example");
  for (
    const [origin, expected] of [["https://b.example", "https://b.example"], ["https://c.example", null], [
      "",
      null,
    ]]
  ) {
    for (const method of ["OPTIONS", "POST"]) {
      const response = await ask("team-kick", { method, headers: { origin: origin ?? "" } });
      assert.equal(response.headers.get("access-control-allow-origin"), expected ?? null);
      assert.equal(response.headers.get("vary"), expected === null ? null : "Origin");
      assert.equal(response.status, method === "OPTIONS" ? 204 : 200);
      await response.body?.cancel();
    }
  }
});
