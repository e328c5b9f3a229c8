import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Miniflare } from "miniflare";
import { ask, gateway, json, newAddress, OTHER_USER, refusalOf, Signer, Upstream, USER } from "./world";

/** backend.md 10.2, written down a second time on purpose. */
const TABLE: readonly [string, string, number, number][] = [
  ["POST", "/team/create", 10, 3600],
  ["POST", "/team/join", 30, 600],
  ["POST", "/team/leave", 30, 3600],
  ["POST", "/team/kick", 20, 3600],
  ["POST", "/team/transfer", 20, 3600],
  ["GET", "/team/members", 60, 60],
  ["POST", "/token/create", 8, 3600],
  ["POST", "/token/revoke", 50, 600],
  ["DELETE", "/token/revoke", 50, 600],
  ["GET", "/token/list", 60, 60],
];

describe("how often", () => {
  let upstream: Upstream;
  let worker: Miniflare;
  let signer: Signer;

  before(async () => {
    upstream = await Upstream.start();
    signer = await Signer.make("ES256", "ec-1");
    upstream.keys = [signer.published];
    worker = gateway(upstream);
  });
  after(async () => {
    await worker.dispose();
    await upstream[Symbol.asyncDispose]();
  });

  for (const [method, path, max, windowS] of TABLE) {
    test(`${method} ${path}: of a parallel burst exactly ${max} pass, then until the window ends none`, async () => {
      const token = await signer.token(upstream);
      const address = newAddress();
      const asked = upstream.seen.length;

      const burst = await Promise.all(Array.from({ length: 100 }, () => ask(worker, path, { method, token, address })));

      assert.equal(burst.filter((response) => response.status === 200).length, max);
      assert.equal(upstream.seen.length - asked, max);
      const refused = burst.find((response) => response.status === 429);
      const retryAfter = Number(refused?.headers.get("retry-after"));
      assert.ok(retryAfter >= 1 && retryAfter <= windowS && retryAfter > windowS - 30);
    });
  }

  test("a refreshed token, another client name and a junk query open no new bucket", async () => {
    const address = newAddress();
    const outcomes: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      const token = await signer.token(upstream, { jti: `session-${turn}` });
      const response = await ask(worker, `/team/create?x=${turn}`, { token, address, headers: { "x-client-info": `c${turn}` } });
      outcomes.push(response.status);
    }
    assert.deepEqual(outcomes, [...Array(10).fill(200), 429, 429]);
  });

  test("another user, another address and another action have buckets of their own", async () => {
    const address = newAddress();
    const mine = await signer.token(upstream);
    for (let turn = 0; turn < 10; turn += 1) await ask(worker, "/team/create", { token: mine, address });
    assert.equal((await ask(worker, "/team/create", { token: mine, address })).status, 429);

    assert.equal((await ask(worker, "/team/create", { token: mine, address: newAddress() })).status, 200);
    assert.equal((await ask(worker, "/team/join", { token: mine, address })).status, 200);
    const other = await signer.token(upstream, { sub: OTHER_USER });
    assert.equal((await ask(worker, "/team/create", { token: other, address })).status, 200);
  });

  test("one address passes 120 requests a minute, whoever they say they are and wherever they go", async () => {
    const address = newAddress();
    const burst = await Promise.all(
      Array.from({ length: 150 }, (_, turn) => ask(worker, turn % 2 ? "/team/kick" : "/team/leave", { token: "junk", address })),
    );
    assert.equal(burst.filter((response) => response.status === 401).length, 120);
    assert.equal(burst.filter((response) => response.status === 429).length, 30);
  });

  test("all addresses of one IPv6 network share a bucket, its neighbour has another", async () => {
    const ask6 = async (address: string) => (await ask(worker, "/team/kick", { token: "junk", address })).status;
    const burst = await Promise.all(Array.from({ length: 120 }, (_, turn) => ask6(`2001:db8:0:7::${turn.toString(16)}`)));
    assert.ok(burst.every((status) => status === 401));
    assert.equal(await ask6("2001:DB8:0:7:ffff:ffff:ffff:ffff"), 429);
    assert.equal(await ask6("2001:0db8::0007:0:0:0:1"), 429);
    assert.equal(await ask6("2001:db8:0:8::1"), 401);
    assert.equal(await ask6("::1"), 401);
  });

  test("headers that a client can set name no address", async () => {
    const address = newAddress();
    const outcomes = await Promise.all(
      Array.from({ length: 130 }, (_, turn) =>
        ask(worker, "/team/kick", {
          token: "junk",
          address,
          headers: { "x-forwarded-for": `198.51.100.${turn}`, "x-real-ip": `198.51.100.${turn}`, forwarded: `for=${turn}` },
        })),
    );
    assert.equal(outcomes.filter((response) => response.status === 429).length, 10);
  });

  test("after twenty wrong tokens an address is refused before the next is looked up", async () => {
    const address = newAddress();
    upstream.script = (_seen, response) => json(response, 401, { success: false, error: "x", code: "invalid_token" });
    const asked = upstream.seen.length;
    const outcomes: number[] = [];
    try {
      for (let turn = 0; turn < 25; turn += 1) {
        outcomes.push((await ask(worker, "/api/v2/token", { method: "GET", token: `PVP_${turn}`, address })).status);
      }
    } finally {
      upstream.script = (_seen, response) => json(response, 200, { done: true });
    }
    assert.deepEqual(outcomes, [...Array(20).fill(401), ...Array(5).fill(429)]);
    assert.equal(upstream.seen.length - asked, 20);

    const refused = await ask(worker, "/api/v2/token", { method: "GET", token: "PVP_right", address });
    const body = await refused.json() as Record<string, unknown>;
    assert.deepEqual([body["success"], body["code"], typeof body["error"]], [false, "rate_limited", "string"]);
    assert.ok(Number(refused.headers.get("retry-after")) > 500);
    assert.equal((await ask(worker, "/api/v2/token", { method: "GET", token: "PVP_right" })).status, 200);
  });

  test("right tokens are not counted as wrong ones", async () => {
    const address = newAddress();
    for (let turn = 0; turn < 30; turn += 1) {
      assert.equal((await ask(worker, "/api/v2/progress", { method: "GET", token: "PVP_x", address })).status, 200);
    }
  });

  test("a window begins with its first hit, is not lengthened by refusals, and then is forgotten", async () => {
    const limiters = await worker.getDurableObjectNamespace("LIMITER", "gateway") as unknown as Limiters;
    const limiter = limiters.get(limiters.idFromName(`test|${USER}`));
    const limit = { max: 2, windowS: 1 };
    const startedMs = Date.now();
    // Miniflare hands the object's answers over with a symbol of its own; their JSON is what the worker sees.
    const said = async (answer: Promise<unknown>) => JSON.stringify(await answer);
    assert.equal(await said(limiter.take(limit)), '{"allowed":true,"retryAfter":0}');
    assert.equal(await said(limiter.peek(limit)), '{"allowed":true,"retryAfter":0}');
    assert.equal(await said(limiter.take(limit)), '{"allowed":true,"retryAfter":0}');
    assert.equal(await said(limiter.peek(limit)), '{"allowed":false,"retryAfter":1}');

    let refusals = 0;
    while (!(await limiter.take(limit)).allowed) refusals += 1;

    const tookMs = Date.now() - startedMs;
    assert.ok(refusals > 0);
    assert.ok(tookMs >= 900 && tookMs < 3000, `${tookMs} ms`);
  });
});

