import { handlers } from "@/server/auth/next-auth";

/** Google's way back; the rest of signing in goes through actions. */
export const { GET, POST } = handlers;
