import { expect, test } from "vitest";
import { type Place, placeHref, readPlace } from "./place";

const id = "01a1f904-38d7-7786-94a8-44448e9e328f";

test.each<[string, Place]>([
  ["/acme/inbox", { view: { name: "recent" }, conversationId: null }],
  ["/acme/inbox?view=waiting", { view: { name: "waiting" }, conversationId: null }],
  ["/acme/inbox?view=waiting&queue=q1", { view: { name: "waiting", queueId: "q1" }, conversationId: null }],
  [`/acme/inbox/${id}?view=archived&unread=1`, { view: { name: "archived", unread: true }, conversationId: id }],
  [`/acme/inbox/${id}`, { view: { name: "recent" }, conversationId: id }],
])("%s says where it is, and the place writes it again", (href, place) => {
  const [path = "", query = ""] = href.split("?");
  expect(readPlace("acme", path, new URLSearchParams(query))).toEqual(place);
  expect(placeHref("acme", place)).toBe(href);
});

test.each([
  ["/acme/inbox?view=nonsense", { view: { name: "recent" }, conversationId: null }],
  ["/acme/inbox/not-an-id", { view: { name: "recent" }, conversationId: null }],
  ["/acme/inbox?queue=q1", { view: { name: "recent" }, conversationId: null }],
])("%s: what is not understood is left out", (href, place) => {
  const [path = "", query = ""] = href.split("?");
  expect(readPlace("acme", path, new URLSearchParams(query))).toEqual(place);
});
