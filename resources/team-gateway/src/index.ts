import { version } from "../package.json";
import { addressOf } from "./address";
import { bytesUpTo } from "./bodies";
import { corsHeaders } from "./cors";
import { json, Refusal, refusalResponse } from "./errors";
import { keysAtHand, verifiedUser } from "./identity";
import { Limits } from "./limiter";
import { ADDRESS_LIMIT, BAD_TOKEN_LIMIT, type Route, routeOf } from "./routes";
import { type Bindings, type Settings, settingsOf } from "./settings";
import { forward } from "./upstream";

export { Limiter } from "./limiter";

const MAX_BODY_BYTES = 16 * 1024;
const PROBES: ReadonlySet<string> = new Set(["/health", "/ready"]);

export default {
  async fetch(request: Request, bindings: Bindings): Promise<Response> {
    const { pathname } = new URL(request.url);
    const route = routeOf(pathname);
    const methods = route?.methods ?? ["GET"];
    const cors = corsHeaders(request, bindings.ALLOWED_ORIGIN ?? "", methods);
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
    const response = await answered(request, pathname, route, bindings);
    for (const [name, value] of Object.entries({ ...cors, "cache-control": "no-store" })) response.headers.set(name, value);
    if (!response.headers.has("x-request-id")) response.headers.set("x-request-id", crypto.randomUUID());
    return response;
  },
};

async function answered(request: Request, pathname: string, route: Route | null, bindings: Bindings): Promise<Response> {
  try {
    if (PROBES.has(pathname)) return await probe(request, pathname, bindings);
    const settings = settingsOf(bindings);
    if (route === null) throw new Refusal("not_found");
    return await passed(request, route, settings);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal("internal");
    // The class only: a message could quote the request.
    if (!(error instanceof Refusal)) console.error(JSON.stringify({ bug: error instanceof Error ? error.name : typeof error }));
    return refusalResponse(refusal, route?.errors ?? "envelope");
  }
}

async function probe(request: Request, pathname: string, bindings: Bindings): Promise<Response> {
  if (request.method !== "GET") throw new Refusal("method_not_allowed", 0, ["GET"]);
  if (pathname === "/health") return json(200, { status: "ok", service: "team-gateway", version });
  const settings = settingsOf(bindings);
  try {
    await new Limits(settings.limiters).peek("v1|ready", ADDRESS_LIMIT);
    await keysAtHand(settings);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal("not_ready", error.retryAfterS ?? 1) : error;
  }
  return json(200, { status: "ready" });
}

/** The way of a request through the gateway; each step may end it. */
async function passed(request: Request, route: Route, settings: Settings): Promise<Response> {
  if (!route.methods.includes(request.method)) throw new Refusal("method_not_allowed", 0, route.methods);
  const body = await bytesUpTo(MAX_BODY_BYTES, request.body, request.headers.get("content-length"));
  if (body === null) throw new Refusal("payload_too_large");
  const address = addressOf(request, settings);
  const limits = new Limits(settings.limiters);
  await limits.take(`v1|any|${address}`, ADDRESS_LIMIT);
  if (route.limit === null) return await passedToApi(request, body, route, settings, limits, address);
  const user = await verifiedUser(request.headers.get("authorization"), settings);
  await limits.take(`v1|${route.action}|${address}|${user}`, route.limit);
  return await forward(request, body, route, settings);
}

/** The public API judges its tokens itself; here one address may only be wrong so often. */
async function passedToApi(
  request: Request,
  body: Uint8Array,
  route: Route,
  settings: Settings,
  limits: Limits,
  address: string,
): Promise<Response> {
  const key = `v1|api.401|${address}`;
  await limits.peek(key, BAD_TOKEN_LIMIT);
  const answer = await forward(request, body, route, settings);
  if (answer.status !== 401) return answer;
  try {
    await limits.take(key, BAD_TOKEN_LIMIT);
  } catch (error) {
    // The answer stands: others in flight used the last places, or the limiter is away and the next request finds out.
    if (!(error instanceof Refusal)) throw error;
  }
  return answer;
}
