import { client } from '../../engine'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Facts, Pane } from '../../ui/layout'
import { Licences } from './licences'

const words = text.settings.about

/** What runs here, and where. */
export function About() {
  const version = useLive((live) => live.version)
  const desktop = client().info()
  return (
    <Pane title={text.settings.section.about} fill>
      <div className="body settings-form">
        <Facts
          items={[
            [words.version, version === null ? <span className="muted">{words.unknown}</span> : `Millrace ${version}`],
            [words.shell, desktop === null ? words.shells.browser : words.shells.window],
            [words.platform, desktop?.platform ?? navigator.userAgent],
            [words.licence, words.licenceText],
            [words.builtOn, words.builtOnText],
            [words.privacy, words.privacyText],
          ]}
        />
        <Licences />
      </div>
    </Pane>
  )
}
