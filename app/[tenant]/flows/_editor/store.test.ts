import { describe, expect, test } from "vitest";
import { parseGraph } from "@/server/domain/flow/graph";
import { nodes as nodeTypes } from "@/server/domain/flow/nodes";
import { flowTemplates } from "@/server/domain/flow/templates";
import { triggers } from "@/server/domain/flow/triggers";
import { type FlowNode, toGraph } from "./canvas-graph";
import { copied, pasted } from "./clipboard";
import { firstView } from "./first-view";
import { freeSpot, neighbour, spotFor } from "./free-spot";
import { arranged } from "./layout";
import { newStep } from "./new-step";
import { footOf } from "./sockets";
import { hasIcon } from "./step-icon";
import { handlesOf, sizeOf } from "./step-size";
import { outcomesOf } from "./step-type";
import { createEditor, type Editor } from "./store";
import { traceOf } from "./trace";

let made = 0;
const makeId = () => `id-${++made}`;
const routing = () => flowTemplates["sms-routing"]!.build("en", makeId);
const open = () => createEditor(routing());

const idOf = (editor: Editor, type: string) => editor.getState().nodes.find(({ data }) => data.type === type)!.id;
const leadsTo = (editor: Editor, source: string, outcome: string) =>
  editor
    .getState()
    .edges.filter((edge) => edge.source === source && edge.sourceHandle === outcome)
    .map(({ target }) => target);

test("what is drawn is what was stored", () => {
  const graph = routing();
  expect(toGraph(createEditor(graph).getState())).toEqual(graph);
});

test("a node's size is known before it is drawn, a remark's is not", () => {
  const size = (type: string, config = {}) => sizeOf({ type, config });
  expect(size("start")).toEqual({ width: 208, height: 64 });
  expect(size("end")).toEqual({ width: 208, height: 64 });
  expect(size("tag")).toEqual({ width: 208, height: 87 });
  expect(size("note")).toBeUndefined();
});

test("every outcome has its socket, on the node's edge", () => {
  for (const { data } of open().getState().nodes) {
    const { width, height } = sizeOf(data)!;
    const sources = handlesOf(data)!.filter(({ type }) => type === "source");
    expect(sources.map(({ id }) => id).sort()).toEqual(
      outcomesOf(data)
        .map(({ id }) => id)
        .sort(),
    );
    for (const { x, y, width: socket = 0 } of handlesOf(data)!) {
      const [middle, level] = [x + socket / 2, y + socket / 2];
      expect(middle).toBeGreaterThan(0);
      expect(middle).toBeLessThan(width);
      expect([1, height - 1]).toContain(level);
    }
  }
});

describe("what a flow is opened at", () => {
  const seen = (nodes: FlowNode[], { x, y, zoom }: { x: number; y: number; zoom: number }) =>
    nodes.filter(({ position }) => {
      const [left, top] = [position.x * zoom + x, position.y * zoom + y];
      return left >= 0 && top >= 0 && left + 208 * zoom <= 1200 && top + 90 * zoom <= 800;
    });

  test("all of it, where that can be read", () => {
    const { nodes } = open().getState();
    expect(seen(nodes, firstView(nodes, 1200, 800, false))).toHaveLength(nodes.length);
  });

  test("a large one where it begins, near enough to read", () => {
    const { nodes } = open().getState();
    const [start] = nodes.filter(({ data }) => data.type === "start");
    for (const far of [-9_000, 9_000]) {
      const more = Array.from({ length: 40 }, (_, at) => ({
        ...nodes[1]!,
        id: `more-${at}`,
        position: { x: far, y: at * 150 },
      }));
      const view = firstView([...nodes, ...more], 1200, 800, false);
      expect(view.zoom).toBeGreaterThanOrEqual(0.5);
      expect(seen([start!], view)).toHaveLength(1);
    }
  });

  test("a single node at the top, so that there is room below it", () => {
    const nodes = open()
      .getState()
      .nodes.filter(({ data }) => data.type === "start");
    const { y, zoom } = firstView(nodes, 1200, 800, true);
    expect(nodes[0]!.position.y * zoom + y).toBeLessThan(100);
  });
});

