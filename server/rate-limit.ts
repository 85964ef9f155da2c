import { sql } from "drizzle-orm";
import ipaddr from "ipaddr.js";
import { systemDb } from "@/db/system";
import { sha256Hex } from "@/server/crypto";
import { env } from "@/server/env";
import { AppError } from "@/server/errors";

/** So many attempts at once, and as many again spread over `perSeconds`. */
type Limit = { burst: number; perSeconds: number };

const minutes = 60;
const hours = 60 * minutes;

/** Attempts of strangers: by where they come from, and by whom they are about. */
export const limits = {
  "sign-in.ip": { burst: 60, perSeconds: 5 * minutes },
  // Many from one place are stopped early; many from everywhere late, so that a stranger cannot lock somebody out.
  "sign-in.pair": { burst: 10, perSeconds: 10 * minutes },
  "sign-in.address": { burst: 100, perSeconds: hours },
  "sign-up.ip": { burst: 10, perSeconds: hours },
  "sign-up.address": { burst: 5, perSeconds: hours },
  "reset.ip": { burst: 10, perSeconds: hours },
  "reset.address": { burst: 3, perSeconds: hours },
  "link.ip": { burst: 30, perSeconds: 10 * minutes },
  "password.user": { burst: 10, perSeconds: 10 * minutes },
  "invite.tenant": { burst: 50, perSeconds: 24 * hours },
  "invite.address": { burst: 5, perSeconds: hours },
  "workspace.user": { burst: 5, perSeconds: hours },
  "webhook-refused.channel": { burst: 60, perSeconds: hours },
  "carrier-trial.ip": { burst: 20, perSeconds: 10 * minutes },
  "slug.user": { burst: 60, perSeconds: minutes },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/**
 * Take one attempt under a name and whom it is counted for, or stop with the seconds to wait. One statement (GCRA): the
 * row holds the instant at which all attempts so far would have been spent evenly. A refused attempt costs nothing.
 * Who it is counted for is kept as a hash. In a local installation the machine itself is not a stranger.
 * @throws AppError TOO_MANY_REQUESTS with `seconds`
 */
export async function takeAttempt(name: LimitName, whose: string): Promise<void> {
  if (name.endsWith(".ip") && env().isLocal && isLoopback(whose)) return;
  const { burst, perSeconds }: Limit = limits[name];
  const key = `${name}:${sha256Hex(name.endsWith(".ip") ? clientNetwork(whose) : whose).slice(0, 32)}`;
  const spacing = perSeconds / burst;
  const [row] = await systemDb().execute<{ taken: boolean; wait: number | null }>(sql`
    with before as (select tat from rate_limits where key = ${key}),
    taken as (
      insert into rate_limits (key, tat) values (${key}, clock_timestamp() + make_interval(secs => ${spacing}))
      on conflict (key) do update set tat = greatest(rate_limits.tat, clock_timestamp()) + make_interval(secs => ${spacing})
      where rate_limits.tat <= clock_timestamp() + make_interval(secs => ${perSeconds - spacing})
      returning tat
    )
    select exists (select from taken) as taken,
      extract(epoch from (select tat from before) - now())::float8 - ${perSeconds - spacing}::float8 as wait`);
  if (row?.taken) return;
  const seconds = Math.max(1, Math.ceil(row?.wait ?? spacing));
  throw new AppError("TOO_MANY_REQUESTS", `too many attempts: ${name}`, {
    reason: "tooManyAttempts",
    params: { seconds, minutes: Math.ceil(seconds / 60) },
  });
}

/** Keys whose attempts are long spent say nothing any more. */
export async function removeOldAttempts(): Promise<void> {
  await systemDb().execute(sql`delete from rate_limits where tat < now() - interval '1 hour'`);
}

/**
 * Where a request came from, for counting only: the address that the nearest proxy saw, which is the last one it
 * wrote. Without a proxy it is the connection's own.
 */
export function clientIp(headers: Pick<Headers, "get">): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return ipaddr.isValid(last) ? ipaddr.process(last).toString() : "unknown";
}

const isLoopback = (ip: string) => ipaddr.isValid(ip) && ipaddr.process(ip).range() === "loopback";

/** What counts as one place: who has an IPv6 address has 2^64 of them. */
export function clientNetwork(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === "ipv6" ? address.toNormalizedString().split(":").slice(0, 4).join(":") : address.toString();
}
