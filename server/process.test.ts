import { expect, test } from "vitest";
import { committed, onCommitted, once, processState } from "@/server/process";

test("a thing is made once", () => {
  let made = 0;
  const make = () => {
    made += 1;
    return made;
  };
  expect([once("thing", make), once("thing", make)]).toEqual([1, 1]);
});

test("there is one state however often the module is loaded", () => {
  expect(processState()).toBe(processState());
  expect((globalThis as { patchbay?: unknown }).patchbay).toBe(processState());
});

test("listeners hear of commits until they have heard enough", () => {
  const heard: unknown[] = [];
  const stop = onCommitted((tenant, names) => heard.push([tenant, names]));
  committed("t1", ["message.received"]);
  stop();
  committed("t1", ["message.status"]);
  expect(heard).toEqual([["t1", ["message.received"]]]);
});
