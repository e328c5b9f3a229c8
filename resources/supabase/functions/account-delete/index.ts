import { createClient } from "npm:@supabase/supabase-js@2.119.1";
import * as v from "npm:valibot@1.5.0";
import { handler } from "../_shared/endpoint.ts";
import type { Answer } from "../_shared/http.ts";
import { log } from "../_shared/log.ts";
import { asService, environment, rpc } from "../_shared/rpc.ts";

const ADMIN_TIMEOUT_MS = 10_000;

Deno.serve(handler({
  name: "account-delete",
  methods: ["POST"],
  fields: v.strictObject({ confirm: v.literal("DELETE") }),
  sql: "account_delete",
  args: (request) => ({ p_confirm: request.confirm }),
  finish: (result) => deleteLogin(String(result["userId"])),
}));

/** The second half: the sign-in itself. If it fails the job written by SQL stays, and is tried again later. */
async function deleteLogin(userId: string): Promise<Answer> {
  try {
    const { error } = await adminClient().auth.admin.deleteUser(userId);
    if (error !== null && error.status !== 404) return scheduled(error.status);
    await rpc(asService(), "account_delete_finish", { p_user: userId });
    return { status: 200, body: { deleted: true } };
  } catch (error) {
    return scheduled(error instanceof Error ? error.name : typeof error);
  }
}

function scheduled(cause: string | number | undefined): Answer {
  log({ function: "account-delete", code: `scheduled after ${cause}` });
  return { status: 202, body: { deleted: false, scheduled: true } };
}

function adminClient() {
  return createClient(environment("SUPABASE_URL"), environment("SUPABASE_SERVICE_ROLE_KEY"), {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(ADMIN_TIMEOUT_MS) }),
    },
  });
}
