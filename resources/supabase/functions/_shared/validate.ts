import * as v from "npm:valibot@1.5.0";
import { Refusal } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";

/** Canonical text of a uuid; anything else would reach SQL as an error without a field name. */
export const uuid = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i),
);

export const int32 = v.pipe(v.number(), v.safeInteger(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));
export const int16 = v.pipe(v.number(), v.safeInteger(), v.minValue(-(2 ** 15)), v.maxValue(2 ** 15 - 1));
/** A seq or rev; PostgreSQL's bigint holds more, JavaScript's integers do not. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Values of the body or the query as the schema types them; an unknown field is an error too. */
export function checked<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const outcome = v.safeParse(schema, input, { abortEarly: true });
  if (outcome.success) return outcome.output;
  const path = (outcome.issues[0].path ?? []).map((item) => String(item.key).slice(0, 40)).join(".");
  throw new Refusal("invalid_request", {
    message: path
      ? `Field ${path} is missing, unknown or of a wrong shape.`
      : "The body is of a wrong shape.",
  });
}

/** A text of at most so many characters as PostgreSQL counts them. */
export function characters(most: number) {
  return v.pipe(v.string(), v.check((text) => [...text].length <= most));
}

const RFC_3339 =
  /^(?<year>19[7-9]\d|[2-9]\d{3})-(?<month>\d\d)-(?<day>\d\d)T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

/** A moment from 1970 on, given on as UTC; refused under the field's own code, since SQL could only fail on it. */
export function rfc3339(code: ErrorCode) {
  return v.pipe(
    v.string(),
    v.transform((text) => {
      const { year, month, day } = RFC_3339.exec(text)?.groups ?? {};
      const daysOfMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
      const ms = Date.parse(text);
      if (!(Number(day) <= daysOfMonth) || Number.isNaN(ms)) throw new Refusal(code);
      return new Date(ms).toISOString();
    }),
  );
}
