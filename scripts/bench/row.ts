import { appendFileSync } from "node:fs";

/** One thing that was measured. */
export type Row = {
  name: string;
  value: number;
  /** "/s", "ms", "kB": of value and floor. */
  unit: string;
  /** What the machine itself does, measured in the same run. */
  floor?: number;
  /** value ÷ floor; worked out when floor is given. */
  ratio?: number;
  /** What was promised, in words: "≥ 40 % of the floor". */
  bar?: string;
  /** Whether the promise was kept. */
  met?: boolean;
};

/** Report a measurement to `npm run bench`, or to the terminal where a bench is run by itself. */
export function row(measured: Row): void {
  const ratio = measured.ratio ?? (measured.floor ? measured.value / measured.floor : undefined);
  const line = JSON.stringify({ ...measured, ratio });
  if (process.env.BENCH_ROWS) appendFileSync(process.env.BENCH_ROWS, `${line}\n`);
  console.log(line);
}

/** The value below which a share of all lies: `percentile(latencies, 0.95)`. The list need not be sorted. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
