import { bytesUpTo } from "./bodies";
import { Refusal } from "./errors";
import type { Route } from "./routes";
import type { Settings } from "./settings";

const UPSTREAM_TIMEOUT_MS = 15_000;
const SENT_ON = ["authorization", "content-type", "idempotency-key", "x-client-info"];
const PASSED_BACK = ["content-type", "retry-after", "x-request-id"];

/** Asks the edge function once; whatever comes is the answer, no other way is tried. */
export async function forward(request: Request, body: Uint8Array, route: Route, settings: Settings): Promise<Response> {
  const target = new URL(`functions/v1/${route.upstream}`, settings.supabaseUrl);
  target.search = new URL(request.url).search;
  const headers = new Headers({ apikey: settings.anonKey });
  copy(SENT_ON, request.headers, headers);
  try {
    const answer = await fetch(target, {
      method: request.method,
      headers,
      signal: AbortSignal.timeout(UPSTREAM_TIMEOUT_MS),
      redirect: "manual",
      ...(request.method === "GET" ? {} : { body }),
    });
    return await usable(answer, route.maxAnswerBytes);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The outcome is unknown after a time-out and most likely nothing after a failed connection; both are the client's.
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    throw new Refusal(isTimeout ? "upstream_timeout" : "upstream_unreachable");
  }
}

async function usable(answer: Response, maxBytes: number): Promise<Response> {
  const bytes = await bytesUpTo(maxBytes, answer.body, answer.headers.get("content-length"));
  const isJson = /^application\/json *(;|$)/i.test(answer.headers.get("content-type") ?? "");
  const isElsewhere = answer.status >= 300 && answer.status < 400;
  if (bytes === null || isElsewhere || !isJson || !parses(bytes)) throw new Refusal("bad_upstream");
  const headers = new Headers();
  copy(PASSED_BACK, answer.headers, headers);
  return new Response(bytes, { status: answer.status, headers });
}

function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
    return true;
  } catch {
    return false; // the only thing asked is whether it is JSON
  }
}

function copy(names: readonly string[], from: Headers, to: Headers): void {
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) to.set(name, value);
  }
}
