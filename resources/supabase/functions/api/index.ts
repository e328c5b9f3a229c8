import { Refusal } from "../_shared/errors.ts";
import { type ErrorBody, respond } from "../_shared/http.ts";
import { routeOf } from "./routes.ts";

/** Clients of the public API read a text and a flag, not the app's envelope. */
const errorBody: ErrorBody = ({ message, code }) => ({ success: false, error: message, code });

Deno.serve((request) => {
  // The platform hands a path on with the function's name, a gateway may with what stands before it.
  const path = new URL(request.url).pathname.replace(/^(\/functions\/v1)?\/api/, "");
  const found = routeOf(path);
  const methods = found === null ? ["GET", "POST"] as const : [found.route.method];
  return respond(request, { name: "api", methods, errorBody }, () => {
    if (found === null) throw new Refusal("not_found");
    return found.route.work(request, found.segment);
  });
});
