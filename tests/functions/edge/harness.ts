/** Loads the real functions and puts a scripted PostgREST behind them, on a real socket. */

export type Handler = (request: Request) => Promise<Response>;

/** Every function of the app and what a good call of it looks like. */
export interface Call {
  readonly method: string;
  readonly body?: Record<string, unknown>;
  readonly query?: string;
  readonly key?: boolean;
}

const TEAM = "11111111-2222-4333-8444-555555555555";
const OTHER = "66666666-7777-4888-9999-aaaaaaaaaaaa";
export const KEY = "0f0f0f0f-1e1e-4d2d-8c3c-4b4b4b4b4b4b";

export const GOOD_CALLS: Readonly<Record<string, Call>> = {
  "progress-update": {
    method: "POST",
    body: {
      deviceId: TEAM,
      gameMode: "pvp",
      epoch: 0,
      baseSeq: 0,
      ops: [{
        seq: 1,
        op: "set",
        path: "level",
        value: 15,
        stamp: [0, 1763700000000, 0, "9f2c0d1e5a6b7788"],
      }],
    },
  },
  "team-create": { method: "POST", body: { name: "Night raiders", gameMode: "pvp" }, key: true },
  "team-join": { method: "POST", body: { teamId: TEAM, joinCode: "0123456789ABCDEF" } },
  "team-leave": { method: "POST", body: { teamId: TEAM } },
  "team-kick": { method: "POST", body: { teamId: TEAM, memberId: OTHER } },
  "team-transfer": { method: "POST", body: { teamId: TEAM, newOwnerId: OTHER } },
  "team-members": { method: "GET", query: `teamId=${TEAM}` },
  "token-create": { method: "POST", body: { gameMode: "pvp", permissions: ["GP"] }, key: true },
  "token-list": { method: "GET" },
  "token-revoke": { method: "POST", body: { tokenId: TEAM } },
  "account-delete": { method: "POST", body: { confirm: "DELETE" } },
};

/** A token whose payload names a user; only a real PostgREST would check its signature. */
export const BEARER = `Bearer e30.${btoa(JSON.stringify({ sub: OTHER }))}.signature`;

// The log of thousands of fuzzed calls would bury the name of a failed test; one test reads it.
const log = console;
log.info = () => {};

const FUNCTIONS = new URL("../../../resources/supabase/functions/", import.meta.url);

/** The handler that a function gives to Deno.serve. */
export async function load(name: string): Promise<Handler> {
  const serve = Deno.serve;
  let handler: Handler | undefined;
  Object.defineProperty(Deno, "serve", {
    value: (given: Handler) => handler = given,
    configurable: true,
    writable: true,
  });
  try {
    // The fragment makes each load a new module, as each function is a program of its own.
    await import(new URL(`${name}/index.ts#${crypto.randomUUID()}`, FUNCTIONS).href);
  } finally {
    Object.defineProperty(Deno, "serve", { value: serve, configurable: true, writable: true });
  }
  if (handler === undefined) throw new Error(`${name} serves nothing`);
  return handler;
}

export interface Seen {
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly text: string;
}

/** A PostgREST that answers what the test says and remembers what it was asked. */
export class ScriptedRest implements AsyncDisposable {
  readonly seen: Seen[] = [];
  answer: (seen: Seen) => Response | Promise<Response> = () => Response.json({ ok: true, userId: OTHER });
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      const { method, headers } = request;
      const seen = { path: new URL(request.url).pathname, method, headers, text: await request.text() };
      this.seen.push(seen);
      return await this.answer(seen);
    });
    Deno.env.set("SUPABASE_URL", `http://127.0.0.1:${this.#server.addr.port}`);
    Deno.env.set("SUPABASE_ANON_KEY", "anon-key");
    Deno.env.set("SUPABASE_SERVICE_ROLE_KEY", "service-key");
    Deno.env.delete("ALLOWED_ORIGIN");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** The request of a good call, with what the test changes. */
export function request(
  name: string,
  change: { body?: BodyInit; headers?: Record<string, string>; method?: string } = {},
) {
  const call = GOOD_CALLS[name];
  if (call === undefined) throw new Error(`no good call is known for ${name}`);
  const method = change.method ?? call.method;
  const bodiless = method === "GET" || method === "OPTIONS" || method === "HEAD";
  const headers = new Headers({
    authorization: BEARER,
    ...(bodiless ? {} : { "content-type": "application/json" }),
    ...(call.key ? { "idempotency-key": KEY } : {}),
  });
  for (const [header, value] of Object.entries(change.headers ?? {})) {
    if (value === "") headers.delete(header);
    else headers.set(header, value);
  }
  return new Request(`http://functions/${name}${call.query ? `?${call.query}` : ""}`, {
    method,
    headers,
    ...(bodiless ? {} : { body: change.body ?? JSON.stringify(call.body) }),
  });
}

export interface ErrorAnswer {
  error: { code: string; message: string; retryAfter?: number; lastSeq?: number };
}

/** Status and code of an answer; the envelope is checked on the way. */
export async function refusalOf(response: Response): Promise<[number, string]> {
  const { error } = await response.json() as ErrorAnswer;
  const keys = Object.keys(error).filter((key) =>
    !["code", "message", "retryAfter", "lastSeq"].includes(key)
  );
  if (keys.length > 0 || typeof error.message !== "string") throw new Error(`not the envelope: ${keys}`);
  const promised = response.status === 429 || response.status === 503;
  const header = response.headers.get("retry-after");
  if (promised !== (header !== null) || (promised && Number(header) !== error.retryAfter)) {
    throw new Error("Retry-After and retryAfter do not agree");
  }
  return [response.status, error.code];
}
