import type { Sql } from "postgres";

/** A statement is prepared from this time on that its text is seen. */
const SEEN_OFTEN = 3;
/** Of so many texts at most: each is kept by every connection of the pool. */
const MOST_PREPARED = 200;
/** Texts that are not prepared yet and counted; lists of changing length make ever new ones. */
const MOST_COUNTED = 2000;

/**
 * The same client, with statements that come again prepared. The query builder sends each one unprepared: the database
 * is asked to describe it first, which is a round trip, and plans it anew, which for the statement that takes a message
 * costs more than doing it.
 */
export function preparing(client: Sql): Sql {
  const often = oftenSeen();
  const wrap = <T extends object>(sql: T): T =>
    new Proxy(sql, {
      get(target, key, receiver) {
        const own = Reflect.get(target, key, receiver) as unknown;
        if (key === "unsafe")
          return (text: string, parameters: unknown[] = [], options: { prepare?: boolean } = {}) =>
            (own as Sql["unsafe"])(text, parameters as never[], {
              ...options,
              prepare: options.prepare || often(text),
            });
        if (key === "begin" || key === "savepoint")
          return (...args: unknown[]) => {
            const work = args.pop() as (inner: object) => unknown;
            return (own as (...given: unknown[]) => unknown)(...args, (inner: object) => work(wrap(inner)));
          };
        return own;
      },
    });
  return wrap(client);
}

/** Whether a text has been seen often enough. */
function oftenSeen(): (text: string) => boolean {
  const prepared = new Set<string>();
  const counted = new Map<string, number>();
  return (text) => {
    if (prepared.has(text)) return true;
    if (prepared.size >= MOST_PREPARED) return false;
    const times = (counted.get(text) ?? 0) + 1;
    if (times < SEEN_OFTEN) {
      if (counted.size >= MOST_COUNTED) counted.clear();
      counted.set(text, times);
      return false;
    }
    counted.delete(text);
    prepared.add(text);
    return true;
  };
}
