/* The shapes that the scripts pass to each other. Nothing here runs. */

/**
 * @typedef {{n: bigint, s: number}} Decimal  the number n / 10^s
 * @typedef {Record<string, any>} Logic  a rule as JsonLogic; or true, or false
 * @typedef {string|boolean|Decimal|string[]|Record<string, string>[]|null|undefined} Value
 *   of a name: null does not apply, undefined is undecided
 * @typedef {Record<string, Value>} Env  without a prototype
 * @typedef {{weight?: string, target?: string, minimum?: string, stretch?: string, credit?: string}} KpiAnswer
 * @typedef {Record<string, any>} Answers  the map of an answer file, checked: id to raw value, and kpis
 *
 * @typedef {{id: string, choices?: string[], maxLength: number}} Column
 * @typedef {{type: string, number?: number, clause?: string, choices?: string[], minimum?: string, maximum?: string,
 *   decimals?: number, unit?: string, currency?: string, maxLength?: number, pattern?: string, columns?: Column[],
 *   maxRows?: number, when?: Logic, suggestions?: {value: any, when?: Logic}[]}} FillIn
 * @typedef {{unit: string, direction: string, money: boolean, default: boolean, target: string, minimum: string,
 *   stretch?: string, weight?: string}} Kpi
 * @typedef {[key: string, parent: number, rule: number, level?: string, holder?: number, slots?: string[]]} Piece
 * @typedef {"sla"|"checklist"} Kind
 * @typedef {{version: string, tool: string, law: string, order: string[], fillIns: Record<string, FillIn>,
 *   derived: Record<string, Logic>, calculated: Record<string, {function: string, arguments: string[], like: string}>,
 *   overlap: Record<string, string[]>, kpis: Record<string, Kpi>, logics: Logic[], pieces: Record<Kind, Piece[]>}} Guide
 * @typedef {{language: "da"|"en", ui: Record<string, string>, decimal: string, group: string, months: string[],
 *   percent: string, conjunction: string, label: Record<string, string>,
 *   choices: Record<string, Record<string, string>>, columns: Record<string, Record<string, string>>,
 *   cells: Record<string, Record<string, string>>, patterns: Record<string, string>, facts: Record<string, string[]>,
 *   clause: Record<string, string>, kpi: Record<string, string>}} Words
 *
 * @typedef {{guide: Guide, answers: Answers, env: Env, own: Record<string, boolean|null>,
 *   held: Record<string, boolean|null>, numbers: Record<string, string>, open: Record<Kind, string[]>,
 *   shown: Set<string>, waits: string[][]}} Tailored  waits: the open questions behind each undecided rule, where asked
 * @typedef {{blocks: [number, string][], segments: [number, number, string][], parts?: Record<string, string>,
 *   around?: [string, string]}} Compiled  parts and around are of Word
 */
