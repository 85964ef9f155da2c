import { afterEach, expect, test } from "vitest";
import { carrierHttp, carrierIo } from "./io";
import { type FakeServer, fakeServer } from "./testing/fakes";
import { withSettings } from "./testing/settings";

let server: FakeServer | undefined;
afterEach(() => server?.stop());

test("a local installation sends one carrier's calls elsewhere and keeps path and query", async () => {
  server = await fakeServer(() => ({ status: 200 }));
  withSettings({
    PUBLIC_URL: "http://localhost:3000",
    CARRIER_BASE_URLS: JSON.stringify({ twilio: `${server.url}/` }),
  });
  await carrierHttp("twilio")("https://api.twilio.com/2010-04-01/Accounts.json?Page=1&q=its");
  await carrierHttp("twilio")("https://api.twilio.com");
  expect(server.heard.map(({ path }) => path)).toEqual(["/2010-04-01/Accounts.json?Page=1&q=its", "/"]);
  // No other carrier is touched by it, and private addresses stay shut to them.
  await expect(carrierHttp("general")(server.url)).rejects.toMatchObject({ reason: "refused" });
});

test("only the sandbox has pretended phones", async () => {
  await expect(carrierIo("twilio").sandbox.behaviour("+15550190001")).rejects.toThrow("no sandbox");
});
