import { expect, test } from "vitest";
import { authSecret, EnvError, readEnv } from "@/server/env";

const good = {
  DATABASE_URL: "postgres://owner:hunter2@127.0.0.1:5432/patchbay",
  APP_SECRET: "0123456789abcdef0123456789abcdef",
};
const live = { ...good, PUBLIC_URL: "https://inbox.example.com" };

test("a local installation needs two variables", () => {
  expect(readEnv(good)).toMatchObject({
    PUBLIC_URL: "http://localhost:3000",
    isLocal: true,
    externalInngest: false,
    sendsMail: false,
    ROLES: ["web", "engine"],
    RUN_AHEAD: true,
    APP_POOL: 10,
    OWNER_POOL: 5,
    OUTBOUND_ALLOW: [],
    CARRIER_BASE_URLS: {},
    AUTH_URL: "http://localhost:3000",
  });
});

test.each([
  ["an empty variable is an absent one", { RESEND_API_KEY: " ", PUBLIC_URL: "" }, { sendsMail: false, isLocal: true }],
  ["the port is part of the local address", { PORT: "4000" }, { PUBLIC_URL: "http://localhost:4000" }],
  ["a final slash is dropped", { PUBLIC_URL: "http://localhost:3000/" }, { PUBLIC_URL: "http://localhost:3000" }],
  ["127.0.0.1 is local", { PUBLIC_URL: "http://127.0.0.1:3000" }, { isLocal: true }],
  ["a name that begins like it is not", { PUBLIC_URL: "https://localhost.example.com" }, { isLocal: false }],
  ["an event key means an Inngest elsewhere", { INNGEST_EVENT_KEY: "k" }, { externalInngest: true }],
  ["a process may be an engine only", { ROLES: "engine" }, { ROLES: ["engine"] }],
  ["the fast lane can be off", { RUN_AHEAD: "0" }, { RUN_AHEAD: false }],
  [
    "gateways are a list",
    { OUTBOUND_ALLOW: "10.0.0.5:443, sms.lan:8080" },
    { OUTBOUND_ALLOW: ["10.0.0.5:443", "sms.lan:8080"] },
  ],
  [
    "carriers can be elsewhere, locally",
    { CARRIER_BASE_URLS: '{"twilio":"http://127.0.0.1:4010"}' },
    { CARRIER_BASE_URLS: { twilio: "http://127.0.0.1:4010" } },
  ],
])("%s", (_, given, expected) => {
  expect(readEnv({ ...good, ...given })).toMatchObject(expected);
});

test.each([
  [{ DATABASE_URL: undefined }, "DATABASE_URL is not set; it takes the address of a PostgreSQL"],
  [{ PORT: "80a" }, 'PORT is "80a"; it takes a whole number from 1 to 65535.'],
  [{ PUBLIC_URL: "inbox.example.com" }, 'PUBLIC_URL is "inbox.example.com"; it takes the address people see'],
  [{ ROLES: "web,worker" }, 'ROLES is "web,worker"; it takes web, engine or both'],
  [{ RUN_AHEAD: "yes" }, 'RUN_AHEAD is "yes"; it takes 0 or 1.'],
  [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL is "loud"; it takes silent, fatal'],
  [{ CARRIER_BASE_URLS: "twilio" }, 'CARRIER_BASE_URLS is "twilio"; it takes JSON'],
  [{ OUTBOUND_ALLOW: "10.0.0.5" }, 'OUTBOUND_ALLOW is "10.0.0.5"; it takes host:port'],
  [{ STORAGE_QUOTA_GB: "-1" }, 'STORAGE_QUOTA_GB is "-1"; it takes a number of gigabytes'],
  [{ APP_POOL: "0" }, 'APP_POOL is "0"; it takes a whole number from 1 to 1000.'],
])("%o is refused in words", (given, sentence) => {
  expect(() => readEnv({ ...good, ...given })).toThrow(EnvError);
  expect(() => readEnv({ ...good, ...given })).toThrow(sentence);
});

test.each([
  [{ APP_SECRET: "short-secret" }, "APP_SECRET has a value it cannot take; it takes a random text", "short-secret"],
  [{ DATABASE_URL: "mysql://me:hunter2@db" }, "DATABASE_URL has a value it cannot take", "hunter2"],
  [{ METRICS_TOKEN: "tiny" }, "METRICS_TOKEN has a value it cannot take", "tiny"],
])("what is secret stays out of the sentence: %o", (given, sentence, secret) => {
  const read = () => readEnv({ ...good, ...given });
  expect(read).toThrow(sentence);
  expect(read).not.toThrow(secret);
});

test.each([
  ["ALLOW_PRIVATE_NETWORK", "1"],
  ["CARRIER_BASE_URLS", '{"twilio":"http://127.0.0.1:4010"}'],
])("%s is refused where the public can reach", (name, value) => {
  expect(() => readEnv({ ...live, [name]: value })).toThrow(`${name} is for local installations only`);
});

test.each([{ INNGEST_EVENT_KEY: "k" }, { INNGEST_BASE_URL: "https://inngest.example.com" }, { INNGEST_DEV: "1" }])(
  "with an Inngest elsewhere (%o) its calls are signed wherever the public can reach",
  (given) => {
    expect(() => readEnv({ ...live, ...given })).toThrow("INNGEST_SIGNING_KEY is not set");
    expect(readEnv({ ...live, ...given, INNGEST_SIGNING_KEY: "signkey-prod-1" })).toMatchObject({
      externalInngest: true,
    });
    expect(readEnv({ ...good, ...given })).toMatchObject({ isLocal: true, externalInngest: true });
  },
);

test("every wrong variable is told of at once", () => {
  const read = () => readEnv({ PORT: "x" });
  for (const name of ["DATABASE_URL", "APP_SECRET", "PORT"]) expect(read).toThrow(name);
});

test("sign-in's secret is the installation's child and no copy of it", () => {
  expect(authSecret("a".repeat(32))).toMatch(/^[0-9a-f]{64}$/);
  expect(authSecret("a".repeat(32))).not.toBe(authSecret("b".repeat(32)));
});
