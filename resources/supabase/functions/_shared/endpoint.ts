import type { GenericSchema, InferOutput } from "npm:valibot@1.5.0";
import { Refusal } from "./errors.ts";
import {
  type Answer,
  authorizationOf,
  errorEnvelope,
  jsonBody,
  type Method,
  queryFields,
  respond,
} from "./http.ts";
import type { JsonObject } from "./json.ts";
import { asCaller, rpc, type SqlArguments, type SqlFunction } from "./rpc.ts";
import { checked, uuid } from "./validate.ts";

const SMALL_BODY_BYTES = 16 * 1024;

/** One function of the app: what it takes, which SQL function it is, what it answers. */
export interface Endpoint<S extends GenericSchema, N extends SqlFunction> {
  readonly name: string;
  readonly methods: readonly Method[];
  /** Shape of the body, or of the query where the method is GET. */
  readonly fields: S;
  readonly sql: N;
  readonly args: (fields: InferOutput<S>, idempotencyKey: string | null) => SqlArguments<N>;
  readonly status?: 200 | 201;
  readonly maxBytes?: number;
  /** The call makes something: a repeat after a lost answer must not make another. */
  readonly needsIdempotencyKey?: boolean;
  /** Where one function's contract names a refusal differently. */
  readonly refusal?: (refusal: Refusal) => Refusal;
  /** What follows the SQL function; account deletion alone has such a second half. */
  readonly finish?: (result: JsonObject) => Promise<Answer>;
}

/** The request handler of an endpoint. */
export function handler<S extends GenericSchema, N extends SqlFunction>(
  endpoint: Endpoint<S, N>,
): (request: Request) => Promise<Response> {
  return (request) =>
    respond(request, { ...endpoint, errorBody: errorEnvelope }, () => answer(endpoint, request));
}

async function answer<S extends GenericSchema, N extends SqlFunction>(
  endpoint: Endpoint<S, N>,
  request: Request,
): Promise<Answer> {
  const authorization = authorizationOf(request);
  const input = request.method === "GET"
    ? queryFields(request)
    : await jsonBody(request, endpoint.maxBytes ?? SMALL_BODY_BYTES);
  const key = endpoint.needsIdempotencyKey ? idempotencyKey(request) : null;
  const args = endpoint.args(checked(endpoint.fields, input), key);
  try {
    const result = await rpc(asCaller(authorization), endpoint.sql, args);
    return await endpoint.finish?.(result) ?? { status: endpoint.status ?? 200, body: result };
  } catch (error) {
    throw error instanceof Refusal && endpoint.refusal ? endpoint.refusal(error) : error;
  }
}

function idempotencyKey(request: Request): string {
  const key = request.headers.get("idempotency-key");
  try {
    return checked(uuid, key);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal("idempotency_key_required");
    throw error;
  }
}
