/** What a line of the log may hold: never bodies, tokens, codes or names. */
export interface LogLine {
  readonly requestId?: string;
  readonly function?: string;
  readonly status?: number;
  readonly code?: string;
  readonly ms?: number;
  /** Class of an unforeseen error and where it was thrown; its message could quote the request. */
  readonly bug?: string;
  readonly place?: string;
}

export function log(line: LogLine): void {
  // deno-lint-ignore no-console -- the console is the log of an edge function
  console.info(JSON.stringify(line));
}
