/** JSON of values that others made: nothing here throws. */

/** A value as JSON; what cannot be JSON is left out, or is `null` where there is nothing else. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return jsonOfParts(value);
  }
}

/** An object as JSON, whatever is in it; `{}` where it is none. */
export function jsonObjectOf(value: unknown): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? jsonOf(value) : '{}';
}

/** Member by member: one that cannot be JSON (a cycle, a bigint, a getter that throws) costs only itself. */
function jsonOfParts(value: unknown): string {
  const members: string[] = [];
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `"${value}"` : 'null';
  for (const name of Object.keys(value)) {
    try {
      const member = (value as Record<string, unknown>)[name];
      const json = typeof member === 'bigint' ? `"${member}"` : JSON.stringify(member);
      if (json !== undefined) members.push(`${JSON.stringify(name)}:${json}`);
    } catch {
      // It is left out.
    }
  }
  return `{${members.join(',')}}`;
}
