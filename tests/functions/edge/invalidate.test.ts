import assert from "node:assert/strict";
import type { CatalogTask } from "../../../resources/supabase/functions/_shared/catalog.ts";
import { invalidTasks } from "../../../resources/supabase/functions/_shared/invalidate.ts";

const DONE = { complete: true, failed: false };
const FAILED = { complete: true, failed: true };

/** The numbered cases of the rules, section 6; "accepted" (11) is active long before it gets here. */
const CASES: [string, Record<string, CatalogTask>, Record<string, typeof DONE>, string][] = [
  ["1", { A: {}, B: { needs: ["A"] }, C: { needs: ["B"] } }, { A: FAILED }, "BC"],
  ["2", { A: {}, B: { needsFailure: ["A"] }, C: { needs: ["B"] } }, { A: DONE }, "BC"],
  ["3", { A: { alternatives: ["B"] }, B: {}, C: { needs: ["A"] } }, { B: DONE }, "C"],
  ["4", { A: {} }, { A: FAILED }, ""],
  ["5", { A: {}, B: { needs: ["A"] }, C: { needs: ["B"] } }, { A: FAILED, B: DONE }, ""],
  ["6", { A: {}, B: { needsFailure: ["A"] } }, {}, ""],
  ["7", { A: {}, B: { needs: ["A"] }, C: { needs: ["B"] }, D: { needs: ["C"] } }, { A: FAILED }, "BCD"],
  [
    "8",
    { A: {}, B: { needs: ["A"] }, C: { needs: ["B"] }, D: { needs: ["C"] } },
    { A: FAILED, C: DONE },
    "B",
  ],
  [
    "9",
    { A: { alternatives: ["B"] }, B: { alternatives: ["A"] }, C: { needs: ["A"] } },
    { A: DONE, B: DONE },
    "",
  ],
  ["10", { A: {}, Z: {}, B: { needs: ["A", "Z"] } }, { A: FAILED, Z: DONE }, "B"],
  ["a ring", { A: {}, B: { needs: ["A", "C"] }, C: { needs: ["B"] } }, { A: FAILED }, "BC"],
  ["another faction's, without spreading", { A: { faction: "BEAR" }, B: { needs: ["A"] } }, {}, "A"],
];

for (const [number, tasks, records, expected] of CASES) {
  Deno.test(`invalid set, case ${number}`, () => {
    const found = invalidTasks(new Map(Object.entries(tasks)), records, "USEC");
    assert.equal([...found].sort().join(""), expected);
  });
}

Deno.test("records of any other shape count as none", () => {
  const tasks = new Map(Object.entries({ A: {}, B: { needs: ["A"] } }));
  for (const record of [null, "yes", 1, [], { failed: "true" }, { failed: 1 }]) {
    assert.equal(invalidTasks(tasks, { A: record as never }, "USEC").size, 0);
  }
});
