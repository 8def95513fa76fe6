// Members as their administrator sees them, and an invitation as the invited person does.
import type { OidcProvider } from '../../platform/config.ts'
import { type Look, WorkPage } from '../../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Facts,
  inJapanese,
  Picks,
  ScrollTable,
  SelectField,
  Tag,
  Tell,
  TextField,
} from '../../platform/ui/parts.tsx'
import { showDay, showMoment } from '../../platform/words.ts'
import type { Role } from '../rules.ts'
import { Plain, Providers } from './enter-pages.tsx'
import type { Invitation, MemberRow } from './member-store.ts'
import { memberWords } from './words.ts'

type Frame = {
  look: Look
  who: string
  nav: readonly { href: string; label: string }[]
  me: string | null
  /** The roles that may be given. */
  roles: readonly Role[]
  /** The organisations to choose from; empty where there is no choice. */
  organizations: readonly { id: string; name: string }[]
  nameOf: (id: string | null) => string
}

/** The sentence for what is wrong with a field or a wish. */
const said = (look: Look, reason: string): string => {
  const w = memberWords(look.lang)
  const fields: Record<string, string> = { name: w.nameWrong, email: w.emailWrong, role: w.roleWrong }
  return fields[reason] ?? (w.problems as Record<string, string>)[reason] ?? w.roleWrong
}

