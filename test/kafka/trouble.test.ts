import { expect, test } from 'vitest'
import { explain } from '../../src/main/kafka/trouble'

// As kafkajs tells them.
const closed = named('KafkaJSConnectionClosedError', 'Closed connection')
const refused = named('KafkaJSSASLAuthenticationError', 'SASL PLAIN authentication failed: Closed connection')

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

function explained(error: Error, answered: boolean) {
  return explain(error, {
    bootstrapServers: ['kafka.test:9092'],
    group: 'orders-reader',
    topic: 'orders',
    username: 'alice',
    tls: false,
    origin: 'configuration',
    answered,
  })
}

test('a broker that closes the connection wants another protocol, or is away where it has let us in before', () => {
  expect(explained(closed, false)).toMatchObject({ kind: 'closed', field: 'security.protocol' })
  expect(explained(closed, true)).toMatchObject({ kind: 'closed', field: 'bootstrapServers' })
  expect(explained(closed, true).fix).toMatch(/goes on by itself .* check pipeline\.kafka\.security\.protocol/)
})

test('one that closes while it judges the password refuses it, whatever it did before', () => {
  for (const answered of [false, true])
    expect(explained(refused, answered)).toMatchObject({ kind: 'sasl', field: 'sasl.password' })
})

test.each([
  ['INCONSISTENT_GROUP_PROTOCOL', /consumer group orders-reader has another client/, /consumer-group/],
  ['GROUP_AUTHORIZATION_FAILED', /alice may not read as consumer group orders-reader/, /Allow alice READ/],
  ['TOPIC_AUTHORIZATION_FAILED', /alice may not read topic orders/, /READ and DESCRIBE on topic orders/],
  ['UNKNOWN_TOPIC_OR_PARTITION', /topic orders is not there, or was deleted/, /made anew is another one/],
  ['INVALID_REQUEST', /what the broker says \(INVALID_REQUEST\)/, /log of the broker/],
])('an error that the broker answers with is told by its own name: %s', (type, cause, fix) => {
  const answer = Object.assign(named('KafkaJSProtocolError', 'what the broker says'), { type, retriable: false })
  const wrapped = Object.assign(named('KafkaJSNonRetriableError', answer.message), { cause: answer })
  const found = explained(wrapped, true)
  expect(found).toMatchObject({ kind: 'answer' })
  expect(found.cause).toMatch(cause)
  expect(found.cause).toContain(type)
  expect(found.fix).toMatch(fix)
})

test('an address that a broker advertises is named, where it is not the one that was given', () => {
  const lost = (broker: string, code: string) =>
    Object.assign(named('KafkaJSConnectionError', `Connection error: connect ${code}`), { broker, code })
  expect(explained(lost('kafka.test:9092', 'ENOTFOUND'), false)).toMatchObject({ kind: 'dns' })
  for (const [code, fix] of [
    ['ENOTFOUND', /^Set advertised\.listeners/],
    // Most likely it is down, and its settings are right.
    ['ECONNREFUSED', /^Start that broker if it is down/],
  ] as const) {
    const found = explained(lost('inner:19092', code), false)
    expect(found).toMatchObject({ kind: 'advertised', fix: expect.stringMatching(fix) as unknown })
    expect(found.cause).toContain('inner:19092')
  }
})

test('a member that keeps its group waiting is blamed, whichever broker leads the group', () => {
  for (const broker of ['kafka.test:9092', 'other:9092']) {
    const late = Object.assign(
      named('KafkaJSRequestTimeoutError', 'Request JoinGroup(key: 11, version: 5) timed out'),
      {
        broker,
      },
    )
    const found = explained(Object.assign(named('KafkaJSNumberOfRetriesExceeded', late.message), { cause: late }), true)
    expect(found).toMatchObject({ kind: 'answer', cause: expect.stringContaining('group orders-reader') as unknown })
    expect(found.fix).toContain('max.poll.interval.ms')
  }
})
