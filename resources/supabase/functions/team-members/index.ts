import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { Refusal } from "../_shared/errors.ts";
import { uuid } from "../_shared/validate.ts";

Deno.serve(handler({
  name: "team-members",
  methods: ["GET"],
  fields: v.strictObject({ teamId: uuid }),
  sql: "team_members",
  args: (query) => ({ p_team: query.teamId }),
  // The published contract answers 403 to whoever is not in the team, whether it exists or not.
  refusal: (refusal) => refusal.code === "team_not_found" ? new Refusal("not_a_member") : refusal,
}));
