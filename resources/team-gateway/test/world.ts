/** The gateway in real workerd, with a scripted server behind it and keys that the tests own. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from "jose";
import { Miniflare, type MiniflareOptions } from "miniflare";

export const USER = "66666666-7777-4888-9999-aaaaaaaaaaaa";
export const OTHER_USER = "77777777-7777-4888-9999-aaaaaaaaaaaa";
/** The bundle as it would be deployed, or the one with a guard less that test/guards.test.ts asks for. */
export const WORKER = readFileSync(process.env["WORKER_FILE"] ?? "build/worker/index.js", "utf8");

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Script = (seen: Seen, response: ServerResponse) => void;

/** A Supabase of which only the two addresses exist that the gateway asks. */
export class Upstream implements AsyncDisposable {
  readonly seen: Seen[] = [];
  keyFetches = 0;
  keys: readonly JWK[] = [];
  keysStatus = 200;
  script: Script = (_seen, response) => json(response, 200, { done: true });

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Upstream> {
    const server = createServer();
    const upstream = new Upstream(server);
    server.on("request", (request, response) => void upstream.#answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/auth/v1/.well-known/jwks.json") {
      this.keyFetches += 1;
      json(response, this.keysStatus, { keys: this.keys });
      return;
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const seen = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    this.seen.push(seen);
    this.script(seen, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}

/** The gateway itself; `extra` changes the set-up, `bindings` the secrets (null takes one away). */
export function gateway(
  upstream: Upstream,
  bindings: Record<string, string | null> = {},
  limiter: Pick<MiniflareOptions, never> & { durableObjects?: object; workers?: object[] } = {},
): Miniflare {
  const all: Record<string, string | null> = {
    SUPABASE_URL: upstream.url,
    SUPABASE_ANON_KEY: "anon-key",
    ALLOWED_ORIGIN: "https://a.example, https://b.example",
    ENVIRONMENT: "production",
    ...bindings,
  };
  const main = {
    name: "gateway",
    modules: true,
    script: WORKER,
    compatibilityDate: "2026-04-01",
    bindings: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Record<string, string>,
    durableObjects: limiter.durableObjects ?? { LIMITER: { className: "Limiter", useSQLite: true } },
  };
  return new Miniflare({ workers: [main, ...(limiter.workers ?? [])] } as MiniflareOptions);
}

let lastAddress = 0;
/** An address no other test has used, so that limits do not meet. */
export function newAddress(): string {
  lastAddress += 1;
  return `203.0.${lastAddress >> 8}.${lastAddress & 255}`;
}

export interface Ask {
  readonly method?: string;
  readonly token?: string | null;
  readonly address?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string | ReadableStream<Uint8Array>;
}

export async function ask(worker: Miniflare, path: string, ask: Ask = {}) {
  const method = ask.method ?? "POST";
  const headers: Record<string, string> = { ...ask.headers };
  if (ask.address !== null) headers["cf-connecting-ip"] = ask.address ?? newAddress();
  if (ask.token) headers["authorization"] = `Bearer ${ask.token}`;
  const body = method === "GET" || method === "OPTIONS" ? {} : { body: ask.body ?? "{}" };
  if ("body" in body) headers["content-type"] ??= "application/json";
  return await worker.dispatchFetch(`http://gateway${path}`, { method, headers, ...body, duplex: "half" });
}

/** Status and code of a refusal in the app's envelope. */
export async function refusalOf(response: Awaited<ReturnType<typeof ask>>): Promise<[number, string]> {
  const { error } = await response.json() as { error: { code: string; message: string; retryAfter?: number } };
  const promised = response.status === 429 || response.status === 503;
  const header = response.headers.get("retry-after");
  if (promised !== (header !== null) || (promised && Number(header) !== error.retryAfter)) {
    throw new Error("Retry-After and retryAfter do not agree");
  }
  return [response.status, error.code];
}

type Key = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"] | Uint8Array;

/** Someone who signs tokens, rightly or not. */
export class Signer {
  private constructor(
    readonly algorithm: string,
    readonly kid: string,
    readonly key: Key,
    readonly published: JWK,
  ) {}

  static async make(algorithm: "ES256" | "RS256", kid: string): Promise<Signer> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    return new Signer(algorithm, kid, privateKey, { ...await exportJWK(publicKey), kid, alg: algorithm, use: "sig" });
  }

  async token(upstream: Upstream, claims: JWTPayload & { role?: string } = {}): Promise<string> {
    return await signed(this.key, { alg: this.algorithm, kid: this.kid }, upstream, claims);
  }
}

export async function signed(
  key: Key,
  header: { alg: string; kid?: string },
  upstream: Upstream,
  claims: JWTPayload & { role?: string } = {},
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  const all = {
    iss: `${upstream.url}/auth/v1`,
    aud: "authenticated",
    role: "authenticated",
    sub: USER,
    iat: nowS,
    exp: nowS + 3600,
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return await new SignJWT(kept).setProtectedHeader(header).sign(key);
}
