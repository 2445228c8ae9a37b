import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type PeerCertificate } from 'node:tls'
import { BROKER_ADDRESS_WORDS, parseBrokerAddress } from '../../shared/broker-address'
import { messageOf, MillraceError } from '../../shared/errors'
import type { KafkaTest, KafkaTestStage } from '../../shared/kafka'
import { createClient, troubleContext, type ClientOptions } from './client'
import { fetchPart } from './fetch'
import type { Judge } from './messages'
import { KAFKA_ERROR } from './requests'
import { checkName, tlsOptions, usernameOf, usesTls } from './security'
import { findTopic } from './topics'
import { explain, PLACES, type Trouble } from './trouble'
import { END_OFFSET, FIRST_OFFSET, offsetsAt, openView, type ClusterView } from './view'

export interface ConnectionTestOptions {
  readonly client: ClientOptions
  readonly topic: string
  readonly judge: Judge
  readonly signal: AbortSignal
}

type Stage = KafkaTestStage['stage']
type Outcome = Pick<KafkaTestStage, 'ok' | 'message' | 'fix' | 'field'>

const STAGES: readonly Stage[] = ['dns', 'tcp', 'tls', 'sasl', 'topic', 'decode']
const SOCKET_MS = 3000
const FIRST_BYTES = 2 ** 20
const SKIPPED = 'Not tried, since an earlier stage failed.'

/**
 * Goes the way of a connection step by step, so that what fails is named with its fix. Changes nothing: no
 * group, no commit, no topic. Never throws on what it finds; each stage has its limit.
 */
export async function testConnection(options: ConnectionTestOptions): Promise<KafkaTest> {
  const { client, topic } = options
  const stages = new Map<Stage, KafkaTestStage>()

  async function stage(name: Stage, work: () => Promise<Outcome>): Promise<boolean> {
    options.signal.throwIfAborted()
    const started = performance.now()
    const outcome = await work().catch((error: unknown) => failed(explain(error, troubleContext(client))))
    stages.set(name, { stage: name, ms: Math.round((performance.now() - started) * 10) / 10, ...outcome })
    return outcome.ok !== false
  }

  await runStages(options, stage, (name, outcome) => {
    const known = stages.get(name)
    stages.set(name, { stage: name, ms: known?.ms ?? 0, ...outcome })
  })
  const all = STAGES.map(
    (name): KafkaTestStage =>
      stages.get(name) ?? { stage: name, ok: null, ms: 0, message: SKIPPED, fix: null, field: null },
  )
  return { bootstrapServers: [...client.bootstrapServers], topic, ok: all.every(({ ok }) => ok !== false), stages: all }
}

async function runStages(
  { client, topic, judge }: ConnectionTestOptions,
  stage: (name: Stage, work: () => Promise<Outcome>) => Promise<boolean>,
  amend: (name: Stage, outcome: Outcome) => void,
): Promise<void> {
  const { security } = client
  let reached: Address[] = []
  if (
    !(await stage('dns', async () => {
      const { found, outcome } = await resolveAll(client.bootstrapServers)
      reached = found
      return outcome
    }))
  )
    return
  let socket: Socket | null = null
  let server: Address | undefined
  if (
    !(await stage('tcp', async () => {
      const errors: string[] = []
      for (const address of reached) {
        try {
          socket = await openSocket(address)
          server = address
          return passed(`${address.name} answers.${others(errors)}`)
        } catch (error) {
          errors.push(`${address.name}: ${explain(error, troubleContext(client)).cause}`)
        }
      }
      return {
        ok: false,
        message: `${errors.join('; ')}.`,
        fix: `Is the broker running, and is the listener on this port? Start it (npm run kafka), or check ${PLACES[client.origin].servers}.`,
        field: 'bootstrapServers',
      }
    }))
  )
    return
  const tls = usesTls(security)
  const { unusable } = client
  const hello = await stage('tls', async () => {
    if (unusable?.kind === 'tls') return failed(unusable)
    if (!tls) return untried('Not asked for: the connection is in plain text.')
    if (socket === null || server === undefined) throw new Error('there is no connection')
    return checkTls(socket, server, client)
  })
  closeSocket(socket)
  if (!hello) return
  if (unusable !== null) {
    await stage('sasl', () => Promise.resolve(failed(unusable)))
    return
  }
  const view = openView(createClient(client, { retry: { retries: 0 } }))
  try {
    const signedIn = await stage('sasl', async () => {
      try {
        await view.metadata([topic])
      } catch (error) {
        const trouble = explain(error, troubleContext(client))
        // Where the two ends speak different protocols the connection just closes.
        if (trouble.kind === 'tls' || (trouble.kind !== 'sasl' && security.sasl === null)) {
          amend('tls', failed(trouble))
          return untried(SKIPPED)
        }
        return failed(trouble)
      }
      return security.sasl === null
        ? untried('Not asked for: the broker lets everybody in here.')
        : passed(
            `Signed in${usernameOf(client.security) === null ? '' : ` as ${usernameOf(client.security) ?? ''}`} by ${security.sasl.mechanism}.`,
          )
    })
    if (!signedIn) return
    let first: FirstMessage = { kind: 'none' }
    if (
      !(await stage('topic', async () => {
        first = await readFirst(view, topic)
        if (first.kind === 'missing') return missing(topic)
        return first.kind === 'forbidden'
          ? forbidden(client, topic)
          : passed(`Topic ${topic} can be read; it has ${first.partitions} partitions.`)
      }))
    )
      return
    await stage('decode', () => Promise.resolve(judgeFirst(first, judge)))
  } finally {
    await view.close()
  }
}

