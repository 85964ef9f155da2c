/** One statement as the driver sent it. */
export type Sent = { text: string; parameters: unknown[] };

/** What may stand for a value that differs from one transaction to the next. */
export type Varying = {
  /** The value itself in this recording, so that the same one is recognised wherever it stands. */
  value: string;
  /** What pgbench evaluates in its place. */
  expression: string;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The statements of one transaction as a pgbench script. Two recordings of the same transaction are compared: what is
 * the same in both stays, a uuid that differs becomes a new one each time (the same one wherever it stands, growing as
 * ours do), and the rest is told by `varying`; what differs beyond that is left as it was in the first.
 * @returns the script, to be given `variables` and in `:n` a number from which it counts its transactions
 */
export function asPgbench(
  first: Sent[],
  second: Sent[],
  varying: Varying[],
): { script: string; variables: Record<string, string> } {
  const variables: Record<string, string> = {};
  const uuids = new Map<string, string>();
  const expression = (raw: unknown, other: string): string => {
    if (raw === null || raw === "") return raw === null ? "null" : "''"; // pgbench knows neither
    const value = String(raw);
    const named = varying.find((one) => one.value === value);
    if (named) return named.expression;
    if (UUID.test(value) && value !== other) {
      const name = uuids.get(value) ?? `u${uuids.size}`;
      uuids.set(value, name);
      return `lpad(to_hex((:${name})::bigint), 32, '0')::uuid`;
    }
    const name = Object.keys(variables).find((key) => variables[key] === value) ?? `c${Object.keys(variables).length}`;
    variables[name] = value;
    return `:${name}`;
  };
  const statements = first.map(({ text, parameters }, index) =>
    text.replace(/\$(\d+)/g, (_, place: string) => {
      const at = Number(place) - 1;
      return expression(parameters[at], String(second[index]?.parameters[at]));
    }),
  );
  // Numbers that grow, interleaved between the clients; the high bits keep them apart from one another.
  const ids = [...uuids.values()].map(
    (name, index) => `\\set ${name} ${index + 1} * 1000000000000 + :n * 1000 + :client_id\n`,
  );
  const script = `\\set n :n + 1\n${ids.join("")}${statements.map((text) => `${text.replaceAll(/\s*\n\s*/g, " ").trim()};\n`).join("")}`;
  return { script, variables };
}
