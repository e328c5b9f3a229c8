import catalog from "./catalog.json" with { type: "json" };

/** What the public API knows of one task; a missing list is an empty one. */
export interface CatalogTask {
  /** `USEC` or `BEAR`; missing for everybody. */
  readonly faction?: string;
  /** Tasks whose failure makes this one impossible. */
  readonly needs?: readonly string[];
  /** Tasks whose completion makes this one impossible. */
  readonly needsFailure?: readonly string[];
  /** Tasks that fail when this one is completed. */
  readonly alternatives?: readonly string[];
  readonly objectives?: readonly string[];
}

export type CatalogTasks = ReadonlyMap<string, CatalogTask>;

interface Delta {
  readonly remove: readonly string[];
  readonly put: Readonly<Record<string, CatalogTask>>;
}

export const catalogVersion: string = catalog.version;

/** The tasks of a mode; a mode this catalogue does not know has those of the base mode. */
export function tasksOf(mode: string): CatalogTasks {
  const deltas: Readonly<Record<string, Delta>> = catalog.deltas;
  const delta = Object.hasOwn(deltas, mode) ? deltas[mode] : undefined;
  const tasks = new Map<string, CatalogTask>(Object.entries(catalog.tasks));
  for (const id of delta?.remove ?? []) tasks.delete(id);
  for (const [id, task] of Object.entries(delta?.put ?? {})) tasks.set(id, task);
  return tasks;
}

/** Ids of the station levels a player of this edition has from the start; an unknown edition has the standard one's. */
export function editionLevels(edition: number): readonly string[] {
  const levels: Readonly<Record<string, readonly string[]>> = catalog.editionLevels;
  return levels[String(edition)] ?? levels["1"] ?? [];
}
