// The list of all services, and one service on a page of its own. Words of others are marked as Japanese.
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import {
  CallButton,
  Crumb,
  Field,
  Icon,
  inJapanese,
  Pager,
  SelectField,
  Tag,
  TextField,
} from '../platform/ui/parts.tsx'
import { languageName, ServiceFacts, ServiceTags, ServiceTrust } from './facts.tsx'
import type { ListFilter } from './reads.ts'
import { KINDS } from './rules.ts'
import { GROUPS, kindsOf, needName } from './taxonomy.ts'
import type { ServiceView } from './view.ts'
import { directoryWords } from './words.ts'

/** Path and query of the list with these filters; what narrows nothing is left out. */
export function listHref(filter: ListFilter, path = '/directory'): string {
  const { page, perPage: _perPage, ...narrowing } = filter
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(narrowing)) if (value) query.set(key, value === true ? 'yes' : value)
  if (page && page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

type ListProps = {
  look: Look
  items: readonly ServiceView[]
  total: number
  perPage: number
  filter: ListFilter
  wards: readonly string[]
  choices: { accessibility: readonly string[]; languages: readonly string[] }
}

export function DirectoryPage({ look, items, total, perPage, filter, wards, choices }: ListProps) {
  const { lang } = look
  const t = directoryWords(lang)
  const page = filter.page ?? 1
  const pages = Math.max(1, Math.ceil(total / perPage))
  const first = (page - 1) * perPage + 1
  const isNarrowed = listHref({ ...filter, page: 1 }) !== '/directory'
  return (
    <PublicPage look={look} title={t.title}>
      <div class="stack narrow">
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
        <p class="no-print">
          <a class="alone" href="/">
            {t.ask}
          </a>
        </p>
      </div>
      <Filters look={look} filter={filter} wards={wards} choices={choices} />
      <section class="stack" aria-labelledby="found">
        <div class="row">
          <h2 id="found">
            {pages > 1 && items.length > 0 ? t.range(first, first + items.length - 1, total) : t.count(total)}
          </h2>
          {isNarrowed && (
            <a class="alone no-print" href="/directory">
              {t.clear}
            </a>
          )}
          {total > 0 && (
            <a class="alone no-print" href={listHref({ ...filter, page: 1 }, '/directory.csv')} download="">
              {t.csv}
            </a>
          )}
        </div>
        {items.length === 0 && <p class="tell">{t.none}</p>}
        <div class="found">
          {items.map((service) => (
            <ListEntry look={look} service={service} />
          ))}
        </div>
        <Pager lang={lang} page={page} pages={pages} href={(to) => listHref({ ...filter, page: to })} />
      </section>
    </PublicPage>
  )
}

const Filters = ({ look, filter, wards, choices }: Pick<ListProps, 'look' | 'filter' | 'wards' | 'choices'>) => {
  const { lang, place } = look
  const t = directoryWords(lang)
  const all = { value: '', label: t.all }
  return (
    <form class="filters" method="get" action="/directory" role="search" aria-label={t.filters}>
      <TextField lang={lang} name="q" type="search" label={t.q} value={filter.q} maxlength={100} />
      <Field
        lang={lang}
        name="need"
        label={t.need}
        control={(tied) => (
          <select {...tied}>
            <option value="">{t.all}</option>
            {GROUPS.map(({ code }) => (
              <optgroup label={needName(code, lang)}>
                <option value={code} selected={filter.need === code}>
                  {needName(code, lang)}
                </option>
                {kindsOf(code).map((kind) => (
                  <option value={kind.code} selected={filter.need === kind.code}>
                    {needName(kind.code, lang)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      />
      <SelectField
        lang={lang}
        name="ward"
        label={t.ward}
        value={filter.ward}
        choices={[all, ...wards.map((ward) => ({ value: ward, label: ward }))]}
      />
      <SelectField
        lang={lang}
        name="kind"
        label={t.kind}
        value={filter.kind}
        choices={[all, ...KINDS.map((kind) => ({ value: kind, label: t.kinds[kind] }))]}
      />
      {choices.accessibility.length > 0 && (
        <SelectField
          lang={lang}
          name="accessibility"
          label={t.access}
          value={filter.accessibility}
          choices={[all, ...choices.accessibility.map((name) => ({ value: name, label: name }))]}
        />
      )}
      {choices.languages.length > 0 && (
        <SelectField
          lang={lang}
          name="language"
          label={t.language}
          value={filter.language}
          choices={[all, ...choices.languages.map((code) => ({ value: code, label: languageName(code, lang) }))]}
        />
      )}
      <label class="pick">
        <input type="checkbox" name="open" value="yes" checked={filter.open ?? false} />
        <span>{t.open}</span>
      </label>
      <label class="pick">
        <input type="checkbox" name="endorsed" value="yes" checked={filter.endorsed ?? false} />
        <span>{t.endorsed(place.at(-1) ?? '市')}</span>
      </label>
      <button class="btn" type="submit">
        <Icon name="find" />
        {t.go}
      </button>
    </form>
  )
}

/** The number to call first, or undefined. */
const mainPhone = (service: ServiceView) => service.phones.find((phone) => phone.type === 'voice')

const Call = ({ look, service, go }: { look: Look; service: ServiceView; go?: boolean }) => {
  const phone = mainPhone(service)
  if (!phone) return null
  const { lang } = look
  return (
    <>
      <CallButton lang={lang} number={phone.number} kind={go ? 'go' : undefined} of={service.name} />
      {phone.confidence === 'medium' && (
        <Tag kind="heed" icon="alert">
          {directoryWords(lang).unconfirmed}
        </Tag>
      )}
    </>
  )
}

const ListEntry = ({ look, service }: { look: Look; service: ServiceView }) => {
  const { lang } = look
  const t = directoryWords(lang)
  const ja = inJapanese(lang)
  const by = service.organization.name
  return (
    <article class="sheet stack" aria-labelledby={`s-${service.id}`}>
      <div>
        <p class="tiny soft">
          {t.kinds[service.kind]}
          {by !== service.name && (
            <>
              {' ・ '}
              <span {...ja}>{by}</span>
            </>
          )}
        </p>
        <h3 id={`s-${service.id}`}>
          <a class="alone" href={`/directory/${service.id}`} {...ja}>
            {service.name}
          </a>
        </h3>
        {service.kana && (
          <p class="tiny soft" {...ja}>
            {service.kana}
          </p>
        )}
      </div>
      <ServiceTags look={look} service={service} />
      <p {...ja}>{service.description}</p>
      {mainPhone(service) && (
        <div class="row">
          <Call look={look} service={service} />
        </div>
      )}
    </article>
  )
}

/** One service: what it does, how to reach it, every fact, and since when the facts are known. */
export function ServicePage({ look, service }: { look: Look; service: ServiceView }) {
  const { lang } = look
  const t = directoryWords(lang)
  const ja = inJapanese(lang)
  return (
    <PublicPage look={look} title={service.name} leave>
      <Crumb href="/directory">{t.back}</Crumb>
      <article class="sheet desk lone">
        <div>
          <p class="tiny soft">{t.kinds[service.kind]}</p>
          <h1 {...ja}>{service.name}</h1>
          {service.kana && (
            <p class="tiny soft" {...ja}>
              {service.kana}
            </p>
          )}
        </div>
        <ServiceTags look={look} service={service} />
        <section class="stack" aria-labelledby="what">
          <h2 id="what">{t.what}</h2>
          <p {...ja}>{service.description}</p>
        </section>
        <div class="acts">
          <Call look={look} service={service} go />
        </div>
        <ServiceFacts look={look} service={service} />
        {service.needs.length > 0 && (
          <section class="stack no-print" aria-labelledby="needs">
            <h2 id="needs">{t.aboutNeeds}</h2>
            <p class="chips">
              {service.needs.map((need) => (
                <a href={listHref({ need })}>{needName(need, lang)}</a>
              ))}
            </p>
          </section>
        )}
        <ServiceTrust look={look} service={service} />
        {service.source !== '' && (
          <p class="tiny soft" {...ja}>
            {t.source(service.source)}
          </p>
        )}
      </article>
    </PublicPage>
  )
}

export const NoServicePage = ({ look }: { look: Look }) => {
  const t = directoryWords(look.lang)
  return (
    <PublicPage look={look} title={t.missing} noindex>
      <div class="narrow stack">
        <h1>{t.missing}</h1>
        <p>{t.missingHow}</p>
        <Crumb href="/directory">{t.back}</Crumb>
      </div>
    </PublicPage>
  )
}
