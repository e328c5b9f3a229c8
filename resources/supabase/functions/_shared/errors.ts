import codes from "./error_codes.json" with { type: "json" };

/** A word of the one shared list; clients choose their text by it. */
export type ErrorCode = keyof typeof codes;

/** What a refusal may say beside its code. */
export interface RefusalExtras {
  /** Replaces the list's sentence; names the field at fault, never text of another server. */
  readonly message?: string;
  /** Whole seconds until a repeat makes sense; 429 and 503 always carry it. */
  readonly retryAfterS?: number;
  /** `sequence_gap`: the greatest seq the server holds. */
  readonly lastSeq?: number;
  /** `method_not_allowed`: the methods that are. */
  readonly allow?: readonly string[];
}

/** A request that is answered with an error; everything else that is thrown is a bug and answered `internal`. */
export class Refusal extends Error {
  constructor(readonly code: ErrorCode, readonly extras: RefusalExtras = {}) {
    super(extras.message ?? codes[code].message);
    this.name = "Refusal";
  }

  get status(): number {
    return codes[this.code].status;
  }

  /** Seconds for `retryAfter` and `Retry-After`, or null where the status promises none. */
  get retryAfterS(): number | null {
    if (this.status !== 429 && this.status !== 503) return null;
    return Math.max(1, Math.ceil(this.extras.retryAfterS ?? 1));
  }
}

/** Whether a word from SQL stands in the shared list; one that does not is a bug, never passed on. */
export function isErrorCode(word: unknown): word is ErrorCode {
  return typeof word === "string" && Object.hasOwn(codes, word);
}
