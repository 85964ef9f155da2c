import type { Random } from "./random";

/** Things that have broken readers of webhooks before. */
const awkward = [
  "\u0000",
  "%00",
  "%ud83d",
  "%",
  "%c3%28",
  "\\u0000",
  "\\ud800",
  "null",
  "true",
  "-1",
  "1e999",
  "99999999999999999999",
  "[]",
  "{}",
  '""',
  '"__proto__"',
  "constructor",
  "toString",
  "__proto__",
  "2026-02-30T99:99:99.999+99:99",
  "9999-12-31T23:59:59Z",
  "\ufeff",
  "\u202e",
  "&MessageSid=",
  "&NumMedia=99999999",
  "NumMedia=-1&",
  "&From=&",
  '"data":',
  "A".repeat(3000),
];

/** A body with one to four things wrong in it: at the level of bytes, of text, or of the JSON it is. */
export function mutated(body: string, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(body);
  for (let left = 1 + random.whole(4); left > 0; left--) bytes = mutate(bytes, random);
  return bytes;
}

function mutate(bytes: Buffer, random: Random): Buffer {
  const at = random.whole(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.whole(random.chance(0.2) ? 200 : 8));
  const cut = (middle: Uint8Array) => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)]);
  switch (random.whole(9)) {
    case 0:
      return flipped(bytes, Math.min(at, bytes.length - 1), random);
    case 1:
      return cut(Buffer.alloc(0));
    case 2:
      return cut(Buffer.from(random.pick(awkward)));
    case 3: // bytes that are no UTF-8
      return cut(Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80].slice(random.whole(4))));
    case 4:
      return bytes.subarray(0, at);
    case 5: // something said twice
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 6:
      return random.chance(0.02) ? nested(random) : cut(Buffer.from("[".repeat(random.whole(20))));
    default:
      return inJson(bytes, random) ?? inForm(bytes, random);
  }
}

function flipped(bytes: Buffer, at: number, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.whole(8));
  return changed;
}

/** Deeper than any reader that calls itself for each level can go. */
function nested(random: Random): Buffer {
  const depth = 20_000 + random.whole(50_000);
  return random.chance(0.5)
    ? Buffer.from("[".repeat(depth) + "]".repeat(depth))
    : Buffer.from('{"data":'.repeat(depth));
}

/** One value of the document becomes something else, and the document stays JSON. */
function inJson(bytes: Buffer, random: Random): Buffer | null {
  if (bytes.length > 20_000) return null; // nested as above: not for walking through
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString());
  } catch {
    return null;
  }
  const places: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown) => {
    if (typeof value !== "object" || value === null || places.length > 500) return;
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      places.push([members, name]);
      visit(members[name]);
    }
  };
  visit(document);
  if (places.length === 0) return null;
  const [holder, name] = random.pick(places);
  const values: unknown[] = [
    null,
    0,
    -1,
    1.5,
    1e300,
    true,
    "",
    " ",
    "\u0000",
    "\ud800",
    [],
    {},
    [null],
    [[]],
    { url: {} },
    document,
  ];
  if (random.chance(0.2)) delete holder[name];
  else holder[name] = structuredClone(random.pick([...values, random.pick(awkward)]));
  return Buffer.from(JSON.stringify(document));
}

/** One field of the form gets another value, another name, or company. */
function inForm(bytes: Buffer, random: Random): Buffer {
  const fields = bytes.toString().split("&");
  const at = random.whole(fields.length);
  const [name = "", value = ""] = (fields[at] ?? "").split("=");
  const odd = encodeURIComponent(random.pick(awkward).toWellFormed());
  fields[at] = random.pick([
    `${name}=${odd}`,
    `${odd}=${value}`,
    `${name}=`,
    name,
    "",
    `${name}=${value}&${name}=${odd}`,
  ]);
  return Buffer.from(fields.join("&"));
}
