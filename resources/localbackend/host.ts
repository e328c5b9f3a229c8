// Serves all edge functions from one process: each index.ts hands its handler to Deno.serve, which is replaced here
// before it is imported; requests are then dealt out by the first segment of the path.
//
// Arguments: the port, the password of the gateway (nobody else may call past its checks), and {name: file URL} as JSON.
// Prints one line of JSON when it is ready: {"failed": {name: reason}}.

type Handler = (request: Request, info: unknown) => Response | Promise<Response>;

const [port, password, listed] = Deno.args;
const files = JSON.parse(listed ?? "{}") as Record<string, string>;
const handlers = new Map<string, Handler>();
const failed: Record<string, string> = {};
const serve = Deno.serve.bind(Deno);

function handlerOf(args: unknown[]): Handler {
  const found = args.find((arg) => typeof arg === "function") ??
    args.map((arg) => (arg as { handler?: unknown } | undefined)?.handler).find((handler) => handler);
  if (typeof found !== "function") throw new TypeError("Deno.serve was given no handler");
  return found as Handler;
}

// One after the other, so that a call of Deno.serve belongs to the function that is being imported.
for (const [name, file] of Object.entries(files)) {
  Object.defineProperty(Deno, "serve", {
    configurable: true,
    value: (...args: unknown[]) => {
      handlers.set(name, handlerOf(args));
      return { finished: new Promise<void>(() => {}), shutdown: async () => {}, ref() {}, unref() {} };
    },
  });
  try {
    await import(file);
    if (!handlers.has(name)) failed[name] = "it did not call Deno.serve";
  } catch (error) {
    failed[name] = error instanceof Error ? error.message : String(error);
  }
}

// The pipe closes when the program that started us is gone, however it went: then nobody needs us any more.
(async () => {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
})();

function answer(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { "x-local-backend": code } });
}

serve({ hostname: "127.0.0.1", port: Number(port), onListen: () => console.log(JSON.stringify({ failed })) }, async (request, info) => {
  if (request.headers.get("x-local-backend-password") !== password) return answer(403, "FORBIDDEN", "only the gateway may call");
  const headers = new Headers(request.headers);
  headers.delete("x-local-backend-password");
  const name = new URL(request.url).pathname.split("/")[1] ?? "";
  if (name === "_alive") return new Response(null, { status: 204 });
  if (name in failed) return answer(503, "BOOT_ERROR", "Function failed to start (please check logs)");
  const handler = handlers.get(name);
  if (!handler) return answer(404, "NOT_FOUND", "Requested function was not found");
  try {
    return await handler(new Request(request, { headers }), info);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.stack : error}`);
    return answer(500, "WORKER_ERROR", "Function exited due to an error (please check logs)");
  }
});
