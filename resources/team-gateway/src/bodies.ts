/** All bytes of a body, or null when there are more than `maxBytes`; never more than that is held. */
export async function bytesUpTo(
  maxBytes: number,
  body: ReadableStream<Uint8Array> | null,
  announced: string | null,
): Promise<Uint8Array | null> {
  if (Number(announced ?? 0) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return joined(chunks, length);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
