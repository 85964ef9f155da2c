import type { Sql, TransactionSql } from "postgres";

/** What a connection that broke, or could not be made, is called by the system, the driver and PostgreSQL itself. */
const LOST =
  /^(CONNECTION_(CLOSED|DESTROYED|ENDED)|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P0[123]|08\w{3})$/;

/** The way to the database is gone: nothing was answered, and what was asked may or may not have been done. */
export class ConnectionLost extends Error {
  override name = "ConnectionLost";
  readonly code = "CONNECTION_CLOSED";
}

/** Whether an error says that the database is away, wherever the drivers have wrapped it. */
export function isDatabaseAway(error: unknown): boolean {
  let at = error;
  while (at instanceof Error && !isLoss(at)) at = at.cause;
  return at instanceof Error;
}

/** Of the database's connections only: an error with a `query`, or one of the driver's own, never one of another call's. */
const isLoss = (error: unknown): boolean =>
  error instanceof Error &&
  LOST.test(String((error as { code?: unknown }).code)) &&
  (error instanceof ConnectionLost || "query" in error || /^CONNECT|^57P|^08/.test((error as { code?: string }).code!));

type Transaction = { lost: boolean; lose: (error: Error) => void };
type Work = (tx: TransactionSql) => unknown;

/**
 * A client that is given up as a whole when one of its connections breaks while somebody uses it: everybody who waits
 * for it hears so at once, and `onLost` has the next one opened. The driver would go on with it, and then (3.4.9)
 * - its own ROLLBACK on the broken connection throws where nobody can catch it, which ends the process,
 * - what is left of a broken transaction is executed on the connection when it is back, outside any transaction or
 *   inside another tenant's,
 * - bytes left over from before are sent ahead of the new greeting, and the connection hangs,
 * - whoever waits in its queue is told one by one, a failed attempt each.
 * `waited`: how long a transaction waited until it began.
 */
export function sturdy(client: Sql, onLost: (error: Error) => void, waited: (ms: number) => void = () => {}): Sql {
  const transactions = new Set<Transaction>();
  let lost = false;

  const lose = (error: Error) => {
    if (lost) return;
    lost = true;
    onLost(error);
    for (const transaction of transactions) transaction.lose(error);
    client.end({ timeout: 0 }).catch(() => {});
  };
  /** The driver rejects a query by its own method: here that is heard before anybody goes on. */
  const heard = <T>(made: T): T => {
    const query = made as { reject?: (error: unknown) => void };
    if (made instanceof Promise && query.reject) {
      const { reject } = query;
      query.reject = (error) => {
        if (isLoss(error)) lose(error as Error);
        reject(error);
      };
    }
    return made;
  };

  async function begin(...args: unknown[]) {
    if (lost) throw new ConnectionLost("the database is away");
    const asked = performance.now();
    const work = args.pop() as Work;
    let failed: unknown;
    const transaction: Transaction = { lost: false, lose: () => {} };
    const lostFirst = new Promise<never>((_, reject) => {
      transaction.lose = (error) => {
        transaction.lost = true;
        reject(new ConnectionLost("the database went away during a transaction", { cause: error }));
      };
    });
    transactions.add(transaction);
    const begun = (tx: TransactionSql) => {
      waited(performance.now() - asked);
      return heldBack(transaction, async (inner) => work(inner))(tx).catch((error: unknown) => {
        failed = error;
        throw error;
      });
    };
    try {
      const done = (client.begin as (...given: unknown[]) => Promise<unknown>)(...args, begun);
      return await Promise.race([done, lostFirst]);
    } catch (error) {
      if (error !== failed && isLoss(error)) lose(error as Error);
      throw error;
    } finally {
      transactions.delete(transaction);
    }
  }

  /** Work that is never heard of again once its connection is lost: the driver would try to roll it back. */
  const heldBack =
    (transaction: Transaction, work: (tx: TransactionSql) => Promise<unknown>) => async (tx: TransactionSql) => {
      try {
        return await work(inside(transaction, tx));
      } finally {
        if (transaction.lost) await new Promise(() => {});
      }
    };

  /** A transaction's statements, none of which goes out after its connection broke. */
  const inside = (transaction: Transaction, tx: TransactionSql): TransactionSql => {
    const still = () => {
      if (transaction.lost) throw new ConnectionLost("the database went away during this transaction");
    };
    return new Proxy(tx, {
      apply(target, self, args) {
        still();
        return heard(Reflect.apply(target, self, args));
      },
      get(target, key, receiver) {
        const own = Reflect.get(target, key, receiver) as unknown;
        if (key === "unsafe")
          return (...args: unknown[]) => {
            still();
            return heard((own as (...given: unknown[]) => unknown)(...args));
          };
        if (key === "savepoint")
          return (...args: unknown[]) => {
            still();
            const work = args.pop() as Work;
            return (own as (...given: unknown[]) => unknown)(
              ...args,
              heldBack(transaction, async (inner) => work(inner)),
            );
          };
        return own;
      },
    });
  };

  return new Proxy(client, {
    apply(target, self, args) {
      if (lost) throw new ConnectionLost("the database is away");
      return heard(Reflect.apply(target, self, args));
    },
    get(target, key, receiver) {
      if (key === "begin") return begin;
      const own = Reflect.get(target, key, receiver) as unknown;
      if (key === "unsafe")
        return (...args: unknown[]) => {
          if (lost) throw new ConnectionLost("the database is away");
          return heard((own as (...given: unknown[]) => unknown)(...args));
        };
      return own;
    },
  });
}
