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
    servers: 'kafka.test:9092',
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
