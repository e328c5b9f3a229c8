import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { rfc3339 } from "../_shared/validate.ts";

const fields = v.strictObject({
  gameMode: v.string(),
  permissions: v.array(v.string()),
  note: v.nullish(v.string(), null),
  expiresAt: v.nullish(rfc3339("invalid_expiry"), null),
  format: v.optional(v.picklist(["standard", "compat"]), "standard"),
});

Deno.serve(handler({
  name: "token-create",
  methods: ["POST"],
  fields,
  needsIdempotencyKey: true,
  sql: "token_create",
  args: (token, key) => ({
    p_mode: token.gameMode,
    p_permissions: token.permissions,
    p_note: token.note,
    p_expires_at: token.expiresAt,
    p_format: token.format,
    p_key: key,
  }),
  status: 201,
}));
