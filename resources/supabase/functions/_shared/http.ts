import { corsHeaders } from "./cors.ts";
import { Refusal } from "./errors.ts";
import { FORBIDDEN_KEYS, hasForbiddenKey, parseExactly, unstorable } from "./json.ts";
import { log } from "./log.ts";

export type Method = "GET" | "POST" | "DELETE";

/** An answer before its common headers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How one function writes an error; the public API has a shape of its own. */
export type ErrorBody = (refusal: Refusal) => unknown;

/** The envelope of every function but the public API. */
export const errorEnvelope: ErrorBody = (refusal) => ({
  error: {
    code: refusal.code,
    message: refusal.message,
    ...(refusal.retryAfterS === null ? {} : { retryAfter: refusal.retryAfterS }),
    ...(refusal.extras.lastSeq === undefined ? {} : { lastSeq: refusal.extras.lastSeq }),
  },
});

/** Runs one request to its answer: CORS, method, the work, the error's shape, one line in the log. */
export async function respond(
  request: Request,
  options: { name: string; methods: readonly Method[]; errorBody: ErrorBody },
  work: () => Promise<Answer>,
): Promise<Response> {
  const requestId = crypto.randomUUID();
  const startedMs = performance.now();
  const cors = corsHeaders(request, options.methods);
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
  let code = "ok";
  let response: Response;
  try {
    if (!(options.methods as readonly string[]).includes(request.method)) {
      throw new Refusal("method_not_allowed", { allow: options.methods });
    }
    const { status, body } = await work();
    response = jsonResponse(status, body);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : unforeseen(error, requestId);
    code = refusal.code;
    response = refusalResponse(refusal, options.errorBody);
  }
  for (const [name, value] of Object.entries({ ...cors, "x-request-id": requestId })) {
    response.headers.set(name, value);
  }
  const ms = Math.round(performance.now() - startedMs);
  log({ requestId, function: options.name, status: response.status, code, ms });
  return response;
}

/** The bearer token's header as it was sent; whether it is good is for PostgREST to say. */
export function authorizationOf(request: Request): string {
  const header = request.headers.get("authorization") ?? "";
  const [, token] = /^Bearer +([\x21-\x7e]+)$/i.exec(header) ?? [];
  if (token === undefined) throw new Refusal("unauthenticated");
  return `Bearer ${token}`;
}

/** The JSON body, whole, exact, and free of what the database could not parse. */
export async function jsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") throw new Refusal("unsupported_media_type");
  const body = parseExactly(decoded(await bytesOf(request, maxBytes)));
  const reason = unstorable(body);
  if (reason !== null) throw new Refusal("invalid_json", { message: sentence(body, unstorable, reason) });
  if (hasForbiddenKey(body)) {
    throw new Refusal("invalid_request", {
      message: sentence(body, hasForbiddenKey, "a key in it is not allowed"),
    });
  }
  return body;
}

/** The query's fields; a name given twice is refused, since two readers could choose differently. */
export function queryFields(request: Request): Record<string, string> {
  const fields = [...new URL(request.url).searchParams];
  if (new Set(fields.map(([name]) => name)).size < fields.length) throw new Refusal("invalid_request");
  if (fields.some(([name]) => FORBIDDEN_KEYS.has(name))) throw new Refusal("invalid_request");
  return Object.fromEntries(fields);
}

async function bytesOf(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw new Refusal("payload_too_large");
  const buffer = new Uint8Array(new ArrayBuffer(maxBytes));
  let length = 0;
  for await (const chunk of request.body ?? []) {
    if (length + chunk.length > maxBytes) throw new Refusal("payload_too_large");
    buffer.set(chunk, length);
    length += chunk.length;
  }
  return buffer.subarray(0, length);
}

function decoded(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal("invalid_json", { message: "The body is not UTF-8." });
    throw error;
  }
}

/** Names the operation at fault, so that it can be set aside and the others sent. */
function sentence(body: unknown, isAtFault: (op: unknown) => unknown, reason: string): string {
  const ops = typeof body === "object" && body !== null && "ops" in body ? body.ops : null;
  const bad = Array.isArray(ops) ? ops.find((op) => isAtFault(op)) : undefined;
  const where = Number.isSafeInteger(bad?.seq) ? `, in the operation of seq ${bad.seq}` : "";
  return `The body cannot be stored: ${reason}${where}.`;
}

function unforeseen(error: unknown, requestId: string): Refusal {
  const place = error instanceof Error
    ? error.stack?.split("\n").find((line) => line.includes(" at "))
    : undefined;
  log({ requestId, bug: error instanceof Error ? error.name : typeof error, ...(place ? { place } : {}) });
  return new Refusal("internal");
}

function refusalResponse(refusal: Refusal, errorBody: ErrorBody): Response {
  const response = jsonResponse(refusal.status, errorBody(refusal));
  if (refusal.retryAfterS !== null) response.headers.set("retry-after", String(refusal.retryAfterS));
  if (refusal.extras.allow) response.headers.set("allow", [...refusal.extras.allow, "OPTIONS"].join(", "));
  if (refusal.status === 401) response.headers.set("www-authenticate", "Bearer");
  return response;
}

function jsonResponse(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}
