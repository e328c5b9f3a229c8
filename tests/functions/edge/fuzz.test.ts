import assert from "node:assert/strict";
import codes from "../../../resources/supabase/functions/_shared/error_codes.json" with { type: "json" };
import { GOOD_CALLS, load, request, ScriptedRest } from "./harness.ts";

const BODIES = 10_000;
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? 20261121);

/** mulberry32: the same bodies for the same seed, which a failed assertion names. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LEAVES = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e308",
  "1e400",
  "-0",
  "1e131072",
  "12345678901234567890",
  '""',
  '"\\ud800"',
  '"\\u0000"',
  '"pvp"',
  '"DELETE"',
  '"11111111-2222-4333-8444-555555555555"',
  '"2027-01-01T00:00:00Z"',
  '"\u{1f600}"',
  "[]",
  "{}",
  '{"__proto__":1}',
  "NaN",
  '"unclosed',
  "[1,",
  '{"a":1,"a":2}',
];
const NAMES = [
  "teamId",
  "memberId",
  "ops",
  "seq",
  "name",
  "gameMode",
  "confirm",
  "tokenId",
  "constructor",
  "x",
  "path",
  "stamp",
];

function bodyFrom(random: () => number, depth = 0): string {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const shape = random();
  if (depth > 4 || shape < 0.4) return pick(LEAVES);
  const parts = Array.from({ length: Math.floor(random() * 5) }, () => bodyFrom(random, depth + 1));
  if (shape < 0.6) return `[${parts}]`;
  if (shape < 0.62) return "[".repeat(5_000) + "]".repeat(5_000);
  if (shape < 0.63) return `"${"x".repeat(20_000)}"`;
  return `{${parts.map((part) => `"${pick(NAMES)}":${part}`)}}`;
}

/** A good body with one field replaced: the bodies that come furthest. */
function nearlyGood(random: () => number, good: Record<string, unknown>): string {
  const fields = Object.entries(good).map(([name, value]) =>
    [name, JSON.stringify(value)] as [string, string]
  );
  const at = Math.floor(random() * (fields.length + 1));
  if (at === fields.length) fields.push(["surprise", "1"]);
  else fields[at] = [fields[at]?.[0] ?? "", bodyFrom(random, 2)];
  return `{${fields.map(([name, text]) => `"${name}":${text}`)}}`;
}

for (const [name, call] of Object.entries(GOOD_CALLS)) {
  if (call.body === undefined) continue;
  Deno.test(`${BODIES} bodies do not break ${name}`, async () => {
    await using _rest = new ScriptedRest();
    const handler = await load(name);
    const random = randomFrom(SEED);
    const seen = new Map<string, number>();
    for (let turn = 0; turn < BODIES; turn++) {
      const body = random() < 0.5 ? bodyFrom(random) : nearlyGood(random, call.body ?? {});
      const response = await handler(request(name, { body }));
      const { error } = await response.json();
      const code: string = error?.code ?? "ok";
      assert.ok(
        response.status < 500,
        `seed ${SEED}, turn ${turn}: ${response.status} for ${body.slice(0, 300)}`,
      );
      assert.ok(code === "ok" || Object.hasOwn(codes, code), code);
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }
    // The control: the bodies are neither all refused for one reason nor all taken.
    for (const code of ["invalid_json", "invalid_request"]) {
      assert.ok((seen.get(code) ?? 0) > BODIES / 50, code);
    }
  });
}