describe("cords", () => {
  test("an outcome leads to one node: a new cord replaces the old one", () => {
    const editor = open();
    const [from, to] = [idOf(editor, "is_assigned"), idOf(editor, "end")];
    editor.getState().connect(from, "TRUE", to);
    expect(leadsTo(editor, from, "TRUE")).toEqual([to]);
  });

  test("nothing leads into the start, to nowhere, or from an outcome that is not there", () => {
    const editor = open();
    const before = editor.getState().edges;
    const from = idOf(editor, "is_assigned");
    editor.getState().connect(from, "TRUE", idOf(editor, "start"));
    editor.getState().connect(from, "TRUE", "nowhere");
    editor.getState().connect(from, "SKIPPED", idOf(editor, "end"));
    expect(editor.getState().edges).toBe(before);
  });

  test("a branch that is taken away takes its cord along, the others stay", () => {
    const editor = open();
    const cases = ["a", "b"].map((id) => ({ id, op: "eq", value: id }));
    const branch = newStep("switch", { x: 900, y: 0 }, editor.getState().nodes, "en");
    editor.getState().add(branch);
    editor.getState().setStep(branch.id, { config: { input: "message_body", cases } });
    const end = idOf(editor, "end");
    for (const outcome of ["opt:a", "opt:b", "ELSE"]) editor.getState().connect(branch.id, outcome, end);
    editor.getState().setStep(branch.id, { config: { input: "message_body", cases: cases.slice(1) } });
    expect(
      editor
        .getState()
        .edges.filter(({ source }) => source === branch.id)
        .map(({ sourceHandle }) => sourceHandle),
    ).toEqual(["opt:b", "ELSE"]);
  });
});

describe("steps back", () => {
  test("undo and redo go through every change and come to the same drawing", () => {
    const editor = open();
    const first = toGraph(editor.getState());
    editor.getState().remove([idOf(editor, "end")]);
    editor.getState().setStep(idOf(editor, "start"), { name: "Begin" });
    const last = toGraph(editor.getState());
    editor.getState().undo();
    editor.getState().undo();
    expect(toGraph(editor.getState())).toEqual(first);
    editor.getState().redo();
    editor.getState().redo();
    expect(toGraph(editor.getState())).toEqual(last);
    editor.getState().redo();
    expect(toGraph(editor.getState())).toEqual(last);
  });

  test("typing into one field is one step", () => {
    const editor = open();
    const start = idOf(editor, "start");
    for (const name of ["B", "Be", "Beg"]) editor.getState().setStep(start, { name }, "name");
    expect(editor.getState().past).toHaveLength(1);
  });

  test("at most a hundred are kept", () => {
    const editor = open();
    for (let i = 0; i < 130; i++) editor.getState().setStep(idOf(editor, "start"), { name: `Start ${i}` });
    expect(editor.getState().past).toHaveLength(100);
  });

  test("a picture of a run cannot be changed", () => {
    const editor = createEditor(routing(), true);
    const before = toGraph(editor.getState());
    editor.getState().remove(before.nodes.map(({ id }) => id));
    editor.getState().undo();
    expect(toGraph(editor.getState())).toEqual(before);
  });
});

describe("copy and paste", () => {
  test("brings new ids, keeps the cords inside, leaves a second start out", () => {
    const editor = open();
    const { nodes, select } = editor.getState();
    select(nodes.map(({ id }) => id));
    const pieces = pasted(copied(editor.getState())!, editor.getState())!;
    expect(pieces.left).toBe(1);
    expect(pieces.nodes).toHaveLength(nodes.length - 1);
    editor.getState().addMany(pieces.nodes, pieces.edges);
    expect(parseGraph(toGraph(editor.getState()))).toHaveProperty("graph");
  });

  test("a jump that came along with its target points at the copy", () => {
    const editor = open();
    const jump = newStep("jump", { x: 0, y: 900 }, editor.getState().nodes, "en");
    const end = idOf(editor, "end");
    editor.getState().add({ ...jump, data: { ...jump.data, config: { target: end } } });
    editor.getState().select([jump.id, end]);
    const pieces = pasted(copied(editor.getState())!, editor.getState())!;
    const [copyOfEnd, copyOfJump] = ["end", "jump"].map((type) => pieces.nodes.find(({ data }) => data.type === type)!);
    expect(copyOfJump!.data.config.target).toBe(copyOfEnd!.id);
  });

  test.each([
    ["something else", "hello"],
    ["other JSON", '{"nodes":[]}'],
    ["no nodes", '{"format":"patchbay/flow-nodes","nodes":7}'],
    ["a thousand nodes", JSON.stringify({ format: "patchbay/flow-nodes", nodes: Array(1000).fill({}), edges: [] })],
    [
      "an id of markup",
      '{"format":"patchbay/flow-nodes","edges":[],"nodes":[{"id":"<b>","type":"end","name":"x","position":{"x":0,"y":0}}]}',
    ],
    ["a text cut in two", '{"format":"patchbay/flow-nodes","nodes":[{"id":"a","ty'],
    [
      "a megabyte of one name",
      JSON.stringify({
        format: "patchbay/flow-nodes",
        edges: [],
        nodes: [{ id: "a", type: "end", name: "x".repeat(1e6), position: { x: 0, y: 0 } }],
      }),
    ],
    [
      "settings a hundred thousand levels deep",
      `{"format":"patchbay/flow-nodes","edges":[],"nodes":[{"id":"a","type":"end","name":"x","position":{"x":0,"y":0},"config":{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}}]}`,
    ],
    [
      "a place that is nowhere",
      '{"format":"patchbay/flow-nodes","edges":[],"nodes":[{"id":"a","type":"end","name":"x","position":{"x":1e300,"y":0}}]}',
    ],
  ])("%s is refused", (_, text) => {
    expect(pasted(text, open().getState())).toBeNull();
  });
});

