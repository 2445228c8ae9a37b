/** Where a Kafka broker is; an IPv6 address as host stands without its brackets. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

export const BROKER_ADDRESS_WORDS =
  'must be host:port, as broker-1.test:9092, 192.0.2.7:9092 or [::1]:9092: no scheme, and a port from 1 to 65535'

const FORM = /^(?:\[([^\s[\]]+)\]|([\p{L}\p{N}_][\p{L}\p{N}._-]{0,252})):(\d{1,5})$/u
const ZONE = /%[\w.-]+$/

/** `host:port`, an IPv6 address in brackets; null where it is neither. */
export function parseBrokerAddress(text: string): BrokerAddress | null {
  const match = FORM.exec(text)
  if (match === null) return null
  const [, bracketed, name = '', portText] = match
  const port = Number(portText)
  if (port < 1 || port > 65535) return null
  if (bracketed !== undefined) return isIpv6(bracketed.replace(ZONE, '')) ? { host: bracketed, port } : null
  // A name is never of digits only: such a text is an IPv4 address, or a mistyped one.
  return /^[\d.]+$/.test(name) && !isIpv4(name) ? null : { host: name, port }
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
}

/** Eight groups of 16 bits; `::` stands for the zeros that are left out, and an IPv4 address for the last two. */
function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const tail = last.includes('.') ? 2 : 1
  if (tail === 2 && (!isIpv4(last) || !text.endsWith(last))) return false
  const plain = tail === 2 ? groups.slice(0, -1) : groups
  const size = plain.length + (tail === 2 ? 2 : 0)
  return plain.every((group) => /^[\da-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? size < 8 : size === 8)
}
