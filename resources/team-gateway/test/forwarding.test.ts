import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Miniflare } from "miniflare";
import { ask, gateway, json, newAddress, refusalOf, Signer, Upstream, WORKER } from "./world";

describe("what is sent on and passed back", () => {
  let upstream: Upstream;
  let worker: Miniflare;
  let token: string;

  before(async () => {
    upstream = await Upstream.start();
    const signer = await Signer.make("ES256", "ec-1");
    upstream.keys = [signer.published];
    token = await signer.token(upstream);
    worker = gateway(upstream);
  });
  after(async () => {
    await worker.dispose();
    await upstream[Symbol.asyncDispose]();
  });

  test("each route leads to its function", async () => {
    const routes: [string, string, string][] = [
      ["POST", "/team/create", "/functions/v1/team-create"],
      ["POST", "/team/join", "/functions/v1/team-join"],
      ["POST", "/team/leave", "/functions/v1/team-leave"],
      ["POST", "/team/kick", "/functions/v1/team-kick"],
      ["POST", "/team/transfer", "/functions/v1/team-transfer"],
      ["GET", "/team/members?teamId=1", "/functions/v1/team-members?teamId=1"],
      ["POST", "/token/create", "/functions/v1/token-create"],
      ["POST", "/token/revoke", "/functions/v1/token-revoke"],
      ["DELETE", "/token/revoke", "/functions/v1/token-revoke"],
      ["GET", "/token/list", "/functions/v1/token-list"],
      ["GET", "/api/v2/progress", "/functions/v1/api/progress"],
      ["POST", "/api/v2/progress/task/5936d90786f7742b1420ba5b", "/functions/v1/api/progress/task/5936d90786f7742b1420ba5b"],
    ];
    for (const [method, path, target] of routes) {
      const response = await ask(worker, path, { method, token, body: '{"a":1}' });
      assert.equal(response.status, 200, path);
      const seen = upstream.seen.at(-1);
      assert.deepEqual([seen?.method, seen?.url, seen?.body], [method, target, method === "GET" ? "" : '{"a":1}']);
    }
  });

  test("only the named headers go on, with the anonymous key of the project", async () => {
    await ask(worker, "/team/create", {
      token,
      headers: {
        "idempotency-key": "k",
        "x-client-info": "tarkov-desktop/1",
        cookie: "session=1",
        apikey: "the caller's own",
        "x-forwarded-for": "198.51.100.1",
        origin: "https://a.example",
        referer: "https://a.example/x",
      },
    });
    const headers = upstream.seen.at(-1)?.headers ?? {};
    assert.equal(headers["apikey"], "anon-key");
    assert.equal(headers["idempotency-key"], "k");
    assert.equal(headers["x-client-info"], "tarkov-desktop/1");
    for (const name of ["cookie", "x-forwarded-for", "x-real-ip", "origin", "referer"]) assert.equal(headers[name], undefined, name);
  });

  test("status, body and the named headers come back as they are, never to be stored", async () => {
    upstream.script = (_seen, response) =>
      json(response, 409, { error: { code: "team_full" } }, { "retry-after": "7", "x-request-id": "r", "set-cookie": "a=b", "x-inner": "1" });
    const response = await ask(worker, "/team/join", { token });
    assert.equal(response.status, 409);
    assert.deepEqual(await response.json(), { error: { code: "team_full" } });
    assert.equal(response.headers.get("retry-after"), "7");
    assert.equal(response.headers.get("x-request-id"), "r");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("set-cookie"), null);
    assert.equal(response.headers.get("x-inner"), null);
  });

  test("an answer that is not JSON, too large or a redirection is replaced, and not one word of it passed on", async () => {
    const answers: Record<string, Parameters<typeof serve>> = {
      html: [500, "text/html", "<h1>upstream secret</h1>"],
      "a lie": [200, "application/json", "upstream secret"],
      "no kind": [200, "", '{"a":"upstream secret"}'],
      empty: [200, "application/json", ""],
      "too large": [200, "application/json", `"${"upstream secret ".repeat(70_000)}"`],
      elsewhere: [302, "application/json", "{}"],
    };
    for (const [what, [status, kind, body]] of Object.entries(answers)) {
      upstream.script = serve(status, kind, body);
      const asked = upstream.seen.length;
      const response = await ask(worker, "/team/join", { token });
      const text = await response.clone().text();
      assert.equal(response.status, 502, what);
      assert.ok(!text.includes("upstream secret"), what);
      assert.equal(upstream.seen.length, asked + 1, "one request, no second try");
    }
  });

  function serve(status: number, kind: string, body: string) {
    return (_seen: unknown, response: import("node:http").ServerResponse) => {
      response.writeHead(status, { ...(kind ? { "content-type": kind } : {}), location: `${upstream.url}/elsewhere` });
      response.end(body);
    };
  }

  test("the lists of a full team fit through the public API", async () => {
    upstream.script = (_seen, response) => json(response, 200, { data: "x".repeat(2_500_000) });
    assert.equal((await ask(worker, "/api/v2/team/progress", { method: "GET", token: "PVP_x" })).status, 200);
    assert.equal((await ask(worker, "/team/members", { method: "GET", token })).status, 502);
  });

  test("what is not a route is not found, and another verb is told which ones are", async () => {
    const asked = upstream.seen.length;
    const paths = ["/", "/team", "/team/create/", "/team/create/x", "/progress-update", "/functions/v1/team-create", "/api/v1/token",
      "/api/v2", "/api/v2/../../functions/v1/account-delete", "/api/v2/%2e%2e/%2e%2e/team-kick", "/__proto__", "/toString"];
    for (const path of paths) {
      assert.deepEqual(await refusalOf(await ask(worker, path, { token })), [404, "not_found"], path);
    }
    const response = await ask(worker, "/team/create", { method: "GET", token });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST, OPTIONS"]);
    assert.equal((await ask(worker, "/health", { method: "POST" })).status, 405);
    assert.equal(upstream.seen.length, asked);
  });

  test("a slash that is written as %2F stays inside its place of the path", async () => {
    upstream.script = (_seen, response) => json(response, 200, {});
    await ask(worker, "/api/v2/..%2f..%2fteam-kick", { method: "GET", token: "PVP_x" });
    assert.equal(upstream.seen.at(-1)?.url, "/functions/v1/api/..%2f..%2fteam-kick");
  });

  test("sixteen KiB pass, one byte more does not", async () => {
    upstream.script = (_seen, response) => json(response, 200, {});
    assert.equal((await ask(worker, "/team/join", { token, body: "x".repeat(16 * 1024) })).status, 200);
    const asked = upstream.seen.length;
    assert.deepEqual(await refusalOf(await ask(worker, "/team/join", { token, body: "x".repeat(16 * 1024 + 1) })), [413, "payload_too_large"]);
    assert.equal(upstream.seen.length, asked);
  });

  test("a body without announced length is cut off at the limit", async () => {
    const asked = upstream.seen.length;
    const body = ReadableStream.from((function* () {
      for (let piece = 0; piece < 20; piece += 1) yield new Uint8Array(1024).fill(0x20);
    })()) as ReadableStream<Uint8Array>;
    assert.deepEqual(await refusalOf(await ask(worker, "/team/join", { token, body })), [413, "payload_too_large"]);
    assert.equal(upstream.seen.length, asked);
  });

  test("pages of listed origins may read the answers, refusals too", async () => {
    for (const [origin, expected] of [["https://b.example", "https://b.example"], ["https://evil.example", null]] as const) {
      for (const [method, path] of [["OPTIONS", "/team/join"], ["POST", "/team/join"], ["POST", "/nowhere"]] as const) {
        const response = await ask(worker, path, { method, token: "junk", headers: { origin } });
        assert.equal(response.headers.get("access-control-allow-origin"), expected);
        assert.equal(response.headers.get("vary"), expected === null ? null : "Origin");
        if (method === "OPTIONS") assert.equal(response.status, 204);
      }
    }
  });

  test("health and readiness say so", async () => {
    const health = await ask(worker, "/health", { method: "GET" });
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    assert.deepEqual(await health.json(), { status: "ok", service: "team-gateway", version });
    assert.equal((await ask(worker, "/ready", { method: "GET" })).status, 200);
  });
});

