/** Without and with https: browsers take the second only from a secure origin. */
export const sessionCookies = ["authjs.session-token", "__Secure-authjs.session-token"] as const;
