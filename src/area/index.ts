// Municipalities, their wards and towns: where a need is, and where a service works.
// Words: a ward (区) lies in a municipality (市); a town (町丁) lies in a ward; a place is what somebody wrote, understood.
// Promises: wards always come from north-west to south-east; a place elsewhere is unknown, never guessed.
export type { Municipality, Place, PlaceResult, Town, Ward } from './rules.ts'
export { findMunicipality, findPlace, listTowns, listWards, loadArea, loadTowns } from './store.ts'
export type { AreaTables } from './tables.ts'
