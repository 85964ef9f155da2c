import { forMember } from "@/app/api/_member";
import { takePiece } from "@/server/attachments/upload";

type Props = { params: Promise<{ tenant: string; attachment: string; piece: string }> };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A piece of a file that somebody is about to send. Another site's page cannot make a browser PUT here. */
export async function PUT(request: Request, { params }: Props): Promise<Response> {
  const { tenant, attachment, piece } = await params;
  if (!uuid.test(attachment) || !/^\d{1,4}$/.test(piece)) return new Response(null, { status: 404 });
  return forMember(request, tenant, async (context) =>
    Response.json(await takePiece(context, attachment, Number(piece), request.body)),
  );
}
