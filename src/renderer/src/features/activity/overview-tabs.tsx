import { hrefTo } from '../../route'
import { text } from '../../strings/text'
import { TabNav } from '../../ui/tabs'

const words = text.activity

/** Overview and activity. */
export function OverviewTabs({ current }: { readonly current: keyof typeof words.tab }) {
  return (
    <TabNav
      label={words.tabs}
      tabs={[
        { href: hrefTo('overview'), label: words.tab.now, current: current === 'now' },
        { href: hrefTo('overview', ['activity']), label: words.tab.activity, current: current === 'activity' },
      ]}
    />
  )
}
