import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./addresses";

describe("addresses that strangers may make us call", () => {
  test.each(["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "172.32.0.1", "11.0.0.1"])(
    "%s",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

const privateNetworks = [
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.9.9.9",
];

describe("addresses that nobody may make us call", () => {
  test.each([
    ...privateNetworks,
    "0.0.0.0",
    "0.1.2.3",
    "169.254.1.1",
    "169.254.169.254",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1", // NAT64
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", // 6to4
    "2001:0:7f00:1::", // Teredo
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "100::1",
    "localhost",
    "",
    "1.1.1.1/0",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test("a local installation may open its own networks, but never what speaks for the machine", () => {
  for (const address of [...privateNetworks, "::1", "fd12:3456::1", "::ffff:10.0.0.1"]) {
    expect(isPublicAddress(address, { privateToo: true }), address).toBe(true);
  }
  for (const address of [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "fd00:ec2::254",
    "100.100.100.200",
    "224.0.0.1",
    "0.0.0.0",
  ]) {
    expect(isPublicAddress(address, { privateToo: true }), address).toBe(false);
  }
});
