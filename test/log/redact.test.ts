import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { redact } from '../../src/main/log/redact'

const TOKEN = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYm0'

test.each<[string, string, string]>([
  ['a header', `Authorization: Bearer ${TOKEN}`, 'Authorization: ***'],
  ['a header of another form', 'authorization=Basic dXNlcjpwYXNz', 'authorization=***'],
  ['a bearer token alone', 'sent Bearer abc.def-ghi to it', 'sent Bearer *** to it'],
  [
    'a link to the page',
    `http://127.0.0.1:8080/?token=mk2a.abcdefghijklmnopqrstuv.${TOKEN}`,
    'http://127.0.0.1:8080/?token=***',
  ],
  ['our token where nothing names it', `it was ${TOKEN}.`, 'it was ***.'],
  ['JSON', '{"password":"p\\"w","port":1}', '{"password":"***","port":1}'],
  [
    'JSON in JSON',
    '{"body":"{\\"sasl.password\\":\\"pw\\",\\"x\\":1}"}',
    '{"body":"{\\"sasl.password\\":\\"***\\",\\"x\\":1}"}',
  ],
  ['JSON that was cut off', '{"token":"abc', '{"token":"***"'],
  ['a key of the configuration', 'pipeline.kafka.sasl.password=pw next', 'pipeline.kafka.sasl.password=*** next'],
  ['a variable', 'MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD=pw', 'MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD=***'],
  ['a password in an address', 'https://me:pw@example.org/x', 'https://me:***@example.org/x'],
  ['a password in an address without a scheme', 'x is bob:p-w@kafka:9092, y', 'x is bob:***@kafka:9092, y'],
  ['an object of JSON', '{"sasl":{"username":"a","password":"x"}}', '{"sasl":{"username":"a","password":"***"}}'],
  ['a web token', 'sent eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0. to it', 'sent *** to it'],
  ['a short name', 'pwd=abc next', 'pwd=*** next'],
  ['a quoted password with blanks', "password: 'a b c' and more", 'password: *** and more'],
  ['a list', '{"token":["x", "y"],"port":1}', '{"token":"***","port":1}'],
  [
    'a longer name',
    '{"secretKey":"abc123"} aws_secret_access_key=AAA',
    '{"secretKey":"***"} aws_secret_access_key=***',
  ],
  ['a shorter name', '{"pass":"x","passed":true}', '{"pass":"***","passed":true}'],
  ['nothing to hide', '{"password":null,"token":true}', '{"password":null,"token":true}'],
  ['a password like a word of JSON', 'password=true-blue, token: null', 'password=***, token: ***'],
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nx', '*** (PRIVATE KEY)\nx'],
  ['the home folder', `cannot read ${join(homedir(), 'secret.txt')}`, `cannot read ${join('~', 'secret.txt')}`],
])('%s shows no secret', (_name, text, wanted) => {
  expect(redact(text)).toBe(wanted)
})

test('what holds no secret stays as it is', () => {
  const text = '{"level":"info","path":"/batch/list","status":200,"ms":1.5,"batchId":"batch-20260101-0a1b2c3d"}'
  expect(redact(text)).toBe(text)
})

test('a long text takes no long time', () => {
  for (const text of [
    'a'.repeat(1e6),
    '\\'.repeat(1e5),
    `token=${'"'.repeat(1e5)}`,
    'sasl'.repeat(1e5),
    'a:'.repeat(1e5),
    'eyJ.'.repeat(1e5),
  ])
    expect(redact(text).length).toBeGreaterThan(0)
})
