import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";

Deno.serve(handler({
  name: "token-list",
  methods: ["GET"],
  fields: v.strictObject({}),
  sql: "token_list",
  args: () => ({}),
}));
