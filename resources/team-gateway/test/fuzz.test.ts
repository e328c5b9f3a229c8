import assert from "node:assert/strict";
import { test } from "node:test";
import codes from "../../supabase/functions/_shared/error_codes.json";
import { ask, gateway, json, newAddress, Signer, Upstream } from "./world";

const REQUESTS = 1_500;
const SEED = Number(process.env["FUZZ_SEED"] ?? 20261121);

/** mulberry32: the same requests for the same seed, which a failed assertion names. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test(`${REQUESTS} strange requests get a documented answer`, async () => {
  await using upstream = await Upstream.start();
  const signer = await Signer.make("ES256", "ec-1");
  upstream.keys = [signer.published];
  const good = await signer.token(upstream);
  const random = randomFrom(SEED);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const noise = () => Array.from({ length: 1 + Math.floor(random() * 30) }, () => String.fromCharCode(33 + Math.floor(random() * 94))).join("");
  const path = () => pick(["/team/create", "/team/kick", "/token/list", "/team/members", "/api/v2/progress", "/api/v2/", "/ready", "/", "/x"]) +
    pick(["", "", "", "/", "?teamId=1", `?${encodeURIComponent(noise())}`, `/${encodeURIComponent(noise())}`, "/%00", "/..%2f"]);
  const token = () => pick([good, good, good, noise(), `${good}x`, `${noise()}.${noise()}.${noise()}`, "PVP_0123456789abcdef01", null]);
  const worker = gateway(upstream);
  const seen = new Map<string, number>();
  try {
    for (let turn = 0; turn < REQUESTS; turn += 1) {
      const status = pick([200, 201, 400, 401, 409, 429, 500]);
      upstream.script = random() < 0.9
        ? (_seen, response) => json(response, status, random() < 0.5 ? {} : { a: noise() })
        : (_seen, response) => response.writeHead(status, { "content-type": pick(["text/html", "application/json"]) }).end(noise());
      const method = pick(["GET", "POST", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"]);
      const asked = { method, token: token(), address: newAddress(), body: pick(["{}", "", noise(), "x".repeat(17_000)]) };
      const where = path();
      const response = await ask(worker, where, asked);
      const body = response.status === 204 ? null : await response.json() as { error?: { code?: string }; code?: string };
      const code = body?.error?.code ?? body?.code ?? "passed";
      assert.ok(code === "passed" || Object.hasOwn(codes, code), code);
      assert.notEqual(code, "internal", `seed ${SEED}, turn ${turn}: ${method} ${where}`);
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }
  } finally {
    await worker.dispose();
  }
  for (const code of ["passed", "unauthenticated", "not_found", "method_not_allowed", "payload_too_large", "bad_upstream"]) {
    assert.ok((seen.get(code) ?? 0) > 5, `${code} ${seen.get(code)}`);
  }
});
