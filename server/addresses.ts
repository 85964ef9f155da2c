import ipaddr from "ipaddr.js";

/** Answers questions about the machine itself on most clouds; never a carrier. */
const metadata = ["169.254.169.254", "fd00:ec2::254", "169.254.170.2", "100.100.100.200"];

/**
 * Whether an IP address is one that strangers may make us call: a unicast address of the public internet. Addresses
 * that carry another inside (mapped, NAT64, 6to4, Teredo) are none. `privateToo` opens loopback and private networks,
 * but not the clouds' metadata addresses, multicast or reserved ranges. false for what is no address. Never throws.
 */
export function isPublicAddress(address: string, { privateToo = false } = {}): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // an IPv4 address inside an IPv6 one becomes itself
  if (metadata.some((one) => ipaddr.process(one).toString() === parsed.toString())) return false;
  const range = parsed.range();
  if (privateToo && ["loopback", "private", "uniqueLocal", "carrierGradeNat"].includes(range)) return true;
  // Beyond 2000::/3 nothing is assigned, but old forms such as ::127.0.0.1 still find their way on some systems.
  if (parsed instanceof ipaddr.IPv6) return range === "unicast" && parsed.match(ipaddr.IPv6.parse("2000::"), 3);
  return range === "unicast";
}
