import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { uuid } from "../_shared/validate.ts";

const fields = v.strictObject({
  teamId: uuid,
  disband: v.optional(v.boolean(), false),
  transferTo: v.nullish(uuid, null),
});

Deno.serve(handler({
  name: "team-leave",
  methods: ["POST"],
  fields,
  sql: "team_leave",
  args: (leave) => ({ p_team: leave.teamId, p_disband: leave.disband, p_transfer_to: leave.transferTo }),
}));