interface Address {
  readonly host: string
  readonly port: number
  readonly name: string
}

async function resolveAll(servers: readonly string[]): Promise<{ found: Address[]; outcome: Outcome }> {
  const found: Address[] = []
  const addresses: string[] = []
  const errors: string[] = []
  for (const name of servers) {
    const parsed = parseBrokerAddress(name)
    if (parsed === null) {
      errors.push(`${name} ${BROKER_ADDRESS_WORDS}.`)
      continue
    }
    const { host, port } = parsed
    try {
      const { address } = await lookup(host)
      found.push({ host, port, name })
      addresses.push(address === host ? host : `${host} is ${address}`)
    } catch {
      errors.push(`No address for ${host}.`)
    }
  }
  if (found.length > 0) return { found, outcome: passed(`${[...addresses, ...errors].join('. ')}.`.replace('..', '.')) }
  return {
    found,
    outcome: {
      ok: false,
      message: errors.join(' '),
      fix: 'Check the spelling, or connect to the network that knows it.',
      field: 'bootstrapServers',
    },
  }
}

function openSocket({ host, port }: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port })
    const timer = setTimeout(() => socket.destroy(new Error('timeout')), SOCKET_MS)
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
    socket.once('error', (error: Error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

function closeSocket(socket: Socket | null): void {
  socket?.on('error', () => undefined)
  socket?.destroy()
}

/** Looks at the certificate before it is judged, so that a bad one is told with its names and dates. */
function checkTls(socket: Socket, { host }: Address, client: ClientOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({
      socket,
      ...tlsOptions(client.security),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    })
    const timer = setTimeout(() => secure.destroy(new Error('timeout')), SOCKET_MS)
    secure.once('error', (error: Error) => {
      clearTimeout(timer)
      reject(error)
    })
    secure.once('secureConnect', () => {
      clearTimeout(timer)
      const certificate = secure.getPeerCertificate(true)
      const verdict = judgeCertificate(secure.authorizationError, certificate, host, client)
      const protocol = secure.getProtocol() ?? 'TLS'
      secure.destroy()
      resolve(verdict ?? passed(`${protocol}; the certificate is valid until ${date(certificate.valid_to)}.`))
    })
  })
}

