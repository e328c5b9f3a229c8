const ALLOWED_HEADERS = "authorization, apikey, content-type, idempotency-key, x-client-info";
const PREFLIGHT_AGE_S = "600";

/** Headers for a page of a listed origin; none for any other, or for a program without origin. */
export function corsHeaders(request: Request, listed: string, methods: readonly string[]): Record<string, string> {
  const origin = request.headers.get("origin");
  const allowed = listed.split(",").map((entry) => entry.trim());
  if (!origin || !allowed.includes(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": [...methods, "OPTIONS"].join(", "),
    "access-control-allow-headers": ALLOWED_HEADERS,
    "access-control-expose-headers": "retry-after, x-request-id",
    "access-control-max-age": PREFLIGHT_AGE_S,
    vary: "Origin",
  };
}
