import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { uuid } from "../_shared/validate.ts";

Deno.serve(handler({
  name: "team-transfer",
  methods: ["POST"],
  fields: v.strictObject({ teamId: uuid, newOwnerId: uuid }),
  sql: "team_transfer",
  args: (transfer) => ({ p_team: transfer.teamId, p_to: transfer.newOwnerId }),
}));
