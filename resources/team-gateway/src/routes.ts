import type { ErrorShape } from "./errors";
import type { Limit } from "./limiter";

/** A path of the gateway: where it leads and how often one may go there. */
export interface Route {
  /** Name in the limiter's key; the SQL limits of the same name still hold behind it. */
  readonly action: string;
  readonly methods: readonly string[];
  /** Path below `functions/v1/`. */
  readonly upstream: string;
  /** Per (action, address, verified user); null for the public API, whose tokens only the database knows. */
  readonly limit: Limit | null;
  readonly errors: ErrorShape;
  readonly maxAnswerBytes: number;
}

/** Over all routes of one address, before any key is looked up or signature computed. It is the public API's limit. */
export const ADDRESS_LIMIT: Limit = { max: 120, windowS: 60 };
/** Answers of 401 by the public API to one address; then no further token of it is looked up. */
export const BAD_TOKEN_LIMIT: Limit = { max: 20, windowS: 600 };

const HOUR_S = 3_600;
const MIB = 1024 * 1024;

const ROUTES: Readonly<Record<string, Route>> = {
  "/team/create": route("team.create", ["POST"], "team-create", { max: 10, windowS: HOUR_S }),
  "/team/join": route("team.join", ["POST"], "team-join", { max: 30, windowS: 600 }),
  "/team/leave": route("team.leave", ["POST"], "team-leave", { max: 30, windowS: HOUR_S }),
  "/team/kick": route("team.kick", ["POST"], "team-kick", { max: 20, windowS: HOUR_S }),
  "/team/transfer": route("team.transfer", ["POST"], "team-transfer", { max: 20, windowS: HOUR_S }),
  "/team/members": route("team.members", ["GET"], "team-members", { max: 60, windowS: 60 }),
  "/token/create": route("token.create", ["POST"], "token-create", { max: 8, windowS: HOUR_S }),
  "/token/revoke": route("token.revoke", ["POST", "DELETE"], "token-revoke", { max: 50, windowS: 600 }),
  "/token/list": route("token.list", ["GET"], "token-list", { max: 60, windowS: 60 }),
};

const API_PREFIX = "/api/v2/";

/** The route of a path that `URL` has normalised, or null. */
export function routeOf(pathname: string): Route | null {
  const known = ROUTES[pathname]; // a path begins with a slash, so nothing inherited answers to it
  if (known !== undefined) return known;
  if (!pathname.startsWith(API_PREFIX)) return null;
  return {
    action: "api",
    methods: ["GET", "POST"],
    upstream: `api/${pathname.slice(API_PREFIX.length)}`,
    limit: null,
    errors: "api",
    // Ten full profiles of a team are about 2 MB in the lists that its clients read.
    maxAnswerBytes: 4 * MIB,
  };
}

function route(action: string, methods: readonly string[], upstream: string, limit: Limit): Route {
  return { action, methods, upstream, limit, errors: "envelope", maxAnswerBytes: MIB };
}
