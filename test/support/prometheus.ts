/** A reader of the text format 0.0.4 that lets nothing pass which the specification, or promtool's lint, does not. */
export interface Family {
  readonly type: string
  readonly help: string
  readonly samples: {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    readonly value: number
  }[]
}

const NAME = /^[a-z][a-z0-9_]*$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/gy
/** Units that are not base units, and types that belong in no name (promtool's lint). */
const BAD_PARTS = [
  'milliseconds',
  'ms',
  'minutes',
  'hours',
  'kilobytes',
  'megabytes',
  'mb',
  'percent',
  'gauge',
  'counter',
]

export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line must end')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let help: [string, string] | null = null
  let open: [string, Family] | null = null
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      const [, name = '', words = ''] = /^# HELP (\S+) (.+)$/.exec(line) ?? []
      help = [name, words]
      open = null
    } else if (line.startsWith('# TYPE ')) {
      const [, name = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
      if (help?.[0] !== name || name === '') throw new Error(`no HELP before: ${line}`)
      if (families.has(name)) throw new Error(`a family twice: ${name}`)
      checkName(name, type)
      open = [name, { type, help: help[1], samples: [] }]
      families.set(...open)
    } else {
      if (open === null) throw new Error(`a sample outside of its family: ${line}`)
      const sample = parseSample(line)
      const [name, family] = open
      const allowed = family.type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name]
      if (!allowed.includes(sample.name)) throw new Error(`${sample.name} is not of ${name}`)
      const key = sample.name + JSON.stringify(Object.entries(sample.labels).sort())
      if (seen.has(key)) throw new Error(`a sample twice: ${line}`)
      seen.add(key)
      if (family.type !== 'gauge' && sample.value < 0) throw new Error(`a negative count: ${line}`)
      family.samples.push(sample)
    }
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family)
  return families
}

function checkName(name: string, type: string): void {
  if (!NAME.test(name) || !name.startsWith('millrace_')) throw new Error(`a bad name: ${name}`)
  if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`_total is the end of counters: ${name}`)
  for (const part of name.split('_')) if (BAD_PARTS.includes(part)) throw new Error(`${part} in ${name}`)
}

function parseSample(line: string): Family['samples'][number] {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
  if (match === null) throw new Error(`not a sample: ${line}`)
  const [, name = '', pairs = '', number = ''] = match
  if (!/^[+-]?(Inf|NaN|\d+(\.\d+)?(e[+-]?\d+)?)$/.test(number)) throw new Error(`not a number: ${line}`)
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < pairs.length) {
    const found = LABEL.exec(pairs)
    if (found === null) throw new Error(`not labels: ${line}`)
    const [, label = '', value = ''] = found
    if (label in labels) throw new Error(`a label twice: ${line}`)
    labels[label] = value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
  }
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) }
}

function checkHistogram(name: string, { samples }: Family): void {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`)
  const count = samples.find((sample) => sample.name === `${name}_count`)?.value
  const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('Inf', 'Infinity')))
  const rising = (values: readonly number[]) => values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0))
  if (!rising(bounds) || !rising(buckets.map(({ value }) => value))) throw new Error(`${name}: buckets must rise`)
  if (bounds.at(-1) !== Infinity || buckets.at(-1)?.value !== count) throw new Error(`${name}: +Inf must hold all`)
  if (!samples.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}: no sum`)
}
