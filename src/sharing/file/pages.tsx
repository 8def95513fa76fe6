// Files as they show in a timeline, and the page that adds them.
import type { Look } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Field, Icon } from '../../platform/ui/parts.tsx'
import { mayTakeOut } from '../basis/rules.ts'
import { type Head, RoomShell } from '../room/shell.tsx'
import type { Room } from '../room/store.ts'
import { roomWords } from '../room/words.ts'
import { type FileFault, type FileType, mayOpen, type Scan } from './rules.ts'
import { fileWords } from './words.ts'

export type FileView = { id: string; name: string; type: FileType; size: number; scan: Scan }

const sizeOf = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** Out of a conference nothing is taken: its pictures are looked at in the page, and other files stay where they are. */
export function Files({ look, room, files }: { look: Look; room: Room; files: readonly FileView[] }) {
  const t = fileWords(look.lang)
  if (files.length === 0) return null
  const out = mayTakeOut(room)
  return (
    <ul class="ways">
      {files.map(({ id, name, type, size, scan }) => {
        const here = `/sharing/rooms/${room.id}/files/${id}`
        const picture = !out && type.startsWith('image/') && mayOpen(scan)
        return (
          <li>
            <Icon name="paper" />
            <span>
              {picture && <img class="preview" src={here} alt={t.picture(name)} />}
              {out && mayOpen(scan) ? (
                <a href={here} download={name}>
                  {name}
                </a>
              ) : (
                name
              )}
              <small class="soft">
                　{sizeOf(size)}
                {scan !== 'clean' && `・${t.scans[scan]}`}
                {!out && `・${t.stays}`}
              </small>
            </span>
          </li>
        )
      })}
    </ul>
  )
}

export function AddFilesPage(props: Head & { room: Room; entryId: string; problem: FileFault | null }) {
  const { look, room, entryId, problem } = props
  const t = fileWords(look.lang)
  const wrong = problem ? t.faults[problem] : undefined
  return (
    <RoomShell {...props} title={t.title} wrong={problem !== null}>
      <div class="narrow stack">
        <Crumb href={`/sharing/rooms/${room.id}`}>{roomWords(look.lang).back}</Crumb>
        <h1>{t.title}</h1>
        <ErrorSummary lang={look.lang} problems={{ files: wrong }} />
        <form
          class="form"
          method="post"
          action={`/sharing/rooms/${room.id}/files?entry=${entryId}`}
          enctype="multipart/form-data"
        >
          <Field
            lang={look.lang}
            name="files"
            label={t.choose}
            hint={t.lead}
            error={wrong}
            control={(tied) => (
              <input
                type="file"
                {...tied}
                multiple
                accept="image/jpeg,image/png,image/webp,application/pdf,text/plain"
              />
            )}
          />
          <button type="submit" class="btn go">
            {t.go}
          </button>
        </form>
      </div>
    </RoomShell>
  )
}
