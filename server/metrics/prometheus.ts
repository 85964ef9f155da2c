import { BOUNDS_S, type Histogram } from "@/server/domain/histogram";

type Labels = Record<string, string>;
type Sample = { labels?: Labels; value: number };

/*
 * Prometheus' text format 0.0.4, which is a few lines. The usual library (prom-client) keeps its registry in a module,
 * and Next bundles a module many times; ours would be as long around it.
 */

/** One family of samples; an empty one says nothing. */
export function family(type: "counter" | "gauge", name: string, help: string, samples: Sample[]): string {
  return block(
    type,
    name,
    help,
    samples.map(({ labels, value }) => sample(name, labels, value)),
  );
}

export function histograms(name: string, help: string, of: { labels: Labels; histogram: Histogram }[]): string {
  const lines = of.flatMap(({ labels, histogram: { counts, sum, count } }) => [
    ...BOUNDS_S.map((bound, at) => sample(`${name}_bucket`, { ...labels, le: String(bound) }, counts[at] as number)),
    sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
    sample(`${name}_sum`, labels, sum),
    sample(`${name}_count`, labels, count),
  ]);
  return block("histogram", name, help, lines);
}

const block = (type: string, name: string, help: string, lines: string[]): string =>
  lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;

function sample(name: string, labels: Labels = {}, value: number): string {
  const named = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${named.length > 0 ? `{${named.join(",")}}` : ""} ${value}`;
}

const escaped = (text: string) => text.replace(/[\\"\n]/g, (found) => (found === "\n" ? "\\n" : `\\${found}`));
