import { servePublic } from "@/server/attachments/serve";

type Props = { params: Promise<{ token: string }> };

/** A file for a carrier, by its link. */
const answer = async (request: Request, { params }: Props) => servePublic(request, (await params).token);

export { answer as GET, answer as HEAD };
