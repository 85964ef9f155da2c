import { z } from "zod";
import { sha256Hex } from "@/server/crypto";
import { type HttpAnswer, OutboundError } from "@/server/http";
import { once } from "@/server/process";
import type { CarrierIo } from "../carrier";
import { CarrierError } from "../errors";
import { basicLogin, bearerLogin } from "./login-headers";

const tokenUrl = "https://api.bandwidth.com/api/v1/oauth2/token";

/** A token is renewed so long before it ends. */
const MARGIN_MS = 60_000;

/** Either of the pairs that the two fields take. */
export interface Pair {
  user: string;
  password: string;
}

type Headers = { authorization: string };
type Known = { oauth: boolean; headers: Headers; until: number };

/** How each pair logged in last, and with what. */
const logins = () => once("bandwidth logins", () => new Map<string, Promise<Known>>());

/** The token host's refusal to say whether a pair is right: nothing has been sent anywhere else. */
export class NoLogin extends CarrierError {
  override name = "NoLogin";
  constructor(
    readonly reply: HttpAnswer | null,
    failure: ConstructorParameters<typeof CarrierError>[0],
  ) {
    super(failure);
  }
}

/**
 * Makes a call with the login that a pair has: client id and secret by a token, user name and password by HTTP Basic.
 * Which it is, the token host says; that is remembered, as is the token, by all who call at once. A refused token is
 * asked for anew, once. Throws `NoLogin` when the token host says neither.
 */
export async function withLogin(
  pair: Pair,
  io: CarrierIo,
  call: (headers: Headers) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const known = await loginOf(pair, io);
  const reply = await call(known.headers);
  if (reply.status !== 401) return reply;
  await forget(pair, known);
  if (!known.oauth) return reply;
  return call((await loginOf(pair, io)).headers);
}

async function loginOf(pair: Pair, io: CarrierIo): Promise<Known> {
  const key = keyOf(pair);
  const asked = logins().get(key);
  const known = await asked;
  if (known && known.until > io.now().getTime()) return known;
  // Whoever comes first asks; the others wait for his answer.
  const newer = logins().get(key);
  if (newer && newer !== asked) return newer;
  const asking = ask(pair, io);
  logins().set(key, asking);
  asking.catch(() => logins().get(key) === asking && logins().delete(key));
  return asking;
}

async function forget(pair: Pair, known: Known): Promise<void> {
  const key = keyOf(pair);
  const now = logins().get(key);
  if (now && (await now.catch(() => null)) === known && logins().get(key) === now) logins().delete(key);
}

async function ask(pair: Pair, io: CarrierIo): Promise<Known> {
  const basic = basicLogin(pair.user, pair.password);
  const headers = { ...basic, "content-type": "application/x-www-form-urlencoded" };
  const body = "grant_type=client_credentials";
  const reply = await io.http(tokenUrl, { method: "POST", headers, body }).catch((error: unknown) => {
    if (!(error instanceof OutboundError)) throw error;
    throw new NoLogin(null, { kind: "retryable", code: "10007", detail: error.message });
  });
  // No client of theirs: the pair is a user's, which is switched off on 2026-12-02.
  if (reply.status === 400 || reply.status === 401) return { oauth: false, headers: basic, until: Infinity };
  const token = Token.safeParse(reply.json());
  if (reply.status === 200 && token.success) {
    const { access_token, expires_in } = token.data;
    return {
      oauth: true,
      headers: bearerLogin(access_token),
      until: io.now().getTime() + expires_in * 1000 - MARGIN_MS,
    };
  }
  const code = reply.status === 429 ? "10006" : reply.status === 403 ? "10005" : "10007";
  const kind = code === "10005" ? "refused" : "retryable";
  throw new NoLogin(reply, { kind, code, detail: `token: HTTP ${reply.status}` });
}

const Token = z.object({ access_token: z.string().regex(/^[\x21-\x7e]+$/), expires_in: z.number() });

const keyOf = ({ user, password }: Pair) => sha256Hex(JSON.stringify([user, password]));
