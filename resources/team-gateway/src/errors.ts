import codes from "../../supabase/functions/_shared/error_codes.json";

/** A word of the list that functions and gateway share; clients choose their text by it. */
export type ErrorCode = keyof typeof codes;

/** A request that the gateway answers itself, with an error. */
export class Refusal extends Error {
  readonly status: number;
  /** Whole seconds; with 429 and 503 always, else null. */
  readonly retryAfterS: number | null;

  constructor(readonly code: ErrorCode, retryAfterS = 1, readonly allow: readonly string[] = []) {
    super(codes[code].message);
    this.status = codes[code].status;
    this.retryAfterS = this.status === 429 || this.status === 503 ? Math.max(1, Math.ceil(retryAfterS)) : null;
  }
}

/** How a route writes an error: the app's envelope, or the flat shape that clients of the public API read. */
export type ErrorShape = "envelope" | "api";

export function refusalResponse(refusal: Refusal, shape: ErrorShape): Response {
  const { code, message, retryAfterS } = refusal;
  const retryAfter = retryAfterS === null ? {} : { retryAfter: retryAfterS };
  const body = shape === "api" ? { success: false, error: message, code } : { error: { code, message, ...retryAfter } };
  const response = json(refusal.status, body);
  if (retryAfterS !== null) response.headers.set("retry-after", String(retryAfterS));
  if (refusal.allow.length > 0) response.headers.set("allow", [...refusal.allow, "OPTIONS"].join(", "));
  if (refusal.status === 401) response.headers.set("www-authenticate", "Bearer");
  return response;
}

/** An answer of the gateway's own. */
export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json; charset=utf-8" } });
}
