import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { uuid } from "../_shared/validate.ts";

Deno.serve(handler({
  name: "token-revoke",
  methods: ["POST", "DELETE"],
  fields: v.strictObject({ tokenId: uuid }),
  sql: "token_revoke",
  args: (token) => ({ p_token: token.tokenId }),
}));