/** Null where it is good. Node's type says Error, its value is the code as text. */
function judgeCertificate(
  problem: Error | string | null,
  certificate: PeerCertificate,
  host: string,
  client: ClientOptions,
): Outcome | null {
  if (problem !== null) {
    const code = typeof problem === 'string' ? problem : 'code' in problem ? String(problem.code) : problem.message
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return judgeName(certificate, host, client)
    const { cause, fix, field } = explain(Object.assign(new Error(code), { code }), troubleContext(client))
    const details = /EXPIRED/.test(code)
      ? ` It was valid until ${date(certificate.valid_to)}.`
      : /NOT_YET/.test(code)
        ? ` It is valid from ${date(certificate.valid_from)} on.`
        : /CERT|ISSUER|SIGNED|VERIFY/.test(code)
          ? ` It is signed by ${[certificate.issuer.CN ?? certificate.issuer.O ?? 'an unnamed authority'].flat().join(', ')}.`
          : ''
    return { ok: false, message: `${capital(cause)}.${details}`, fix, field }
  }
  return judgeName(certificate, host, client)
}

function judgeName(certificate: PeerCertificate, host: string, client: ClientOptions): Outcome | null {
  const problem = checkName(host, certificate)
  return problem === undefined ? null : failed(explain(problem, troubleContext(client)))
}

type FirstMessage =
  | { readonly kind: 'none'; readonly partitions?: number }
  | { readonly kind: 'forbidden'; readonly partitions?: number }
  | { readonly kind: 'missing'; readonly partitions?: number }
  | { readonly kind: 'message'; readonly value: Uint8Array | null; readonly partitions: number }

async function readFirst(view: ClusterView, name: string): Promise<FirstMessage> {
  const { topic } = await findTopic(view, name).catch((error: unknown) => {
    if (error instanceof MillraceError && error.code === 'TOPIC_FORBIDDEN') return { topic: null }
    if (error instanceof MillraceError && error.code === 'TOPIC_NOT_FOUND') return { topic: undefined }
    throw error
  })
  if (topic === undefined) return { kind: 'missing' }
  if (topic === null) return { kind: 'forbidden' }
  const partitions = topic.partitionMetadata.length
  const [lows, highs] = await Promise.all([
    offsetsAt(view, [topic], FIRST_OFFSET),
    offsetsAt(view, [topic], END_OFFSET),
  ])
  for (const { partitionId: partition, leader } of topic.partitionMetadata) {
    const offset = lows.get(name)?.get(partition)
    const end = highs.get(name)?.get(partition)
    if (offset === undefined || end === undefined) continue
    // Asked also where there is nothing: only a fetch tells whether reading is allowed.
    const part = await fetchPart(await view.broker(leader), { topic: name, partition, offset }, FIRST_BYTES)
    if (part.errorCode === KAFKA_ERROR.topicAuthorization) return { kind: 'forbidden', partitions }
    const [record] = part.records
    if (record !== undefined) return { kind: 'message', value: record.value, partitions }
  }
  return { kind: 'none', partitions }
}

function judgeFirst(first: FirstMessage, judge: Judge): Outcome {
  if (first.kind !== 'message') return untried('Connected. The topic has no message yet.')
  const verdict = judge(first.value)
  if (verdict.kind === 'row') return passed('The first message is a transaction.')
  return {
    ok: false,
    message: `The first message is not a transaction: ${verdict.reason}`,
    fix: 'Choose another topic, or start anyway: such messages become dead letters.',
    field: 'topic',
  }
}

function forbidden(client: ClientOptions, topic: string): Outcome {
  return {
    ok: false,
    message: `${usernameOf(client.security) ?? 'This user'} may not read ${topic}.`,
    fix: 'Ask for READ and DESCRIBE on it.',
    field: 'topic',
  }
}

function missing(topic: string): Outcome {
  return {
    ok: false,
    message: `The cluster has no topic ${topic}, or does not show it to this user.`,
    fix: 'Check its spelling, or start anyway: the stream waits for the topic.',
    field: 'topic',
  }
}

function passed(message: string): Outcome {
  return { ok: true, message, fix: null, field: null }
}

function untried(message: string): Outcome {
  return { ok: null, message, fix: null, field: null }
}

function failed({ cause, fix, field }: Trouble): Outcome {
  return { ok: false, message: `${capital(cause)}${cause.endsWith('.') ? '' : '.'}`, fix, field }
}

function others(errors: readonly string[]): string {
  return errors.length === 0 ? '' : ` (${errors.join('; ')})`
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** As node tells it, "Nov 24 21:00:00 2026 GMT". */
function date(text: string): string {
  const time = Date.parse(text)
  return Number.isNaN(time) ? messageOf(text) : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
