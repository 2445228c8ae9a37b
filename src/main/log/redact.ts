import { homedir } from 'node:os'

const NAME = String.raw`(?:password|passwd|\bpwd\b|passphrase|\bpass\b|secret[\w-]{0,40}|token|api-?key|(?:proxy-)?authorization|sasl[\w.-]{0,40})`
/** In quotes as JSON has them, also where JSON is text in JSON, and where the text was cut off; a list; or bare. */
const VALUE = String.raw`\[[^\]]*(?:\]|$)|"(?:[^"\\]|\\[^])*(?:"|$)|(\\+")(?:(?!(?<!\\)\2)[^])*(?:\2|$)|'[^']*'|(?:(?:Bearer|Basic) +)?[^\s,;}&"']+`
/** An object of JSON is no value: what is in it has names of its own. */
const NAMED = new RegExp(
  String.raw`(${NAME}(?:\\*"(?!\s*:\s*\{))?\s*[:=]\s*)(?!(?:null|true|false)\s*[,}\]])(?:${VALUE})`,
  'gi',
)
const BEARER = /\b(Bearer|Basic) +[\w.~+/=-]+/gi
const IN_ADDRESS = /(:\/\/[^/\s:@]*:)[^@/\s]+@/g
/** As an address has it, without its scheme. */
const BEFORE_HOST = /(?<![\w.+-])([\w.+-]{1,100}:)[^\s@/"'\\:,]{1,200}@(?=[\w[])/g
const WEB_TOKEN = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g
/** The form of our own token, whatever stands before it. */
const OWN_TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/g
const PEM_KEY = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^]*?(?:-----END \1-----|$)/g

/** The one place that takes secrets and the user's name out of what leaves the program (rule 13). */
export function redact(text: string): string {
  const masked = text
    .replace(PEM_KEY, '*** ($1)')
    .replace(NAMED, (whole, before: string) => {
      const value = whole.slice(before.length)
      // A list becomes a text, quoted as its name is, so that JSON stays JSON.
      const quote = /^\\*"/.exec(value)?.[0] ?? (value.startsWith('[') ? (/\\*"/.exec(before)?.[0] ?? '') : '')
      return `${before}${quote}***${quote}`
    })
    .replace(BEARER, '$1 ***')
    .replace(IN_ADDRESS, '$1***@')
    .replace(BEFORE_HOST, '$1***@')
    .replace(WEB_TOKEN, '***')
    .replace(OWN_TOKEN, '***')
  const home = homedir()
  return home.length > 1 ? masked.replaceAll(home, '~').replaceAll(JSON.stringify(home).slice(1, -1), '~') : masked
}
