import type { Kafka } from 'kafkajs'
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
  let view: ClusterView | null = null
  let first: string | null = null

  async function closeView(): Promise<void> {
    const used = view
    view = null
    await used?.close()
  }

  return {
    async changed() {
      view ??= openView(kafka)
      try {
        const id = await askTopicId(await view.any(), topic)
        first ??= id
        return id !== null && id !== first
      } catch (error) {
        // A connection that failed once is not used again.
        await closeView()
        throw error
      }
    },
    close: closeView,
  }
}
