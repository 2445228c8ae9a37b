import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { findPorts } from '../../src/main/kafka/free-ports'

/** So many that the kernel, asked for one after the other is given back, would hand one out twice. */
const MANY = 400

test('no port is found twice, and none is the one that was asked for', async () => {
  const [asked = 0] = await findPorts([0])
  const found = await findPorts([asked, ...Array.from({ length: MANY }, () => 0)])
  expect(found[0]).toBe(asked)
  expect(new Set(found).size).toBe(MANY + 1)
})

test('a port that another program has is named', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(findPorts([0, port])).rejects.toMatchObject({ code: 'PORT_IN_USE', message: new RegExp(String(port)) })
  other.close()
})
