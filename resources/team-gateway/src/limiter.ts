import { DurableObject } from "cloudflare:workers";
import { Refusal } from "./errors";

/** So many hits in a window that begins with the first of them. */
export interface Limit {
  readonly max: number;
  readonly windowS: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Whole seconds until the window ends; 0 when allowed. */
  readonly retryAfter: number;
}

interface Window {
  readonly startMs: number;
  readonly count: number;
}

/**
 * The counter of one key. One object per key lives once in the world and runs one event at a time around its storage,
 * so that a burst is counted exactly; a key-value store would be read late.
 */
export class Limiter extends DurableObject {
  /** Counts a hit if there is room. A refused hit is not counted and does not lengthen the window. */
  async take(limit: Limit): Promise<Verdict> {
    const nowMs = Date.now();
    const window = await this.#window(limit, nowMs);
    if (window.count >= limit.max) return refused(window, limit, nowMs);
    await this.ctx.storage.put<Window>(WINDOW, { ...window, count: window.count + 1 });
    if (window.count === 0) await this.ctx.storage.setAlarm(nowMs + limit.windowS * 1000);
    return { allowed: true, retryAfter: 0 };
  }

  /** Says whether there is room, without counting. */
  async peek(limit: Limit): Promise<Verdict> {
    const nowMs = Date.now();
    const window = await this.#window(limit, nowMs);
    return window.count >= limit.max ? refused(window, limit, nowMs) : { allowed: true, retryAfter: 0 };
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  async #window(limit: Limit, nowMs: number): Promise<Window> {
    const stored = await this.ctx.storage.get<Window>(WINDOW);
    const isOpen = stored !== undefined && nowMs < stored.startMs + limit.windowS * 1000;
    return isOpen ? stored : { startMs: nowMs, count: 0 };
  }
}

const WINDOW = "window";

function refused(window: Window, limit: Limit, nowMs: number): Verdict {
  const leftMs = window.startMs + limit.windowS * 1000 - nowMs;
  return { allowed: false, retryAfter: Math.max(1, Math.ceil(leftMs / 1000)) };
}

/** The limiters as the worker uses them: no answer in time is a refusal (fail closed). */
export class Limits {
  constructor(private readonly limiters: DurableObjectNamespace<Limiter>) {}

  async take(key: string, limit: Limit): Promise<void> {
    await this.#ask(key, (limiter) => limiter.take(limit));
  }

  async peek(key: string, limit: Limit): Promise<void> {
    await this.#ask(key, (limiter) => limiter.peek(limit));
  }

  async #ask(key: string, question: (limiter: DurableObjectStub<Limiter>) => Promise<Verdict>): Promise<void> {
    let verdict: unknown;
    try {
      const limiter = this.limiters.get(this.limiters.idFromName(key));
      verdict = await Promise.race([question(limiter), afterMs(LIMITER_TIMEOUT_MS)]);
    } catch {
      // Whatever broke, the request must not pass uncounted; the reason is in the object's own log.
      throw new Refusal("limiter_unavailable", UNAVAILABLE_RETRY_S);
    }
    if (!isVerdict(verdict)) throw new Refusal("limiter_unavailable", UNAVAILABLE_RETRY_S);
    if (!verdict.allowed) throw new Refusal("rate_limited", verdict.retryAfter);
  }
}

const LIMITER_TIMEOUT_MS = 1_000;
const UNAVAILABLE_RETRY_S = 5;

function afterMs(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}

function isVerdict(value: unknown): value is Verdict {
  if (typeof value !== "object" || value === null) return false;
  const { allowed, retryAfter } = value as Partial<Verdict>;
  return typeof allowed === "boolean" && Number.isSafeInteger(retryAfter) && (allowed || retryAfter! >= 1);
}
