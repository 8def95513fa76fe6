// What is to be done in a room, by whom, by when.
import type { Named } from '../../people/index.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, SelectField, Tag, TextField } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import { sayDay } from './list.tsx'
import type { Item } from './list-store.ts'
import type { Inside } from './reads.ts'
import { dueState } from './rules.ts'
import { type Head, nameOf, RoomShell } from './shell.tsx'
import { templateWords } from './template.ts'
import { keepWords, roomWords } from './words.ts'

export type ListProblem = { field: 'admission' | 'todo' | 'due'; text: string }
export type ChecklistProps = Head & {
  inside: Inside
  /** Who works here plans the list; the person and the family see what is theirs. */
  team: boolean
  items: readonly Item[]
  names: ReadonlyMap<string, Named>
  form: { todo: string; admission: string; discharge: string }
  problem: ListProblem | null
}

export function ChecklistPage(props: ChecklistProps) {
  const { look, inside, team, items, form, problem, now } = props
  const { room, person } = inside
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  const here = `/sharing/rooms/${room.id}`
  const done = items.filter(({ doneAt }) => doneAt).length
  const late = items.filter((item) => dueState(item, now) === 'overdue').length
  const wrong = (field: ListProblem['field']) => (problem?.field === field ? problem.text : undefined)
  const lists = [
    { name: 'discharge', title: k.dischargeList },
    { name: 'free', title: k.freeList },
  ].map((list) => ({ ...list, items: items.filter((item) => item.list === list.name) }))
  return (
    <RoomShell {...props} title={w.list} wrong={problem !== null}>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href={here}>{w.back}</Crumb>
          <h1>{w.list}</h1>
          <p class="soft">{person ? w.around(person.name) : w.room(room.code)}</p>
          <ErrorSummary lang={look.lang} problems={problem ? { [problem.field]: problem.text } : {}} />
          {items.length > 0 && (
            <p class="tags">
              <Tag>{k.progress(done, items.length)}</Tag>
              {late > 0 && (
                <Tag kind="late" icon="alert">
                  {k.late(late)}
                </Tag>
              )}
            </p>
          )}
        </div>
        {lists.map(
          (list) =>
            list.items.length > 0 && (
              <section class="stack" aria-labelledby={`l-${list.name}`}>
                <h2 id={`l-${list.name}`}>{list.title}</h2>
                <ul class="stack">
                  {list.items.map((item) => (
                    <ItemLine {...props} item={item} />
                  ))}
                </ul>
              </section>
            ),
        )}
        {items.length === 0 && !team && <p>{w.noItems}</p>}
        {team && !items.some(({ list }) => list === 'discharge') && (
          <section class="sheet stack" aria-labelledby="begin">
            <h2 id="begin">{k.begin}</h2>
            <form class="form" method="post" action={`${here}/list/discharge`}>
              <TextField
                lang={look.lang}
                name="admission"
                type="date"
                label={k.admission}
                value={form.admission}
                error={wrong('admission')}
                required
              />
              <TextField
                lang={look.lang}
                name="discharge"
                type="date"
                label={k.discharge}
                hint={k.dischargeHint}
                value={form.discharge}
                optional
              />
              <button type="submit" class="btn">
                {k.beginGo}
              </button>
            </form>
          </section>
        )}
        {team && (
          <section class="sheet stack" aria-labelledby="add">
            <h2 id="add">{k.addItem}</h2>
            <form class="form" method="post" action={`${here}/list`}>
              <TextField
                lang={look.lang}
                name="todo"
                label={k.itemWords}
                value={form.todo}
                error={wrong('todo')}
                maxlength={300}
              />
              <Assign look={look} inside={inside} names={props.names} id="new" ownerId="" due="" error={wrong('due')} />
              <button type="submit" class="btn go">
                {k.addItem}
              </button>
            </form>
          </section>
        )}
      </div>
    </RoomShell>
  )
}

type AssignProps = {
  look: Look
  inside: Inside
  names: ReadonlyMap<string, Named>
  id: string
  ownerId: string
  due: string
  error?: string | undefined
}

const Assign = ({ look, inside, names, id, ownerId, due, error }: AssignProps) => {
  const k = keepWords(look.lang)
  const here = inside.members.filter(({ leftAt }) => !leftAt)
  return (
    <>
      <SelectField
        lang={look.lang}
        name="owner"
        id={`owner-${id}`}
        label={k.owner}
        value={ownerId}
        choices={[
          { value: '', label: k.noOwner },
          ...here.map(({ accountId }) => ({ value: accountId, label: nameOf(names, accountId) })),
        ]}
      />
      <TextField
        lang={look.lang}
        name="due"
        id={id === 'new' ? 'due' : `due-${id}`}
        type="date"
        label={k.due}
        value={due}
        error={error}
        optional
      />
    </>
  )
}

function ItemLine(props: ChecklistProps & { item: Item }) {
  const { look, inside, names, item, now } = props
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  const state = dueState(item, now)
  const here = `/sharing/rooms/${inside.room.id}/list/${item.id}`
  return (
    <li class={state === 'overdue' ? 'sheet stack late-item' : 'sheet stack'} id={`i-${item.id}`}>
      <p>
        <b>{item.templateKey ? templateWords(item.templateKey, look.lang) : item.words}</b>
      </p>
      <p class="tags small">
        {!item.doneAt && <span>{item.ownerId ? nameOf(names, item.ownerId) : k.noOwner}</span>}
        {!item.doneAt && <span>{item.due ? w.due(sayDay(item.due, look)) : k.noDue}</span>}
        {state === 'overdue' && (
          <Tag kind="late" icon="alert">
            {w.overdue}
          </Tag>
        )}
        {state === 'soon' && (
          <Tag kind="heed" icon="clock">
            {w.soon}
          </Tag>
        )}
        {item.doneAt && (
          <Tag kind="ok" icon="check">
            {w.done}
          </Tag>
        )}
        {item.doneAt && <span>{k.doneBy(nameOf(names, item.doneBy), showMoment(item.doneAt, look.lang))}</span>}
      </p>
      <div class="row">
        <form method="post" action={`${here}/${item.doneAt ? 'reopen' : 'done'}`}>
          <button type="submit" class={item.doneAt ? 'btn slim plain' : 'btn slim'}>
            {item.doneAt ? k.untick : k.tick}
          </button>
        </form>
        {!item.doneAt && props.team && (
          <details>
            <summary>{k.change}</summary>
            <form class="form" method="post" action={`${here}/assign`}>
              <Assign
                look={look}
                inside={inside}
                names={names}
                id={item.id}
                ownerId={item.ownerId ?? ''}
                due={item.due ?? ''}
              />
              <button type="submit" class="btn slim">
                {k.save}
              </button>
            </form>
          </details>
        )}
      </div>
    </li>
  )
}
