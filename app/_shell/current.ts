/** Whether an entry of a navigation is where the reader is: its page, or one below it unless `exact`. */
export function isCurrent(path: string, href: string, exact = false): boolean {
  const [target = href] = href.split(/[?#]/);
  return path === target || (!exact && path.startsWith(`${target}/`));
}
