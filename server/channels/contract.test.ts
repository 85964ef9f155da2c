import { expect, test } from "vitest";
import type { Carrier } from "./carrier";
import { carrierOf, carriers, madeCredentials } from "./index";
import { carrierContract } from "./testing/contract";
import { pigeon, recordedPigeon } from "./testing/pigeon";
import { recordings } from "./testing/recorded";

for (const [name, one] of Object.entries<Carrier>(carriers)) {
  const recorded = recordings[name];
  if (!recorded) throw new Error(`say in testing/recorded.ts what ${name} posts`);
  carrierContract(one, recorded);
}

carrierContract(pigeon, recordedPigeon, { mutations: 2000 });

test("a carrier is found by its name, and nothing else is a carrier", () => {
  for (const [name, one] of Object.entries(carriers)) {
    expect(one.name).toBe(name);
    expect(carrierOf(name)).toBe(one);
  }
  for (const name of ["", "pigeon", "toString", "__proto__", "constructor"]) expect(carrierOf(name)).toBeUndefined();
});

test("what we make ourselves is made with the draft, and nothing else is", () => {
  expect(madeCredentials(carriers.sandbox)).toEqual({ secret: expect.stringMatching(/^[\w-]{32}$/) });
  expect(madeCredentials(carriers.twilio)).toEqual({});
});
