import { AssignerProtocol } from 'kafkajs'
import { atOnce } from '../../shared/at-once'
import { MillraceError } from '../../shared/errors'
import type { KafkaGroup, KafkaGroupDetail, KafkaGroups } from '../../shared/kafka'
import { int64ToJson, type Int64 } from '../../shared/scalars'
import { Notes } from './notes'
import {
  askCommittedOffsets,
  askConsumerGroup,
  askGroupDescriptions,
  askGroups,
  errorName,
  KAFKA_ERROR,
  type ConsumerGroupDescription,
} from './requests'
import type { Broker } from './cluster'
import { END_OFFSET, offsetsAt, type ClusterView, type OffsetTable } from './view'

/** A group and the broker that coordinates it. */
interface FoundGroup {
  readonly id: string
  readonly protocolType: string
  readonly coordinator: number
}

/** One committed offset, or an assigned partition without one. */
interface Position {
  readonly topic: string
  readonly partition: number
  readonly committed: bigint | null
}

/** Who is in a group, whatever its protocol. */
interface GroupState {
  readonly errorCode: number
  readonly state: string
  readonly assignor: string
  readonly members: KafkaGroupDetail['members']
}

interface ReadGroup extends FoundGroup {
  readonly description: GroupState | null
  readonly positions: readonly Position[]
}

/** A cluster may have thousands of groups. */
const AT_ONCE = 8

const REBALANCING = /Rebalance$/

const COURTESY =
  'The offsets that our own group commits are a courtesy to tools like this one: the table decides where the stream goes on (GET /stream/status).'

/** All groups with their lag; ours first. */
export async function listGroups(view: ClusterView, ours: string): Promise<KafkaGroups> {
  const notes = new Notes()
  const groups = await atOnce(AT_ONCE, await findGroups(view, notes), (group) => readGroup(view, group, notes))
  const ends = await readEnds(view, groups)
  if (groups.some(({ id }) => id === ours)) notes.add(COURTESY)
  return {
    groups: groups
      .map((group) => describeGroup(group, ends, ours))
      .sort((left, right) => Number(right.ours) - Number(left.ours) || (left.id < right.id ? -1 : 1)),
    notes: notes.list(),
  }
}

/** @throws GROUP_NOT_FOUND */
export async function describeOneGroup(view: ClusterView, id: string, ours: string): Promise<KafkaGroupDetail> {
  const notes = new Notes()
  // Asking Kafka for the coordinator of a group would make the topic of all offsets where there is none yet.
  const found = (await findGroups(view, notes)).find((group) => group.id === id)
  if (found === undefined)
    throw new MillraceError(
      'GROUP_NOT_FOUND',
      `There is no consumer group ${id} that this user may see. GET /kafka/groups lists all of them.`,
    )
  const group = await readGroup(view, found, notes)
  const ends = await readEnds(view, [group])
  if (id === ours) notes.add(COURTESY)
  const members = group.description?.members ?? []
  return {
    group: describeGroup(group, ends, ours),
    assignor: group.description?.assignor === '' ? null : (group.description?.assignor ?? null),
    coordinator: group.coordinator,
    members,
    partitions: group.positions.map(({ topic, partition, committed }) => ({
      topic,
      partition,
      committedOffset: toJson(committed),
      endOffset: toJson(ends.get(topic)?.get(partition) ?? null),
      lag: toJson(lagOf({ topic, partition, committed }, ends)),
      member:
        members.find(({ assignments }) =>
          assignments.some((one) => one.topic === topic && one.partitions.includes(partition)),
        )?.id ?? null,
    })),
    notes: notes.list(),
  }
}

/**
 * Which member holds each partition of a topic; those that nobody holds are missing. Throws what asking throws.
 */
export async function askMembers(view: ClusterView, id: string, topic: string): Promise<ReadonlyMap<number, string>> {
  const notes = new Notes()
  const found = (await findGroups(view, notes)).find((group) => group.id === id)
  if (found === undefined) return new Map()
  const described = await readState(await view.broker(found.coordinator), id)
  if (described === null) return new Map()
  if (described.errorCode !== 0) throw new Error(errorName(described.errorCode))
  // Until the group has its members together, it still names those that are gone.
  if (REBALANCING.test(described.state)) return new Map()
  return new Map(
    described.members.flatMap(({ id: member, assignments }) =>
      assignments
        .filter((one) => one.topic === topic)
        .flatMap(({ partitions }) => partitions.map((partition) => [partition, member] as const)),
    ),
  )
}

/** Null where the broker cannot tell. */
async function readState(broker: Broker, id: string): Promise<GroupState | null> {
  const [told] = (await askGroupDescriptions(broker, [id])).groups
  if (told === undefined) return null
  const { errorCode, state, protocol: assignor, members } = told
  // A group that is listed and yet "Dead" speaks the newer protocol.
  if (state !== 'Dead') return { errorCode, state, assignor, members: members.map(toClassicMember) }
  const newer = await askConsumerGroup(broker, id)
  if (newer?.errorCode === KAFKA_ERROR.groupNotFound) return { errorCode: 0, state, assignor, members: [] }
  return newer === null ? null : { ...newer, members: newer.members.map(toMember) }
}

