import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { int16 } from "../_shared/validate.ts";

const fields = v.strictObject({ name: v.string(), gameMode: v.string(), maxMembers: v.optional(int16, 5) });

Deno.serve(handler({
  name: "team-create",
  methods: ["POST"],
  fields,
  needsIdempotencyKey: true,
  sql: "team_create",
  args: (team, key) => ({
    p_name: team.name,
    p_mode: team.gameMode,
    p_max_members: team.maxMembers,
    p_key: key,
  }),
  status: 201,
}));
