/** HTTP Basic, in UTF-8. */
export function basicLogin(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

export function bearerLogin(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