test("what would make a flow larger than it may be is not pasted", () => {
  const editor = open();
  const ends = (count: number) =>
    JSON.stringify({
      format: "patchbay/flow-nodes",
      edges: [],
      nodes: Array.from({ length: count }, (_, at) => ({
        id: `e${at}`,
        type: "end",
        name: "End",
        position: { x: 0, y: at },
      })),
    });
  const room = 300 - editor.getState().nodes.length;
  expect(pasted(ends(room), editor.getState())?.nodes).toHaveLength(room);
  expect(pasted(ends(room + 1), editor.getState())).toBeNull();
});

describe("places", () => {
  test("a new node covers no other, however many are placed", () => {
    const editor = createEditor({ ...routing(), nodes: [], edges: [] });
    for (let i = 0; i < 40; i++) {
      const { nodes, add } = editor.getState();
      add(newStep("reply", spotFor(nodes, { x: 0, y: 0 }), nodes, "en"));
    }
    const { nodes } = editor.getState();
    for (const node of nodes) {
      const others = nodes.filter(({ id }) => id !== node.id);
      expect(freeSpot(others, node.position)).toEqual(node.position);
    }
  });

  test("the first node comes below the start", () => {
    const nodes = open()
      .getState()
      .nodes.filter(({ data }) => data.type === "start");
    const [start] = nodes;
    const { x, y } = spotFor(nodes, start!.position);
    expect(x).toBe(start!.position.x);
    expect(y).toBeGreaterThan(start!.position.y + 64);
  });

  test("arranging puts every node below those that lead to it", () => {
    const { nodes, edges } = open().getState();
    const at = arranged(nodes, edges);
    for (const { source, target } of edges) expect(at[target]!.y).toBeGreaterThan(at[source]!.y);
  });

  test("an arrow goes to the nearest node that way", () => {
    const editor = open();
    const { nodes } = editor.getState();
    const start = nodes.find(({ data }) => data.type === "start")!;
    expect(neighbour(nodes, start, "ArrowDown")?.data.type).toBe("get_contact_data");
    expect(neighbour(nodes, start, "ArrowUp")).toBeUndefined();
  });
});

describe("node types", () => {
  test.each(Object.values(nodeTypes))("$type: its icon is loaded, its outcomes stand apart", ({ type, icon }) => {
    expect(hasIcon(icon)).toBe(true);
    const places = footOf(outcomesOf({ type, config: {} })).words.map(({ left }) => left);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test.each(Object.values(triggers))("trigger $id names an icon", ({ icon }) => {
    expect(icon).toMatch(/^[a-z0-9-]+$/);
  });
});

test("the way of a run: last visit, how often, and the cords it took", () => {
  const trace = traceOf(
    [
      { visit: 1, nodeId: "a", outcome: "SUCCESS" },
      { visit: 2, nodeId: "b", outcome: "FAILED" },
      { visit: 3, nodeId: "a", outcome: null },
    ],
    "a",
    "waiting",
  );
  expect(trace.nodes).toEqual({
    a: { visit: 3, times: 2, outcome: null, failed: false },
    b: { visit: 2, times: 1, outcome: "FAILED", failed: true },
  });
  expect([...trace.cords]).toEqual(["a SUCCESS", "b FAILED"]);
});
