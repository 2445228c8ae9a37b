import { operationChannel, REQUEST_CHANNELS, type RequestName } from '../../../src/shared/channels'
import type { CallName } from '../../../src/shared/operations'
import { CallId, LinkCall, NoInput, OperationCall, SaveCall, ThemeCall } from '../../../src/shared/window'
import type { Random } from '../../support/random'

/** Operations that change nothing, whatever they are asked; each has a channel of its own. */
const ASKED = [
  'health',
  'batches',
  'batch',
  'resultRows',
  'tables',
  'settings',
  'openapi',
] as const satisfies readonly CallName[]

const SCHEMAS = {
  ask: OperationCall,
  abort: CallId,
  save: SaveCall,
  listen: NoInput,
  info: NoInput,
  setTheme: ThemeCall,
  openLink: LinkCall,
  retry: NoInput,
} satisfies Record<RequestName | 'ask', unknown>
const NAMES = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[]

export interface Message {
  readonly channel: string
  /** JSON, parsed in the page: it keeps keys such as `__proto__`. */
  readonly json: string | null
  /** Where JSON does not reach. */
  readonly odd: unknown
  readonly expected: 'refused' | 'answered'
}

const TEXTS = [
  '',
  '/',
  '//',
  '/x',
  '/../..',
  '/batch/list',
  '/%00',
  'GET',
  'dark',
  'deltaLake',
  '__proto__',
  'a'.repeat(9000),
  '\0',
  '💥',
  'javascript:alert(1)',
  'file:///etc/passwd',
]
const KEYS = [
  'id',
  'params',
  'query',
  'body',
  'name',
  'limit',
  'operation',
  'fileName',
  'theme',
  'link',
  '__proto__',
  'constructor',
  'toString',
  'x',
]

function randomValue(random: Random, depth = 0): unknown {
  switch (random.below(depth > 2 ? 6 : 9)) {
    case 0:
      return null
    case 1:
      return random.next() < 0.5
    case 2:
      return random.pick([0, -1, 1.5, 2 ** 53, 1e308, random.below(1000)])
    case 3:
    case 4:
    case 5:
      return random.pick(TEXTS)
    case 6:
      return Array.from({ length: random.below(4) }, () => randomValue(random, depth + 1))
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [random.pick(KEYS), randomValue(random, depth + 1)]),
      )
  }
}

function nearlyRight(random: Random, name: keyof typeof SCHEMAS): unknown {
  const right: Readonly<Record<keyof typeof SCHEMAS, unknown>> = {
    ask: {
      id: random.below(50),
      ...(random.next() < 0.5 ? {} : { params: { id: random.pick(TEXTS) } }),
      ...(random.next() < 0.5 ? {} : { query: { limit: 1, q: random.pick(TEXTS) } }),
      body: null,
    },
    abort: { id: random.below(50) },
    save: { id: 1, operation: 'exportRaw', fileName: '../x' },
    listen: undefined,
    info: undefined,
    setTheme: { theme: random.pick(['light', 'dark', 'system']) },
    openLink: { link: 'nowhere' },
    retry: undefined,
  }
  const value = right[name]
  if (value === undefined || random.next() < 0.4) return value
  // One thing wrong, at most.
  return { ...value, [random.pick(KEYS)]: randomValue(random, 2) }
}

/** What a page that means harm may send, and what must become of it. */
export function randomMessage(random: Random): Message {
  if (random.next() < 0.1) {
    const channel = random.pick([
      'millrace:',
      'millrace:exec',
      'ELECTRON_BROWSER_REQUIRE',
      'GUEST_VIEW_MANAGER_CALL',
      '__proto__',
      '',
      'millrace:ask:health\0',
      'millrace:ask:events',
      'millrace:ask:exportRaw',
      'millrace:ask:__proto__',
    ])
    return { channel, json: JSON.stringify(randomValue(random)), odd: undefined, expected: 'refused' }
  }
  const name = random.pick(NAMES)
  const channel = name === 'ask' ? operationChannel(random.pick(ASKED)) : REQUEST_CHANNELS[name]
  if (random.next() < 0.15) {
    const odd = random.pick<unknown>([
      Number.NaN,
      new Date(0),
      /x/,
      10n ** 30n,
      new Uint8Array(1000),
      [undefined],
      new Error('x'),
    ])
    return { channel, json: null, odd, expected: 'refused' }
  }
  const value = random.next() < 0.5 ? randomValue(random) : nearlyRight(random, name)
  const json = value === undefined ? null : JSON.stringify(value)
  const sent: unknown = json === null ? undefined : JSON.parse(json)
  // This key does not cross: the bridge between the worlds leaves it behind.
  if (typeof sent === 'object' && sent !== null) Reflect.deleteProperty(sent, '__proto__')
  const right = SCHEMAS[name].safeParse(sent).success
  return { channel, json, odd: undefined, expected: right ? 'answered' : 'refused' }
}
