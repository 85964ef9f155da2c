import { type NextRequest, NextResponse } from "next/server";
import { pathHeader } from "@/server/auth/path-header";
import { sessionCookies } from "@/server/auth/session-cookies";
import { isReservedSlug } from "@/server/domain/slug";
import { processState } from "@/server/process";

/**
 * Before every page: whoever carries no session cookie is sent to sign in, without asking the database (pages, routes
 * and procedures check the session itself); pages hear their own path; and the browser hears what this page may load.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  if (needsSession(pathname) && !sessionCookies.some((name) => request.cookies.has(name))) {
    const login = new URL("/login", request.nextUrl);
    login.searchParams.set("next", pathname + search);
    return NextResponse.redirect(login);
  }
  if (isAway(request)) return whileAway(request);
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

/** A page that cannot be made now, since the database is away. What a page that is open asks for hears so itself. */
const isAway = ({ headers, nextUrl }: NextRequest): boolean =>
  processState().databaseAway && needsSession(nextUrl.pathname) && (headers.get("accept") ?? "").includes("text/html");

/**
 * The page that says so, at the address that was asked for. This server is asked for it, since a rewrite takes no status
 * and a page cannot set one.
 */
async function whileAway(request: NextRequest): Promise<NextResponse> {
  const headers = new Headers({ "retry-after": "5", "cache-control": "no-store" });
  const page = await fetch(new URL("/status", `http://${process.env.HOST || "localhost"}:${process.env.PORT}`), {
    headers: Object.fromEntries(
      ["accept-language", "cookie"].flatMap((name) => {
        const value = request.headers.get(name);
        return value ? [[name, value]] : [];
      }),
    ),
    cache: "no-store",
  }).catch(() => null);
  for (const name of ["content-type", "content-security-policy", "x-content-type-options", "referrer-policy"]) {
    const value = page?.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new NextResponse(page ? await page.text() : "The database cannot be reached right now.", {
    status: 503,
    headers,
  });
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
