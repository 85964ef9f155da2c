import { type Histogram, newHistogram, observe } from "@/server/domain/histogram";
import { once } from "@/server/process";

type DoorCounts = { outcomes: Map<string, number>; seconds: Map<string, Histogram> };

/** What this process's webhook doors answered: how often by `carrier/outcome`, and how fast by carrier. */
export const doorCounts = () => once("metrics door", (): DoorCounts => ({ outcomes: new Map(), seconds: new Map() }));

/** Note one answer. A carrier is one of ours or "none", so that a stranger cannot make up labels. */
export function countAnswer(carrier: string, outcome: string, ms: number): void {
  const { outcomes, seconds } = doorCounts();
  const key = `${carrier}/${outcome}`;
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  const histogram = seconds.get(carrier) ?? newHistogram();
  seconds.set(carrier, histogram);
  observe(histogram, ms / 1000);
}