/** Each broker knows the groups that it coordinates. */
async function findGroups(view: ClusterView, notes: Notes): Promise<readonly FoundGroup[]> {
  const { brokers } = await view.metadata()
  const found = await Promise.all(
    brokers.map(async ({ nodeId }) => {
      try {
        const { errorCode, groups } = await askGroups(await view.broker(nodeId))
        if (errorCode !== 0) notes.refused(`Groups of broker ${nodeId}`, errorCode, 'DESCRIBE on the cluster')
        return groups.map(({ groupId: id, protocolType }) => ({ id, protocolType, coordinator: nodeId }))
      } catch {
        notes.add(`Broker ${nodeId} does not answer; the groups that it coordinates are not shown.`)
        return []
      }
    }),
  )
  return found.flat()
}

async function readGroup(view: ClusterView, group: FoundGroup, notes: Notes): Promise<ReadGroup> {
  const broker = await view.broker(group.coordinator)
  const [told, offsets] = await Promise.all([readState(broker, group.id), askCommittedOffsets(broker, group.id)])
  if (told === null)
    notes.add(`Group ${group.id}: its broker does not tell its members, though it speaks the newer consumer protocol.`)
  else if (told.errorCode !== 0) notes.refused(`Group ${group.id}`, told.errorCode, 'DESCRIBE on the group')
  const description = told === null || told.errorCode !== 0 ? null : told
  const { errorCode = 0 } = offsets
  if (errorCode !== 0) notes.refused(`Offsets of group ${group.id}`, errorCode, 'DESCRIBE on the group')
  const committed = offsets.responses.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => ({
      topic,
      partition,
      committed: BigInt(offset) < 0n ? null : BigInt(offset),
    })),
  )
  return { ...group, description, positions: withAssigned(committed, description?.members ?? []) }
}

/** Assigned partitions that nothing was committed of are positions too. */
function withAssigned(
  committed: readonly Position[],
  members: readonly { readonly assignments: readonly { topic: string; partitions: number[] }[] }[],
): readonly Position[] {
  const known = new Set(committed.map(({ topic, partition }) => `${topic}/${partition}`))
  const assigned = members.flatMap(({ assignments }) =>
    assignments.flatMap(({ topic, partitions }) =>
      partitions.map((partition): Position => ({ topic, partition, committed: null })),
    ),
  )
  return [...committed, ...assigned.filter(({ topic, partition }) => !known.has(`${topic}/${partition}`))].sort(
    (left, right) =>
      left.topic === right.topic ? left.partition - right.partition : left.topic < right.topic ? -1 : 1,
  )
}

async function readEnds(view: ClusterView, groups: readonly ReadGroup[]): Promise<OffsetTable> {
  const wanted = new Set(groups.flatMap(({ positions }) => positions.map(({ topic }) => topic)))
  if (wanted.size === 0) return new Map()
  const { topicMetadata } = await view.metadata()
  return offsetsAt(
    view,
    topicMetadata.filter(({ topic }) => wanted.has(topic)),
    END_OFFSET,
  )
}

function describeGroup(group: ReadGroup, ends: OffsetTable, ours: string): KafkaGroup {
  const { id, description, positions } = group
  const lags = positions.filter(({ committed }) => committed !== null).map((position) => lagOf(position, ends))
  const known = lags.filter((lag) => lag !== null)
  return {
    id,
    ours: id === ours,
    state: description?.state ?? null,
    protocolType: group.protocolType,
    members: description?.members.length ?? null,
    topics: [...new Set(positions.map(({ topic }) => topic))],
    lag: known.length === 0 ? null : int64ToJson(known.reduce((sum, lag) => sum + lag, 0n)),
  }
}

/** Null where the end is not told, for example of a topic that was deleted, or where nothing was committed. */
function lagOf({ topic, partition, committed }: Position, ends: OffsetTable): bigint | null {
  const end = ends.get(topic)?.get(partition)
  if (committed === null || end === undefined) return null
  return end > committed ? end - committed : 0n
}

function toClassicMember({
  memberAssignment,
  ...member
}: {
  readonly memberId: string
  readonly clientId: string
  readonly clientHost: string
  readonly memberAssignment: Buffer | null
}): KafkaGroupDetail['members'][number] {
  return toMember({ ...member, assignments: readAssignment(memberAssignment) })
}

function toMember({
  memberId,
  clientId,
  clientHost,
  assignments,
}: ConsumerGroupDescription['members'][number]): KafkaGroupDetail['members'][number] {
  return {
    id: memberId,
    client: clientId,
    // Java writes an address behind a slash.
    host: clientHost.replace(/^\//, ''),
    assignments: assignments.map(({ topic, partitions }) => ({
      topic,
      partitions: [...partitions].sort((left, right) => left - right),
    })),
  }
}

/** Only consumers write their part in the form that consumers read. */
function readAssignment(bytes: Buffer | null): { topic: string; partitions: number[] }[] {
  if (bytes === null || bytes.length === 0) return []
  try {
    const { assignment = {} } = AssignerProtocol.MemberAssignment.decode(bytes) ?? {}
    return Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions }))
  } catch {
    return []
  }
}

function toJson(value: bigint | null): Int64 | null {
  return value === null ? null : int64ToJson(value)
}
