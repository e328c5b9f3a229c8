// The public JavaScript client, as a browser would run it: joins a topic, says what it hears as JSON lines, speaks on request.
// Arguments: address, key, access token, topic, private ("true" or "false"). Lines on stdin are commands.
import { createClient } from "npm:@supabase/supabase-js@2.119.1";

const [url, key, token, topic, isPrivate] = Deno.args as [string, string, string, string, string];
const say = (what: string, value: unknown) => console.log(JSON.stringify([what, value]));

const client = createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } });
await client.realtime.setAuth(token);
const channel = client.channel(topic, {
  config: { private: isPrivate === "true", broadcast: { self: true, ack: true }, presence: { key: "js", enabled: true } },
});
channel
  .on("broadcast", { event: "*" }, (message) => say("broadcast", message))
  .on("presence", { event: "join" }, ({ key, newPresences }) => say("join", [key, newPresences.length]))
  .on("postgres_changes", { event: "INSERT", schema: "public", table: "notes" }, (change) => say("change", change.new))
  .on("system", {}, (message) => say("system", message.message))
  .subscribe((state, error) => say("state", [state, error?.message ?? null]));

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const piece of lines) {
  const commands = (rest + piece).split("\n");
  rest = commands.pop() ?? "";
  for (const command of commands) {
    if (command === "text") say("sent", await channel.send({ type: "broadcast", event: "shout", payload: { n: 1 } }));
    if (command === "bytes") {
      say("sent", await channel.send({ type: "broadcast", event: "raw", payload: new Uint8Array([0, 255]).buffer }));
    }
    if (command === "track") say("sent", await channel.track({ mood: "calm" }));
    if (command === "http") say("sent", await channel.httpSend("posted", { n: 2 }));
    if (command === "leave") say("sent", await client.removeChannel(channel));
  }
}
Deno.exit(0);
