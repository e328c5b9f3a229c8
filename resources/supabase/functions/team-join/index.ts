import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { uuid } from "../_shared/validate.ts";

/** `join_code` is the name of the published design; a request with both would be a question, so it is refused. */
const fields = v.pipe(
  v.strictObject({ teamId: uuid, joinCode: v.optional(v.string()), join_code: v.optional(v.string()) }),
  v.forward(v.check((join) => (join.joinCode === undefined) !== (join.join_code === undefined)), [
    "joinCode",
  ]),
);

Deno.serve(handler({
  name: "team-join",
  methods: ["POST"],
  fields,
  sql: "team_join",
  args: (join) => ({ p_team: join.teamId, p_code: join.joinCode ?? join.join_code ?? null }),
}));
