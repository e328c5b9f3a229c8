import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { JWTHeaderParameters, JWTVerifyGetKey, JWTVerifyOptions, ProtectedHeaderParameters } from "jose";
import { Refusal } from "./errors";
import type { Settings } from "./settings";

const CACHE_MS = 600_000;
const REFETCH_AFTER_MS = 30_000;
const FETCH_TIMEOUT_MS = 5_000;
const LEEWAY_S = 30;
const UNAVAILABLE_RETRY_S = 5;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

// A cache of the isolate, not state: without it every request would fetch the keys.
const keySets = new Map<string, KeySet>();

/**
 * The user id that a bearer token proves.
 *
 * Raises `unauthenticated` for any token that does not, `auth_unavailable` when the keys to judge it cannot be had.
 */
export async function verifiedUser(authorization: string | null, settings: Settings): Promise<string> {
  const [, token] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw new Refusal("unauthenticated");
  const options: JWTVerifyOptions = {
    issuer: new URL("auth/v1", settings.supabaseUrl).href,
    audience: "authenticated",
    clockTolerance: LEEWAY_S,
    requiredClaims: ["exp", "sub"],
  };
  try {
    const header = decodeProtectedHeader(token);
    const { payload } = header.alg === "HS256"
      ? await jwtVerify(token, await sharedSecret(header, settings), { ...options, algorithms: ["HS256"] })
      : await jwtVerify(token, publicKey(settings), { ...options, algorithms: ["ES256", "RS256"] });
    if (payload["role"] !== "authenticated" || !UUID.test(payload.sub ?? "")) throw new Refusal("unauthenticated");
    return payload.sub!;
  } catch (error) {
    // jose's errors, and the TypeError of an undecodable header: the token is not good.
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw new Refusal("unauthenticated");
    throw error;
  }
}

/** Makes sure that keys are at hand; for the readiness check. */
export async function keysAtHand(settings: Settings): Promise<void> {
  const keys = keySetOf(settings);
  if (!keys.fresh) await reloaded(keys);
}

async function sharedSecret(header: ProtectedHeaderParameters, settings: Settings): Promise<Uint8Array> {
  if (settings.jwtSecret === null) throw new Refusal("unauthenticated");
  // A key id of the published keys together with HS256 is the old confusion of algorithms.
  if (header.kid !== undefined) {
    await keysAtHand(settings);
    const published = keySetOf(settings).jwks()?.keys ?? [];
    if (published.some((key) => key.kid === header.kid)) throw new Refusal("unauthenticated");
  }
  return new TextEncoder().encode(settings.jwtSecret);
}

function publicKey(settings: Settings): JWTVerifyGetKey {
  const keys = keySetOf(settings);
  return async (header: JWTHeaderParameters, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const isOfTheToken = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      throw isOfTheToken ? error : new Refusal("auth_unavailable", UNAVAILABLE_RETRY_S);
    }
  };
}

async function reloaded(keys: KeySet): Promise<void> {
  try {
    await keys.reload();
  } catch {
    // No network, no JSON, another status: for the caller all the same.
    throw new Refusal("auth_unavailable", UNAVAILABLE_RETRY_S);
  }
}

function keySetOf(settings: Settings): KeySet {
  const url = new URL("auth/v1/.well-known/jwks.json", settings.supabaseUrl);
  let keys = keySets.get(url.href);
  if (keys === undefined) {
    keys = createRemoteJWKSet(url, {
      cacheMaxAge: CACHE_MS,
      cooldownDuration: REFETCH_AFTER_MS,
      timeoutDuration: FETCH_TIMEOUT_MS,
    });
    keySets.set(url.href, keys);
  }
  return keys;
}
