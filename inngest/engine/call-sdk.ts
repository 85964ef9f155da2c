import { type Inngest, InngestCommHandler, type InngestFunction } from "inngest";
import { z } from "zod";
import type { EngineError, Op, Run } from "./protocol";

/** What the SDK answered to a call. */
export type Reply =
  | { kind: "ops"; ops: Op[]; noRetry: boolean; retryAfter?: string }
  | { kind: "done"; data: unknown }
  | { kind: "error"; error: EngineError; noRetry: boolean; retryAfter?: string };

export type Call = {
  run: Run;
  /** The planned step to run, or none: go on from what is remembered. */
  step?: string;
  attempt: number;
  maxAttempts: number;
  /** Names this call in the checkpoints that it sends. */
  jobId: string;
};

const AnError = z.looseObject({
  name: z.string().catch("Error"),
  message: z.string().catch("unknown error"),
  stack: z.string().optional().catch(undefined),
});
const Ops = z.array(z.looseObject({ id: z.string(), op: z.string(), error: AnError.optional() }));

type Request = { url: URL; body: unknown };

/** The SDK's own handler, called in process: no socket, no signature, objects in and text out. */
export function sdkCaller(client: Inngest.Any, functions: InngestFunction.Any[]): (call: Call) => Promise<Reply> {
  const handle = new InngestCommHandler({
    frameworkName: "embedded",
    client,
    functions,
    skipSignatureValidation: true,
    handler: (request: Request) => ({
      method: () => "POST",
      url: () => request.url,
      headers: () => null,
      body: () => request.body,
      transformResponse: (response: { status: number; headers: Record<string, string>; body: string }) => response,
    }),
  }).createHandler();
  return async (call) => {
    const url = new URL("http://engine.local/api/inngest");
    url.searchParams.set("fnId", call.run.fnId);
    url.searchParams.set("stepId", call.step ?? "step");
    return readReply(await handle({ url, body: requestOf(call) }));
  };
}

function requestOf({ run, attempt, maxAttempts, jobId }: Call) {
  const events = run.events.map((event) => ({ user: {}, ...event }));
  return {
    event: events[0],
    events,
    steps: run.steps,
    ctx: {
      run_id: run.id,
      // Its presence makes the SDK run on after a step, handing each result over as a checkpoint.
      fn_id: run.fnId,
      qi_id: jobId,
      attempt,
      max_attempts: maxAttempts,
      // While steps are outstanding the SDK may only report: it would run the last missing one a second time.
      disable_immediate_execution: run.outstanding.length > 0,
      use_api: false,
      stack: { stack: run.stack, current: run.stack.length },
    },
    version: 2,
    use_api: false,
  };
}

function readReply(response: { status: number; headers: Record<string, string>; body: string }): Reply {
  const headers = new Map(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const noRetry = headers.get("x-inngest-no-retry") === "true";
  const retryAfter = headers.get("retry-after");
  const body: unknown = response.body === "" ? null : JSON.parse(response.body);
  if (response.status === 200) return { kind: "done", data: body };
  if (response.status === 206) return { kind: "ops", ops: Ops.parse(body), noRetry, retryAfter };
  const error = AnError.parse(typeof body === "object" && body !== null ? body : {});
  if (response.status === 500 && typeof body === "object" && body !== null && "requestedStep" in body) {
    error.message = "The function no longer comes to the step that it had planned.";
  }
  return { kind: "error", error, noRetry, retryAfter };
}
