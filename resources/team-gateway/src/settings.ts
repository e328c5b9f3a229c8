import { Refusal } from "./errors";
import type { Limiter } from "./limiter";

/** What the platform binds; secrets may be missing on a worker that is not set up yet. */
export interface Bindings {
  readonly SUPABASE_URL?: string;
  readonly SUPABASE_ANON_KEY?: string;
  readonly SUPABASE_JWT_SECRET?: string;
  readonly ALLOWED_ORIGIN?: string;
  readonly ENVIRONMENT?: string;
  readonly LIMITER: DurableObjectNamespace<Limiter>;
}

export interface Settings {
  /** With a slash at its end, so that paths are resolved below it. */
  readonly supabaseUrl: URL;
  readonly anonKey: string;
  readonly jwtSecret: string | null;
  /** Whether a request may come without the address that Cloudflare adds. */
  readonly isLocal: boolean;
  readonly limiters: DurableObjectNamespace<Limiter>;
}

/** The settings, or `misconfigured`: a gateway that is half set up must not forward anything. */
export function settingsOf(bindings: Bindings): Settings {
  const { SUPABASE_URL, SUPABASE_ANON_KEY, ALLOWED_ORIGIN, LIMITER } = bindings;
  if (!SUPABASE_URL || !SUPABASE_ANON_KEY || ALLOWED_ORIGIN === undefined || !LIMITER) {
    throw new Refusal("misconfigured", MISCONFIGURED_RETRY_S);
  }
  const supabaseUrl = parsedUrl(SUPABASE_URL);
  if (supabaseUrl === null) throw new Refusal("misconfigured", MISCONFIGURED_RETRY_S);
  return {
    supabaseUrl,
    anonKey: SUPABASE_ANON_KEY,
    jwtSecret: bindings.SUPABASE_JWT_SECRET || null,
    isLocal: bindings.ENVIRONMENT === "local",
    limiters: LIMITER,
  };
}

const MISCONFIGURED_RETRY_S = 60;

function parsedUrl(text: string): URL | null {
  const withSlash = `${text.replace(/\/+$/, "")}/`;
  return URL.canParse(withSlash) ? new URL(withSlash) : null;
}