interface Limiters {
  idFromName(name: string): unknown;
  get(id: unknown): { take(limit: object): Promise<{ allowed: boolean }>; peek(limit: object): Promise<unknown> };
}

describe("a limiter that fails closes the gateway", () => {
  const broken: Record<string, string> = {
    throws: "throw new Error('broken')",
    hangs: "await new Promise((resolve) => setTimeout(resolve, 60_000))",
    "says nothing": "return undefined",
    "says something else": "return { allowed: 'yes', retryAfter: 0 }",
    "refuses without a time": "return { allowed: false, retryAfter: 0 }",
    "works (the control)": "return { allowed: true, retryAfter: 0 }",
  };
  for (const [what, body] of Object.entries(broken)) {
    test(`one that ${what}`, async () => {
      await using upstream = await Upstream.start();
      const signer = await Signer.make("ES256", "ec-1");
      upstream.keys = [signer.published];
      const script = `import { DurableObject } from "cloudflare:workers";
        export class Broken extends DurableObject { async take() { ${body} } async peek() { ${body} } }
        export default { fetch() { return new Response(); } }`;
      const worker = gateway(upstream, {}, {
        durableObjects: { LIMITER: { className: "Broken", scriptName: "broken" } },
        workers: [{
          name: "broken",
          modules: true,
          script,
          compatibilityDate: "2026-04-01",
          durableObjects: { OWN: { className: "Broken" } },
        }],
      });
      try {
        const token = await signer.token(upstream);
        for (const [path, method] of [["/team/kick", "POST"], ["/api/v2/token", "GET"]] as const) {
          const response = await ask(worker, path, { method, token });
          const isControl = what.startsWith("works");
          assert.equal(response.status, isControl ? 200 : 503);
          if (!isControl) assert.equal(response.headers.get("retry-after"), "5");
          if (!isControl && method === "POST") assert.deepEqual(await refusalOf(response), [503, "limiter_unavailable"]);
          else await response.text();
        }
        assert.equal(upstream.seen.length, what.startsWith("works") ? 2 : 0);
        const ready = await ask(worker, "/ready", { method: "GET" });
        assert.equal(ready.status, what.startsWith("works") ? 200 : 503);
      } finally {
        await worker.dispose();
      }
    });
  }
});
