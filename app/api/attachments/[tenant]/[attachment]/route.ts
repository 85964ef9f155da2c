import { forMember } from "@/app/api/_member";
import { serveToMember } from "@/server/attachments/serve";

type Props = { params: Promise<{ tenant: string; attachment: string }> };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A file of a conversation; `?small` is the picture that threads show. */
async function answer(request: Request, { params }: Props): Promise<Response> {
  const { tenant, attachment } = await params;
  if (!uuid.test(attachment)) return new Response(null, { status: 404 });
  const small = new URL(request.url).searchParams.has("small");
  return forMember(request, tenant, (context) => serveToMember(context, request, attachment, { small }));
}

export { answer as GET, answer as HEAD };
