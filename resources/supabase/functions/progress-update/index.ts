import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import { FORBIDDEN_KEYS } from "../_shared/json.ts";
import { characters, count, int16, int32, uuid } from "../_shared/validate.ts";

const MAX_BODY_BYTES = 1024 * 1024;

// The operations themselves are judged by SQL, one by one: a bad one is `rejected` and the others still count.
const operation = v.looseObject({ path: v.optional(v.pipe(v.unknown(), v.check(isOrdinaryPath))) });

const fields = v.strictObject({
  deviceId: uuid,
  gameMode: v.string(),
  season: v.optional(int16, 0),
  epoch: int32,
  baseSeq: count,
  ops: v.array(operation),
  device: v.nullish(
    v.strictObject({
      name: v.nullish(characters(60), null),
      platform: v.nullish(v.picklist(["windows", "linux", "macos", "other"]), null),
      appVersion: v.nullish(characters(32), null),
    }),
    null,
  ),
});

Deno.serve(handler({
  name: "progress-update",
  methods: ["POST"],
  fields,
  maxBytes: MAX_BODY_BYTES,
  sql: "apply_progress_ops",
  args: (push) => ({
    p_device: push.deviceId,
    p_mode: push.gameMode,
    p_season: push.season,
    p_epoch: push.epoch,
    p_base_seq: push.baseSeq,
    p_ops: push.ops,
    p_device_info: push.device,
  }),
}));

function isOrdinaryPath(path: unknown): boolean {
  return typeof path !== "string" || !path.split("/").some((segment) => FORBIDDEN_KEYS.has(segment));
}
