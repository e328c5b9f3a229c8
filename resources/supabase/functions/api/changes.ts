import * as v from "npm:valibot@1.5.0";
import { Refusal } from "../_shared/errors.ts";
import { checked } from "../_shared/validate.ts";

const MAX_TASKS = 200;
const MAX_COUNT = 1_000_000_000;
const ID = /^[0-9A-Za-z_:.-]{1,160}$/;

const id = v.pipe(v.string(), v.regex(ID));
const taskState = v.picklist(["completed", "uncompleted", "failed"]);
const objectiveState = v.picklist(["completed", "uncompleted"]);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_COUNT));

// Fields we do not know are let be: TarkovMonitor sends an `id` of null beside the state.
const taskBody = v.looseObject({ state: v.optional(v.unknown()) });
const taskList = v.array(v.looseObject({ id, state: v.optional(v.unknown()) }));
const taskMap = v.record(id, v.unknown());
const objectiveBody = v.looseObject({ state: v.nullish(v.unknown()), count: v.nullish(count) });

export interface TaskChange {
  readonly id: string;
  readonly state: v.InferOutput<typeof taskState>;
}

/** An id of a path; what could not be one is refused before anything is asked. */
export function idOf(segment: string): string {
  return checked(v.object({ id }), { id: decoded(segment) }).id;
}

/** `/progress/level/{n}`: digits only. */
export function levelOf(segment: string): number {
  if (!/^\d{1,3}$/.test(segment)) {
    throw new Refusal("invalid_request", { message: "The level is not a number." });
  }
  return Number(segment);
}

export function taskChange(taskId: string, body: unknown): TaskChange {
  return { id: taskId, state: stateOf(taskState, checked(taskBody, body).state) };
}

/** A list of `{id,state}`, or an object of id to state. */
export function taskChanges(body: unknown): TaskChange[] {
  const entries = Array.isArray(body)
    ? checked(taskList, body)
    : Object.entries(checked(taskMap, body)).map(([id, state]) => ({ id, state }));
  if (entries.length === 0 || entries.length > MAX_TASKS) {
    throw new Refusal("invalid_request", { message: `The list must hold 1 to ${MAX_TASKS} tasks.` });
  }
  return entries.map(({ id, state }) => ({ id, state: stateOf(taskState, state) }));
}

export function objectiveChange(objectiveId: string, body: unknown) {
  const fields = checked(objectiveBody, body);
  const state = fields.state ?? null;
  const count = fields.count ?? null;
  if (state === null && count === null) {
    throw new Refusal("invalid_request", { message: "A state or a count is needed." });
  }
  return {
    id: objectiveId,
    ...(state === null ? {} : { state: stateOf(objectiveState, state) }),
    ...(count === null ? {} : { count }),
  };
}

function stateOf<S extends typeof taskState | typeof objectiveState>(
  schema: S,
  state: unknown,
): v.InferOutput<S> {
  const outcome = v.safeParse(schema, state);
  if (!outcome.success) throw new Refusal("invalid_state");
  return outcome.output;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return ""; // refused as an id
    throw error;
  }
}
