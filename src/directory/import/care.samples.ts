// Made-up rows of the care CSV, for tests: what a row leaves out is clean.
const HEAD =
  '都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,備考'
type Cells = Partial<
  Record<
    | 'city'
    | 'name'
    | 'kana'
    | 'type'
    | 'address'
    | 'building'
    | 'lat'
    | 'lng'
    | 'phone'
    | 'fax'
    | 'corp'
    | 'corpName'
    | 'id'
    | 'days'
    | 'note'
    | 'capacity'
    | 'url',
    string
  >
>
export const row = (cells: Cells) => {
  const c = {
    city: '川崎市麻生区',
    name: 'あさお苑',
    kana: 'アサオエン',
    type: '訪問介護',
    address: '神奈川県川崎市麻生区上麻生1-2',
    ...cells,
  }
  return [
    '141372',
    c.id ?? '1475600001',
    '神奈川県',
    c.city,
    c.name,
    c.kana,
    c.type,
    c.address,
    c.building ?? '',
    c.lat ?? '',
    c.lng ?? '',
    c.phone ?? '',
    c.fax ?? '',
    c.corp ?? '',
    c.corpName ?? '',
    c.id ?? '1475600001',
    c.days ?? '',
    c.note ?? '',
    c.capacity ?? '',
    c.url ?? '',
    '',
  ]
    .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')
}
export const csv = (...rows: string[]) => `\uFEFF${[HEAD, ...rows].join('\r\n')}\r\n`