describe("set-up", () => {
  test("a gateway that lacks a secret forwards nothing, but is alive", async () => {
    await using upstream = await Upstream.start();
    for (const name of ["SUPABASE_URL", "SUPABASE_ANON_KEY", "ALLOWED_ORIGIN"]) {
      const worker = gateway(upstream, { [name]: null });
      try {
        assert.deepEqual(await refusalOf(await ask(worker, "/team/kick")), [503, "misconfigured"], name);
        assert.deepEqual(await refusalOf(await ask(worker, "/ready", { method: "GET" })), [503, "misconfigured"]);
        assert.equal((await ask(worker, "/health", { method: "GET" })).status, 200);
      } finally {
        await worker.dispose();
      }
    }
    assert.equal(upstream.seen.length, 0);
  });

  test("a server that cannot be reached is a bad gateway at once", async () => {
    const upstream = await Upstream.start();
    const signer = await Signer.make("ES256", "ec-1");
    upstream.keys = [signer.published];
    const worker = gateway(upstream);
    try {
      const token = await signer.token(upstream);
      assert.equal((await ask(worker, "/team/kick", { token })).status, 200);
      await upstream[Symbol.asyncDispose]();
      assert.deepEqual(await refusalOf(await ask(worker, "/team/kick", { token })), [502, "upstream_unreachable"]);
    } finally {
      await worker.dispose();
    }
  });

  test("a server that never answers is given up after fifteen seconds", async () => {
    await using upstream = await Upstream.start();
    upstream.script = () => {};
    const worker = gateway(upstream);
    try {
      const startedMs = Date.now();
      const response = await ask(worker, "/api/v2/token", { method: "GET", token: "PVP_x" });
      const body = await response.json() as { code: string };
      assert.deepEqual([response.status, body.code], [504, "upstream_timeout"]);
      assert.ok(Date.now() - startedMs >= 14_000);
    } finally {
      await worker.dispose();
    }
  });

  test("without the address that the network adds nobody passes, but on a developer's machine", async () => {
    await using upstream = await Upstream.start();
    // Miniflare adds an address of its own to requests from outside; a neighbour worker takes it away again.
    const neighbour = {
      name: "neighbour",
      modules: true,
      compatibilityDate: "2026-04-01",
      serviceBindings: { GATEWAY: "gateway" },
      script: `export default { fetch(request, env) {
        const headers = new Headers(request.headers); headers.delete("cf-connecting-ip");
        return env.GATEWAY.fetch(new Request(request, { headers })); } }`,
    };
    for (const [environment, status] of [["production", 400], ["local", 200]] as const) {
      const worker = gateway(upstream, { ENVIRONMENT: environment }, { workers: [neighbour] });
      try {
        const entry = await worker.getWorker("neighbour");
        const response = await entry.fetch("http://gateway/api/v2/token", { headers: { "x-forwarded-for": newAddress() } });
        assert.equal(response.status, status);
        if (status === 400) assert.equal((await response.json() as { code: string }).code, "no_client_address");
      } finally {
        await worker.dispose();
      }
    }
    assert.equal(upstream.seen.length, 1);
  });

  test("neither the bundle nor the settings know a key of the server", () => {
    const settings = readFileSync("wrangler.jsonc", "utf8");
    for (const text of [WORKER, settings]) assert.doesNotMatch(text, /service_role|SERVICE_ROLE|sb_secret/i);
  });
});
