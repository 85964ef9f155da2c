/** Counts of durations below each bound, as Prometheus takes them. Unit: seconds. */
export type Histogram = { counts: number[]; sum: number; count: number };

/** From a millisecond to ten seconds: a door's budget and a transaction's wait both lie between. */
export const BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

export const newHistogram = (): Histogram => ({ counts: BOUNDS_S.map(() => 0), sum: 0, count: 0 });

/** Note one duration. Each bound counts whatever is not above it. */
export function observe(histogram: Histogram, seconds: number): void {
  histogram.count += 1;
  histogram.sum += seconds;
  for (let at = BOUNDS_S.length - 1; at >= 0 && seconds <= (BOUNDS_S[at] as number); at--)
    histogram.counts[at] = (histogram.counts[at] as number) + 1;
}
