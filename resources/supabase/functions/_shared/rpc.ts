import type { Database, Json } from "./database.types.ts";
import type { ErrorCode } from "./errors.ts";
import { isErrorCode, Refusal } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { parseExactly } from "./json.ts";

const RPC_TIMEOUT_MS = 10_000;
const BUSY_STATES = new Set([
  "40001",
  "40P01",
  "55P03",
  "57014",
  "PGRST000",
  "PGRST001",
  "PGRST002",
  "PGRST003",
]);

/** As whom a SQL function is called: PostgREST verifies the token, we trust nothing in it. */
export interface Credentials {
  readonly apikey: string;
  readonly authorization: string;
}

/** The caller's own rights. */
export function asCaller(authorization: string): Credentials {
  return { apikey: environment("SUPABASE_ANON_KEY"), authorization };
}

/** The rights of the server; only `api` and `account-delete` ask for them. */
export function asService(): Credentials {
  const key = environment("SUPABASE_SERVICE_ROLE_KEY");
  return { apikey: key, authorization: `Bearer ${key}` };
}

export function environment(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw new Error(`the environment lacks ${name}`);
  return value;
}

/**
 * Calls one SQL function and gives its result without `ok`.
 *
 * supabase-js is not used here because it rounds numbers: registers hold values of clients newer than this server.
 */
export async function rpc<N extends SqlFunction>(
  credentials: Credentials,
  name: N,
  args: SqlArguments<N>,
): Promise<JsonObject> {
  const answer = await post(credentials, name, args);
  const body = parsed(await answer.text());
  if (!answer.ok) throw refusalOfPostgrest(answer.status, body);
  if (body?.["ok"] === true) {
    const { ok: _ok, ...result } = body;
    return result;
  }
  throw refusalOfSql(body);
}

type Functions = Database["public"]["Functions"];

/** A function of the database, by the types generated from the migrations. */
export type SqlFunction = keyof Functions;

/** Its arguments. SQL knows null where the generated types do not; JSON goes through as it came. */
export type SqlArguments<N extends SqlFunction> = {
  readonly [K in keyof Functions[N]["Args"]]: NonNullable<Json> extends NonNullable<Functions[N]["Args"][K]>
    ? unknown
    : Functions[N]["Args"][K] | null;
};

async function post(credentials: Credentials, name: SqlFunction, args: unknown): Promise<Response> {
  try {
    return await fetch(new URL(`rest/v1/rpc/${name}`, withSlash(environment("SUPABASE_URL"))), {
      method: "POST",
      headers: { ...credentials, "content-type": "application/json" },
      body: JSON.stringify(args),
      signal: AbortSignal.timeout(RPC_TIMEOUT_MS),
    });
  } catch (error) {
    // No answer from the database: the outcome is unknown, and every function bears being repeated.
    if (error instanceof TypeError || error instanceof DOMException) throw new Refusal("busy");
    throw error;
  }
}

function parsed(text: string): JsonObject | null {
  try {
    const value = parseExactly(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : null;
  } catch (error) {
    if (error instanceof Refusal) return null; // not JSON: the status alone must do
    throw error;
  }
}

function refusalOfSql(body: JsonObject | null): Refusal {
  const error = body?.["error"] as JsonObject | undefined;
  const code = error?.["code"];
  if (!isErrorCode(code)) return new Refusal("internal");
  const { message, retryAfter } = error ?? {};
  const lastSeq = error?.["lastSeq"] ?? body?.["lastSeq"];
  return new Refusal(code, {
    // Only these sentences of SQL say more than the list: they name the field or the permission.
    ...(typeof message === "string" && SPEAKING.has(code) ? { message } : {}),
    ...(typeof retryAfter === "number" ? { retryAfterS: retryAfter } : {}),
    ...(typeof lastSeq === "number" ? { lastSeq } : {}),
  });
}

const SPEAKING: ReadonlySet<ErrorCode> = new Set(["invalid_request", "missing_permission", "unknown_id"]);

function refusalOfPostgrest(status: number, body: JsonObject | null): Refusal {
  const state = typeof body?.["code"] === "string" ? body["code"] : "";
  if (BUSY_STATES.has(state) || status === 503 || status === 504) return new Refusal("busy");
  if (state === "PT410") return new Refusal("account_deleted");
  if (state === "22023") return new Refusal("invalid_request");
  if (state === "28000" || /^PGRST30[1-3]$/.test(state) || status === 401) {
    return new Refusal("unauthenticated");
  }
  if (state === "42501") return new Refusal("forbidden");
  return new Refusal("internal");
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