const PlaceFields = ({
  look,
  roles,
  organizations,
  role,
  organization,
  error,
}: Pick<Frame, 'look' | 'roles' | 'organizations'> & {
  role?: string
  organization?: string
  error?: string
}) => {
  const w = memberWords(look.lang)
  return (
    <>
      <SelectField
        lang={look.lang}
        name="role"
        label={w.role}
        error={error}
        value={role}
        choices={roles.map((one) => ({ value: one, label: w.roles[one] }))}
      />
      {organizations.length > 0 && (
        <SelectField
          lang={look.lang}
          name="organization"
          label={w.organization}
          value={organization}
          choices={[
            { value: '', label: w.noOrganization },
            ...organizations.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </>
  )
}

export type MembersProps = Frame & {
  members: readonly MemberRow[]
  invitations: readonly (Invitation & { email: string })[]
  wards: readonly { slug: string; name: string }[]
  problems?: Record<string, string>
  given?: Record<string, string>
  chosen?: readonly string[]
  sent?: boolean
}

export function MembersPage(props: MembersProps) {
  const {
    look,
    who,
    nav,
    me,
    members,
    invitations,
    nameOf,
    wards,
    problems = {},
    given = {},
    chosen = [],
    sent,
  } = props
  const w = memberWords(look.lang)
  const wrong = Object.fromEntries(Object.entries(problems).map(([field, reason]) => [field, said(look, reason)]))
  const bad = Object.keys(wrong).length > 0
  return (
    <WorkPage look={look} title={w.members} nav={nav} current="/people/members" who={who} wrong={bad} flow="stack-l">
      <ErrorSummary lang={look.lang} problems={wrong} />
      <div class="stack">
        <h1>{w.members}</h1>
        <p class="small soft">{w.lead}</p>
        {sent && (
          <Tell kind="ok" icon="check">
            {w.sent}
          </Tell>
        )}
      </div>
      <ScrollTable label={w.members}>
        <thead>
          <tr>
            <th scope="col">{w.columns.name}</th>
            <th scope="col">{w.columns.role}</th>
            <th scope="col">{w.columns.organization}</th>
            <th scope="col">{w.columns.since}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((one) => (
            <tr>
              <td {...inJapanese(look.lang)}>
                {one.id === me ? one.name : <a href={`/people/members/${one.id}`}>{one.name}</a>}{' '}
                {one.id === me && <Tag>{w.you}</Tag>}
              </td>
              <td>{w.roles[one.role]}</td>
              <td {...inJapanese(look.lang)}>{nameOf(one.organizationId)}</td>
              <td class="keep">{showDay(one.createdAt, look.lang, true)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {invitations.length > 0 && (
        <section class="stack">
          <h2>{w.open}</h2>
          <ul class="stack">
            {invitations.map((one) => (
              <li class="row">
                <span>
                  {one.name}（{w.roles[one.role]}
                  {one.organization_id && `・${nameOf(one.organization_id)}`}）{one.email}{' '}
                  <span class="keep">{w.until(showMoment(one.expires_at, look.lang))}</span>
                </span>
                <form method="post" action={`/people/members/invitations/${one.id}/withdraw`}>
                  <button type="submit" class="btn slim stop">
                    {w.withdraw}
                    <span class="vh">（{one.name}）</span>
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </section>
      )}
      <form class="form narrow" method="post" action="/people/members">
        <h2>{w.invite}</h2>
        <p class="small soft">{w.inviteHow}</p>
        <TextField
          lang={look.lang}
          name="name"
          label={w.name}
          hint={w.nameHint}
          error={wrong.name}
          value={given.name}
          maxlength={100}
        />
        <TextField
          lang={look.lang}
          name="email"
          type="email"
          label={w.email}
          error={wrong.email}
          value={given.email}
          maxlength={320}
        />
        <PlaceFields {...props} role={given.role} organization={given.organization} error={wrong.role} />
        {wards.length > 0 && (
          <>
            <TextField
              lang={look.lang}
              name="section"
              label={w.section}
              optional
              value={given.section}
              maxlength={100}
            />
            <Picks
              lang={look.lang}
              name="wards"
              legend={w.wards}
              hint={w.wardsHint}
              many
              value={chosen}
              choices={wards.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
          </>
        )}
        <button type="submit" class="btn go">
          {w.send}
        </button>
      </form>
    </WorkPage>
  )
}

export function MemberPage(props: Frame & { member: MemberRow; problem?: string }) {
  const { look, who, nav, member, nameOf, me, problem } = props
  const w = memberWords(look.lang)
  const at = `/people/members/${member.id}`
  return (
    <WorkPage look={look} title={member.name} nav={nav} current="/people/members" who={who} wrong={Boolean(problem)}>
      <Crumb href="/people/members">{w.members}</Crumb>
      <h1 {...inJapanese(look.lang)}>{member.name}</h1>
      {problem && (
        <Tell kind="bad">
          <p role="alert">{said(look, problem)}</p>
        </Tell>
      )}
      <Facts
        facts={[
          { label: w.role, value: w.roles[member.role] },
          { label: w.organization, value: nameOf(member.organizationId) },
          { label: w.columns.since, value: showDay(member.createdAt, look.lang, true) },
        ]}
      />
      {member.id !== me && (
        <>
          <form class="form narrow" method="post" action={`${at}/role`}>
            <h2>{w.change}</h2>
            <PlaceFields {...props} role={member.role} organization={member.organizationId ?? ''} />
            <button type="submit" class="btn">
              {w.change}
            </button>
          </form>
          <form method="post" action={`${at}/sessions`}>
            <button type="submit" class="btn">
              {w.sessions}
            </button>
          </form>
        </>
      )}
      <form class="stack narrow" method="post" action={`${at}/end`}>
        <h2>{w.end}</h2>
        <p>{w.endHow}</p>
        <button type="submit" class="btn stop">
          {w.endOf(member.name)}
        </button>
      </form>
    </WorkPage>
  )
}

export type InvitationProps = {
  look: Look
  token: string
  invitation: Invitation & { inviter: string }
  organization: string
  providers: readonly OidcProvider[]
}

export function InvitationPage({ look, token, invitation, organization, providers }: InvitationProps) {
  const w = memberWords(look.lang)
  return (
    <Plain look={look} title={w.invited}>
      <div class="stack">
        <h1>{w.invited}</h1>
        <Facts
          facts={[
            { label: w.invitedBy, value: invitation.inviter },
            { label: w.invitedTo, value: organization || look.place },
            { label: w.invitedAs, value: w.roles[invitation.role] },
            { label: w.invitedName, value: invitation.name },
          ]}
        />
        <p>{w.acceptHow}</p>
      </div>
      <form method="post" action={`/people/invitation/${token}`}>
        <button type="submit" class="btn go">
          {w.accept}
        </button>
      </form>
      {providers.length > 0 && (
        <Providers providers={providers} label={w.acceptBy} action={(id) => `/people/invitation/${token}/oidc/${id}`} />
      )}
    </Plain>
  )
}

export function InvitationGonePage({ look }: { look: Look }) {
  const w = memberWords(look.lang)
  return (
    <Plain look={look} title={w.gone}>
      <div class="stack">
        <h1>{w.gone}</h1>
        <p>{w.goneHow}</p>
      </div>
    </Plain>
  )
}
