import { expect, test } from "vitest";
import { carrierOf, carriers } from ".";
import { carrierLines } from "./testing/lines";
import { riverContract } from "./testing/river-contract";
import { speeches } from "./testing/speeches";

const lines = carrierLines();

test("every carrier there is goes through this contract", () => {
  expect([...new Set(Object.keys(speeches).map((name) => name.replace(/:.*/, "")))].sort()).toEqual(
    Object.keys(carriers).sort(),
  );
});

for (const [name, speech] of Object.entries(speeches)) riverContract(name, speech, lines);

test.each(Object.entries(speeches).filter(([, { anyNumber }]) => !anyNumber))(
  "%s: a message to a number that is not ours is answered and not kept",
  async (name, speech) => {
    const line = await lines.open(speech, name);
    const answer = await line.posts(line.words("Wrong door", { to: "+19725550000" }), speech.part);
    expect(answer.status).toBe(speech.recorded.answers[carrierOf(line.carrier)!.unknownNumber]);
    expect(await line.texts()).toEqual([]);
  },
);
