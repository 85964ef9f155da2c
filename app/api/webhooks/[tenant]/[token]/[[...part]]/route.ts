import { receive } from "@/server/channels/receive";

type Props = { params: Promise<{ tenant: string; token: string; part?: string[] }> };

/** Where carriers hand over messages and receipts: a thin skin over `receive`. */
async function door(request: Request, { params }: Props): Promise<Response> {
  const { tenant, token, part = [] } = await params;
  return receive(request, { tenantShortId: tenant, token, part: part.join("/") });
}

export { door as GET, door as POST };
