import { Refusal } from "./errors";
import type { Settings } from "./settings";

/**
 * Whom the limits per address count: the address as Cloudflare saw it; headers that a client could set are never read.
 *
 * Of an IPv6 address only the network (64 bits) counts: one subscriber has all the addresses in it.
 */
export function addressOf(request: Request, settings: Settings): string {
  const address = request.headers.get("cf-connecting-ip");
  if (address) return address.includes(":") ? networkOf(address) : address;
  if (settings.isLocal) return "local";
  throw new Refusal("no_client_address");
}

function networkOf(address: string): string {
  const url = `http://[${address}]/`;
  if (!URL.canParse(url)) return address; // not an address at all: a bucket of its own
  const [head = "", tail] = new URL(url).hostname.slice(1, -1).split("::");
  const first = head.split(":").filter((group) => group !== "");
  const last = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...zeros, ...last].slice(0, 4).join(":");
}
