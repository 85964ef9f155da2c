import { arriveAtTrial } from "@/server/carrier-trials/arrive";

/** Where the webhooks of a carrier's developer go while he tries out the general contract. */
export async function POST(request: Request, { params }: { params: Promise<{ trial: string }> }): Promise<Response> {
  const { trial } = await params;
  const { status, headers, body } = await arriveAtTrial(trial, request);
  return new Response(body ?? null, { status, headers });
}
