import type { CatalogTasks } from "./catalog.ts";

/** A task's record as far as the rules read it; anything else in a document counts as no record. */
export interface TaskRecord {
  readonly complete?: unknown;
  readonly failed?: unknown;
}

export type TaskRecords = Readonly<Record<string, TaskRecord | null>>;

export function isFailed(record: TaskRecord | null | undefined): boolean {
  return record?.failed === true;
}

/** Done, and not failed: both flags stand in a failed record. */
export function isComplete(record: TaskRecord | null | undefined): boolean {
  return record?.complete === true && !isFailed(record);
}

/** The tasks that a player can no longer do: the invalid set of the rules, section 6. */
export function invalidTasks(
  tasks: CatalogTasks,
  records: TaskRecords,
  faction: string,
): ReadonlySet<string> {
  const recordOf = (id: string) => Object.hasOwn(records, id) ? records[id] : undefined;
  const complete = (id: string) => isComplete(recordOf(id));
  const ruledOut = rivalsDone(tasks, complete);
  const marked = new Set<string>();
  const spreading: string[] = [];
  for (const [id, task] of tasks) {
    if (complete(id)) continue;
    const isStart = task.needsFailure?.some(complete) || task.needs?.some((need) => isFailed(recordOf(need)));
    if (isStart) marked.add(id);
    // A silent start spreads without being marked: the choice is made, whatever becomes of the task itself.
    if (isStart || ruledOut.has(id)) spreading.push(id);
  }
  spread(spreading, marked, dependentsOf(tasks), complete);
  for (const [id, task] of tasks) if (task.faction && task.faction !== faction) marked.add(id);
  return marked;
}

/** Tasks of which a rival is done, whichever of the two rules the other out. */
function rivalsDone(tasks: CatalogTasks, complete: (id: string) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [id, task] of tasks) {
    for (const rival of task.alternatives ?? []) {
      if (complete(id)) found.add(rival);
      if (complete(rival)) found.add(id);
    }
  }
  return found;
}

function spread(
  starts: readonly string[],
  marked: Set<string>,
  dependents: ReadonlyMap<string, readonly string[]>,
  complete: (id: string) => boolean,
): void {
  const stack = [...starts];
  const reached = new Set<string>();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const dependent of dependents.get(id) ?? []) {
      if (reached.has(dependent) || complete(dependent)) continue;
      reached.add(dependent);
      marked.add(dependent);
      stack.push(dependent);
    }
  }
}

function dependentsOf(tasks: CatalogTasks): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [id, task] of tasks) {
    for (const need of task.needs ?? []) found.set(need, [...found.get(need) ?? [], id]);
  }
  return found;
}
