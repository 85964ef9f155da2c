import net from "node:net";
import { expect, test } from "vitest";
import { anyFreePort, portIsFree, webPort } from "./ports.mjs";

async function listening(port: number, host?: string) {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return { [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

test("a port that was asked for and is taken is refused by name", async () => {
  const port = await anyFreePort();
  await using _ = await listening(port);
  expect(await portIsFree(port)).toBe(false);
  await expect(webPort(String(port))).rejects.toThrow(
    `Port ${port} is taken by another program. Set PORT to a free one`,
  );
});

test("one that is taken on the loopback address only is taken", async () => {
  const port = await anyFreePort();
  await using _ = await listening(port, "127.0.0.1");
  await expect(webPort(String(port))).rejects.toThrow("is taken");
});

test("a free one is used", async () => {
  const port = await anyFreePort();
  expect(await webPort(String(port))).toBe(port);
});

test.each(["0", "70000", "80a"])("PORT=%s is refused", async (wanted) => {
  await expect(webPort(wanted)).rejects.toThrow(`PORT is "${wanted}"; it takes a whole number from 1 to 65535.`);
});

test("without PORT one is found", async () => {
  expect(await webPort(undefined)).toBeGreaterThanOrEqual(3000);
});
