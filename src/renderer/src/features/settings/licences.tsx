import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { text } from '../../strings/text'

const words = text.settings.about

/** The licence of each package that is shipped (npm run licences); fetched when it is opened. */
export function Licences() {
  const [open, setOpen] = useState(false)
  const { data } = useQuery({
    queryKey: ['licences'],
    queryFn: async () => (await import('./licences.json')).default,
    enabled: open,
  })
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.licences}</summary>
      {data === undefined ? null : (
        <>
          <p className="small muted">{words.licencesOf(data.packages.length)}</p>
          {data.packages.map(({ name, version, licence, text: at }) => (
            <details key={`${name}@${version}`}>
              <summary>
                {name} {version} <span className="muted">{licence}</span>
              </summary>
              <pre className="small wrap">{data.texts[at]}</pre>
            </details>
          ))}
        </>
      )}
    </details>
  )
}
