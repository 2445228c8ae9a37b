import type { Kafka } from 'kafkajs'
import { askMembers } from './groups'
import { askTopicId } from './requests'
import { openView, type ClusterView } from './view'

/** Sees when a topic becomes another one under its name, however quickly it fills. */
export interface TopicWatch {
  /** True from the first look on at which it is another topic than at the first of all. Throws what asking throws. */
  changed(): Promise<boolean>
  close(): Promise<void>
}

/** Old brokers tell no ids: then it never changes, and the fingerprint of the last message must do. */
export function watchTopic(kafka: Kafka, topic: string): TopicWatch {
  const look = openLook(kafka)
  let first: string | null = null
  return {
    async changed() {
      const id = await look.ask(async (view) => askTopicId(await view.any(), topic))
      first ??= id
      return id !== null && id !== first
    },
    close: look.close,
  }
}

/** Sees which member of a group holds each partition of a topic. */
export interface MemberWatch {
  /** Partitions that nobody holds are missing. Throws what asking throws. */
  ask(): Promise<ReadonlyMap<number, string>>
  close(): Promise<void>
}

/** Tells, when asked, which member of the group holds each partition of the topic. */
export function watchMembers(kafka: Kafka, group: string, topic: string): MemberWatch {
  const look = openLook(kafka)
  return { ask: () => look.ask((view) => askMembers(view, group, topic)), close: look.close }
}

/** A view that is kept from look to look. */
function openLook(kafka: Kafka) {
  let view: ClusterView | null = null

  async function close(): Promise<void> {
    const used = view
    view = null
    await used?.close()
  }

  return {
    async ask<T>(question: (opened: ClusterView) => Promise<T>): Promise<T> {
      view ??= openView(kafka)
      try {
        return await question(view)
      } catch (error) {
        // A connection that failed once is not used again.
        await close()
        throw error
      }
    },
    close,
  }
}
