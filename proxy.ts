import { type NextRequest, NextResponse } from "next/server";
import { pathHeader } from "@/server/auth/path-header";
import { sessionCookies } from "@/server/auth/session-cookies";
import { isReservedSlug } from "@/server/domain/slug";

/**
 * Before every page: whoever carries no session cookie is sent to sign in, without asking the database (pages, routes
 * and procedures check the session itself); pages hear their own path; and the browser hears what this page may load.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (needsSession(pathname) && !sessionCookies.some((name) => request.cookies.has(name))) {
    const login = new URL("/login", request.nextUrl);
    login.searchParams.set("next", pathname + search);
    return NextResponse.redirect(login);
  }
  const nonce = btoa(crypto.randomUUID());
  const policy = contentPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(pathHeader, pathname + search);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy); // Next reads its scripts' nonce from here
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  // Links by mail carry their token in the address: it goes nowhere else.
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), geolocation=(), payment=()");
  return response;
}

/** A workspace, or the choice of workspaces: everything that is not one of the product's own public pages. */
function needsSession(pathname: string): boolean {
  const first = pathname.split("/")[1] ?? "";
  return first === "start" || (first !== "" && !isReservedSlug(first));
}

function contentPolicy(nonce: string): string {
  // The development server evaluates code and talks over a socket; a build does neither.
  const developing = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${developing ? " ws:" : ""}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = {
  // Pages: not the doors for machines, not files with an ending.
  matcher: ["/((?!api/|_next/|.*\\.[a-z0-9]+$).*)"],
};
