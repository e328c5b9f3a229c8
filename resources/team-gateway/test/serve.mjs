// Runs the built gateway in workerd on a free loopback port, for tests of other languages: prints {"url"}, ends with its input.
// Settings come from the environment, as the platform's secrets would.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

const names = ["SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_JWT_SECRET", "ALLOWED_ORIGIN", "ENVIRONMENT"];
const bindings = Object.fromEntries(names.filter((name) => name in process.env).map((name) => [name, process.env[name]]));
const worker = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  modules: true,
  script: readFileSync(fileURLToPath(new URL("../build/worker/index.js", import.meta.url)), "utf8"),
  compatibilityDate: "2026-04-01",
  bindings,
  durableObjects: { LIMITER: { className: "Limiter", useSQLite: true } },
});

const url = await worker.ready;
process.stdout.write(`${JSON.stringify({ url: url.href })}\n`);
process.stdin.resume();
process.stdin.on("end", () => void worker.dispose().then(() => process.exit(0)));
