import { Refusal } from "../_shared/errors.ts";
import type { JsonObject } from "../_shared/json.ts";
import { asService, rpc } from "../_shared/rpc.ts";

const TOKEN = /^(PVP|PVE|SZN)_([0-9a-f]{18}|[0-9a-f]{40})$/;
const MODES: Readonly<Record<string, string>> = { PVP: "pvp", PVE: "pve", SZN: "seasonal" };

/** What a token may be allowed to do: read progress, read the team's, write progress. */
export type Permission = "GP" | "TP" | "WP";

export interface Token {
  /** As the caller wrote it; never stored and never logged. */
  readonly presented: string;
  readonly tokenId: string;
  readonly gameMode: string;
  readonly permissions: readonly string[];
  readonly known: JsonObject;
}

/** The token of a request. Only its hash leaves this function; what is not in the form of a token is not looked up. */
export async function authenticated(request: Request): Promise<Token> {
  const [, presented] = /^Bearer +(.+?) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (presented === undefined) throw new Refusal("missing_token");
  const [, prefix = ""] = TOKEN.exec(presented) ?? [];
  if (prefix === "") throw new Refusal("invalid_token_format");
  const known = await rpc(asService(), "token_authenticate", { p_hash: await sha256(presented) });
  const { tokenId, permissions } = known;
  const gameMode = MODES[prefix];
  if (gameMode === undefined || known["gameMode"] !== gameMode) throw new Refusal("invalid_token");
  return {
    presented,
    tokenId: String(tokenId),
    gameMode,
    permissions: Array.isArray(permissions) ? permissions.map(String) : [],
    known,
  };
}

/** Refuses before the body is read; SQL checks again beside its write. */
export function demand(token: Token, permission: Permission): void {
  if (token.permissions.includes(permission)) return;
  throw new Refusal("missing_permission", { message: `This token lacks the permission ${permission}.` });
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
