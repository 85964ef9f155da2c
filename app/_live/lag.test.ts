import { expect, test } from "vitest";
import { lagMeter } from "./lag";

/** A screen whose clock is `skew` ms off the server's, behind a line that takes `line` ms each way. */
function screen(skew: number, line = 20) {
  const meter = lagMeter();
  const at = (server: number) => new Date(1_800_000_000_000 + server);
  const here = (server: number) => 1_800_000_000_000 + server + skew + line;
  return {
    meter,
    ping: (sent: number) => meter.clock(at(sent), here(sent)),
    /** Stored at `stored`, given to the stream at `sent`; `held` ms longer on the way than the line takes. */
    change(stored: number, sent: number, held = 0) {
      meter.clock(at(sent), here(sent) + held);
      meter.change(at(stored), here(sent) + held);
    },
  };
}

test.each([0, 3_600_000, -90_000])("clocks that differ by %d ms do not come into it", (skew) => {
  const { meter, ping, change } = screen(skew);
  expect(meter.median()).toBeNull();
  ping(0);
  change(1000, 1015);
  expect(meter.median()).toBe(15);
});

test("what the server holds up is counted, and so is what the line does", () => {
  const { meter, ping, change } = screen(0);
  ping(0);
  change(1000, 2500);
  expect(meter.median()).toBe(1500);
  change(5000, 5010, 4000);
  change(9000, 9010, 4000);
  expect(meter.median()).toBe(4010);
});

test("a first word that was slow is made good by the next", () => {
  const { meter, change } = screen(0);
  meter.clock(new Date(1_800_000_000_000), 1_800_000_000_000 + 5_000);
  change(10_000, 10_030);
  expect(meter.median()).toBe(30);
});

test("the median is of the last thirty: one hiccup is none, and what is over is forgotten", () => {
  const { meter, ping, change } = screen(0);
  ping(0);
  for (let n = 0; n < 10; n++) change(n * 100, n * 100 + (n === 4 ? 9_000 : 10));
  expect(meter.median()).toBe(10);
  for (let n = 0; n < 30; n++) change(100_000 + n * 1000, 100_000 + n * 1000 + 700);
  expect(meter.median()).toBe(700);
});
