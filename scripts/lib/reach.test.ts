import net from "node:net";
import { expect, inject, test } from "vitest";
import { checkNamedDatabase } from "./database.mjs";
import { checkDatabase } from "./migrate.mjs";
import { anyFreePort } from "./ports.mjs";
import { reach } from "./reach.mjs";

const { owner } = inject("postgres");
const good = `${owner}postgres`;
const withPart = (change: (url: URL) => void) => {
  const url = new URL(good);
  change(url);
  return url.href;
};
const said = (url: string) => checkDatabase({ url, appUrl: undefined }).then(() => "", String);

test("a database that can be worked with is passed over in silence", async () => {
  await checkDatabase({ url: good, appUrl: good });
  await checkNamedDatabase({});
});

test("each obstacle has its own plain words, and none repeats the password", async () => {
  const free = await anyFreePort();
  const password = "not-the-password";
  const words = {
    away: await said(withPart((url) => (url.port = String(free)))),
    noHost: await said(withPart((url) => (url.hostname = "no-such-host.invalid"))),
    noDatabase: await said(`${owner}nowhere`),
    wrongPassword: await said(withPart((url) => (url.password = password))),
    noAddress: await said(`localhost:${free}/${password}`),
    otherKind: await said(`mysql://me:${password}@localhost/name`),
  };
  expect(words).toEqual({
    away: `Failure: DATABASE_URL: nothing listens at 127.0.0.1:${free}. Is the PostgreSQL running?`,
    noHost: "Failure: DATABASE_URL: there is no host no-such-host.invalid.",
    noDatabase: expect.stringMatching(/has no database "nowhere"\.$/),
    wrongPassword: expect.stringMatching(/does not let the user "\w+" in: password authentication failed/),
    noAddress: expect.stringMatching(/^Failure: DATABASE_URL is no address of a PostgreSQL; it takes one such as/),
    otherKind: expect.stringMatching(/^Failure: DATABASE_URL is no address of a PostgreSQL/),
  });
  expect(JSON.stringify(words)).not.toContain(password);
});

test("which of the two addresses is wrong is said", async () => {
  const wrong = withPart((url) => (url.pathname = "/nowhere"));
  await expect(checkNamedDatabase({ DATABASE_URL: good, APP_DATABASE_URL: wrong })).rejects.toThrow(
    /^APP_DATABASE_URL: .*no database "nowhere"/,
  );
});

test("one who listens and says nothing is given up", async () => {
  const mute = net.createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const { port } = mute.address() as net.AddressInfo;
  const silent = withPart((url) => (url.port = String(port)));
  await expect(reach("DATABASE_URL", silent, 1)).rejects.toThrow(/did not answer within 1 seconds/);
  mute.close();
});
