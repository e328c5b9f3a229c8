import { editionLevels, tasksOf } from "../_shared/catalog.ts";
import { invalidTasks, isComplete, isFailed, type TaskRecords } from "../_shared/invalidate.ts";
import type { Json, JsonObject } from "../_shared/json.ts";

const LEVEL_UNKNOWN = 1;
const EDITION_UNKNOWN = 1;

/** One player's progress in the shape that third-party clients read; none of its fields but the name is ever null. */
export function progressOf(member: JsonObject, gameMode: string): Record<string, unknown> {
  const tasks = tasksOf(gameMode);
  const records = mapOf(member, "taskCompletions") as TaskRecords;
  const pmcFaction = member["pmcFaction"] === "BEAR" ? "BEAR" : "USEC";
  const invalid = invalidTasks(tasks, records, pmcFaction);
  const invalidObjectives = new Set([...invalid].flatMap((id) => tasks.get(id)?.objectives ?? []));
  const gameEdition = numberOf(member["gameEdition"], EDITION_UNKNOWN);
  return {
    tasksProgress: idsOf(records, invalid).map((id) => ({
      id,
      complete: isComplete(own(records, id)),
      invalid: invalid.has(id),
      failed: isFailed(own(records, id)),
    })),
    taskObjectivesProgress: amounts(mapOf(member, "taskObjectives"), invalidObjectives)
      .map((amount) => ({ ...amount, invalid: invalidObjectives.has(amount.id) })),
    hideoutModulesProgress: modules(mapOf(member, "hideoutModules"), gameEdition),
    hideoutPartsProgress: amounts(mapOf(member, "hideoutParts"), new Set()),
    displayName: typeof member["displayName"] === "string" ? member["displayName"] : null,
    userId: member["userId"],
    playerLevel: numberOf(member["level"], LEVEL_UNKNOWN),
    gameEdition,
    pmcFaction,
  };
}

function modules(recorded: JsonObject, edition: number): { id: string; complete: boolean }[] {
  const given = new Set(editionLevels(edition));
  return idsOf(recorded, given).map((id) => ({ id, complete: given.has(id) || flagOf(own(recorded, id)) }));
}

function amounts(
  recorded: JsonObject,
  others: ReadonlySet<string>,
): { id: string; complete: boolean; count: number }[] {
  return idsOf(recorded, others).map((id) => {
    const entry = own(recorded, id);
    return { id, complete: flagOf(entry), count: numberOf(isObject(entry) ? entry["count"] : 0, 0) };
  });
}

function idsOf(recorded: object, others: ReadonlySet<string>): string[] {
  return [...new Set([...Object.keys(recorded), ...others])];
}

/** A map of the document, or an empty one: a superuser may have written anything there. */
function mapOf(member: JsonObject, name: string): JsonObject {
  const map = member[name];
  return isObject(map) ? map : {};
}

function own<T>(map: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(map, id) ? map[id] : undefined;
}

function flagOf(entry: Json | undefined): boolean {
  return isObject(entry) && entry["complete"] === true;
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : otherwise;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
