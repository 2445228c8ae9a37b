import { KafkaJSNonRetriableError } from 'kafkajs'
import BrokerPool from 'kafkajs/src/cluster/brokerPool'
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup'
import RequestQueue from 'kafkajs/src/network/requestQueue'
import { parseBrokerAddress } from '../../shared/broker-address'

/** The fetch position is not held any more; kafkajs would silently jump to another one. */
export class OffsetOutOfRange extends KafkaJSNonRetriableError {
  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {
    super(`offset out of range: ${topic}/${partition}`)
  }
}

const CHECK_PENDING_MS = 10
/** How late a request that is not answered may be told, beside timeouts of seconds. */
const CHECK_TIMEOUTS_MS = 1000
/** Brokers ask for seconds. What is more is a clock that was set back meanwhile. */
const LONGEST_THROTTLE_MS = 60_000
let guarded = false

/**
 * kafkajs 2.2.4 is unmaintained, so its traps are closed in place (docs/kafka-traps.md): an offset out of range is
 * fatal instead of a silent reset (#1777, #580, #1119); its request queue never schedules a timer in the past,
 * which spins on Node >= 24 (#1751); it looks for late requests once a second, not ten times a second for
 * each connection, which is most of what wakes an idle stream; and where the clock is set back by an hour, heartbeats,
 * metadata, throttled and lost requests do not wait for that hour: it measures all of them by the clock. It cuts a
 * bootstrap server at its first colon, so those of an IPv6 address are hidden from it (`toSeed`) and put back here.
 */
export function guardKafkajs(): void {
  if (guarded) return
  guarded = true
  ConsumerGroup.prototype.recoverFromOffsetOutOfRange = (error) =>
    Promise.reject(new OffsetOutOfRange(error.topic, error.partition))
  const { heartbeat } = ConsumerGroup.prototype
  ConsumerGroup.prototype.heartbeat = function beat(this: typeof ConsumerGroup.prototype, options) {
    if (this.lastRequest > Date.now()) this.lastRequest = 0
    return heartbeat.call(this, options)
  }
  const { refreshMetadataIfNecessary } = BrokerPool.prototype
  BrokerPool.prototype.refreshMetadataIfNecessary = function refresh(this: typeof BrokerPool.prototype, topics) {
    if ((this.metadataExpireAt ?? 0) - Date.now() > this.metadataMaxAge) this.metadataExpireAt = null
    return refreshMetadataIfNecessary.call(this, topics)
  }
  const { createSeedBroker } = BrokerPool.prototype
  BrokerPool.prototype.createSeedBroker = async function seed(this: typeof BrokerPool.prototype) {
    await createSeedBroker.call(this)
    const { connectionPool } = this.seedBroker
    for (const one of [connectionPool, ...connectionPool.pool]) one.host = hostOfSeed(one.host)
  }
  RequestQueue.prototype.scheduleCheckPendingRequests = function schedule() {
    if (this.throttleCheckTimeoutId !== null && this.throttleCheckTimeoutId !== undefined) return
    if (this.throttledUntil - Date.now() > LONGEST_THROTTLE_MS) this.throttledUntil = -1
    const throttledFor = this.throttledUntil - Date.now()
    if (throttledFor <= 0 && this.pending.length === 0) return
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null
        this.checkPendingRequests()
      },
      throttledFor > 0 ? throttledFor : CHECK_PENDING_MS,
    )
  }
  RequestQueue.prototype.scheduleRequestTimeoutCheck = function schedule() {
    if (!this.enforceRequestTimeout) return
    this.destroy()
    this.requestTimeoutIntervalId = setInterval(
      () => {
        for (const request of this.inflight.values()) {
          if (request.sentAt > Date.now()) request.sentAt = Date.now()
          if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest()
        }
        if (!this.isConnected()) this.destroy()
      },
      Math.min(this.requestTimeout, CHECK_TIMEOUTS_MS),
    )
  }
}

/** A bootstrap server as kafkajs can cut it: no host has such a bar. */
export function toSeed(server: string): string {
  const address = parseBrokerAddress(server)
  return address === null ? server : `${address.host.replaceAll(':', '|')}:${address.port}`
}

function hostOfSeed(host: string): string {
  return host.replaceAll('|', ':')
}
