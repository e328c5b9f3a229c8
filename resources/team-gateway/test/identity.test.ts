import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Miniflare } from "miniflare";
import { ask, gateway, newAddress, OTHER_USER, refusalOf, signed, Signer, Upstream } from "./world";

const SECRET = new TextEncoder().encode("a-shared-secret-of-at-least-thirty-two-bytes");

describe("who is calling", () => {
  let upstream: Upstream;
  let worker: Miniflare;
  let elliptic: Signer;
  let rsa: Signer;

  before(async () => {
    upstream = await Upstream.start();
    elliptic = await Signer.make("ES256", "ec-1");
    rsa = await Signer.make("RS256", "rsa-1");
    upstream.keys = [elliptic.published, rsa.published];
    worker = gateway(upstream);
  });
  after(async () => {
    await worker.dispose();
    await upstream[Symbol.asyncDispose]();
  });

  test("a token signed by a published key passes, and is handed on as it is", async () => {
    for (const signer of [elliptic, rsa]) {
      const token = await signer.token(upstream);
      const response = await ask(worker, "/team/kick", { token });
      assert.equal(response.status, 200);
      assert.equal(upstream.seen.at(-1)?.headers.authorization, `Bearer ${token}`);
    }
  });

  test("no forged, stale or foreign token passes, and nothing is asked of the server behind", async () => {
    const stranger = await Signer.make("ES256", "ec-1");
    const nowS = Math.floor(Date.now() / 1000);
    const good = await elliptic.token(upstream);
    const [header, payload, signature] = good.split(".") as [string, string, string];
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const publicAsSecret = new TextEncoder().encode(JSON.stringify(elliptic.published));
    const bad: Record<string, string | null> = {
      "no token": null,
      "not a token": "garbage",
      "three empty parts": "..",
      "another key under the same id": await stranger.token(upstream),
      "no signature": `${header}.${payload}.`,
      "algorithm none": `${none}.${payload}.`,
      "algorithm none with the old signature": `${none}.${payload}.${signature}`,
      "another payload": `${header}.${Buffer.from(JSON.stringify({ sub: OTHER_USER })).toString("base64url")}.${signature}`,
      "HS256 without a shared secret": await signed(SECRET, { alg: "HS256" }, upstream),
      "HS256 with the public key as secret": await signed(publicAsSecret, { alg: "HS256", kid: "ec-1" }, upstream),
      "expired": await elliptic.token(upstream, { exp: nowS - 31 }),
      "not yet valid": await elliptic.token(upstream, { nbf: nowS + 60 }),
      "no expiry": await elliptic.token(upstream, { exp: undefined as never }),
      "another issuer": await elliptic.token(upstream, { iss: "https://elsewhere.example/auth/v1" }),
      "another audience": await elliptic.token(upstream, { aud: "anon" }),
      "an anonymous key": await elliptic.token(upstream, { role: "anon" }),
      "the server's own role": await elliptic.token(upstream, { role: "service_role" }),
      "no subject": await elliptic.token(upstream, { sub: undefined as never }),
      "a subject that is no uuid": await elliptic.token(upstream, { sub: "admin" }),
    };
    const asked = upstream.seen.length;
    for (const [what, token] of Object.entries(bad)) {
      assert.deepEqual(await refusalOf(await ask(worker, "/team/kick", { token })), [401, "unauthenticated"], what);
    }
    assert.equal(upstream.seen.length, asked);
  });

  test("a clock that is half a minute off is forgiven", async () => {
    const nowS = Math.floor(Date.now() / 1000);
    const response = await ask(worker, "/team/kick", { token: await elliptic.token(upstream, { exp: nowS - 20 }) });
    assert.equal(response.status, 200);
  });

  test("unknown key ids make the gateway look again, but not at every request", async () => {
    const before = upstream.keyFetches;
    for (let turn = 0; turn < 5; turn += 1) {
      const stranger = await Signer.make("ES256", `unknown-${turn}`);
      assert.equal((await ask(worker, "/team/kick", { token: await stranger.token(upstream) })).status, 401);
    }
    assert.ok(upstream.keyFetches - before <= 1);
  });

  test("the public API's tokens are not taken for sign-ins", async () => {
    const response = await ask(worker, "/api/v2/token", { method: "GET", token: "PVP_0123456789abcdef01" });
    assert.equal(response.status, 200);
  });
});

describe("keys and secrets", () => {
  test("keys that cannot be had are not a reason to let anybody in", async () => {
    await using upstream = await Upstream.start();
    upstream.keysStatus = 500;
    const worker = gateway(upstream);
    try {
      const signer = await Signer.make("ES256", "ec-1");
      const response = await ask(worker, "/team/kick", { token: await signer.token(upstream) });
      assert.deepEqual(await refusalOf(response), [503, "auth_unavailable"]);
      assert.deepEqual(await refusalOf(await ask(worker, "/ready", { method: "GET" })), [503, "not_ready"]);
      assert.equal(upstream.seen.length, 0);
      assert.equal((await ask(worker, "/health", { method: "GET" })).status, 200);
    } finally {
      await worker.dispose();
    }
  });

  test("a new key is found as soon as it is published", async () => {
    await using upstream = await Upstream.start();
    const worker = gateway(upstream);
    try {
      const signer = await Signer.make("ES256", "late");
      upstream.keys = [signer.published];
      assert.equal((await ask(worker, "/team/kick", { token: await signer.token(upstream) })).status, 200);
    } finally {
      await worker.dispose();
    }
  });

  test("the shared secret of an older project works, but not under the id of a published key", async () => {
    await using upstream = await Upstream.start();
    const signer = await Signer.make("ES256", "ec-1");
    upstream.keys = [signer.published];
    const worker = gateway(upstream, { SUPABASE_JWT_SECRET: new TextDecoder().decode(SECRET) });
    try {
      const outcomes: [string, string, number][] = [
        ["without key id", await signed(SECRET, { alg: "HS256" }, upstream), 200],
        ["the secret's own key id", await signed(SECRET, { alg: "HS256", kid: "legacy" }, upstream), 200],
        ["key id of a published key", await signed(SECRET, { alg: "HS256", kid: "ec-1" }, upstream), 401],
        ["a longer hash", await signed(SECRET, { alg: "HS384" }, upstream), 401],
        ["another secret", await signed(new Uint8Array(32), { alg: "HS256" }, upstream), 401],
        ["the published key itself", await signer.token(upstream), 200],
      ];
      for (const [what, token, status] of outcomes) {
        assert.equal((await ask(worker, "/team/kick", { token, address: newAddress() })).status, status, what);
      }
    } finally {
      await worker.dispose();
    }
  });
});
