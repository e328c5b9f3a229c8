import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { uuid } from "../_shared/validate.ts";

Deno.serve(handler({
  name: "team-kick",
  methods: ["POST"],
  fields: v.strictObject({ teamId: uuid, memberId: uuid }),
  sql: "team_kick",
  args: (kick) => ({ p_team: kick.teamId, p_member: kick.memberId }),
}));
