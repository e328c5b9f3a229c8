/** Reads [{mode,records,faction}] and prints the invalid set of each, for the comparison with the program's own rules. */
import { tasksOf } from "../../../resources/supabase/functions/_shared/catalog.ts";
import { invalidTasks } from "../../../resources/supabase/functions/_shared/invalidate.ts";

const cases = JSON.parse(Deno.readTextFileSync(Deno.args[0] ?? ""));
const found = [];
for (const { mode, records, faction } of cases) {
  found.push([...invalidTasks(tasksOf(mode), records, faction)].sort());
}
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(found)));
