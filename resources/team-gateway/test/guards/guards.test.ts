/** Each guard of the gateway taken away in a bundle of its own: some test must notice, or the guard is not tested at all. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { build } from "esbuild";

/** File, guard, what is left without it, file of tests, the test that must fail. */
const MUTATIONS: readonly [string, string, string, string, string][] = [
  ["identity", 'audience: "authenticated",', "", "identity", "no forged"],
  ["identity", 'issuer: new URL("auth/v1", settings.supabaseUrl).href,', "", "identity", "no forged"],
  ["identity", 'requiredClaims: ["exp", "sub"],', "", "identity", "no forged"],
  ["identity", 'payload["role"] !== "authenticated" || ', "", "identity", "no forged"],
  ["identity", '|| !UUID.test(payload.sub ?? "")', "", "identity", "no forged"],
  ["identity", "clockTolerance: LEEWAY_S,", "", "identity", "half a minute off"],
  ["identity", "if (published.some((key) => key.kid === header.kid)) throw", "if (false) throw", "identity", "older project"],
  ["identity", "isOfTheToken ? error : new Refusal", "true ? error : new Refusal", "identity", "keys that cannot be had"],
  ["limiter", "if (window.count >= limit.max) return refused(window, limit, nowMs);", "", "limits", "POST /team/kick: of a"],
  ["limiter", "if (!isVerdict(verdict)) throw", "if (!isVerdict(verdict)) return; if (false) throw", "limits", "one that says nothing"],
  ["limiter", "(allowed || retryAfter! >= 1)", "true", "limits", "refuses without a time"],
  ["index", "${address}|${user}`", '${address}|${request.headers.get("authorization")}`', "limits", "a refreshed token"],
  ["index", "await limits.take(`v1|any|${address}`, ADDRESS_LIMIT);", "", "limits", "one address passes 120"],
  ["index", "await limits.peek(key, BAD_TOKEN_LIMIT);", "", "limits", "after twenty wrong"],
  ["index", "if (answer.status !== 401) return answer;", "", "limits", "right tokens are not"],
  ["address", 'get("cf-connecting-ip");', 'get("x-forwarded-for") ?? "one";', "limits", "headers that a client"],
  ["address", "? networkOf(address) : address", "? address : address", "limits", "IPv6 network"],
  ["address", "if (settings.isLocal) return", "if (true) return", "forwarding", "address that the network adds"],
  ["upstream", "copy(SENT_ON, request.headers, headers);", "copy([...request.headers.keys()], request.headers, headers);", "forwarding", "only the named headers"],
  ["upstream", "copy(PASSED_BACK, answer.headers, headers);", "copy([...answer.headers.keys()], answer.headers, headers);", "forwarding", "status, body and the named"],
  ["upstream", "|| isElsewhere", "", "forwarding", "a redirection"],
  ["upstream", "|| !parses(bytes)", "", "forwarding", "a redirection"],
  ["bodies", "if (length > maxBytes) return null;", "", "forwarding", "without announced length"],
  ["cors", "!allowed.includes(origin)", "false", "forwarding", "listed origins"],
  ["settings", "|| ALLOWED_ORIGIN === undefined", "", "forwarding", "lacks a secret"],
];
const ESCAPED = /[.*+?^${}()|[\]\\]/g;

for (const [at, [file, guard, instead, tests, name]] of MUTATIONS.entries()) {
  test(`${file} without ${guard.slice(0, 50)}`, async () => {
    const source = readFileSync(`src/${file}.ts`, "utf8");
    assert.equal(source.split(guard).length, 2, "the guard reads differently now");
    const worker = `build/guards/${at}.js`;
    await build({
      entryPoints: ["src/index.ts"],
      outfile: worker,
      bundle: true,
      format: "esm",
      target: "es2022",
      external: ["cloudflare:workers"],
      plugins: [{
        name: "mutation",
        setup: ({ onLoad }) =>
          onLoad({ filter: new RegExp(`/src/${file}\\.ts$`) }, () => ({ contents: source.replace(guard, () => instead), loader: "ts" })),
      }],
    });
    assert.equal(await passes(worker, tests, name), false);
  });
}

test("the bundle of this file with all guards passes (the control)", async () => {
  assert.equal(await passes("build/worker/index.js", "identity", "no forged"), true);
});

async function passes(worker: string, tests: string, name: string): Promise<boolean> {
  const { NODE_TEST_CONTEXT: _context, ...environment } = process.env;
  const pattern = `--test-name-pattern=${name.replace(ESCAPED, "\\$&")}`;
  const child = spawn(process.execPath, ["--test", pattern, `build/test/${tests}.test.js`], {
    env: { ...environment, WORKER_FILE: worker },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (piece) => output += piece);
  const [code] = await once(child, "close");
  assert.match(output, /^# (pass|fail) [1-9]/m, `no test is named ${name}`);
  return code === 0;
}
