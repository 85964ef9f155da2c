import { expect, test } from "vitest";
import { isLoopback, listenHost } from "./web.mjs";

test.each([
  ["a local installation is for this machine", {}, false, "127.0.0.1"],
  ["in a container the network is its own", {}, true, undefined],
  ["a live one is for everybody", { PUBLIC_URL: "https://inbox.example.com" }, false, undefined],
  ["HOST decides otherwise", { HOST: "0.0.0.0" }, false, "0.0.0.0"],
])("%s", (_, env, inContainer, host) => {
  expect(listenHost(env, inContainer)).toBe(host);
});

test("an address that is none is refused in words", () => {
  expect(() => isLoopback("inbox.example.com")).toThrow('PUBLIC_URL is "inbox.example.com"');
});
