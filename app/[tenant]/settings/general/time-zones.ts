/** Every zone this browser knows, the workspace's own among them, with its present distance from UTC: "Asia/Shanghai, UTC+8". */
export function timeZones(own: string): { value: string; label: string; description: string }[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set([...known, own, "UTC"])].sort().map((zone) => ({
    value: zone,
    label: zone.replaceAll("_", " "),
    description: offsetOf(zone),
  }));
}

function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts();
  return (parts.find(({ type }) => type === "timeZoneName")?.value ?? "").replace("GMT", "UTC");
}
