/** A design token as it is now, for what is drawn and knows no custom properties. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
