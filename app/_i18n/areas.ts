/** Messages are kept in one file per area and language; an area's name is its namespace. */
export const areas = [
  "common",
  "errors",
  "failure",
  "marketing",
  "auth",
  "inbox",
  "contacts",
  "start",
  "settings",
  "channels",
  "queues",
  "people",
  "mailbox",
  "phones",
  "sms-api",
  "flows",
] as const;
export type Area = (typeof areas)[number];

/** What every page's browser side gets: the kit's own words, the texts of errors, and what is said when a page fails. */
export const alwaysInBrowser = ["common", "errors", "failure"] as const satisfies readonly Area[];
