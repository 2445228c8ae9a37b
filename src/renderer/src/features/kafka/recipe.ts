import { kafkaApi } from '../../api/kafka'
import { toCurl, type Recipe } from '../../ui/copy-as'
import type { KafkaTab } from './kafka-part'
import { queryOf, viewOf } from './messages-view'

/** What a part shows, as curl; a cluster has no SQL and no Delta table. */
export function kafkaRecipe(tab: KafkaTab, name: string | undefined, query: Readonly<Record<string, string>>): Recipe {
  return {
    async curl() {
      if (tab !== 'messages')
        return toCurl('GET', `/kafka/${tab}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`)
      const view = viewOf(query)
      const topic = view.topic === '' ? await firstTopic() : view.topic
      return toCurl('GET', `/kafka/topics/${encodeURIComponent(topic)}/messages`, { query: queryOf(view) ?? {} })
    },
  }
}

/** The one that is shown where the address names none. */
async function firstTopic(): Promise<string> {
  const { topics } = await kafkaApi.topics()
  return (topics.find(({ ours }) => ours) ?? topics[0])?.name ?? ''
}
