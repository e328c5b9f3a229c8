import { Refusal } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

// Numbers keep their text (below), as V8 offers it; TypeScript's library does not declare it yet.
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const exactJson = JSON as unknown as ExactJson;

const MAX_DEPTH = 32; // body > ops > op > value of depth 6 needs ten; the recursive parts of JSON fail near 5,000
const MAX_INTEGER_DIGITS = 131_072; // PostgreSQL numeric: digits before the point
const MAX_FRACTION_DIGITS = 16_383; // and after it

/**
 * The value of a JSON text, with every number as exact as it was written.
 *
 * A number that JavaScript would alter (`12345678901234567890`, `1.0`, `1e400`) stays the text it was, so that an
 * opaque value of a newer client reaches the database unharmed, and an answer reaches the client so.
 */
export function parseExactly(text: string): unknown {
  if (deepest(text) > MAX_DEPTH) {
    throw new Refusal("invalid_json", { message: "The body is nested too deeply." });
  }
  try {
    return exactJson.parse(text, (_key, value, context) => {
      if (typeof value !== "number" || String(value) === context.source) return value;
      return exactJson.rawJSON(context.source ?? String(value));
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal("invalid_json", { message: "The body is not JSON." });
    throw error;
  }
}

/** The reason why PostgreSQL could not parse the value, or null. It would fail the whole call without saying where. */
export function unstorable(value: unknown): string | null {
  if (typeof value === "string") return unstorableText(value);
  if (typeof value !== "object" || value === null) return null;
  if (isRawNumber(value)) return unstorableNumber(value.rawJSON);
  for (const [key, inner] of Object.entries(value)) {
    const reason = unstorableText(key) ?? unstorable(inner);
    if (reason !== null) return reason;
  }
  return null;
}

/** Whether a key stands in the value that would bend the objects of a careless reader. */
export function hasForbiddenKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null || isRawNumber(value)) return false;
  return Object.entries(value).some(([key, inner]) => FORBIDDEN_KEYS.has(key) || hasForbiddenKey(inner));
}

/** Keys that are ordinary in the document but dangerous in the programs of third parties that read it. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

function isRawNumber(value: object): value is { rawJSON: string } {
  return Object.getPrototypeOf(value) === null && "rawJSON" in value && typeof value.rawJSON === "string";
}

function unstorableText(text: string): string | null {
  if (text.includes("\u0000")) return "a text contains U+0000";
  return text.isWellFormed() ? null : "a text contains an unpaired surrogate";
}

function unstorableNumber(source: string): string | null {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const shift = Number(exponent);
  const tooLarge = whole.length + shift > MAX_INTEGER_DIGITS || fraction.length - shift > MAX_FRACTION_DIGITS;
  return tooLarge ? "a number is beyond the range that can be stored" : null;
}

function deepest(text: string): number {
  let depth = 0, greatest = 0, inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") greatest = Math.max(greatest, ++depth);
    else if (character === "]" || character === "}") depth--;
  }
  return greatest;
}
