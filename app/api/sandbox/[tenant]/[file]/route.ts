import { forMember } from "@/app/api/_member";
import { phoneFile } from "@/server/sandbox/phone-file";

type Props = { params: Promise<{ tenant: string; file: string }> };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A picture that a pretended phone has sent. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { tenant, file } = await params;
  if (!uuid.test(file)) return new Response(null, { status: 404 });
  return forMember(request, tenant, (context) => phoneFile(context, file));
}
